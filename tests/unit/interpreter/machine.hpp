// SPDX-License-Identifier: MIT
/// Arrays to run kernels on, and an oracle that runs them one element at a time.
#pragma once

#include <algorithm>
#include <functional>
#include <vector>

#include "interpreter/interpreter.hpp"
#include "kernel/builder.hpp"
#include "kernel/ir.hpp"
#include "unit/interpreter/scalar_ops.hpp"

namespace tenon::interpreter::test {

using kernel::Builder;
using kernel::Inner;
using kernel::Kernel;
using kernel::ValueId;

/// All the instruction sets of this CPU.
inline std::vector<Isa> isas() {
    std::vector<Isa> found;
    for (const Isa isa : {Isa::sse4, Isa::avx2, Isa::avx512})
        if (has_isa(isa))
            found.push_back(isa);
    return found;
}

struct View {
    void* base = nullptr;
    std::vector<std::int64_t> strides;  ///< in bytes
    std::int64_t gather_stride = 0;
};

/// A C-contiguous view.
inline View dense(void* base, const std::vector<std::int64_t>& shape, std::int64_t size) {
    View view{base, std::vector<std::int64_t>(shape.size())};
    for (std::size_t d = shape.size(); d-- > 0; size *= shape[d])
        view.strides[d] = size;
    return view;
}
template <class T>
View dense(std::vector<T>& values, const std::vector<std::int64_t>& shape) {
    return dense(values.data(), shape, sizeof(T));
}

/// The argument block of kernel/ir.hpp.
inline std::vector<std::int64_t> argument_block(const Kernel& kernel,
                                                const std::vector<std::int64_t>& shape,
                                                const std::vector<View>& views,
                                                const std::vector<Bits>& scalars = {}) {
    std::vector<std::int64_t> words = shape;
    for (std::size_t i = 0; i < views.size(); ++i) {
        words.push_back(reinterpret_cast<std::int64_t>(views[i].base));
        for (std::size_t d = 0; d < shape.size(); ++d)
            words.push_back(d < views[i].strides.size() ? views[i].strides[d] : 0);
        if (kernel.params[i].gathered)
            words.push_back(views[i].gather_stride);
    }
    for (const Bits bits : scalars)
        words.push_back(static_cast<std::int64_t>(bits));
    return words;
}

inline std::int64_t leaves_of(std::int64_t count) {
    return (count + ops::leaf_size - 1) / ops::leaf_size;
}

inline std::int64_t product(const std::vector<std::int64_t>& shape, int begin, int end) {
    std::int64_t result = 1;
    for (int d = begin; d < end; ++d)
        result *= shape[static_cast<std::size_t>(d)];
    return result;
}

/// Outer positions of the whole index space.
inline std::int64_t outer_of(const Kernel& kernel, const std::vector<std::int64_t>& shape) {
    if (kernel.form != kernel::Form::column_reduce)
        return product(shape, 0, kernel.rank - 1);
    return product(shape, 0, kernel.kept_rank) *
           leaves_of(product(shape, kernel.kept_rank, kernel.rank - 1));
}

inline void run_all(const Kernel& kernel, Isa isa, const std::vector<std::int64_t>& shape,
                    const std::vector<std::int64_t>& words) {
    run(prepare(kernel, isa).get(), words.data(), 0, outer_of(kernel, shape), 0, shape.back());
}

/// Runs core kernels element by element, instruction by instruction, in C order.
class Oracle {
public:
    Oracle(const Kernel& kernel, const std::vector<std::int64_t>& words)
        : kernel_(kernel), words_(words), values_(kernel.instrs.size()), vars_(kernel.vars.size()) {
    }

    void run() {
        if (kernel_.form == kernel::Form::column_reduce)
            columns();
        else
            rows();
    }

private:
    std::int64_t extent(int d) const { return words_[static_cast<std::size_t>(d)]; }

