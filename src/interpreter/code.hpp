// SPDX-License-Identifier: MIT
/// What a kernel is turned into: steps over tiles, and where their operands are.
///
/// Operands are *slots*, pointers that a run keeps in one array: to tile buffers, to single values,
/// or straight into an array.
#pragma once

#include <cstdint>
#include <vector>

#include "interpreter/loops/table.hpp"
#include "kernel/ir.hpp"

namespace tenon::interpreter {

using Slot = std::uint16_t;

enum class StepKind : std::uint8_t {
    loop,         ///< loop(n, out, a, b, c)
    load,         ///< out = parameter `x`, `offset` bytes into each element
    address,      ///< out = addresses of the elements of parameter `x`
    coordinate,   ///< out = positions along dimension `x`
    gather,       ///< out = parameter `x` at a + b * its gather stride, `offset` bytes further
    store,        ///< parameter `x` = a
    store_pair,   ///< parameter `x` = (a, b)
    bind,         ///< binding `x` begins: the value goes to its buffer if memory will not do
    load_bound,   ///< as bind, and memory is copied to that buffer
    store_bound,  ///< the buffer of binding `x`, if used, is copied to memory
    write,        ///< out = a where active; may exchange the two buffers
    write_same,   ///< as write, a is a single value
    if_,          ///< region `x` opens where a; else to step `y`
    else_,        ///< region `x` opens where not a; else to step `y`
    while_,       ///< loop `x` begins
    test,         ///< loop `x` goes on where a, or ends: to step `y`
    jump,         ///< to step `y`
    reduce,       ///< reduction `x` of a, b
};

struct Step {
    StepKind kind = StepKind::loop;
    std::uint8_t log_size = 0;  ///< of an element
    bool same = false;          ///< if_, else_, test: one condition for all lanes
    bool dying = false;         ///< write: nobody needs `a` afterwards
    std::uint16_t region = 0;
    std::uint16_t offset = 0;
    Slot out = 0, a = 0, b = 0, c = 0;
    std::uint32_t x = 0, y = 0;
    Loop loop = nullptr;
};

/// A value that can lie in a contiguous array itself instead of in a tile of its own.
struct Binding {
    Slot slot;
    Slot buffer;  ///< where it is when memory will not do; equal to `slot`: always in memory
    std::uint32_t param;
};

/// Binding `binding` must use its buffer when these two parameters are the same array.
struct Hazard {
    std::uint32_t binding;
    std::uint32_t param, other;
};

/// What a loop carries per lane, and so what moves when the active lanes are packed together.
struct Carried {
    Slot slot, shadow;
    std::uint8_t log_size;
    bool written;
};
struct WhileLoop {
    std::uint16_t region;
    bool packs;  ///< lanes may move: nothing inside depends on their places
    Slot mask, index, home;
    std::vector<Carried> carried;
};

struct ReductionCode {
    ReduceLoops loops;
    int components;
    std::uint8_t log_size[2];
    std::uint32_t base_word[2];     ///< of the address of partial results
    std::int64_t element_bytes[2];  ///< from one partial result to the next
    std::int64_t offset[2];         ///< of the part in an element
    Slot accumulator[2];
};

struct ParamCode {
    std::uint32_t word;  ///< of its address in the argument block
    std::int64_t element_bytes;
    bool by_rows;  ///< a step needs the addresses of all rows of a tile
};

/// Where the slots that a run does not compute point.
struct WordSlot {
    Slot slot;
    std::uint32_t word;  ///< of the argument block
};
struct RowSlot {
    Slot slot;
    std::uint32_t param;
    std::uint32_t offset;
};
struct CoordinateSlot {
    Slot slot;
    std::uint32_t dimension;
};

struct Code {
    const LoopTable* table = nullptr;
    bool batched = false;
    kernel::Form form = kernel::Form::map;
    int rank = 1;
    int kept_rank = 0;

    std::vector<Step> run_steps, row_steps, tile_steps;

    // Slots: buffers first, then single values in scratch memory, then the others.
    Slot slot_count = 0;
    Slot buffer_count = 0;
    Slot cell_count = 0;
    std::vector<std::uint64_t> constants;
    std::vector<std::pair<Slot, const void*>> fixed;  ///< to constants and to functions
    std::vector<WordSlot> words;
    std::vector<RowSlot> row_slots;
    std::vector<CoordinateSlot> coordinates;

    std::vector<ParamCode> params;
    bool coordinates_by_rows = false;  ///< a step needs the coordinates of all rows of a tile
    std::vector<Binding> bindings;
    std::vector<Hazard> hazards;
    std::vector<WhileLoop> loops;
    std::vector<ReductionCode> reductions;
    int region_count = 1;

    std::int64_t tile = ops::leaf_size;  ///< elements of a tile at most
    std::size_t buffer_bytes() const { return static_cast<std::size_t>(tile) * 8; }
};

/// Turns a core kernel into steps.
Code generate(const kernel::Kernel& core, const LoopTable& table, bool batched);

}  // namespace tenon::interpreter
