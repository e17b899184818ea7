// SPDX-License-Identifier: MIT
// The steps of a tile that have no control flow.
#include <algorithm>

#include "interpreter/frame.hpp"

namespace tenon::interpreter {

namespace {

constexpr std::int64_t line_bytes = 64;

}  // namespace

void Frame::execute(const std::vector<Step>& steps) {
    const Step* const begin = steps.data();
    const Step* const end = begin + steps.size();
    for (const Step* step = begin; step != end; ++step) {
        switch (step->kind) {
        case StepKind::loop:
            step->loop(lanes_, slots_[step->out], slots_[step->a], slots_[step->b],
                       slots_[step->c]);
            if (ahead_ > 0)
                fetch_ahead();
            break;
        case StepKind::load: load(*step); break;
        case StepKind::address: address(*step); break;
        case StepKind::coordinate: coordinate(*step); break;
        case StepKind::gather: gather(*step); break;
        case StepKind::store: step->same ? store_same(*step) : store(*step); break;
        case StepKind::store_pair: store_pair(*step); break;
        case StepKind::bind: bind(*step); break;
        case StepKind::load_bound: load_bound(*step); break;
        case StepKind::store_bound: store_bound(*step); break;
        case StepKind::write: write(*step); break;
        case StepKind::write_same: write_same(*step); break;
        case StepKind::if_:
        case StepKind::else_:
            if (!open_if(*step, step->kind == StepKind::else_))
                step = begin + step->y - 1;
            break;
        case StepKind::while_: begin_while(*step); break;
        case StepKind::test:
            if (!test(*step))
                step = begin + step->y - 1;
            break;
        case StepKind::jump: step = begin + step->y - 1; break;
        case StepKind::reduce: reduce(*step); break;
        }
    }
}

/// A tile computes on what is in cache while memory waits: the next tile of large arrays is fetched
/// bit by bit between the steps of this one.
void Frame::look_ahead(std::int64_t inner_end) {
    constexpr std::int64_t cache = 1 << 20;
    const auto arrays = static_cast<std::int64_t>(code_.bindings.size());
    ahead_ = 0;
    if (first_ + 2 * width_ > inner_end || extent(code_.rank - 1) * arrays * 8 < cache)
        return;
    ahead_ = width_;
    const auto steps = static_cast<std::int64_t>(code_.tile_steps.size());
    ahead_step_ = (width_ / steps + line_bytes) / line_bytes * line_bytes;
}

void Frame::fetch_ahead() {
    ahead_ -= ahead_step_;
    for (const Binding& binding : code_.bindings) {
        const std::int64_t scale = code_.params[binding.param].element_bytes;
        const char* from = element(binding.param, 0) + (2 * width_ - ahead_ - ahead_step_) * scale;
        for (std::int64_t at = 0; at < ahead_step_ * scale; at += line_bytes)
            __builtin_prefetch(from + at, 0, 2);
    }
}

Rows Frame::rows_of(std::uint32_t param, std::int64_t offset) const {
    const std::int64_t stride = inner_stride_[param];
    return {rows_, width_, row_table_ + param * row_pitch_, first_ * stride + offset, stride};
}

void Frame::load(const Step& step) {
    table_.load[step.log_size](rows_of(step.x, step.offset), slots_[step.out]);
}

/// start[r], start[r] + step, ... for each row.
template <class Start>
void Frame::count_rows(std::int64_t* out, Start start, std::int64_t step) {
    for (std::int64_t r = 0; r < rows_; ++r, out += width_) {
        const std::int64_t first = start(r);
        if (rows_ == 1)
            table_.iota(width_, out, &first, &step, nullptr);
        else
            for (std::int64_t i = 0; i < width_; ++i)
                out[i] = first + i * step;
    }
}

void Frame::address(const Step& step) {
    count_rows(
        reinterpret_cast<std::int64_t*>(slots_[step.out]),
        [&](std::int64_t r) { return reinterpret_cast<std::int64_t>(element(step.x, r)); },
        inner_stride_[step.x]);
}

void Frame::coordinate(const Step& step) {
    auto* const out = reinterpret_cast<std::int64_t*>(slots_[step.out]);
    if (static_cast<int>(step.x) == code_.rank - 1)
        count_rows(out, [&](std::int64_t) { return first_; }, 1);
    else
        count_rows(
            out, [&](std::int64_t r) { return coordinate_table_[step.x * row_pitch_ + r]; }, 0);
}

void Frame::gather(const Step& step) {
    const ParamCode& param = code_.params[step.x];
    const std::int64_t offset = step.offset;
    const Gather from{
        .base = reinterpret_cast<const std::int64_t*>(slots_[step.a]),
        .position = reinterpret_cast<const std::int64_t*>(slots_[step.b]),
        .stride = args_[param.word + 1 + static_cast<std::uint32_t>(code_.rank)],
        .offset = offset,
        .mask = all_active(step) ? nullptr : masks_[step.region].bits,
        .many_bases = !step.same,
    };
    table_.gather[step.log_size](lanes_, slots_[step.out], from);
}

void Frame::store(const Step& step) { store_values(step, slots_[step.a], 0); }

void Frame::store_values(const Step& step, const void* values, std::int64_t offset) {
    const std::uint8_t* mask = all_active(step) ? nullptr : masks_[step.region].bits;
    table_.store[step.log_size](rows_of(step.x, offset), values, mask);
}

/// One value for all lanes.
void Frame::store_same(const Step& step) {
    const Loop fill = table_.fill[step.log_size];
    const bool dense = inner_stride_[step.x] == std::int64_t{1} << step.log_size;
    if (dense && rows_ == 1 && all_active(step)) {
        fill(width_, element(step.x, 0), slots_[step.a], nullptr, nullptr);
        return;
    }
    fill(lanes_, slots_[step.b], slots_[step.a], nullptr, nullptr);
    store_values(step, slots_[step.b], 0);
}

void Frame::store_pair(const Step& step) {
    const std::int64_t bytes = width_ << step.log_size;
    if (!all_active(step)) {
        store_values(step, slots_[step.a], 0);
        store_values(step, slots_[step.b], std::int64_t{1} << step.log_size);
        return;
    }
    for (std::int64_t r = 0; r < rows_; ++r)
        table_.store_pair[step.log_size - 2](width_, element(step.x, r), inner_stride_[step.x],
                                             slots_[step.a] + r * bytes,
                                             slots_[step.b] + r * bytes);
}

/// Only now: buffers of values that have ended may have been exchanged with a variable's.
bool Frame::bind(const Step& step) {
    const Binding& binding = code_.bindings[step.x];
    if (!in_memory_[step.x])
        slots_[binding.slot] = slots_[binding.buffer];
    return in_memory_[step.x];
}

void Frame::load_bound(const Step& step) {
    const Binding& binding = code_.bindings[step.x];
    if (!bind(step))
        table_.load[step.log_size](rows_of(binding.param, 0), slots_[binding.slot]);
}

void Frame::store_bound(const Step& step) {
    const Binding& binding = code_.bindings[step.x];
    if (!in_memory_[step.x])
        table_.store[step.log_size](rows_of(binding.param, 0), slots_[binding.slot], nullptr);
}

void Frame::reduce(const Step& step) {
    const ReductionCode& code = code_.reductions[step.x];
    const void* const values[2] = {slots_[step.a], slots_[step.b]};
    if (code_.form == kernel::Form::column_reduce)
        reduce_columns(code, values);
    else
        reduce_rows(code, values);
}

void Frame::reduce_rows(const ReductionCode& code, const void* const values[2]) {
    const std::int64_t all_leaves = leaves();
    const std::int64_t leaf = first_ / ops::leaf_size;
    for (std::int64_t r = 0; r < rows_; ++r) {
        const void* row[2] = {};
        void* to[2] = {};
        for (int i = 0; i < std::min(code.components, 2); ++i) {
            row[i] = static_cast<const char*>(values[i]) + r * (width_ << code.log_size[i]);
            const std::int64_t at = (outer_ + r) * all_leaves + leaf;
            to[i] = reinterpret_cast<char*>(args_[code.base_word[i]]) + at * code.element_bytes[i] +
                    code.offset[i];
        }
        code.loops.row(width_, to, row);
    }
}

void Frame::reduce_columns(const ReductionCode& code, const void* const values[2]) {
    void* const accumulator[2] = {slots_[code.accumulator[0]], slots_[code.accumulator[1]]};
    for (std::int64_t r = 0; r < rows_; ++r) {
        const void* row[2] = {};
        for (int i = 0; i < std::min(code.components, 2); ++i)
            row[i] = static_cast<const char*>(values[i]) + r * (width_ << code.log_size[i]);
        if (starts_column_ && r == 0) {
            for (int i = 0; i < std::min(code.components, 2); ++i)
                table_.copy[code.log_size[i]](width_, accumulator[i], row[i], nullptr, nullptr);
        } else {
            code.loops.accumulate(width_, accumulator, row);
        }
    }
}

void Frame::flush_columns() {
    for (const ReductionCode& code : code_.reductions)
        for (int i = 0; i < std::min(code.components, 2); ++i) {
            const std::int64_t at = outer_ * extent(code_.rank - 1) + first_;
            char* const to = reinterpret_cast<char*>(args_[code.base_word[i]]) +
                             at * code.element_bytes[i] + code.offset[i];
            table_.store[code.log_size[i]]({1, width_, &to, 0, code.element_bytes[i]},
                                           slots_[code.accumulator[i]], nullptr);
        }
}

}  // namespace tenon::interpreter
