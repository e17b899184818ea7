// SPDX-License-Identifier: MIT
// The steps of a tile that have no control flow.
#include <algorithm>

#include "interpreter/frame.hpp"

namespace tenon::interpreter {

void Frame::execute(const std::vector<Step>& steps) {
    const Step* const begin = steps.data();
    const Step* const end = begin + steps.size();
    for (const Step* step = begin; step != end; ++step) {
        switch (step->kind) {
        case StepKind::loop:
            step->loop(lanes_, slots_[step->out], slots_[step->a], slots_[step->b],
                       slots_[step->c]);
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

void Frame::load(const Step& step) {
    const std::int64_t bytes = width_ << step.log_size;
    char* out = slots_[step.out];
    for (std::int64_t r = 0; r < rows_; ++r, out += bytes)
        table_.load[step.log_size](width_, out, element(step.x, r) + step.offset,
                                   inner_stride_[step.x]);
}

void Frame::address(const Step& step) {
    auto* out = reinterpret_cast<std::int64_t*>(slots_[step.out]);
    for (std::int64_t r = 0; r < rows_; ++r, out += width_) {
        const auto start = reinterpret_cast<std::int64_t>(element(step.x, r));
        table_.iota(width_, out, &start, inner_stride_ + step.x, nullptr);
    }
}

void Frame::coordinate(const Step& step) {
    auto* out = reinterpret_cast<std::int64_t*>(slots_[step.out]);
    const bool inner = static_cast<int>(step.x) == code_.rank - 1;
    const std::int64_t stride = inner ? 1 : 0;
    for (std::int64_t r = 0; r < rows_; ++r, out += width_) {
        const std::int64_t start = inner ? first_ : coordinate_table_[step.x * row_pitch_ + r];
        table_.iota(width_, out, &start, &stride, nullptr);
    }
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

void Frame::store(const Step& step) {
    const std::int64_t bytes = width_ << step.log_size;
    const std::uint8_t* mask = all_active(step) ? nullptr : masks_[step.region].bits;
    const char* in = slots_[step.a];
    for (std::int64_t r = 0; r < rows_; ++r, in += bytes) {
        table_.store[step.log_size](width_, element(step.x, r), inner_stride_[step.x], in, mask);
        mask = mask == nullptr ? nullptr : mask + width_;
    }
}

/// One value for all lanes.
void Frame::store_same(const Step& step) {
    const Loop fill = table_.fill[step.log_size];
    const bool dense = inner_stride_[step.x] == std::int64_t{1} << step.log_size;
    if (dense && all_active(step)) {
        for (std::int64_t r = 0; r < rows_; ++r)
            fill(width_, element(step.x, r), slots_[step.a], nullptr, nullptr);
        return;
    }
    fill(lanes_, slots_[step.b], slots_[step.a], nullptr, nullptr);
    Step tile = step;
    tile.a = step.b;
    store(tile);
}

void Frame::store_pair(const Step& step) {
    const std::int64_t bytes = width_ << step.log_size;
    if (!all_active(step)) {
        const std::uint8_t* mask = masks_[step.region].bits;
        const StoreLoop part = table_.store[step.log_size];
        for (std::int64_t r = 0; r < rows_; ++r, mask += width_) {
            char* const to = element(step.x, r);
            part(width_, to, inner_stride_[step.x], slots_[step.a] + r * bytes, mask);
            part(width_, to + (1 << step.log_size), inner_stride_[step.x],
                 slots_[step.b] + r * bytes, mask);
        }
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
    if (bind(step))
        return;
    const std::int64_t bytes = width_ << step.log_size;
    const Binding& binding = code_.bindings[step.x];
    for (std::int64_t r = 0; r < rows_; ++r)
        table_.copy[step.log_size](width_, slots_[binding.slot] + r * bytes,
                                   element(binding.param, r), nullptr, nullptr);
}

void Frame::store_bound(const Step& step) {
    if (in_memory_[step.x])
        return;
    const std::int64_t bytes = width_ << step.log_size;
    const Binding& binding = code_.bindings[step.x];
    for (std::int64_t r = 0; r < rows_; ++r)
        table_.copy[step.log_size](width_, element(binding.param, r),
                                   slots_[binding.slot] + r * bytes, nullptr, nullptr);
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
        for (int i = 0; i < code.components; ++i) {
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
        for (int i = 0; i < code.components; ++i)
            row[i] = static_cast<const char*>(values[i]) + r * (width_ << code.log_size[i]);
        if (starts_column_ && r == 0) {
            for (int i = 0; i < code.components; ++i)
                table_.copy[code.log_size[i]](width_, accumulator[i], row[i], nullptr, nullptr);
        } else {
            code.loops.accumulate(width_, accumulator, row);
        }
    }
}

void Frame::flush_columns() {
    for (const ReductionCode& code : code_.reductions)
        for (int i = 0; i < code.components; ++i) {
            const std::int64_t at = outer_ * extent(code_.rank - 1) + first_;
            char* const to = reinterpret_cast<char*>(args_[code.base_word[i]]) +
                             at * code.element_bytes[i] + code.offset[i];
            table_.store[code.log_size[i]](width_, to, code.element_bytes[i],
                                           slots_[code.accumulator[i]], nullptr);
        }
}

}  // namespace tenon::interpreter
