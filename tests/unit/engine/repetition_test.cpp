// SPDX-License-Identifier: MIT
#include "engine/repetition.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace tenon::engine {
namespace {

/// How many of the last round's statements would be recorded.
std::size_t recorded_at_the_end(Repetition& ring, std::string_view round, int rounds) {
    std::size_t recorded = 0;
    for (int i = 0; i < rounds; ++i) {
        recorded = 0;
        for (const char statement : round)
            recorded += ring.note(static_cast<std::uint64_t>(statement)) ? 1 : 0;
    }
    return recorded;
}

TEST(Repetition, IsSeenAfterAFewRounds) {
    for (const std::string_view round : {"a", "ab", "aab", "aabb", "abcabd", "aaaaaaaabaaaab"}) {
        Repetition early, late;
        EXPECT_EQ(recorded_at_the_end(early, round, 3), 0U) << round;
        EXPECT_EQ(recorded_at_the_end(late, round, 40), round.size()) << round;
    }
}

TEST(Repetition, IsNotSeenInWhatDoesNotRepeat) {
    Repetition ring;
    std::uint64_t state = 1;
    for (int i = 0; i < 10000; ++i) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        EXPECT_FALSE(ring.note(state >> 60)) << i;
    }
}

TEST(Repetition, EndsWithTheFirstOtherStatementAndIsFoundAgain) {
    Repetition ring;
    EXPECT_EQ(recorded_at_the_end(ring, "abcde", 20), 5U);
    EXPECT_FALSE(ring.note('x'));
    EXPECT_FALSE(ring.note('a'));
    EXPECT_EQ(recorded_at_the_end(ring, "abcde", 20), 5U);
}

TEST(Repetition, IsLeftWhereNearlyEveryResultIsLookedAt) {
    Repetition ring;
    EXPECT_EQ(recorded_at_the_end(ring, "abc", 20), 3U);
    ring.ran(12);
    EXPECT_EQ(recorded_at_the_end(ring, "abc", 1), 3U);
    ring.ran(2);
    EXPECT_EQ(recorded_at_the_end(ring, "abc", 20), 0U);
    EXPECT_EQ(recorded_at_the_end(ring, "abcd", 20), 4U) << "another program";
}

TEST(Repetition, LongerThanTheRingIsNotSeen) {
    std::string long_round;
    for (std::size_t i = 0; i <= Repetition::longest_period; ++i)
        long_round += static_cast<char>('!' + i);
    Repetition ring;
    EXPECT_EQ(recorded_at_the_end(ring, long_round, 30), 0U);
    long_round.pop_back();
    Repetition other;
    EXPECT_EQ(recorded_at_the_end(other, long_round, 30), long_round.size());
}

}  // namespace
}  // namespace tenon::engine
