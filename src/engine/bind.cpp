// SPDX-License-Identifier: MIT
#include "engine/bind.hpp"

namespace tenon::engine {

namespace {

using kernel::Form;
using schedule::Dimension;
using schedule::Step;

std::int64_t extent_of(const detail::Layout& space, const Dimension& dimension) {
    std::int64_t size = 1;
    for (int axis = dimension.first; axis <= dimension.last; ++axis)
        size *= space.shape(axis);
    return size;
}

std::int64_t leaves_of(std::int64_t size) { return (size + ops::leaf_size - 1) / ops::leaf_size; }

void bind_extents(const Step& step, const detail::Layout& space, BoundStep& bound) {
    for (const Dimension& dimension : step.dimensions)
        bound.args.push_back(extent_of(space, dimension));
    if (step.dimensions.empty())
        bound.args.push_back(1);
}

struct TapeOperands {
    const tape::Tape& tape;
    const detail::Layout& layout(std::uint32_t view) const {
        return *tape.layouts[tape.views[view].layout];
    }
    std::int64_t address(std::uint32_t view) const { return view_address(tape, view); }
    const tape::ScalarBits& scalar(std::uint32_t number) const { return tape.scalars[number]; }
};

struct LoopOperands {
    const IterationOperands& given;
    const detail::Layout& layout(std::uint32_t view) const { return *given.views[view].layout; }
    std::int64_t address(std::uint32_t view) const {
        const tape::LoopView& known = given.views[view];
        return reinterpret_cast<std::intptr_t>(given.addresses[known.role]) + known.offset;
    }
    const tape::ScalarBits& scalar(std::uint32_t number) const { return given.numbers[number]; }
};

std::int64_t bytes_seen(const detail::Layout& layout) {
    auto bytes = static_cast<std::int64_t>(size_of(layout.dtype));
    for (int axis = 0; axis < layout.rank; ++axis)
        if (layout.stride(axis) != 0)
            bytes *= layout.shape(axis);
    return bytes;
}

template <class Operands>
void bind_params(const Step& step, const Operands& operands, BoundStep& bound) {
    std::size_t gathered = 0;
    for (std::size_t p = 0; p < step.params.size(); ++p) {
        const std::uint32_t view = step.params[p];
        const detail::Layout& layout = operands.layout(view);
        bound.address_words.push_back(static_cast<std::uint32_t>(bound.args.size()));
        bound.args.push_back(operands.address(view));
        for (const Dimension& dimension : step.dimensions)
            bound.args.push_back(layout.stride(dimension.stride_axis));
        if (step.dimensions.empty())
            bound.args.push_back(0);
        const kernel::Param& param = step.kernel->params[p];
        if (param.gathered)
            bound.args.push_back(static_cast<std::int64_t>(
                operands.scalar(step.gather_strides[gathered++]).bits[0]));
        const std::int64_t bytes = bytes_seen(layout);
        if (param.written)
            bound.bytes_written += bytes;
        if (step.param_is_read[p])
            bound.bytes_read += bytes;
    }
    for (std::size_t p = step.params.size(); p < step.kernel->params.size(); ++p) {
        bound.address_words.push_back(static_cast<std::uint32_t>(bound.args.size()));
        bound.args.resize(bound.args.size() + 1 + std::max<std::size_t>(step.dimensions.size(), 1));
    }
}

template <class Operands>
void bind_scalars(const Step& step, const Operands& operands, BoundStep& bound) {
    for (std::size_t i = 0; i < step.scalars.size(); ++i) {
        const tape::ScalarBits& scalar = operands.scalar(step.scalars[i]);
        bound.args.push_back(static_cast<std::int64_t>(scalar.bits[0]));
        if (is_complex(step.kernel->arguments[i]))
            bound.args.push_back(static_cast<std::int64_t>(scalar.bits[1]));
    }
}

void bind_space(const Step& step, BoundStep& bound) {
    const kernel::Kernel& kernel = *step.kernel;
    const auto rank = static_cast<std::size_t>(kernel.rank);
    runtime::Space& space = bound.space;
    space = {};
    space.inner = bound.args[rank - 1];
    space.cost_ns = step.cost_ns;
    space.irregular = step.irregular;
    if (kernel.form == Form::column_reduce) {
        std::int64_t kept = 1;
        std::int64_t reduced = 1;
        for (std::size_t d = 0; d + 1 < rank; ++d)
            (static_cast<int>(d) < kernel.kept_rank ? kept : reduced) *= bound.args[d];
        const std::int64_t leaves = leaves_of(reduced);
        space.outer = kept * leaves;
        space.cost_ns *= static_cast<double>(reduced) / static_cast<double>(leaves);
        bound.sizes = {kept, leaves, space.inner};
        return;
    }
    for (std::size_t d = 0; d + 1 < rank; ++d)
        space.outer *= bound.args[d];
    if (kernel.form == Form::row_reduce) {
        space.grain = ops::leaf_size;
        const std::int64_t leaves = leaves_of(space.inner);
        std::int64_t kept = 1;  // reduced dimensions follow the kept ones
        for (const Dimension& dimension : step.dimensions) {
            const auto d = static_cast<std::size_t>(&dimension - step.dimensions.data());
            if (static_cast<int>(d) < step.kept)
                kept *= bound.args[d];
        }
        bound.sizes = {kept, space.outer / kept * leaves, 1};
    }
}

template <class Operands>
void bind(const Step& step, const Operands& operands, BoundStep& bound) {
    bound.clear();
    bind_extents(step, operands.layout(step.space_view), bound);
    bind_params(step, operands, bound);
    bind_scalars(step, operands, bound);
    bind_space(step, bound);
}

}  // namespace

void BoundStep::clear() {
    args.clear();
    address_words.clear();
    partials.clear();
    results.clear();
    bytes_read = bytes_written = 0;
}

std::int64_t view_address(const tape::Tape& tape, std::uint32_t view) {
    const tape::ViewEntry& entry = tape.views[view];
    return reinterpret_cast<std::int64_t>(tape.slots[entry.slot].storage->address) + entry.offset;
}

std::int64_t view_bytes(const tape::Tape& tape, std::uint32_t view) {
    return bytes_seen(*tape.layouts[tape.views[view].layout]);
}

void bind_kernel(const Step& step, const tape::Tape& tape, BoundStep& bound) {
    bind(step, TapeOperands{tape}, bound);
}

void bind_kernel(const Step& step, const IterationOperands& operands, BoundStep& bound) {
    bind(step, LoopOperands{operands}, bound);
}

void set_scalars(const Step& step, std::span<const tape::ScalarBits> numbers,
                 std::span<std::int64_t> args) {
    std::size_t word = args.size();
    for (std::size_t i = step.scalars.size(); i-- > 0;) {
        const tape::ScalarBits& scalar = numbers[step.scalars[i]];
        if (is_complex(step.kernel->arguments[i]))
            args[--word] = static_cast<std::int64_t>(scalar.bits[1]);
        args[--word] = static_cast<std::int64_t>(scalar.bits[0]);
    }
}

void set_partials(const Step& step, BoundStep& bound) {
    for (std::size_t i = 0; i < bound.partials.size(); ++i)
        bound.args[bound.address_words[step.params.size() + i]] =
            reinterpret_cast<std::int64_t>(bound.partials[i]);
}

}  // namespace tenon::engine
