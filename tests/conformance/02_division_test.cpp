// SPDX-License-Identifier: MIT
// Rung 2: whole numbers divided by one number, for which back ends have ways of their own.
#include <cmath>

#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "support/compare.hpp"
#include "support/engine_ops.hpp"
#include "support/modes.hpp"
#include "support/values.hpp"

namespace {

using eager::Array;
using eager::Operand;
using tenon::DType;

constexpr const char* operations[] = {"quotient", "floor_divide", "remainder", "fmod"};

Array column(const Array& a) { return eager::expand_dims(a, 1); }
Array apply(std::string_view op, const Array& a, const Operand& b) {
    return eager::elementwise(op, std::vector<Operand>{a, b});
}

/// Powers of two and their neighbours, extremes, small numbers, and any.
Array divisors_of(DType type) {
    const int bits = static_cast<int>(8 * tenon::size_of(type));
    std::vector<std::int64_t> list = {0, 1, 3, 5, 6, 7, 9, 10, 11, 12, 25, 100, 125};
    for (int shift = 1; shift < bits; ++shift)
        for (const std::uint64_t near : {~std::uint64_t{0}, std::uint64_t{0}, std::uint64_t{1}})
            list.push_back(static_cast<std::int64_t>((std::uint64_t{1} << shift) + near));
    const auto count = static_cast<std::int64_t>(list.size());
    const Array some = eager::astype(eager::from_values<std::int64_t>(list, {count}), type);
    const Array both = support::joined(some, apply("negative", some, some));
    return support::joined(support::special_values(type),
                           support::joined(both, support::plain_values(type, 40, 3)));
}

/// For each divisor a row of numbers near its multiples, which a rounding error would show.
Array numbers_near(const Array& divisors, DType type) {
    const Array any =
        support::joined(support::special_values(type), support::plain_values(type, 30, 3));
    const Array multiples = apply("multiply", column(divisors), any);
    const std::int64_t rows = divisors.size();
    const std::int64_t width = any.size();
    const Array numbers = eager::make({rows, 4 * width}, type);
    const auto part = [&](std::int64_t first) {
        const tenon::Index indices[] = {tenon::all, tenon::slice(first, first + width)};
        return eager::at(numbers, indices);
    };
    eager::assign(part(0), apply("subtract", multiples, tenon::Scalar(1)));
    eager::assign(part(width), multiples);
    eager::assign(part(2 * width), apply("add", multiples, tenon::Scalar(1)));
    eager::assign(part(3 * width), any);
    return numbers;
}

class Division : public ::testing::TestWithParam<DType> {
protected:
    void SetUp() override { support::apply_mode(); }
};

TEST_P(Division, by_one_number_for_each_row) {
    const Array divisors = divisors_of(GetParam());
    const Array numbers = numbers_near(divisors, GetParam());
    const tenon::Array a = support::to_tenon(numbers), b = support::to_tenon(column(divisors));
    const std::vector<tenon::Operand> in{a, b};
    for (const char* op : operations)
        EXPECT_TRUE(
            support::same(support::engine_apply(op, in), apply(op, numbers, column(divisors))))
            << op;
}

TEST_P(Division, by_one_number) {
    const Array divisors = divisors_of(GetParam());
    const Array numbers = numbers_near(divisors, GetParam());
    const tenon::Array all = support::to_tenon(numbers);
    for (const char* op : operations) {
        const Array expected = apply(op, numbers, column(divisors));
        for (std::int64_t row = 0; row < divisors.size(); row += op == operations[0] ? 1 : 7) {
            const tenon::Index one[] = {row};
            const tenon::Array a = all(row), b = support::to_tenon(eager::at(divisors, one));
            const std::vector<tenon::Operand> in{a, b};
            EXPECT_TRUE(support::same(support::engine_apply(op, in), eager::at(expected, one)))
                << op << ", divisor " << row;
        }
    }
}

TEST_P(Division, by_a_literal) {
    const Array divisors = divisors_of(GetParam());
    const Array numbers = numbers_near(divisors, GetParam());
    const tenon::Array all = support::to_tenon(numbers);
    for (const int divisor : {0, 1, 2, 3, 7, 10, 64, 100, 127})
        for (const char* op : operations) {
            const std::vector<tenon::Operand> in{all, tenon::Scalar(divisor)};
            EXPECT_TRUE(support::same(support::engine_apply(op, in),
                                      apply(op, numbers, tenon::Scalar(divisor))))
                << op << " by " << divisor;
        }
}

INSTANTIATE_TEST_SUITE_P(Each, Division,
                         ::testing::Values(DType::int8, DType::int16, DType::int32, DType::int64,
                                           DType::uint8, DType::uint16, DType::uint32,
                                           DType::uint64),
                         [](const auto& test) { return std::string(name(test.param)); });

class Remainder : public Division {};

/// Floating remainders are exact. Numbers next to multiples show a quotient that was rounded up,
/// and those far above the divisor one that has no whole part.
TEST_P(Remainder, of_numbers_next_to_multiples) {
    const DType type = GetParam();
    const Array divisors =
        support::joined(support::special_values(type), support::plain_values(type, 40, 3));
    const std::vector<std::int64_t> list = {
        1,         2,        3,        5,       7,       64,      99,
        1001,      65537,    16777215, 1 << 24, 1 << 25, 1 << 30, (1LL << 53) - 1,
        1LL << 53, 1LL << 60};
    const auto count = static_cast<std::int64_t>(list.size());
    const Array factors = eager::astype(eager::from_values<std::int64_t>(list, {count}), type);
    const Array multiples = apply("multiply", column(divisors), factors);
    const Array up = apply("nextafter", multiples, tenon::Scalar(HUGE_VAL));
    const Array down = apply("nextafter", multiples, tenon::Scalar(-HUGE_VAL));
    for (const Array& numbers :
         {multiples, up, down, eager::elementwise("negative", std::vector<Operand>{up})}) {
        const tenon::Array a = support::to_tenon(numbers);
        const tenon::Array b = support::to_tenon(column(divisors));
        const std::vector<tenon::Operand> in{a, b};
        for (const char* op : {"floor_divide", "remainder", "fmod"})
            EXPECT_TRUE(
                support::same(support::engine_apply(op, in), apply(op, numbers, column(divisors))))
                << op;
    }
}

INSTANTIATE_TEST_SUITE_P(Each, Remainder, ::testing::Values(DType::float32, DType::float64),
                         [](const auto& test) { return std::string(name(test.param)); });

}  // namespace
