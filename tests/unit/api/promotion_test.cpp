// SPDX-License-Identifier: MIT
// NumPy 2's types as data: its tables, made by NumPy 2.4 itself.
#include <array>
#include <bit>
#include <cmath>

#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

namespace tenon {
namespace {

constexpr DType b1 = DType::bool_, i1 = DType::int8, i2 = DType::int16, i4 = DType::int32,
                i8 = DType::int64, u1 = DType::uint8, u2 = DType::uint16, u4 = DType::uint32,
                u8 = DType::uint64, f2 = DType::float16, f4 = DType::float32, f8 = DType::float64,
                c4 = DType::complex64, c8 = DType::complex128;
constexpr DType types[] = {b1, i1, i2, i4, i8, u1, u2, u4, u8, f2, f4, f8, c4, c8};
using Row = std::array<DType, dtype_count>;

// numpy.promote_types(row, column)
constexpr Row promoted[] = {
    {b1, i1, i2, i4, i8, u1, u2, u4, u8, f2, f4, f8, c4, c8},
    {i1, i1, i2, i4, i8, i2, i4, i8, f8, f2, f4, f8, c4, c8},
    {i2, i2, i2, i4, i8, i2, i4, i8, f8, f4, f4, f8, c4, c8},
    {i4, i4, i4, i4, i8, i4, i4, i8, f8, f8, f8, f8, c8, c8},
    {i8, i8, i8, i8, i8, i8, i8, i8, f8, f8, f8, f8, c8, c8},
    {u1, i2, i2, i4, i8, u1, u2, u4, u8, f2, f4, f8, c4, c8},
    {u2, i4, i4, i4, i8, u2, u2, u4, u8, f4, f4, f8, c4, c8},
    {u4, i8, i8, i8, i8, u4, u4, u4, u8, f8, f8, f8, c8, c8},
    {u8, f8, f8, f8, f8, u8, u8, u8, u8, f8, f8, f8, c8, c8},
    {f2, f2, f4, f8, f8, f2, f4, f8, f8, f2, f4, f8, c4, c8},
    {f4, f4, f4, f8, f8, f4, f4, f8, f8, f4, f4, f8, c4, c8},
    {f8, f8, f8, f8, f8, f8, f8, f8, f8, f8, f8, f8, c8, c8},
    {c4, c4, c4, c8, c8, c4, c4, c8, c8, c4, c4, c8, c4, c8},
    {c8, c8, c8, c8, c8, c8, c8, c8, c8, c8, c8, c8, c8, c8},
};

// numpy.can_cast(row, column, "same_kind")
constexpr const char* same_kind[] = {
    "11111111111111", "01111000011111", "01111000011111", "01111000011111", "01111000011111",
    "01111111111111", "01111111111111", "01111111111111", "01111111111111", "00000000011111",
    "00000000011111", "00000000011111", "00000000000011", "00000000000011",
};

std::string names(DType a, DType b) {
    return std::string(name(a)) + " with " + std::string(name(b));
}

TEST(Promotion, of_two_arrays_is_numpys) {
    for (std::size_t i = 0; i < dtype_count; ++i)
        for (std::size_t j = 0; j < dtype_count; ++j) {
            const DType a = types[i], b = types[j];
            ASSERT_EQ(promote_types(a, b), promoted[i][j]) << names(a, b);
            ASSERT_EQ((ones({2}, a) * ones({2}, b)).dtype(), promoted[i][j]) << names(a, b);
            ASSERT_EQ(where(ones({2}, DType::bool_), ones({2}, a), ones({2}, b)).dtype(),
                      promoted[i][j])
                << names(a, b);
        }
}

TEST(Promotion, a_number_bends_to_the_array_where_its_kind_allows) {
    struct Weak {
        Scalar number;
        Row result;
    };
    const Weak table[] = {
        {true, {b1, i1, i2, i4, i8, u1, u2, u4, u8, f2, f4, f8, c4, c8}},
        {3, {i8, i1, i2, i4, i8, u1, u2, u4, u8, f2, f4, f8, c4, c8}},
        {2.5, {f8, f8, f8, f8, f8, f8, f8, f8, f8, f2, f4, f8, c4, c8}},
        {std::complex<double>(0, 1), {c8, c8, c8, c8, c8, c8, c8, c8, c8, c4, c4, c8, c4, c8}},
    };
    for (const auto& [number, result] : table)
        for (std::size_t i = 0; i < dtype_count; ++i) {
            ASSERT_EQ((ones({2}, types[i]) * number).dtype(), result[i]) << name(types[i]);
            ASSERT_EQ((number * ones({}, types[i])).dtype(), result[i])
                << name(types[i]) << ": an array without dimensions is strong";
        }
}

TEST(Promotion, values_do_not_matter_but_must_fit) {
    const auto u = array<std::uint8_t>({1, 255});
    EXPECT_EQ((u + 255).values<int>(), (std::vector<int>{0, 254})) << "it wraps";
    EXPECT_THROW(u + 256, ValueError);
    EXPECT_THROW(u + -1, ValueError);
    EXPECT_THROW(array<std::int8_t>({1}) * 128, ValueError);
    EXPECT_EQ((array<std::int8_t>({1}) * -128).item<int>(), -128);
    EXPECT_THROW(array<std::int64_t>({1}) + (std::uint64_t{1} << 63), ValueError);
    EXPECT_EQ((array<std::uint64_t>({1}) + (std::uint64_t{1} << 63)).item<std::uint64_t>(),
              (std::uint64_t{1} << 63) + 1);
    const Array f = array<float>({1.0F});
    EXPECT_EQ((f + (std::int64_t{1} << 60)).dtype(), f4);
    EXPECT_TRUE(std::isinf((f * 1e300).item<float>()));
    EXPECT_EQ((f + 0.1).item<float>(), 1.0F + 0.1F) << "rounded to float32 first";
}

TEST(Promotion, comparisons_with_numbers_out_of_range_are_right) {
    const Array u = array<std::uint8_t>({0, 255});
    EXPECT_EQ((u > -1).values<bool>(), (std::vector<bool>{true, true}));
    EXPECT_EQ((u < 300).values<bool>(), (std::vector<bool>{true, true}));
    EXPECT_EQ((u == 256).values<bool>(), (std::vector<bool>{false, false}));
    const Array i = array<std::int64_t>({INT64_MAX, -1});
    const std::uint64_t large = std::uint64_t{1} << 63;
    EXPECT_EQ((i == large).values<bool>(), (std::vector<bool>{false, false}));
    EXPECT_EQ((i < large).values<bool>(), (std::vector<bool>{true, true}));
    const Array w = array<std::uint64_t>({UINT64_MAX, large});
    EXPECT_EQ((w > -1).values<bool>(), (std::vector<bool>{true, true}));
    EXPECT_EQ((w == -1).values<bool>(), (std::vector<bool>{false, false}));
    const Array mixed = array<std::int64_t>({-1, INT64_MAX});
    EXPECT_EQ((mixed == w).values<bool>(), (std::vector<bool>{false, false}));
    EXPECT_EQ((mixed < w).values<bool>(), (std::vector<bool>{true, true}));
}

TEST(Promotion, division_and_functions_of_integers_are_floating) {
    EXPECT_EQ((ones({2}, i1) / ones({2}, i1)).dtype(), f8);
    EXPECT_EQ((ones({2}, i8) / 2).dtype(), f8);
    EXPECT_EQ((ones({2}, f4) / 2).dtype(), f4);
    EXPECT_EQ(sqrt(ones({2}, i8)).dtype(), f8);
    EXPECT_EQ(sqrt(ones({2}, f4)).dtype(), f4);
    EXPECT_EQ(sqrt(ones({2}, i1)).dtype(), f2);
    EXPECT_EQ(sqrt(ones({2}, b1)).dtype(), f2);
    EXPECT_EQ(sqrt(ones({2}, u2)).dtype(), f4);
    EXPECT_EQ(absolute(ones({2}, c4)).dtype(), f4);
    EXPECT_EQ((ones({2}, b1) + ones({2}, b1)).dtype(), b1);
    EXPECT_EQ((ones({2}, b1) + 1).dtype(), i8);
    EXPECT_THROW(ones({2}, b1) - ones({2}, b1), DTypeError);
}

TEST(InPlace, keeps_the_dtype_by_numpys_same_kind_rule) {
    for (std::size_t i = 0; i < dtype_count; ++i)
        for (std::size_t j = 0; j < dtype_count; ++j) {
            Array target = ones({2}, types[i]);
            const Array value = ones({2}, types[j]);
            const auto result = static_cast<std::size_t>(promoted[i][j]);
            if (same_kind[result][i] == '1') {
                ASSERT_NO_THROW(target *= value) << names(types[i], types[j]);
                ASSERT_EQ(target.dtype(), types[i]);
            } else {
                ASSERT_THROW(target *= value, DTypeError) << names(types[i], types[j]);
            }
        }
}

TEST(InPlace, numbers_follow_the_same_rule) {
    Array i = ones({2}, i4);
    EXPECT_THROW(i += 1.5, DTypeError);
    EXPECT_THROW(i /= 2, DTypeError);
    EXPECT_THROW(i *= std::complex<double>(0, 1), DTypeError);
    EXPECT_NO_THROW(i += 2);
    Array f = ones({2}, f4);
    EXPECT_NO_THROW(f /= 2);
    EXPECT_EQ(f.dtype(), f4);
    EXPECT_THROW(f += std::complex<double>(0, 1), DTypeError);
    Array b = ones({2}, b1);
    EXPECT_THROW(b += 1, DTypeError);
    EXPECT_NO_THROW(b |= true);
    EXPECT_EQ(i.values<int>(), (std::vector<int>{3, 3})) << "refused updates change nothing";
}

TEST(InPlace, the_result_must_have_the_targets_shape) {
    Array a = zeros({3});
    EXPECT_THROW(a += zeros({2, 3}), ShapeError);
    EXPECT_THROW(a += zeros({1, 3}), ShapeError);
    EXPECT_THROW(a += zeros({4}), ShapeError);
    EXPECT_NO_THROW(a += ones({1}));
    EXPECT_EQ(a.values<double>(), (std::vector<double>{1, 1, 1}));
}

TEST(InPlace, overlapping_views_are_read_as_they_were) {
    Array a = arange(6);
    a(slice(1, end)) += a(slice(0, -1));
    EXPECT_EQ(a.values<int>(), (std::vector<int>{0, 1, 3, 5, 7, 9}));
    a -= a(slice(end, end, -1));
    EXPECT_EQ(a.values<int>(), (std::vector<int>{-9, -6, -2, 2, 6, 9}));
    Array m = arange(9).reshape({3, 3});
    m += m.T();
    EXPECT_EQ(m.values<int>(), (std::vector<int>{0, 4, 8, 4, 8, 12, 8, 12, 16}));
    Array all_but_first = m(slice(1, end));
    all_but_first *= m(slice(0, -1));
    EXPECT_EQ(m.values<int>(), (std::vector<int>{0, 4, 8, 0, 32, 96, 32, 96, 192}));
}

TEST(Division, by_a_number_has_the_bits_of_a_division) {
    const std::vector<double> values{1, 3, -7, 0.1, 1e-310, 5e-324, 1e308, 0.0, -0.0};
    for (const double by : {3.0, 10.0, 0.1, 4.0, 0.25, 0x1p-1070, 0x1p1023, -8.0, 1e-200}) {
        const auto quotients = (array(values) / by).values<double>();
        for (std::size_t i = 0; i < values.size(); ++i)
            EXPECT_EQ(std::bit_cast<std::uint64_t>(quotients[i]),
                      std::bit_cast<std::uint64_t>(values[i] / by))
                << values[i] << " / " << by;
    }
    const float small = 1e-40F;
    EXPECT_EQ((array({small}) / 4).item<float>(), small / 4);
    EXPECT_EQ((array({1.0F}) / 0x1p-120).item<float>(), 0x1p120F);
    EXPECT_EQ((array<std::int64_t>({7}) / 2).item<double>(), 3.5);
}

TEST(Power, takes_numpys_short_ways_and_refuses_negative_integers) {
    const Array x = array({2.0, 3.0, 0.25});
    EXPECT_EQ(power(x, 2).values<double>(), (std::vector<double>{4, 9, 0.0625}));
    EXPECT_EQ(power(x, 0.5).values<double>(), sqrt(x).values<double>());
    EXPECT_EQ(power(x, -1).values<double>(), (1.0 / x).values<double>());
    EXPECT_THROW(power(array<std::int64_t>({2}), -1), ValueError);
    EXPECT_THROW(power(array<std::int64_t>({2, 2}), array<std::int64_t>({1, -1})), ValueError);
    EXPECT_EQ(power(array<std::uint64_t>({1, 2}), std::uint64_t{1} << 63).values<int>(),
              (std::vector<int>{1, 0}));
    EXPECT_EQ(power(array<std::int8_t>({5}), 3).item<int>(), 125);
}

}  // namespace
}  // namespace tenon