    void element(std::int64_t row, std::int64_t last) {
        coordinates_.assign(static_cast<std::size_t>(kernel_.rank), last);
        for (int d = kernel_.rank - 2; d >= 0; --d) {
            coordinates_[static_cast<std::size_t>(d)] = row % extent(d);
            row /= extent(d);
        }
        block(kernel::body_block);
    }

    void rows() {
        std::int64_t outer = 1;
        for (int d = 0; d < kernel_.rank - 1; ++d)
            outer *= extent(d);
        const std::int64_t inner = extent(kernel_.rank - 1);
        for (std::int64_t row = 0; row < outer; ++row)
            for (std::int64_t first = 0; first < inner; first += ops::leaf_size) {
                std::vector<std::vector<Partial>> leaf(kernel_.reductions.size());
                for (std::int64_t i = first; i < std::min(first + ops::leaf_size, inner); ++i) {
                    element(row, i);
                    collect(leaf);
                }
                const std::int64_t at = row * leaves_of(inner) + first / ops::leaf_size;
                for (std::size_t r = 0; r < leaf.size(); ++r)
                    write_partial(kernel_.reductions[r], at, row_leaf(r, leaf[r]));
            }
    }

    void columns() {
        std::int64_t kept = 1;
        std::int64_t reduced = 1;
        for (int d = 0; d < kernel_.rank - 1; ++d)
            (d < kernel_.kept_rank ? kept : reduced) *= extent(d);
        const std::int64_t inner = extent(kernel_.rank - 1);
        for (std::int64_t k = 0; k < kept; ++k)
            for (std::int64_t leaf = 0; leaf < leaves_of(reduced); ++leaf)
                for (std::int64_t i = 0; i < inner; ++i) {
                    const std::int64_t first = leaf * ops::leaf_size;
                    std::vector<std::vector<Partial>> seen(kernel_.reductions.size());
                    for (std::int64_t p = first; p < std::min(first + ops::leaf_size, reduced);
                         ++p) {
                        element(k * reduced + p, i);
                        collect(seen);
                    }
                    const std::int64_t at = (k * leaves_of(reduced) + leaf) * inner + i;
                    for (std::size_t r = 0; r < seen.size(); ++r)
                        write_partial(kernel_.reductions[r], at, in_order(r, seen[r]));
                }
    }

    void collect(std::vector<std::vector<Partial>>& leaf) {
        for (std::size_t r = 0; r < leaf.size(); ++r) {
            const auto& values = kernel_.reductions[r].values;
            leaf[r].push_back(
                {values_[values[0]], values[1] == kernel::no_value ? 0 : values_[values[1]]});
        }
    }

    Partial joined(std::size_t r, Partial a, Partial b) const {
        return join(kernel_.reductions[r].op, kernel_.reductions[r].type, a, b);
    }

    Partial in_order(std::size_t r, const std::vector<Partial>& values) const {
        Partial total = values[0];
        for (std::size_t i = 1; i < values.size(); ++i)
            total = joined(r, total, values[i]);
        return total;
    }

    /// 32 accumulators, then halves on halves.
    Partial row_leaf(std::size_t r, const std::vector<Partial>& values) const {
        std::vector<std::vector<Partial>> lanes(ops::lane_count);
        for (std::size_t j = 0; j < values.size(); ++j)
            lanes[j % ops::lane_count].push_back(values[j]);
        std::vector<Partial> totals;
        for (const auto& lane : lanes)
            if (!lane.empty())
                totals.push_back(in_order(r, lane));
        for (std::size_t half = ops::lane_count / 2; half > 0; half /= 2)
            for (std::size_t j = 0; j < half && j + half < totals.size(); ++j)
                totals[j] = joined(r, totals[j], totals[j + half]);
        return totals[0];
    }

