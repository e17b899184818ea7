// SPDX-License-Identifier: MIT
#include "engine/loop_turns.hpp"

#include <algorithm>
#include <numeric>

namespace tenon::engine {

using tape::LoopRole;

LoopTurns::LoopTurns(const tape::LoopBody& body) : paths_(body.roles.size()) {
    for (const LoopRole& role : body.roles)
        from_.push_back(role.from);
    for (std::uint32_t role = 0; role < from_.size(); ++role) {
        Path& path = paths_[role];
        path.from = role;
        while (from_[path.from] != LoopRole::none) {
            path.from = from_[path.from];
            ++path.steps;
            if (path.from == role)
                break;
        }
        path.made = from_[path.from] == LoopRole::none;
        if (!path.made) {
            path.length = path.steps;
            path.steps = 0;
        }
    }
    for (const Path& path : paths_)
        if (path.made)
            paths_[path.from].length = std::max(paths_[path.from].length, path.steps + 1);
    for (Path& path : paths_) {
        if (path.made) {
            path.length = paths_[path.from].length;
            prologue_ = std::max(prologue_, path.steps);
        }
        period_ = std::lcm(period_, path.length);
    }
}

LoopTurns::Where LoopTurns::where(std::uint32_t role, std::int64_t iteration) const {
    const Path& path = paths_[role];
    if (path.made && iteration >= path.steps)
        return {
            .before = false, .role = path.from, .place = (iteration - path.steps) % path.length};
    for (std::int64_t i = path.made ? iteration : iteration % path.length; i > 0; --i)
        role = from_[role];
    return {.before = true, .role = role, .place = 0};
}

}  // namespace tenon::engine
