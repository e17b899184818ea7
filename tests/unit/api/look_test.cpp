// SPDX-License-Identifier: MIT
// Looking at values: item, values, copy_to, data, text; and what is not an array.
#include <sstream>

#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

namespace tenon {
namespace {

TEST(Looking, at_the_only_element) {
    EXPECT_EQ(full({1, 1}, 2.75).item<double>(), 2.75);
    EXPECT_EQ(full({}, 2.75).item<int>(), 2) << "converted as astype does";
    EXPECT_EQ(full({}, std::complex<double>(3, 4)).item<std::complex<float>>(),
              std::complex<float>(3, 4));
    EXPECT_THROW(zeros({2}).item<double>(), ShapeError);
    EXPECT_THROW(zeros({0}).item<double>(), ShapeError);
}

TEST(Looking, at_all_elements_goes_in_c_order_of_the_view) {
    const Array a = arange(6).reshape({2, 3});
    EXPECT_EQ(a.T().values<int>(), (std::vector<int>{0, 3, 1, 4, 2, 5}));
    EXPECT_EQ((a > 2).values<bool>(), (std::vector<bool>{false, false, false, true, true, true}));
    std::int64_t raw[3] = {};
    a(slice(end, end, -1), 1).copy_to(raw);
    EXPECT_EQ(raw[0], 4);
    EXPECT_EQ(raw[1], 1);
    EXPECT_EQ(raw[2], 0) << "two elements, no more";
    EXPECT_TRUE(zeros({0, 4}).values<double>().empty());
}

TEST(Looking, at_the_bytes_sees_and_makes_later_changes) {
    Array a = arange(4).astype(DType::float64);
    auto* data = a.data<double>();
    EXPECT_EQ(data[3], 3);
    a += 1;
    EXPECT_EQ(data[3], 4) << "no statement stays pending on it";
    a(slice(0, 2)) = 9;
    EXPECT_EQ(data[1], 9);
    data[0] = 100;
    EXPECT_EQ(sum(a).item<double>(), 100 + 9 + 3 + 4);
    EXPECT_EQ(a(slice(2, end)).data<double>(), data + 2);
    EXPECT_THROW(a.data<float>(), DTypeError);
}

TEST(Looking, what_was_read_before_the_bytes_were_given_out_is_read_first) {
    Array a = arange(4);
    const Array twice = a * 2;
    a.data<std::int64_t>()[0] = 50;
    EXPECT_EQ(twice.values<int>(), (std::vector<int>{0, 2, 4, 6}));
}

TEST(Text, is_numpys) {
    EXPECT_EQ(array({1.0, 2.5, -0.0}).to_string(), "[1., 2.5, -0.]");
    EXPECT_EQ(arange(4).reshape({2, 2}).to_string(), "[[0, 1],\n [2, 3]]");
    EXPECT_EQ(array({true, false}).to_string(), "[True, False]");
    EXPECT_EQ(full({}, std::complex<double>(1, -2)).to_string(), "1.-2.j");
    EXPECT_EQ(zeros({0}).to_string(), "[]");
    EXPECT_EQ(arange(2000).to_string(), "[0, 1, 2, ..., 1997, 1998, 1999]");
    EXPECT_EQ(full({2}, UINT64_MAX).to_string(), "[18446744073709551615, 18446744073709551615]");
    std::ostringstream out;
    out << arange(3);
    EXPECT_EQ(out.str(), "[0, 1, 2]");
}

TEST(NoArray, says_so_whatever_is_asked) {
    const Array none;
    EXPECT_FALSE(none.valid());
    EXPECT_THROW(none.shape(), ValueError);
    EXPECT_THROW(none.dtype(), ValueError);
    EXPECT_THROW(none + 1, ValueError);
    EXPECT_THROW(sum(none), ValueError);
    EXPECT_THROW(none.values<double>(), ValueError);
    EXPECT_THROW(reshape(none, {1}), ValueError);
    EXPECT_THROW(where(true, none, 1), ValueError);
    EXPECT_THROW(explain(none), ValueError);
    Array a = ones({2});
    EXPECT_THROW(a += none, ValueError);
    const Array moved = std::move(a);
    EXPECT_EQ(sum(moved).item<double>(), 2);
}

TEST(Copies, are_independent_and_names_are_not) {
    Array a = ones({3});
    const Array name = a;
    const Array copied = a.copy();
    a(0) = 5;
    EXPECT_EQ(name(0).item<double>(), 5);
    EXPECT_EQ(copied(0).item<double>(), 1);
    EXPECT_EQ(a.astype(DType::float64).values<double>(), a.values<double>());
    const Array same = a.astype(DType::float64);
    a(0) = 6;
    EXPECT_EQ(same(0).item<double>(), 5) << "astype copies, as NumPy's does";
}

TEST(Bytes, are_counted_in_the_dtypes_size) {
    const Array a = zeros({3, 4}, DType::complex64);
    EXPECT_EQ(a.size(), 12);
    EXPECT_EQ(a.nbytes(), 96);
    EXPECT_EQ(a.strides(), (std::vector<std::int64_t>{32, 8}));
    EXPECT_EQ(broadcast_to(full({}, 1.0), {5}).nbytes(), 40);
}

}  // namespace
}  // namespace tenon
