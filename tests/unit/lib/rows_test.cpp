// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cstring>
#include <numeric>
#include <vector>

#include "lib/indexing/rows.hpp"

namespace tenon::lib {
namespace {

/// Rows of `bytes` bytes, each filled with its number.
std::vector<std::byte> numbered(std::size_t rows, std::size_t bytes) {
    std::vector<std::byte> list;
    for (std::size_t i = 0; i < rows; ++i)
        list.insert(list.end(), bytes, static_cast<std::byte>(i));
    return list;
}

std::vector<int> numbers_of(const std::vector<std::byte>& rows, std::size_t bytes) {
    std::vector<int> list;
    for (std::size_t i = 0; i < rows.size(); i += bytes) {
        list.push_back(static_cast<int>(rows[i]));
        for (std::size_t j = 1; j < bytes; ++j)
            EXPECT_EQ(rows[i + j], rows[i]) << "a row was torn";
    }
    return list;
}

class OfEverySize : public testing::TestWithParam<std::size_t> {};

TEST_P(OfEverySize, RowsAreGatheredSideBySide) {
    const std::size_t bytes = GetParam();
    const std::int64_t positions[] = {2, 0, -1, 2};
    Rows rows;
    ASSERT_TRUE(rows.choose(DType::int64, positions, 4, 5));
    std::vector<std::byte> result(rows.count() * bytes);
    rows.gather(numbered(5, bytes).data(), result.data(), bytes);
    EXPECT_EQ(numbers_of(result, bytes), (std::vector{2, 0, 4, 2}));
}

TEST_P(OfEverySize, OfSeveralValuesForARowTheLastOneStays) {
    const std::size_t bytes = GetParam();
    const std::int32_t positions[] = {1, 3, -4};
    Rows rows;
    ASSERT_TRUE(rows.choose(DType::int32, positions, 3, 5));
    std::vector<std::byte> target(5 * bytes, std::byte{9});
    const std::vector<std::byte> values = numbered(3, bytes);
    rows.scatter(values.data(), bytes, target.data(), bytes);
    EXPECT_EQ(numbers_of(target, bytes), (std::vector{9, 2, 9, 1, 9}));
    rows.scatter(values.data(), 0, target.data(), bytes);
    EXPECT_EQ(numbers_of(target, bytes), (std::vector{9, 0, 9, 0, 9})) << "one value for all";
}

INSTANTIATE_TEST_SUITE_P(Rows, OfEverySize, testing::Values(1, 2, 4, 8, 16, 24, 400));

TEST(Rows, APositionOutsideChoosesNothing) {
    Rows rows;
    for (const std::int64_t wrong : {5, -6, 1 << 30}) {
        const std::int64_t positions[] = {0, wrong};
        EXPECT_FALSE(rows.choose(DType::int64, positions, 2, 5));
    }
    const double no_position = 1;
    EXPECT_FALSE(rows.choose(DType::float64, &no_position, 1, 5));
    EXPECT_TRUE(rows.choose(DType::int64, nullptr, 0, 0));
    EXPECT_EQ(rows.count(), 0);
}

TEST(Rows, AMaskChoosesWhatIsNotZeroUpToTheLargest) {
    for (const std::int64_t size :
         {std::int64_t{0}, std::int64_t{7}, std::int64_t{100}, Rows::most - 1, Rows::most}) {
        std::vector<std::uint8_t> mask(static_cast<std::size_t>(size), 1);
        for (std::size_t i = 0; i < mask.size(); i += 3)
            mask[i] = 0;
        if (size > 5)
            mask[5] = 255;  // memory of others may have such
        Rows rows;
        rows.choose(mask.data(), size);
        EXPECT_EQ(rows.count(), size - (size + 2) / 3);
        std::vector<std::uint16_t> all(static_cast<std::size_t>(size)), chosen(all.size());
        std::iota(all.begin(), all.end(), 0);
        rows.gather(reinterpret_cast<const std::byte*>(all.data()),
                    reinterpret_cast<std::byte*>(chosen.data()), sizeof(std::uint16_t));
        for (std::size_t i = 0; i < static_cast<std::size_t>(rows.count()); ++i)
            EXPECT_EQ(chosen[i], 3 * (i / 2) + 1 + i % 2);
        std::ranges::fill(mask, std::uint8_t{1});
        rows.choose(mask.data(), size);
        EXPECT_EQ(rows.count(), size);
    }
}

}  // namespace
}  // namespace tenon::lib
