// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <vector>

namespace tenon::engine {

/// Blocks that temporaries take turns in: the idle one of the closest size is taken, and becomes as
/// large as the largest that uses it. So a long tape holds as many as are needed at a time,
/// whatever their sizes.
class SharedBlocks {
public:
    std::size_t take(std::int64_t bytes) {
        if (idle_.empty()) {
            bytes_.push_back(bytes);
            return bytes_.size() - 1;
        }
        const auto waste = [&](std::size_t block) { return std::abs(bytes_[block] - bytes); };
        const auto best = std::ranges::min_element(idle_, {}, waste);
        const std::size_t block = *best;
        idle_.erase(best);
        bytes_[block] = std::max(bytes_[block], bytes);
        return block;
    }
    void give_back(std::size_t block) { idle_.push_back(block); }
    const std::vector<std::int64_t>& bytes() const { return bytes_; }

private:
    std::vector<std::int64_t> bytes_;
    std::vector<std::size_t> idle_;
};

}  // namespace tenon::engine
