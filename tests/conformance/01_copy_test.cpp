// SPDX-License-Identifier: MIT
// Rung 1: values go in, and come out as they were.
#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "support/compare.hpp"
#include "support/modes.hpp"
#include "support/values.hpp"

namespace {

using support::same;
using tenon::Array;
using tenon::DType;

class Copy : public ::testing::TestWithParam<DType> {
protected:
    void SetUp() override { support::apply_mode(); }
};

TEST_P(Copy, keeps_every_bit_of_values_given) {
    const eager::Array values = support::special_values(GetParam());
    EXPECT_TRUE(same(support::to_tenon(values), values));
}

TEST_P(Copy, is_another_array) {
    const eager::Array values = support::plain_values(GetParam(), 1000, 3);
    const Array a = support::to_tenon(values);
    const Array b = copy(a);
    a(tenon::all) = zeros({1000}, GetParam());
    EXPECT_TRUE(same(b, values));
    EXPECT_TRUE(same(a, eager::make({1000}, GetParam())));
}

TEST_P(Copy, is_right_for_any_number_of_elements) {
    for (const std::int64_t n :
         {0, 1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 65, 127, 1023, 1024, 1025, 4097}) {
        const eager::Array values = support::plain_values(GetParam(), n, 3);
        EXPECT_TRUE(same(copy(support::to_tenon(values)), values)) << n << " elements";
    }
}

TEST_P(Copy, fills_new_arrays) {
    EXPECT_TRUE(same(tenon::zeros({3, 5}, GetParam()), eager::make({3, 5}, GetParam())));
    EXPECT_TRUE(same(tenon::empty({3, 5}, GetParam()), eager::make({3, 5}, GetParam())));
    EXPECT_TRUE(same(tenon::ones({7, 1}, GetParam()), eager::full({7, 1}, 1, GetParam())));
    EXPECT_TRUE(same(tenon::full({2, 2, 2}, 1, GetParam()), eager::full({2, 2, 2}, 1, GetParam())));
    const Array like = tenon::ones({4, 3}, GetParam());
    EXPECT_TRUE(same(zeros_like(like), eager::make({4, 3}, GetParam())));
    EXPECT_TRUE(same(ones_like(like), eager::full({4, 3}, 1, GetParam())));
    EXPECT_TRUE(same(full_like(like, 0), eager::make({4, 3}, GetParam())));
}

TEST_P(Copy, makes_unit_matrices) {
    const Array unit = tenon::eye(5, 7, GetParam());
    eager::Array expected = eager::make({5, 7}, GetParam());
    for (std::int64_t i = 0; i < 5; ++i) {
        const tenon::Index place[] = {i, i};
        eager::assign(eager::at(expected, place), tenon::Scalar(1));
    }
    EXPECT_TRUE(same(unit, expected));
    EXPECT_EQ(tenon::eye(3, -1, GetParam()).shape(), (tenon::Shape{3, 3}));
}

INSTANTIATE_TEST_SUITE_P(Each, Copy, ::testing::ValuesIn(support::all_dtypes),
                         [](const auto& test) { return std::string(name(test.param)); });

class Creation : public ::testing::Test {
protected:
    void SetUp() override { support::apply_mode(); }
};

TEST_F(Creation, counts_with_integers_and_with_fractions) {
    EXPECT_EQ(tenon::arange(5).values<std::int64_t>(), (std::vector<std::int64_t>{0, 1, 2, 3, 4}));
    EXPECT_EQ(tenon::arange(5).dtype(), DType::int64);
    EXPECT_EQ(tenon::arange(7, 0, -3).values<std::int64_t>(), (std::vector<std::int64_t>{7, 4, 1}));
    EXPECT_EQ(tenon::arange(0.0, 1.0, 0.25).values<double>(),
              (std::vector<double>{0, 0.25, 0.5, 0.75}));
    EXPECT_EQ(tenon::arange(3, 3).size(), 0);
}

TEST_F(Creation, spaces_numbers_evenly) {
    EXPECT_EQ(tenon::linspace(0, 1, 5).values<double>(),
              (std::vector<double>{0, 0.25, 0.5, 0.75, 1}));
    EXPECT_EQ(tenon::linspace(0, 1, 4, false).values<double>(),
              (std::vector<double>{0, 0.25, 0.5, 0.75}));
    const std::vector<double> tenths = tenon::linspace(0, 1, 11).values<double>();
    EXPECT_EQ(tenths[10], 1.0);
    EXPECT_EQ(tenths[3], 3 * 0.1);  // NumPy: the position times the step
    EXPECT_EQ(tenon::linspace(2, 3, 1).values<double>(), std::vector<double>{2});
    EXPECT_EQ(tenon::linspace(2, 3, 0).size(), 0);
}

TEST_F(Creation, takes_the_dtype_of_the_number) {
    EXPECT_EQ(tenon::full({2}, true).dtype(), DType::bool_);
    EXPECT_EQ(tenon::full({2}, 3).dtype(), DType::int64);
    EXPECT_EQ(tenon::full({2}, 3.0).dtype(), DType::float64);
    EXPECT_EQ(tenon::full({2}, std::complex<double>(0, 1)).dtype(), DType::complex128);
    EXPECT_EQ(tenon::zeros({2}).dtype(), DType::float64);
}

TEST_F(Creation, reads_single_values_converted) {
    EXPECT_EQ(tenon::full({1, 1}, 2.75).item<std::int64_t>(), 2);
    EXPECT_EQ(tenon::array({1, 2, 3})(1).item<double>(), 2.0);
    EXPECT_TRUE(tenon::array({0.0, 0.5})(1).item<bool>());
    EXPECT_EQ(tenon::array({1.5, -2.5}).values<float>(), (std::vector<float>{1.5F, -2.5F}));
}

TEST_F(Creation, describes_an_array) {
    const Array a = tenon::zeros({2, 3, 4}, DType::float32);
    EXPECT_EQ(a.ndim(), 3);
    EXPECT_EQ(a.size(), 24);
    EXPECT_EQ(a.nbytes(), 96);
    EXPECT_EQ(a.shape(-1), 4);
    EXPECT_EQ(a.strides(), (std::vector<std::int64_t>{48, 16, 4}));
    EXPECT_EQ(a.T().strides(), (std::vector<std::int64_t>{4, 16, 48}));
}

}  // namespace
