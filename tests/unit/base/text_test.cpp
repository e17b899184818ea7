// SPDX-License-Identifier: MIT
#include "base/text.hpp"

#include <cstdint>

#include <gtest/gtest.h>

namespace tenon::base {
namespace {

TEST(FormatBytes, CountsSmallSizesInBytes) {
    EXPECT_EQ(format_bytes(0), "0 bytes");
    EXPECT_EQ(format_bytes(1), "1 byte");
    EXPECT_EQ(format_bytes(1023), "1023 bytes");
}

TEST(FormatBytes, UsesTheLargestUnitThatFits) {
    EXPECT_EQ(format_bytes(1024), "1 KiB");
    EXPECT_EQ(format_bytes(1536), "1.5 KiB");
    EXPECT_EQ(format_bytes(std::size_t{1} << 20), "1 MiB");
    EXPECT_EQ(format_bytes(std::size_t{25} << 30), "25 GiB");
    EXPECT_EQ(format_bytes(SIZE_MAX), "15.9 EiB");
}

TEST(FormatBytes, RoundsDownSoThatItNeverClaimsTooMuch) {
    EXPECT_EQ(format_bytes(2047), "1.9 KiB");
    EXPECT_EQ(format_bytes((std::size_t{1} << 30) - 1), "1023 MiB");
    EXPECT_EQ(format_bytes((std::size_t{200} << 20) + (std::size_t{900} << 10)), "200 MiB");
}

}  // namespace
}  // namespace tenon::base
