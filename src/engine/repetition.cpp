// SPDX-License-Identifier: MIT
#include "engine/repetition.hpp"

#include <algorithm>

namespace tenon::engine {

/// The least distance at which this statement, and some in front of it, stood before.
std::size_t Repetition::find_period(std::uint64_t hash) const {
    const std::size_t farthest = std::min(longest_period, count_ > context ? count_ - context : 0);
    for (std::size_t distance = 1; distance <= farthest; ++distance) {
        bool agrees = back(distance) == hash;
        for (std::size_t i = 1; agrees && i <= context; ++i)
            agrees = back(distance + i) == back(i);
        if (agrees)
            return distance;
    }
    return 0;
}

bool Repetition::note(std::uint64_t hash) {
    if (period_ != 0 && back(period_) == hash) {
        ++matched_;
    } else {
        period_ = find_period(hash);
        matched_ = 0;
        pays_ = true;
    }
    ring_[count_++ % kept] = hash;
    records_ = pays_ && period_ != 0 && matched_ >= std::max(times * period_, least_matches);
    return records_;
}

void Repetition::ran(std::size_t statements) {
    if (records_ && statements < least_statements)
        pays_ = false;
}

}  // namespace tenon::engine
