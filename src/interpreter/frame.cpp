// SPDX-License-Identifier: MIT
// The walk through the index space: rows, tiles, and what they need in place.
#include "interpreter/frame.hpp"

#include <algorithm>

namespace tenon::interpreter {

namespace {

/// Hands out pieces of scratch memory, or only counts them when there is none.
class Carver {
public:
    explicit Carver(char* memory) : memory_(memory) {}

    template <class T>
    T* take(std::size_t count, std::size_t alignment = alignof(T)) {
        used_ = (used_ + alignment - 1) / alignment * alignment;
        char* const piece = memory_ == nullptr ? nullptr : memory_ + used_;
        used_ += count * sizeof(T);
        return reinterpret_cast<T*>(piece);
    }
    std::size_t used() const { return used_; }

private:
    char* memory_;
    std::size_t used_ = 0;
};

struct Places {
    char** slots;
    char** rows;
    char** row_table;
    std::int64_t* coordinates;
    std::int64_t* coordinate_table;
    std::int64_t* inner_strides;
    Mask* masks;
    LoopState* loops;
    std::int64_t* cells;
    bool* in_memory;
    bool* needs_rows;
    char* tiles;
};

Places carve(const Code& code, Carver& carver) {
    Places places{};
    const std::size_t params = code.params.size();
    const auto rank = static_cast<std::size_t>(code.rank);
    const std::size_t rows = code.batched ? static_cast<std::size_t>(ops::leaf_size) : 0;
    places.slots = carver.take<char*>(code.slot_count);
    places.rows = carver.take<char*>(params);
    places.row_table = carver.take<char*>(params * rows);
    places.coordinates = carver.take<std::int64_t>(rank);
    places.coordinate_table = carver.take<std::int64_t>(rank * rows);
    places.inner_strides = carver.take<std::int64_t>(params);
    places.masks = carver.take<Mask>(static_cast<std::size_t>(code.region_count));
    places.loops = carver.take<LoopState>(code.loops.size());
    places.cells = carver.take<std::int64_t>(code.cell_count);
    places.in_memory = carver.take<bool>(code.bindings.size());
    places.needs_rows = carver.take<bool>(params);
    places.tiles = carver.take<char>(code.buffer_count * code.buffer_bytes(), 4096);
    return places;
}

}  // namespace

bool rows_touch(const Code& code, const std::int64_t* args, std::uint32_t param) {
    const std::int64_t* strides = args + code.params[param].word + 1;
    std::int64_t expected = code.params[param].element_bytes;
    for (int d = code.rank - 1; d >= 0; --d) {
        if (args[d] != 1 && strides[d] != expected)
            return false;
        expected *= args[d];
    }
    return true;
}

std::size_t Frame::bytes(const Code& code) {
    Carver carver(nullptr);
    carve(code, carver);
    return carver.used();
}

Frame::Frame(const Code& code, const std::int64_t* args, char* memory)
    : code_(code), table_(*code.table), args_(args) {
    place(memory);
    set_slots();
    execute(code_.run_steps);
}

void Frame::place(char* memory) {
    Carver carver(memory);
    const Places places = carve(code_, carver);
    slots_ = places.slots;
    row_ = places.rows;
    row_table_ = code_.batched ? places.row_table : places.rows;
    row_pitch_ = code_.batched ? ops::leaf_size : 1;
    coordinate_ = places.coordinates;
    coordinate_table_ = places.coordinate_table;
    inner_stride_ = places.inner_strides;
    masks_ = places.masks;
    loop_states_ = places.loops;
    in_memory_ = places.in_memory;
    needs_rows_ = places.needs_rows;
    for (int i = 0; i < code_.buffer_count; ++i)
        slots_[i] = places.tiles + static_cast<std::size_t>(i) * code_.buffer_bytes();
    for (int i = 0; i < code_.cell_count; ++i)
        slots_[code_.buffer_count + i] = reinterpret_cast<char*>(places.cells + i);
    masks_[0] = {nullptr, 1};
}

void Frame::set_slots() {
    // Slots that are only read point to constants and arguments.
    for (const auto& [slot, pointer] : code_.fixed)
        slots_[slot] = static_cast<char*>(const_cast<void*>(pointer));
    for (const WordSlot& word : code_.words)
        slots_[word.slot] = reinterpret_cast<char*>(const_cast<std::int64_t*>(args_ + word.word));
    for (const CoordinateSlot& coordinate : code_.coordinates)
        slots_[coordinate.slot] = reinterpret_cast<char*>(coordinate_ + coordinate.dimension);
    for (std::size_t i = 0; i < code_.params.size(); ++i)
        inner_stride_[i] = args_[code_.params[i].word + static_cast<std::uint32_t>(code_.rank)];
}

void Frame::decide_bindings(std::int64_t width) {
    const bool whole_rows = width == extent(code_.rank - 1);
    for (std::size_t i = 0; i < code_.bindings.size(); ++i)
        in_memory_[i] =
            !code_.batched || (whole_rows && rows_touch(code_, args_, code_.bindings[i].param));
    for (const Hazard& hazard : code_.hazards)
        if (args_[code_.params[hazard.param].word] == args_[code_.params[hazard.other].word])
            in_memory_[hazard.binding] = false;
    for (std::size_t i = 0; i < code_.params.size(); ++i)
        needs_rows_[i] = code_.params[i].by_rows;
    for (std::size_t i = 0; i < code_.bindings.size(); ++i)
        needs_rows_[code_.bindings[i].param] |= !in_memory_[i];
}

std::int64_t Frame::leaves() const {
    std::int64_t count = extent(code_.rank - 1);
    if (code_.form == kernel::Form::column_reduce) {
        count = 1;
        for (int d = code_.kept_rank; d < code_.rank - 1; ++d)
            count *= extent(d);
    }
    return (count + ops::leaf_size - 1) / ops::leaf_size;
}

void Frame::seek(std::int64_t row) {
    for (int d = code_.rank - 2; d >= 0; --d) {
        const std::int64_t size = extent(d);
        coordinate_[d] = size == 0 ? 0 : row % size;
        row = size == 0 ? 0 : row / size;
    }
    for (std::size_t i = 0; i < code_.params.size(); ++i) {
        const std::int64_t* words = args_ + code_.params[i].word;
        std::int64_t address = words[0];
        for (int d = 0; d < code_.rank - 1; ++d)
            address += coordinate_[d] * words[1 + d];
        row_[i] = reinterpret_cast<char*>(address);
    }
}

/// Goes on by `count` rows, which must not pass the end of dimension rank-2.
void Frame::advance(std::int64_t count) {
    for (int d = code_.rank - 2; d >= 0; --d) {
        coordinate_[d] += count;
        const bool wraps = coordinate_[d] == extent(d) && d > 0;
        const std::int64_t steps = wraps ? count - extent(d) : count;
        for (std::size_t i = 0; i < code_.params.size(); ++i)
            row_[i] += steps * args_[code_.params[i].word + 1 + static_cast<std::uint32_t>(d)];
        if (!wraps)
            return;
        coordinate_[d] = 0;
        count = 1;
    }
}

void Frame::start_row() {
    for (const RowSlot& row : code_.row_slots)
        slots_[row.slot] = row_[row.param] + row.offset;
    if (code_.row_steps.empty())
        return;
    rows_ = width_ = lanes_ = 1;
    first_ = 0;
    execute(code_.row_steps);
}

void Frame::run_tile() {
    lanes_ = rows_ * width_;
    masks_[0].active = lanes_;
    for (const Binding& binding : code_.bindings)
        slots_[binding.slot] = element(binding.param, 0);
    execute(code_.tile_steps);
}

void Frame::run_row(std::int64_t inner_begin, std::int64_t inner_end) {
    start_row();
    rows_ = 1;
    for (first_ = inner_begin; first_ < inner_end; first_ += code_.tile) {
        width_ = std::min(code_.tile, inner_end - first_);
        look_ahead(inner_end);
        run_tile();
    }
}

/// The addresses of the next rows, and their coordinates, as far as somebody needs them.
void Frame::find_rows(std::int64_t count) {
    for (std::size_t i = 0; i < code_.params.size(); ++i)
        row_table_[static_cast<std::int64_t>(i) * row_pitch_] = row_[i];
    const int last = code_.rank - 2;
    for (std::int64_t done = 0, run = 0; done < count; done += run) {
        run = std::min(count - done, extent(last) - coordinate_[last]);
        for (std::size_t i = 0; i < code_.params.size(); ++i)
            if (needs_rows_[i])
                find_run(static_cast<std::uint32_t>(i), done, run);
        if (code_.coordinates_by_rows)
            for (int d = 0; d <= last; ++d)
                for (std::int64_t r = 0; r < run; ++r)
                    coordinate_table_[d * row_pitch_ + done + r] =
                        coordinate_[d] + (d == last ? r : 0);
        advance(run);
    }
}

void Frame::find_run(std::uint32_t param, std::int64_t first, std::int64_t count) {
    const std::int64_t stride =
        args_[code_.params[param].word + static_cast<std::uint32_t>(code_.rank) - 1];
    char** const table = row_table_ + param * row_pitch_ + first;
    char* const row = row_[param];
    for (std::int64_t r = 0; r < count; ++r)
        table[r] = row + r * stride;
}

void Frame::run_rows(std::int64_t count, std::int64_t inner_begin, std::int64_t inner_end) {
    first_ = inner_begin;
    width_ = inner_end - inner_begin;
    const std::int64_t most = code_.tile / width_;
    const std::int64_t outer = outer_;
    for (std::int64_t done = 0; done < count; done += rows_) {
        rows_ = std::min(most, count - done);
        outer_ = code_.form == kernel::Form::column_reduce ? outer : outer + done;
        find_rows(rows_);
        run_tile();
        starts_column_ = false;
    }
}

/// One leaf of the reduced positions, a tile of the kept ones at a time.
void Frame::run_columns(std::int64_t outer, std::int64_t inner_begin, std::int64_t inner_end) {
    std::int64_t reduced = 1;
    for (int d = code_.kept_rank; d < code_.rank - 1; ++d)
        reduced *= extent(d);
    const std::int64_t leaf = outer % leaves();
    const std::int64_t begin = leaf * ops::leaf_size;
    const std::int64_t count = std::min(ops::leaf_size, reduced - begin);
    outer_ = outer;
    for (std::int64_t first = inner_begin; first < inner_end; first += code_.tile) {
        const std::int64_t last = std::min(first + code_.tile, inner_end);
        seek(outer / leaves() * reduced + begin);
        starts_column_ = true;
        if (code_.batched) {
            run_rows(count, first, last);
        } else {
            for (std::int64_t i = 0; i < count; ++i) {
                if (i > 0)
                    advance(1);
                run_row(first, last);
                starts_column_ = false;
            }
        }
        first_ = first;
        width_ = last - first;
        flush_columns();
    }
}

void Frame::run(std::int64_t outer_begin, std::int64_t outer_end, std::int64_t inner_begin,
                std::int64_t inner_end) {
    if (outer_begin >= outer_end || inner_begin >= inner_end)
        return;
    decide_bindings(inner_end - inner_begin);
    if (code_.form == kernel::Form::column_reduce) {
        for (std::int64_t outer = outer_begin; outer < outer_end; ++outer)
            run_columns(outer, inner_begin, inner_end);
        return;
    }
    seek(outer_begin);
    outer_ = outer_begin;
    if (code_.batched) {
        run_rows(outer_end - outer_begin, inner_begin, inner_end);
        return;
    }
    for (; outer_ < outer_end; ++outer_) {
        run_row(inner_begin, inner_end);
        advance(1);
    }
}

}  // namespace tenon::interpreter
