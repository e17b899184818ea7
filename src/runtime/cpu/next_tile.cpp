// SPDX-License-Identifier: MIT
#include "runtime/cpu/next_tile.hpp"

namespace tenon::runtime::cpu {

std::int64_t NextTile::rows(const TileFront& front) const {
    return std::min(tiling_.width[1], front.rows - next_[1] * tiling_.width[1]);
}

std::int64_t NextTile::row_bytes(const TileFront& front) const {
    const std::int64_t columns =
        std::min(tiling_.width[2], front.columns - next_[2] * tiling_.width[2]);
    return std::max<std::int64_t>(columns, 0) * front.element_bytes;
}

void NextTile::begin(const GridVector& next, bool there) {
    next_ = next;
    share_ = row_ = lines_ = 0;
    front_ = there ? 0 : tiling_.fronts.size();
    if (!there)
        return;
    std::int64_t lines = 0;
    for (const TileFront& front : tiling_.fronts)
        lines += std::max<std::int64_t>(rows(front), 0) * (row_bytes(front) / line_bytes + 2);
    const auto launches = static_cast<std::int64_t>(tiling_.launches.size());
    share_ = (lines + launches - 1) / launches;
    find_row();
}

/// From `row_` of `front_` on, the first that has lines.
void NextTile::find_row() {
    for (; front_ < tiling_.fronts.size(); ++front_, row_ = 0) {
        const TileFront& front = tiling_.fronts[front_];
        const std::int64_t bytes = row_bytes(front);
        if (row_ >= rows(front) || bytes == 0)
            continue;
        const std::int64_t begin = front.address +
                                   (next_[1] * tiling_.width[1] + row_) * front.row_bytes +
                                   next_[2] * tiling_.width[2] * front.element_bytes;
        line_ = begin / line_bytes * line_bytes;
        lines_ = (begin + bytes - line_ + line_bytes - 1) / line_bytes;
        return;
    }
}

}  // namespace tenon::runtime::cpu
