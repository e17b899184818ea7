// SPDX-License-Identifier: MIT
#include "engine/pass_memo.hpp"

#include <algorithm>
#include <utility>

#include "engine/counters.hpp"

namespace tenon::engine {

PassMemo::Words PassMemo::words(std::span<const TileStep> steps, const TileLimits& limits) {
    Words words{limits.cache_bytes,
                limits.cache_bytes_of_planes,
                limits.worth_bytes,
                limits.rows,
                limits.threads,
                limits.most_steps,
                std::ssize(limits.widths),
                std::ssize(limits.heights)};
    words.insert(words.end(), limits.widths.begin(), limits.widths.end());
    words.insert(words.end(), limits.heights.begin(), limits.heights.end());
    for (const TileStep& step : steps) {
        words.push_back(reinterpret_cast<std::intptr_t>(step.step));
        words.insert(words.end(), step.bound->args.begin(), step.bound->args.end());
    }
    return words;
}

std::optional<TilePass> PassMemo::first_pass(std::span<const TileStep> steps,
                                             const TileLimits& limits) {
    constexpr std::size_t most = 8;  // the first and the last pass, and whose arrays have changed
    const std::scoped_lock lock(mutex_);
    Words from = words(steps, limits);
    if (const auto found = std::ranges::find(known_, from, &Known::from); found != known_.end())
        return found->pass;
    count(counters().passes_found);
    Known made{std::move(from), find_first_pass(steps, limits)};
    if (known_.size() < most)
        return known_.emplace_back(std::move(made)).pass;
    next_ = (next_ + 1) % most;
    return (known_[next_] = std::move(made)).pass;
}

}  // namespace tenon::engine