    void write_partial(const kernel::Reduction& reduction, std::int64_t at, Partial value) {
        const bool pair = reduction.op == ops::ReduceOp::complex_product;
        for (int i = 0; i < ops::component_count(reduction.op); ++i) {
            const std::uint32_t param = reduction.partial[pair ? 0 : i];
            const auto size = static_cast<std::int64_t>(size_of(kernel_.params[param].dtype));
            const DType type = i == 1 && !pair ? DType::int64 : reduction.type;
            const int part = pair ? i : reduction.component * (1 - i);
            char* to = reinterpret_cast<char*>(words_[kernel::param_word(kernel_, param)]) +
                       at * size + part * static_cast<std::int64_t>(size_of(type));
            std::memcpy(to, i == 0 ? &value.first : &value.second, size_of(type));
        }
    }

    /// The address of this element of a parameter.
    char* address(std::uint32_t param) const {
        const std::size_t word = kernel::param_word(kernel_, param);
        std::int64_t at = words_[word];
        for (std::size_t d = 0; d < coordinates_.size(); ++d)
            at += coordinates_[d] * words_[word + 1 + d];
        return reinterpret_cast<char*>(at);
    }

    static Bits read(const char* from, DType type) {
        Bits bits = 0;
        std::memcpy(&bits, from, size_of(type));
        return bits;
    }

    void block(kernel::BlockId id) {
        for (const ValueId value : kernel_.blocks[id])
            execute(value, kernel_.instrs[value]);
    }

    void execute(ValueId id, const kernel::Instr& instr) {
        using kernel::Code;
        const std::size_t part = instr.component * size_of(instr.type);
        const auto type_of = [&](ValueId value) { return kernel_.instrs[value].type; };
        Bits& result = values_[id];
        switch (instr.code) {
        case Code::constant: result = instr.bits; break;
        case Code::argument: result = argument(instr); break;
        case Code::coordinate: result = static_cast<Bits>(coordinates_[instr.index]); break;
        case Code::extent: result = static_cast<Bits>(words_[instr.index]); break;
        case Code::load: result = read(address(instr.index) + part, instr.type); break;
        case Code::gather: {
            const std::size_t word = kernel::param_word(kernel_, instr.index);
            const std::int64_t stride = words_[word + 1 + coordinates_.size()];
            const auto moved = static_cast<std::int64_t>(values_[instr.a]) * stride;
            result = read(address(instr.index) + moved + part, instr.type);
            break;
        }
        case Code::store: store(instr); break;
        case Code::compute:
            result = compute(instr.op, type_of(instr.a), values_[instr.a],
                             instr.b == kernel::no_value ? 0 : values_[instr.b]);
            break;
        case Code::cast: result = cast(type_of(instr.a), instr.type, values_[instr.a]); break;
        case Code::bitcast: result = values_[instr.a]; break;
        case Code::select: result = values_[values_[instr.a] != 0 ? instr.b : instr.c]; break;
        case Code::read_var: result = vars_[instr.index]; break;
        case Code::write_var: vars_[instr.index] = values_[instr.a]; break;
        case Code::if_:
            if (values_[instr.a] != 0)
                block(instr.first);
            else if (instr.second != kernel::no_block)
                block(instr.second);
            break;
        case Code::while_:
            for (block(instr.first); values_[instr.a] != 0; block(instr.first))
                block(instr.second);
            break;
        default: throw std::logic_error("not an instruction of core kernels");
        }
    }

    Bits argument(const kernel::Instr& instr) const {
        const std::size_t word = kernel::argument_word(kernel_, instr.index) + instr.component;
        return read(reinterpret_cast<const char*>(&words_[word]), instr.type);
    }

    void store(const kernel::Instr& instr) {
        const std::size_t size = size_of(kernel_.instrs[instr.a].type);
        std::memcpy(address(instr.index), &values_[instr.a], size);
        if (instr.b != kernel::no_value)
            std::memcpy(address(instr.index) + size, &values_[instr.b], size);
    }

    const Kernel& kernel_;
    const std::vector<std::int64_t>& words_;
    std::vector<Bits> values_, vars_;
    std::vector<std::int64_t> coordinates_;
};

}  // namespace tenon::interpreter::test
