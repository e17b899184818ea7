// SPDX-License-Identifier: MIT
// Numbers of a loop that grow in whole steps.
#include <bit>
#include <limits>

#include <gtest/gtest.h>

#include "tape/loop.hpp"

namespace tenon::tape {
namespace {

ScalarBits number(double value) { return {{std::bit_cast<std::uint64_t>(value), 0}}; }

TEST(LoopNumbers, are_whole_where_a_type_tells_them_from_their_neighbours) {
    std::int64_t value = 0;
    EXPECT_TRUE(whole_number(DType::float64, number(-7), &value));
    EXPECT_EQ(value, -7);
    EXPECT_TRUE(whole_number(DType::float64, number(0x1p53), &value));
    for (const double no : {0.5, 0x1p54, -0.0, std::numeric_limits<double>::infinity(),
                            std::numeric_limits<double>::quiet_NaN()})
        EXPECT_FALSE(whole_number(DType::float64, number(no), &value)) << no;
    EXPECT_FALSE(
        whole_number(DType::float32, {{std::bit_cast<std::uint32_t>(0x1p25F), 0}}, &value));
    EXPECT_TRUE(whole_number(DType::int8, {{0xff, 0}}, &value));
    EXPECT_EQ(value, -1);
    EXPECT_TRUE(whole_number(DType::uint8, {{0xff, 0}}, &value));
    EXPECT_EQ(value, 255);
    EXPECT_FALSE(whole_number(DType::uint64, {{~std::uint64_t{0}, 0}}, &value));
    EXPECT_FALSE(whole_number(DType::bool_, {{1, 0}}, &value));
    EXPECT_FALSE(whole_number(DType::complex128, {{number(1).bits[0], number(1).bits[0]}}, &value));
}

TEST(LoopNumbers, come_back_as_the_same_bits) {
    for (const DType type :
         {DType::int8, DType::int16, DType::int32, DType::int64, DType::uint8, DType::uint32,
          DType::uint64, DType::float32, DType::float64, DType::complex64, DType::complex128})
        for (const std::int64_t value : {0, 1, 5, 100}) {
            std::int64_t back = -1;
            EXPECT_TRUE(whole_number(type, scalar_of(type, value), &back));
            EXPECT_EQ(back, value);
        }
    EXPECT_EQ(scalar_of(DType::int8, -1).bits[0], 0xffU);
}

TEST(LoopNumbers, wrap_at_the_ends) {
    constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    EXPECT_EQ(step_between(most, least), 1);
    EXPECT_EQ(step_between(3, 1), -2);
    EXPECT_EQ(steps_on(most, 2, 1), least + 1);
    EXPECT_EQ(steps_on(10, 3, -4), -2);
}

}  // namespace
}  // namespace tenon::tape
