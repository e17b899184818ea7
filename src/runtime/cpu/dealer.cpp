// SPDX-License-Identifier: MIT
#include "runtime/cpu/dealer.hpp"

namespace tenon::runtime::cpu {
namespace {

constexpr double compiled_target_ns = 10e6;
constexpr double slow_target_ns = 50e3;
constexpr double first_target_ns = 1e6;
constexpr double short_ns = 1e6;
constexpr std::int64_t tile = 1024;  ///< elements; loops that end at different times work in such

/// Many chunks for each thread, but none smaller than a tile unless there are too few of those.
std::int64_t dynamic_chunk(const Partition& cut, int threads) {
    const std::int64_t tile_cells = (tile + cut.cell - 1) / cut.cell;
    std::int64_t chunk = std::max(cut.count / (threads * std::int64_t{64}), tile_cells);
    chunk = std::clamp(chunk, std::int64_t{1},
                       std::max(cut.count / (threads * std::int64_t{8}), std::int64_t{1}));
    return chunk >= cut.per_row ? chunk - chunk % cut.per_row : chunk;
}

}  // namespace

Deal choose_deal(const Space& space, int threads, const ThreadSettings& settings, Partition* cut) {
    Schedule schedule = settings.schedule;
    const bool chosen = settings.chunk > 0;
    Deal deal;
    if (schedule == Schedule::automatic) {
        // Loops that end at different times work best on many elements. But the dear ones may be
        // neighbours, so chunks are shorter than OpenMP's.
        schedule = !space.irregular ? Schedule::static_
                   : chosen         ? Schedule::dynamic
                                    : Schedule::guided;
        deal.parts = 8;
    }
    deal.exact = chosen;
    if (chosen) {
        *cut = partition_by_chunk(space, settings.chunk, &deal.chunk);
    } else {
        *cut = partition(space, threads);
        deal.chunk = dynamic_chunk(*cut, threads);
    }
    switch (schedule) {
    case Schedule::dynamic: deal.mode = Deal::Mode::dynamic; break;
    case Schedule::guided: deal.mode = Deal::Mode::guided; break;
    default: deal.mode = chosen ? Deal::Mode::round_robin : Deal::Mode::shares;
    }
    return deal;
}

bool Dealer::next(Hand& hand, std::int64_t wish, CellRun* run) {
    switch (deal_.mode) {
    case Deal::Mode::shares: return next_of_share(hand, wish, run);
    case Deal::Mode::round_robin: return next_in_turn(hand, run);
    case Deal::Mode::dynamic: return next_free(wish, run);
    case Deal::Mode::guided: return next_guided(hand, wish, run);
    }
    return false;
}

bool Dealer::next_of_share(Hand& hand, std::int64_t wish, CellRun* run) const {
    if (hand.next < 0)
        hand.next = cut_.share_begin(hand.thread, hand.threads);
    const std::int64_t end = cut_.share_begin(hand.thread + 1, hand.threads);
    if (hand.next >= end)
        return false;
    *run = {hand.next, cut_.run_end(hand.next, wish, end)};
    hand.next = run->end;
    return true;
}

bool Dealer::next_in_turn(Hand& hand, CellRun* run) const {
    if (hand.next < 0)
        hand.next = hand.thread;
    const std::int64_t begin = hand.next * deal_.chunk;
    if (begin >= cut_.count)
        return false;
    *run = {begin, std::min(begin + deal_.chunk, cut_.count)};
    hand.next += hand.threads;
    return true;
}

bool Dealer::next_free(std::int64_t wish, CellRun* run) {
    const std::int64_t chunk = deal_.exact ? deal_.chunk : std::min(deal_.chunk, wish);
    const std::int64_t begin = dealt_.fetch_add(chunk, std::memory_order_relaxed);
    if (begin >= cut_.count)
        return false;
    *run = {begin, std::min(begin + chunk, cut_.count)};
    return true;
}

bool Dealer::next_guided(const Hand& hand, std::int64_t wish, CellRun* run) {
    std::int64_t begin = dealt_.load(std::memory_order_relaxed);
    for (;;) {
        if (begin >= cut_.count)
            return false;
        const std::int64_t left = cut_.count - begin;
        const std::int64_t part = left / (deal_.parts * hand.threads);
        // A shrinking chunk may be shorter than its turn, but not than the user's choice.
        const std::int64_t longest = deal_.exact ? std::max(wish, deal_.chunk) : wish;
        const std::int64_t length = std::min({std::max(part, deal_.chunk), left, longest});
        if (dealt_.compare_exchange_weak(begin, begin + length, std::memory_order_relaxed)) {
            *run = {begin, begin + length};
            return true;
        }
    }
}

Pace::Pace(const Partition& cut, int threads)
    : cell_ns_(std::max(cut.cell_ns, 1e-3)),
      short_(cut.cell_ns * static_cast<double>(cut.count) < short_ns * threads) {}

std::int64_t Pace::wish(bool compiled) const {
    if (!timed(compiled))
        return INT64_MAX;
    // Begins carefully and grows step by step: the first elements may be the cheap ones.
    const double target = !compiled    ? slow_target_ns
                          : most_ == 0 ? first_target_ns
                                       : compiled_target_ns;
    const auto cells = static_cast<std::int64_t>(std::clamp(target / cell_ns_, 1.0, 1e18));
    return most_ == 0 ? cells : std::min(cells, most_);
}

void Pace::ran(std::int64_t cells, std::chrono::nanoseconds time) {
    cell_ns_ = std::max(static_cast<double>(time.count()) / static_cast<double>(cells), 1e-3);
    most_ = cells * 4;
}

}  // namespace tenon::runtime::cpu
