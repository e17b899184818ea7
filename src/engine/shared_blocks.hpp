// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <optional>
#include <vector>

namespace tenon::engine {

/// Blocks that the arrays of a tape take turns in: the idle one of the closest size is taken, and
/// becomes as large as the largest that uses it. So a long tape holds as many as are needed at a
/// time, whatever their sizes.
class SharedBlocks {
public:
    std::size_t take(std::int64_t bytes) {
        const auto waste = [&](std::size_t block) {
            const bool too_small = blocks_[block].exists && blocks_[block].bytes < bytes;
            return too_small ? std::numeric_limits<std::int64_t>::max()
                             : std::abs(blocks_[block].bytes - bytes);
        };
        const auto best = std::ranges::min_element(idle_, {}, waste);
        if (best == idle_.end() || waste(*best) == std::numeric_limits<std::int64_t>::max()) {
            blocks_.push_back({bytes, false});
            return blocks_.size() - 1;
        }
        const std::size_t block = *best;
        idle_.erase(best);
        blocks_[block].bytes = std::max(blocks_[block].bytes, bytes);
        return block;
    }
    /// One of just this size, for what will keep it; nothing if none is idle.
    std::optional<std::size_t> take_exactly(std::int64_t bytes) {
        const auto found = std::ranges::find(
            idle_, bytes, [this](std::size_t block) { return blocks_[block].bytes; });
        if (found == idle_.end())
            return std::nullopt;
        const std::size_t block = *found;
        idle_.erase(found);
        return block;
    }
    /// A new one, or one that is there already and so cannot grow, in use.
    std::size_t add_taken(std::int64_t bytes, bool exists) {
        blocks_.push_back({bytes, exists});
        return blocks_.size() - 1;
    }
    void give_back(std::size_t block) { idle_.push_back(block); }
    /// An idle block that is there already, and so cannot grow.
    std::size_t add(std::int64_t bytes) {
        idle_.push_back(add_taken(bytes, true));
        return idle_.back();
    }
    std::size_t count() const { return blocks_.size(); }
    std::int64_t bytes(std::size_t block) const { return blocks_[block].bytes; }

private:
    struct Block {
        std::int64_t bytes;
        bool exists;
    };
    std::vector<Block> blocks_;
    std::vector<std::size_t> idle_;
};

}  // namespace tenon::engine
