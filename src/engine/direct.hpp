// SPDX-License-Identifier: MIT
/// Operations on small arrays whose values are there, run at once instead of being recorded: the
/// interpreter runs the kernel that a tape of this one statement would give, so the bits are the
/// same. For code that looks at most results, as Python scripts on small arrays do.
#pragma once

#include <atomic>
#include <cstddef>
#include <span>

#include "engine/engine.hpp"

namespace tenon::engine {

/// Arrays of more elements are recorded: fusing then saves more than recording costs.
inline constexpr std::int64_t direct_elements = 2048;
/// Of more than these they are recorded where the program repeats itself.
inline constexpr std::int64_t always_direct_elements = 1024;
inline constexpr int direct_rank = 8;
/// Bytes from the first to the last element of what is written in place.
inline constexpr std::size_t direct_reach = 64 << 10;

extern std::atomic<bool> direct_chosen;

/// Whether the bytes are there and no statement that is still to run will write them.
inline bool can_read_now(const detail::Storage& storage) {
    const tape::Tape* tape = storage.tape.load(std::memory_order_acquire);
    return storage.address != nullptr && !storage.lost && storage.place == thread_state.place &&
           (tape == nullptr || (tape == thread_state.tape && !storage.pending));
}
/// ... nor read them.
inline bool can_write_now(const detail::Storage& storage) {
    return storage.address != nullptr && !storage.lost && storage.place == thread_state.place &&
           storage.tape.load(std::memory_order_acquire) == nullptr;
}

/// What a statement does, for seeing whether the program repeats itself.
constexpr unsigned what(ops::Op op) { return static_cast<unsigned>(op); }
enum class Move : std::uint8_t { select, index, join, call };
constexpr unsigned what(Move move) { return 0x180 | static_cast<unsigned>(move); }
constexpr unsigned what(ops::ReduceOp op) { return 0x100 | static_cast<unsigned>(op); }
/// Notes the statement; whether it is one of a period and is to be recorded.
bool repeats(unsigned what, const tape::Layout& out);

/// Whether small operations run at once where this thread's arrays live: in this machine's memory.
inline bool direct_here() {
    return direct_chosen.load(std::memory_order_relaxed) && thread_state.place != nullptr &&
           thread_state.place->device().host_accessible() && thread_state.place == &default_place();
}

/// So many statements that would run at once may wait for something pending, with none among them
/// that would not; then it is run. A loop over the rows of a large array that is promised would
/// else be recorded for ever.
inline constexpr unsigned most_held_back = 16;

inline bool small_enough(unsigned what, const tape::Layout& out) {
    return direct_here() && out.size <= direct_elements && out.rank <= direct_rank &&
           (out.size <= always_direct_elements || !repeats(what, out));
}
/// Whether runs_direct is to be asked about a result of this layout.
inline bool may_run_direct(const tape::Layout& out) {
    return direct_chosen.load(std::memory_order_relaxed) && out.size <= direct_elements;
}
/// Whether a result of this layout may be computed at once, if its operands can be read now.
inline bool runs_direct(unsigned what, const tape::Layout& out) {
    thread_state.small = direct_chosen.load(std::memory_order_relaxed) && small_enough(what, out);
    return thread_state.small;
}
bool within_reach(const tape::ViewRef& out);
/// Gives a storage that nobody knows yet its bytes.
void place_now(detail::Storage& storage);
/// The first element of a view whose bytes are there.
inline std::byte* bytes_now(const tape::ViewRef& view) {
    return static_cast<std::byte*>(view.storage->address) + view.offset;
}
/// Counts a statement that a routine of the library has done at once.
void count_direct();

/// out[...] = op(inputs), each of which has the shape of `out` or is a number. Views that overlap
/// must be the same. `fresh`: nobody has seen `out` before; else it must be within_reach.
/// @throws FloatFlags where they are watched, and not merely noted; a known `out` is then as it
/// was.
void run_direct(ops::Op op, DType compute, const tape::ViewRef& out,
                std::span<const tape::Input> inputs, bool fresh);
/// out = inputs[0] ? inputs[1] : inputs[2], the first of which is a view and the others of which
/// are converted to `type`; `out` is new.
void select_direct(DType type, const tape::ViewRef& out, std::span<const tape::Input> inputs);
/// Runs a library routine: its outputs, which are new, then its inputs.
void call_direct(const tape::Call& call, std::span<const tape::ViewRef> operands);
/// out, which is fresh, = all of `in`, which has one dimension and no more than leaf_size elements.
void reduce_direct(ops::ReduceOp op, DType compute, const tape::ViewRef& out,
                   const tape::ViewRef& in);

}  // namespace tenon::engine
