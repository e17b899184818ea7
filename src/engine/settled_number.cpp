// SPDX-License-Identifier: MIT
#include "engine/settled_number.hpp"

#include <algorithm>
#include <cstring>

#include "engine/direct.hpp"
#include "engine/thread_tape.hpp"
#include "tape/loop.hpp"

namespace tenon::engine {

namespace {

bool repeats_one_element(const tape::Layout& layout) {
    return layout.size == 1 ||
           std::ranges::all_of(layout.strides(), [](std::int64_t stride) { return stride == 0; });
}

/// Names that an iteration hands on are settled after a look and pending before the next one: the
/// loop knows them as arrays, and goes on with them.
bool loop_wants_array(std::size_t input) {
    if (thread_scratch().loop_search.paused())
        return true;  // a told one: its body is to do the same each time
    tape::Tape& tape = this_tape();
    const Lock lock(tape);
    return tape.empty() && tape.loop != nullptr && tape.loop->wants_array(input);
}

}  // namespace

std::optional<tape::ScalarBits> settled_number(const tape::ViewRef& view, std::size_t input) {
    const detail::Storage& storage = *view.storage;
    const std::size_t size = size_of(view.layout->dtype);
    if (storage.bytes != static_cast<std::int64_t>(size) || !repeats_one_element(*view.layout) ||
        !can_read_now(storage) || !current_place().device().host_accessible() ||
        loop_wants_array(input))
        return std::nullopt;
    const std::byte* const bytes = bytes_now(view);
    tape::ScalarBits bits;
    const std::size_t part = is_complex(view.layout->dtype) ? size / 2 : size;
    for (std::size_t at = 0; at < size; at += part)
        std::memcpy(&bits.bits[at / part], bytes + at, part);
    return bits;
}

}  // namespace tenon::engine
