// SPDX-License-Identifier: MIT
// The oracle itself, on values known from NumPy 2: who watches must be watched.
#include <gtest/gtest.h>

#include "support/compare.hpp"
#include "support/eager_index.hpp"

namespace {

using eager::Array;
using eager::from_values;
using eager::Operand;
using tenon::DType;
using tenon::Index;

using I64 = std::vector<std::int64_t>;
using F64 = std::vector<double>;

Array count_up(const eager::Shape& shape) {
    I64 values(static_cast<std::size_t>(eager::product(shape)));
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = static_cast<std::int64_t>(i);
    return from_values(values, shape);
}

Array view(const Array& a, const std::vector<Index>& indices) { return eager::at(a, indices); }

Array apply(std::string_view op, const std::vector<Operand>& inputs) {
    return eager::elementwise(op, inputs);
}

TEST(Oracle, slices_as_python_does) {
    const Array a = count_up({5});
    EXPECT_EQ(view(a, {tenon::slice(1, -1)}).values<std::int64_t>(), (I64{1, 2, 3}));
    EXPECT_EQ(view(a, {tenon::slice(tenon::end, tenon::end, -2)}).values<std::int64_t>(),
              (I64{4, 2, 0}));
    EXPECT_EQ(view(a, {tenon::slice(-100, 100, 3)}).values<std::int64_t>(), (I64{0, 3}));
    EXPECT_EQ(view(a, {tenon::slice(3, 1)}).values<std::int64_t>(), I64{});
    EXPECT_EQ(view(a, {tenon::slice(-2, 0, -1)}).values<std::int64_t>(), (I64{3, 2, 1}));
    const Array b = count_up({2, 3});
    EXPECT_EQ(view(b, {tenon::ellipsis, tenon::newaxis, 1}).shape, (eager::Shape{2, 1}));
    EXPECT_EQ(view(b, {-1}).values<std::int64_t>(), (I64{3, 4, 5}));
}

TEST(Oracle, puts_the_dimensions_of_index_arrays_where_numpy_does) {
    // Shapes of a[...] in NumPy 2.4, a of shape (2, 3, 4, 5), i = [0, 1, 1].
    const eager::Array a = eager::make({2, 3, 4, 5}, DType::int8);
    const eager::Array i = eager::from_values(std::vector<std::int64_t>{0, 1, 1}, {3});
    const eager::Array yes = eager::full({}, true, DType::bool_);
    const eager::Array no = eager::full({}, false, DType::bool_);
    const auto shape = [&](const std::vector<eager::AnyIndex>& indices) {
        return eager::select(a, indices).shape;
    };
    using tenon::all, tenon::ellipsis, tenon::newaxis;
    EXPECT_EQ(shape({i, ellipsis, i}), (eager::Shape{3, 3, 4}));
    EXPECT_EQ(shape({0, all, i}), (eager::Shape{3, 3, 5}));
    EXPECT_EQ(shape({all, 0, i}), (eager::Shape{2, 3, 5}));
    EXPECT_EQ(shape({all, i, 0}), (eager::Shape{2, 3, 5}));
    EXPECT_EQ(shape({all, i, newaxis, i}), (eager::Shape{3, 2, 1, 5}));
    EXPECT_EQ(shape({yes, i}), (eager::Shape{3, 3, 4, 5}));
    EXPECT_EQ(shape({i, yes}), (eager::Shape{3, 3, 4, 5}));
    EXPECT_EQ(shape({all, yes, i}), (eager::Shape{2, 3, 4, 5}));
    EXPECT_EQ(shape({i, all, yes}), (eager::Shape{3, 3, 4, 5}));
    EXPECT_EQ(shape({yes}), (eager::Shape{1, 2, 3, 4, 5}));
    EXPECT_EQ(shape({no}), (eager::Shape{0, 2, 3, 4, 5}));
    EXPECT_EQ(shape({all, 0, all, ellipsis, i}), (eager::Shape{3, 2, 4}));
    // An ellipsis of no dimension stands between: ((5, 6, 7))[:, 0, ..., i] is (3, 5).
    EXPECT_EQ(shape({all, all, 0, ellipsis, i}), (eager::Shape{3, 2, 3}));
    EXPECT_EQ(shape({all, ellipsis, all, 0, i}), (eager::Shape{2, 3, 3}));
}

TEST(Oracle, reshapes_without_a_copy_where_numpy_does) {
    const Array a = count_up({4, 6});
    EXPECT_EQ(eager::reshape(a, {2, 2, 3, 2}).storage, a.storage);
    const Array turned = eager::transpose(a, {1, 0});
    EXPECT_NE(eager::reshape(turned, {24}).storage, a.storage);
    EXPECT_EQ(eager::reshape(turned, {2, 3, 4}).storage, a.storage);
    EXPECT_EQ(eager::reshape(turned, {2, 3, 4}).values<std::int64_t>(),
              turned.values<std::int64_t>());
}

TEST(Oracle, lays_out_what_is_taken_as_numpy_does) {
    using Strides = std::vector<std::int64_t>;
    const Array a = count_up({4, 5, 6});
    const Array i = eager::from_values(I64{1, 0, 3}, {3});
    const auto strides = [](const Array& from, std::vector<eager::AnyIndex> indices) {
        return eager::index(from, indices).strides;
    };
    EXPECT_EQ(strides(a, {i}), (Strides{30, 6, 1}));
    EXPECT_EQ(strides(a, {tenon::all, i}), (Strides{6, 24, 1}));
    EXPECT_EQ(strides(a, {tenon::all, tenon::all, i}), (Strides{5, 1, 20}));
    EXPECT_EQ(strides(eager::transpose(a, {2, 1, 0}), {tenon::all, i}), (Strides{1, 24, 6}));
}

TEST(Oracle, keeps_the_order_of_inputs_that_agree) {
    using Strides = std::vector<std::int64_t>;
    const Array a = count_up({2, 3});
    const Array turned = eager::transpose(a, {1, 0});
    const Array plain = count_up({3, 2});
    const auto strides = [&](const std::vector<eager::Operand>& inputs) {
        const Array made = eager::in_order_of(inputs, plain);
        EXPECT_EQ(made.values<std::int64_t>(), plain.values<std::int64_t>());
        return made.strides;
    };
    EXPECT_EQ(strides({turned, turned}), (Strides{1, 3}));
    EXPECT_EQ(strides({turned, tenon::Scalar(1)}), (Strides{1, 3}));
    EXPECT_EQ(strides({turned, plain}), (Strides{2, 1}));
    EXPECT_EQ(strides({eager::Operand(eager::flip(turned, 0))}), (Strides{1, 3}));
}

TEST(Oracle, reads_the_right_hand_side_before_it_writes) {
    const Array a = count_up({5});
    eager::assign(view(a, {tenon::slice(1, tenon::end)}), view(a, {tenon::slice(0, -1)}));
    EXPECT_EQ(a.values<std::int64_t>(), (I64{0, 0, 1, 2, 3}));
}

TEST(Oracle, promotes_as_nep_50_says) {
    using enum DType;
    EXPECT_EQ(eager::promote(int8, uint8), int16);
    EXPECT_EQ(eager::promote(int64, uint64), float64);
    EXPECT_EQ(eager::promote(int16, float32), float32);
    EXPECT_EQ(eager::promote(int32, float32), float64);
    EXPECT_EQ(eager::promote(float64, complex64), complex128);
    EXPECT_EQ(eager::promote_weak(uint8, eager::Kind::signed_integer), uint8);
    EXPECT_EQ(eager::promote_weak(float32, eager::Kind::floating), float32);
    EXPECT_EQ(eager::promote_weak(float32, eager::Kind::complex), complex64);
    EXPECT_EQ(eager::promote_weak(bool_, eager::Kind::signed_integer), int64);
}

TEST(Oracle, divides_integers_as_numpy_does) {
    const std::int64_t least = std::numeric_limits<std::int64_t>::min();
    const Array a = from_values(I64{7, -7, 7, -7, 5, least}, {6});
    const Array b = from_values(I64{2, 2, -2, -2, 0, -1}, {6});
    EXPECT_EQ(apply("floor_divide", {a, b}).values<std::int64_t>(), (I64{3, -4, -4, 3, 0, least}));
    EXPECT_EQ(apply("remainder", {a, b}).values<std::int64_t>(), (I64{1, 1, -1, -1, 0, 0}));
}

TEST(Oracle, divides_floats_as_numpy_does) {
    const double inf = std::numeric_limits<double>::infinity();
    const Array a = from_values(F64{7, -7, -1, 1, 6}, {5});
    const Array b = from_values(F64{2, 2, inf, inf, -0.1}, {5});
    EXPECT_EQ(apply("floor_divide", {a, b}).values<double>(), (F64{3, -4, -1, 0, -60}));
    const F64 rest = apply("remainder", {a, b}).values<double>();
    EXPECT_EQ(rest[1], 1);
    EXPECT_EQ(rest[2], inf);
}

TEST(Oracle, converts_what_does_not_fit_as_x86_does) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const Array a = from_values(F64{nan, 300, -1, 3e9, 1e19, 1e30}, {6});
    EXPECT_EQ(eager::astype(a, DType::int64).values<std::int64_t>().front(),
              std::numeric_limits<std::int64_t>::min());
    const auto bytes = eager::astype(a, DType::uint8).values<std::uint8_t>();
    EXPECT_EQ(bytes, (std::vector<std::uint8_t>{0, 44, 255, 0, 0, 0}));
    const auto words = eager::astype(a, DType::uint64).values<std::uint64_t>();
    EXPECT_EQ(words[2], 0xffffffffffffffff);
    EXPECT_EQ(words[4], 10000000000000000000U);
    EXPECT_EQ(eager::astype(a, DType::uint32).values<std::uint32_t>()[3], 3000000000U);
}

