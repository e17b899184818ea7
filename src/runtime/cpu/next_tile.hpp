// SPDX-License-Identifier: MIT
/// Asks for what the next tile of a strip will be the first to touch, while this one is run. A tile
/// is a few rows, too short for the core to find out by itself what comes; and of all its launches
/// only the first one would wait for it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "runtime/tiles.hpp"

namespace tenon::runtime::cpu {

class NextTile {
public:
    explicit NextTile(const Tiling& tiling) : tiling_(tiling) {}

    /// The tile that is run after this one; `there` is one.
    void begin(const GridVector& next, bool there);

    /// Of all lines of that tile, as many as one of the launches should ask for: calls
    /// `ask(address)` for each.
    template <class Ask>
    void share(const Ask& ask) {
        for (std::int64_t left = share_; left > 0 && front_ < tiling_.fronts.size();) {
            const std::int64_t count = std::min(left, lines_);
            for (std::int64_t i = 0; i < count; ++i)
                ask(line_ + i * line_bytes);
            left -= count;
            lines_ -= count;
            line_ += count * line_bytes;
            if (lines_ == 0) {
                ++row_;
                find_row();
            }
        }
    }

private:
    static constexpr std::int64_t line_bytes = 64;

    std::int64_t rows(const TileFront& front) const;
    std::int64_t row_bytes(const TileFront& front) const;
    void find_row();

    const Tiling& tiling_;
    GridVector next_{};
    std::int64_t share_ = 0;  ///< lines for each launch
    std::size_t front_ = 0;   ///< of which lines are asked for
    std::int64_t row_ = 0;    ///< of the tile's in that array
    std::int64_t line_ = 0;   ///< address of the next one in that row
    std::int64_t lines_ = 0;  ///< left of it
};

}  // namespace tenon::runtime::cpu
