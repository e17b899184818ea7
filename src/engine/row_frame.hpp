// SPDX-License-Identifier: MIT
/// What a loop that works on arrays with gaps behind their rows (row_pitch.hpp) has to find there:
/// most loops overwrite all of an array but its edges before they read it.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/row_pitch.hpp"
#include "tape/loop.hpp"

namespace tenon::engine {

/// The view through which an iteration stores elements of a role's storage before it reads any; an
/// index of `views`. None: it reads some first.
std::optional<std::uint32_t> stored_first(const tape::LoopBody& body, std::uint32_t role);

/// The elements of a view, in a storage of so many bytes that is seen as lines. None: they are no
/// box of it.
std::optional<RowBox> box_of(const tape::LoopView& view, const RowPitch& pitch, std::int64_t bytes);

/// Boxes of all other elements; each element is in one of them.
std::vector<RowBox> frame_around(const RowBox& box, const RowPitch& pitch, std::int64_t bytes);

}  // namespace tenon::engine