TEST(Oracle, sums_in_the_documented_order) {
    // 33 numbers: the last goes to lane 0 before the lanes are joined.
    F64 values(33, 0x1p-60);
    values[0] = 1;
    values[32] = -1;
    const Array a = from_values(values, {33});
    EXPECT_EQ(eager::reduce(eager::Reduce::sum, a, {}, false).values<double>()[0], 31 * 0x1p-60);
    // Kept last axis: one accumulator, so the small numbers are lost in 1.
    const Array column = eager::broadcast_to(from_values(values, {33, 1}), {33, 2});
    EXPECT_EQ(eager::reduce(eager::Reduce::sum, column, {0}, false).values<double>()[0], 0);
    // An axis of one element is no axis.
    const Array single = from_values(values, {33, 1});
    EXPECT_EQ(eager::reduce(eager::Reduce::sum, single, {0}, false).values<double>()[0],
              31 * 0x1p-60);
}

TEST(Oracle, carries_scans_from_leaf_to_leaf) {
    const Array a = eager::full({2050}, 1, DType::int64);
    const I64 sums = eager::scan(eager::Scan::sum, a, 0).values<std::int64_t>();
    EXPECT_EQ(sums[1023], 1024);
    EXPECT_EQ(sums[1024], 1025);
    EXPECT_EQ(sums[2049], 2050);
}

TEST(Oracle, takes_the_first_of_equals_and_nan_before_all) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const Array a = from_values(F64{2, 1, 1, 5, 5, 0, nan, 3, nan}, {3, 3});
    EXPECT_EQ(eager::reduce(eager::Reduce::argmin, a, {1}, false).values<std::int64_t>(),
              (I64{1, 2, 0}));
    EXPECT_EQ(eager::reduce(eager::Reduce::argmax, a, {}, false).values<std::int64_t>(), I64{6});
}

}  // namespace
