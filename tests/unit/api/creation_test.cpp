// SPDX-License-Identifier: MIT
// New arrays: values as NumPy 2.4 has them, to the bit.
#include <cmath>
#include <functional>
#include <limits>

#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

namespace tenon {
namespace {

using Doubles = std::vector<double>;
using Ints = std::vector<std::int64_t>;

TEST(Arange, of_whole_numbers_is_int64) {
    EXPECT_EQ(arange(4).dtype(), DType::int64);
    EXPECT_EQ(arange(4).values<std::int64_t>(), (Ints{0, 1, 2, 3}));
    EXPECT_EQ(arange(3, 10).values<std::int64_t>(), (Ints{3, 4, 5, 6, 7, 8, 9}));
    EXPECT_EQ(arange(3, 10, 3).values<std::int64_t>(), (Ints{3, 6, 9}));
    EXPECT_EQ(arange(10, 3, -3).values<std::int64_t>(), (Ints{10, 7, 4}));
    EXPECT_EQ(arange(0, 10, 4).values<std::int64_t>(), (Ints{0, 4, 8}));
    EXPECT_EQ(arange(-3, 4, 2).values<std::int64_t>(), (Ints{-3, -1, 1, 3}));
    EXPECT_EQ(arange(0, -10, -3).values<std::int64_t>(), (Ints{0, -3, -6, -9}));
    for (const Array& none : {arange(0), arange(-4), arange(5, 5), arange(5, 3), arange(3, 5, -1)})
        EXPECT_EQ(none.shape(), (Shape{0}));
}

TEST(Arange, of_floating_numbers_has_numpys_bits) {
    struct Case {
        double start, stop, step;
        Doubles values;
    };
    const Case cases[] = {
        {0,
         1,
         0.1,
         {0.0, 0.1, 0.2, 0.30000000000000004, 0.4, 0.5, 0.6000000000000001, 0.7000000000000001, 0.8,
          0.9}},
        {1,
         2,
         0.1,
         {1.0, 1.1, 1.2000000000000002, 1.3000000000000003, 1.4000000000000004, 1.5000000000000004,
          1.6000000000000005, 1.7000000000000006, 1.8000000000000007, 1.9000000000000008}},
        {5,
         0,
         -0.7,
         {5.0, 4.3, 3.5999999999999996, 2.8999999999999995, 2.1999999999999993, 1.4999999999999991,
          0.7999999999999989, 0.09999999999999876}},
        {0.001,
         3,
         0.3,
         {0.001, 0.301, 0.601, 0.9009999999999999, 1.2009999999999998, 1.501, 1.8009999999999997,
          2.101, 2.401, 2.7009999999999996}},
    };
    for (const Case& c : cases)
        EXPECT_EQ(arange(c.start, c.stop, c.step).values<double>(), c.values) << c.start;
    EXPECT_EQ(arange(2.5).values<double>(), (Doubles{0, 1, 2}));
    EXPECT_EQ(arange(0, 2.5).dtype(), DType::float64);
}

TEST(Arange, refuses_steps_and_bounds_that_lead_nowhere) {
    const double inf = std::numeric_limits<double>::infinity();
    EXPECT_THROW(arange(0, 1, 0), ValueError);
    EXPECT_THROW(arange(0.0, 1.0, 0.0), ValueError);
    EXPECT_THROW(arange(0, inf), ValueError);
    EXPECT_THROW(arange(0.0, std::nan("")), ValueError);
    EXPECT_THROW(arange(0.0, 1e300, 1e-300), ValueError) << "the count is infinite";
    EXPECT_THROW(arange(0.0, 1e30), MemoryError);
    EXPECT_THROW(arange(std::int64_t{1} << 60), MemoryError);
    EXPECT_THROW(arange(std::complex<double>(0, 1)), DTypeError);
}

TEST(Linspace, has_numpys_bits_and_ends_at_the_stop) {
    struct Case {
        double start, stop;
        std::int64_t count;
        bool endpoint;
        Doubles values;
    };
    const Case cases[] = {
        {0,
         1,
         7,
         true,
         {0.0, 0.16666666666666666, 0.3333333333333333, 0.5, 0.6666666666666666, 0.8333333333333333,
          1.0}},
        {0,
         1,
         7,
         false,
         {0.0, 0.14285714285714285, 0.2857142857142857, 0.42857142857142855, 0.5714285714285714,
          0.7142857142857142, 0.8571428571428571}},
        {-2,
         5,
         10,
         true,
         {-2.0, -1.2222222222222223, -0.4444444444444444, 0.3333333333333335, 1.1111111111111112,
          1.8888888888888888, 2.666666666666667, 3.4444444444444446, 4.222222222222222, 5.0}},
        {0.2,
         0.9,
         11,
         true,
         {0.2, 0.27, 0.33999999999999997, 0.41, 0.48, 0.55, 0.6199999999999999, 0.69, 0.76,
          0.8299999999999998, 0.9}},
        {0.1, 0.1, 3, true, {0.1, 0.1, 0.1}},
        {3, -3, 4, true, {3, 1, -1, -3}},
        {1e-300, 1e300, 3, true, {1e-300, 5e+299, 1e300}},
        {2, 9, 1, true, {2}},
        {2, 9, 1, false, {2}},
        {2, 9, 2, true, {2, 9}},
        {2, 9, 0, true, {}},
    };
    for (const Case& c : cases)
        EXPECT_EQ(linspace(c.start, c.stop, c.count, c.endpoint).values<double>(), c.values)
            << c.start << " " << c.stop << " " << c.count;
    EXPECT_THROW(linspace(0, 1, -1), ValueError);
}

TEST(Creation, fills_with_the_number_in_the_dtype) {
    EXPECT_EQ(zeros({2, 0, 3}).shape(), (Shape{2, 0, 3}));
    EXPECT_EQ(zeros({2}, DType::complex64).values<std::complex<float>>(),
              (std::vector<std::complex<float>>(2)));
    EXPECT_EQ(ones({}, DType::bool_).item<bool>(), true);
    EXPECT_EQ(full({2}, 7).dtype(), DType::int64);
    EXPECT_EQ(full({2}, true).dtype(), DType::bool_);
    EXPECT_EQ(full({2}, 7.5).dtype(), DType::float64);
    EXPECT_EQ(full({2}, std::complex<float>(1, 2)).dtype(), DType::complex128);
    EXPECT_EQ(full({2}, UINT64_MAX).dtype(), DType::uint64);
    EXPECT_EQ(full({2}, -1, DType::int8).values<int>(), (std::vector<int>{-1, -1}));
    EXPECT_EQ(full({2}, 3, DType::float32).values<float>(), (std::vector<float>{3, 3}));
    EXPECT_THROW(full({2}, 300, DType::uint8), ValueError);
    EXPECT_THROW(full({2}, -1, DType::uint64), ValueError);
    EXPECT_EQ(empty({3}).values<double>(), (Doubles{0, 0, 0})) << "nothing undefined is read";
    const Array like = full({2, 2}, 5, DType::int16);
    EXPECT_EQ(zeros_like(like).dtype(), DType::int16);
    EXPECT_EQ(ones_like(like).shape(), (Shape{2, 2}));
    EXPECT_EQ(full_like(like, 9).values<int>(), (std::vector<int>{9, 9, 9, 9}));
}

TEST(Creation, an_identity_has_ones_on_its_diagonal) {
    for (const std::int64_t rows : {0, 1, 3, 5})
        for (const std::int64_t columns : {0, 1, 3, 5}) {
            Doubles expected;
            for (std::int64_t i = 0; i < rows; ++i)
                for (std::int64_t j = 0; j < columns; ++j)
                    expected.push_back(i == j ? 1 : 0);
            EXPECT_EQ(eye(rows, columns).values<double>(), expected) << rows << " " << columns;
        }
    EXPECT_EQ(eye(3).shape(), (Shape{3, 3}));
    EXPECT_EQ(eye(2, 2, DType::int32).dtype(), DType::int32);
    EXPECT_THROW(eye(-1), ValueError);
}

TEST(Creation, copies_the_callers_values) {
    std::vector<float> values{1, 2, 3, 4, 5, 6};
    const Array a = from_span(std::span<const float>(values), {2, 3});
    const Array b = array(values);
    values.assign(6, 0);
    EXPECT_EQ(a(1, 0).item<float>(), 4);
    EXPECT_EQ(b.values<float>(), (std::vector<float>{1, 2, 3, 4, 5, 6}));
    EXPECT_EQ(array({true, false}).dtype(), DType::bool_);
    EXPECT_THROW(from_span(std::span<const float>(values), {2, 2}), ShapeError);
    EXPECT_EQ(from_span(std::span<const float>(), {0, 4}).shape(), (Shape{0, 4}));
}

TEST(Creation, impossible_sizes_are_refused_at_once) {
    EXPECT_THROW(zeros({-1}), ValueError);
    EXPECT_THROW(zeros({3, -2}), ValueError);
    EXPECT_THROW(zeros({std::int64_t{1} << 40, std::int64_t{1} << 40}), MemoryError);
    EXPECT_THROW(zeros({std::int64_t{1} << 55}), MemoryError) << "no machine has it";
    EXPECT_THROW(zeros(Shape(33, 1)), ShapeError);
    EXPECT_EQ(zeros(Shape(32, 1)).ndim(), 32);
    const Array a = ones({1, 1 << 16});
    EXPECT_THROW(broadcast_to(a, {std::int64_t{1} << 40, 1 << 16}) + 1, MemoryError);
    EXPECT_EQ(sum(a).item<double>(), 1 << 16) << "the operand is as it was";
}

}  // namespace
}  // namespace tenon
