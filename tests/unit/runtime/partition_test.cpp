// SPDX-License-Identifier: MIT
#include "runtime/cpu/partition.hpp"

#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "random_space.hpp"
#include "runtime/cpu/dealer.hpp"

namespace tenon::runtime::cpu {
namespace {

/// How often each element of a space was run.
class Coverage {
public:
    explicit Coverage(const Space& space)
        : space_(space), counts_(static_cast<std::size_t>(space.outer * space.inner)) {}

    void add(std::int64_t row, std::int64_t row_end, std::int64_t begin, std::int64_t end) {
        ASSERT_LT(row, row_end);
        ASSERT_LT(begin, end);
        ASSERT_LE(row_end, space_.outer);
        ASSERT_LE(end, space_.inner);
        ASSERT_EQ(begin % space_.grain, 0);
        ASSERT_TRUE(end % space_.grain == 0 || end == space_.inner);
        for (; row < row_end; ++row)
            for (std::int64_t i = begin; i < end; ++i)
                ++counts_[static_cast<std::size_t>(row * space_.inner + i)];
    }
    bool every_element_once() const {
        return std::ranges::all_of(counts_, [](int count) { return count == 1; });
    }

private:
    const Space space_;
    std::vector<int> counts_;
};

TEST(Partition, SharesOutEveryElementOnce) {
    std::mt19937_64 random(3);
    for (int i = 0; i < 3000; ++i) {
        const Space space = random_space(random);
        const int threads = 1 + static_cast<int>(random() % 9);
        const Partition cut = partition(space, threads);
        Coverage coverage(space);
        for (int t = 0; t < threads; ++t)
            for_each_rectangle(cut, cut.share_begin(t, threads), cut.share_begin(t + 1, threads),
                               [&](auto... bounds) { coverage.add(bounds...); });
        ASSERT_TRUE(coverage.every_element_once())
            << space.outer << " x " << space.inner << " by " << space.grain;
    }
}

TEST(Partition, SharesOutEvenly) {
    for (const auto& [outer, inner] : {std::pair{1, 1000000},
                                       {3, 100000},
                                       {1000, 1000},
                                       {7, 4000},
                                       {100000, 3},
                                       {1, 8000},
                                       {5, 513}}) {
        Space space;
        space.outer = outer;
        space.inner = inner;
        for (const int threads : {2, 3, 8}) {
            const Partition cut = partition(space, threads);
            for (int t = 0; t < threads; ++t) {
                const auto share = static_cast<double>(cut.share_begin(t + 1, threads) -
                                                       cut.share_begin(t, threads));
                EXPECT_NEAR(share * threads / static_cast<double>(cut.count), 1.0, 0.2)
                    << outer << " x " << inner << ", thread " << t << " of " << threads;
            }
        }
    }
}

TEST(Partition, KeepsPagesApartWhenThereAreManyElements) {
    Space space;
    space.inner = 10'000'000;
    EXPECT_EQ(partition(space, 4).cell, 512);
    space.grain = 1024;
    EXPECT_EQ(partition(space, 4).cell, 1024);
}

TEST(Partition, CutsFewDearElementsOneByOne) {
    Space space;
    space.inner = 12;
    EXPECT_EQ(partition(space, 4).count, 12);
    space.grain = 4;
    EXPECT_EQ(partition(space, 4).count, 3);
}

TEST(Partition, EndsRunsOfWholeRowsWithARow) {
    Space space;
    space.outer = 100;
    space.inner = 2048;
    const Partition cut = partition(space, 2);
    ASSERT_EQ(cut.per_row, 4);
    EXPECT_EQ(cut.run_end(1, 9, 400), 8);
    EXPECT_EQ(cut.run_end(1, 2, 400), 3);
    EXPECT_EQ(cut.run_end(1, 1000, 400), 400);
    EXPECT_EQ(cut.run_end(5, 0, 400), 6) << "a run is never empty";
}

/// Deals all cells to `threads` hands that take turns at random.
void deal_all(const Space& space, const ThreadSettings& settings, int threads,
              std::mt19937_64& random) {
    Partition cut;
    const Deal deal = choose_deal(space, threads, settings, &cut);
    Dealer dealer(cut, deal);
    Coverage coverage(space);
    std::vector<Dealer::Hand> hands;
    for (int t = 0; t < threads; ++t)
        hands.push_back({t, threads});
    while (!hands.empty()) {
        const std::size_t chosen = random() % hands.size();
        CellRun run;
        if (dealer.next(hands[chosen], static_cast<std::int64_t>(1 + random() % 50), &run)) {
            ASSERT_LT(run.begin, run.end);
            for_each_rectangle(cut, run.begin, run.end,
                               [&](auto... bounds) { coverage.add(bounds...); });
        } else {
            hands.erase(hands.begin() + static_cast<std::ptrdiff_t>(chosen));
        }
    }
    ASSERT_TRUE(coverage.every_element_once())
        << space.outer << " x " << space.inner << " by " << space.grain << ", schedule "
        << static_cast<int>(settings.schedule) << ", chunk " << settings.chunk;
}

TEST(Dealer, DealsEveryElementOnceUnderEverySchedule) {
    std::mt19937_64 random(4);
    for (int i = 0; i < 3000; ++i) {
        ThreadSettings settings;
        settings.schedule = static_cast<Schedule>(random() % 4);
        settings.chunk = random() % 2 == 0 ? 0 : static_cast<std::int64_t>(1 + random() % 3000);
        deal_all(random_space(random), settings, 1 + static_cast<int>(random() % 6), random);
    }
}

TEST(Dealer, GivesChunksInTurnUnderStaticWithAChunk) {
    Space space;
    space.inner = 1000;
    Partition cut;
    const Deal deal = choose_deal(space, 2, {2, Schedule::static_, 10}, &cut);
    Dealer dealer(cut, deal);
    Dealer::Hand second{1, 2};
    CellRun run;
    ASSERT_TRUE(dealer.next(second, 1, &run));
    EXPECT_EQ(run.begin * cut.cell, 10);
    EXPECT_EQ(run.end * cut.cell, 20);
    ASSERT_TRUE(dealer.next(second, 1, &run));
    EXPECT_EQ(run.begin * cut.cell, 30);
}

TEST(Dealer, GivesSmallerAndSmallerChunksUnderGuided) {
    Space space;
    space.inner = 100000;
    Partition cut;
    const Deal deal = choose_deal(space, 2, {2, Schedule::guided, 100}, &cut);
    Dealer dealer(cut, deal);
    Dealer::Hand hand{0, 2};
    std::int64_t former = INT64_MAX;
    std::int64_t first = 0;
    for (CellRun run; dealer.next(hand, INT64_MAX, &run);) {
        const std::int64_t cells = run.end - run.begin;
        EXPECT_LE(cells, former);
        former = cells;
        first = first == 0 ? cells : first;
    }
    EXPECT_EQ(first, 250) << "a quarter of all, for two threads";
    EXPECT_EQ(former, 1);
}

TEST(Pace, CutsSlowCodeIntoShortRunsAndLearnsFromTheClock) {
    Space space;
    space.inner = 1'000'000;
    space.cost_ns = 100;
    Pace pace(partition(space, 2), 2);
    EXPECT_LE(static_cast<double>(pace.wish(false)) * 512 * 100, 52e3);
    EXPECT_LE(static_cast<double>(pace.wish(true)) * 512 * 100, 1.1e6);
    // It turns out to be a hundred times slower.
    pace.ran(1, std::chrono::microseconds(5120));
    EXPECT_EQ(pace.wish(false), 1);
    EXPECT_EQ(pace.wish(true), 1);
    // Then some cells cost nothing: it grows step by step all the same.
    pace.ran(1, std::chrono::nanoseconds(0));
    EXPECT_EQ(pace.wish(false), 4);
    pace.ran(4, std::chrono::nanoseconds(0));
    EXPECT_EQ(pace.wish(true), 16);
}

TEST(Pace, DoesNotLookAtTheClockForShortCompiledWork) {
    Space space;
    space.inner = 10000;
    const Pace pace(partition(space, 2), 2);
    EXPECT_FALSE(pace.timed(true));
    EXPECT_TRUE(pace.timed(false));
}

}  // namespace
}  // namespace tenon::runtime::cpu
