// SPDX-License-Identifier: MIT
#include "engine/loop_launch.hpp"

#include <algorithm>

#include "engine/counters.hpp"
#include "engine/settings.hpp"

namespace tenon::engine {

using schedule::LoopArgument;
using tape::Loop;
using tape::LoopView;

LoopLaunch::LoopLaunch(const Loop& loop, const LoopKernel& kernel, Iterations iterations,
                       const AddressOf& address_of)
    : kernel_(kernel) {
    bind_space(loop);
    bind_views(loop, address_of);
    bind_tables(loop, iterations.first);
    bind_numbers(loop, iterations);
    space_.cost_ns = kernel.loop.cost_ns * static_cast<double>(iterations.count);
    space_.irregular = kernel.loop.step.irregular;
}

void LoopLaunch::bind_space(const Loop& loop) {
    const schedule::Step& step = kernel_.loop.step;
    const detail::Layout& layout = *loop.body().views[step.space_view].layout;
    for (const schedule::Dimension& dimension : step.dimensions) {
        std::int64_t size = 1;
        for (int axis = dimension.first; axis <= dimension.last; ++axis)
            size *= layout.shape(axis);
        args_.push_back(size);
        space_.outer *= size;
    }
    if (step.dimensions.empty())
        args_.push_back(1);
    space_.inner = args_.back();
    space_.outer = step.dimensions.empty() ? 1
                   : space_.inner == 0     ? 0
                                           : space_.outer / space_.inner;
}

void LoopLaunch::bind_views(const Loop& loop, const AddressOf& address_of) {
    const schedule::Step& step = kernel_.loop.step;
    for (std::size_t p = 0; p < step.params.size(); ++p) {
        const LoopView& view = loop.body().views[step.params[p]];
        args_.push_back(
            reinterpret_cast<std::intptr_t>(address_of(view.role, kernel_.loop.at_end[p])) +
            view.offset);
        for (const schedule::Dimension& dimension : step.dimensions)
            args_.push_back(view.layout->stride(dimension.stride_axis));
        if (step.dimensions.empty())
            args_.push_back(0);
    }
}

namespace {

/// As complex64 is in memory: the loop has a word for each part.
std::vector<tape::ScalarBits> packed(const std::vector<tape::ScalarBits>& values) {
    std::vector<tape::ScalarBits> packed;
    for (const tape::ScalarBits& value : values)
        packed.push_back({{(value.bits[0] & 0xffffffff) | value.bits[1] << 32, 0}});
    return packed;
}

}  // namespace

void LoopLaunch::bind_tables(const Loop& loop, std::int64_t first) {
    for (const std::uint32_t number : kernel_.loop.tables) {
        const tape::LoopScalar& scalar = loop.body().scalars[number];
        const bool pairs = scalar.dtype == DType::complex64;
        const auto& values = pairs ? packed_.emplace_back(packed(scalar.values)) : scalar.values;
        args_.push_back(reinterpret_cast<std::intptr_t>(values.data() + first));
        args_.resize(args_.size() + std::max<std::size_t>(kernel_.loop.step.dimensions.size(), 1));
        args_.push_back(sizeof(tape::ScalarBits));
    }
}

void LoopLaunch::bind_numbers(const Loop& loop, Iterations iterations) {
    for (const LoopArgument& argument : kernel_.loop.arguments) {
        if (argument.part == LoopArgument::Part::count) {
            args_.push_back(iterations.count);
            continue;
        }
        const tape::LoopScalar& scalar = loop.body().scalars[argument.scalar];
        if (argument.part == LoopArgument::Part::step) {
            args_.push_back(scalar.step);
        } else if (argument.part == LoopArgument::Part::first) {
            std::int64_t value = 0;
            tape::whole_number(scalar.dtype, scalar.first, &value);
            args_.push_back(tape::steps_on(value, iterations.first, scalar.step));
        } else {
            args_.push_back(static_cast<std::int64_t>(scalar.first.bits[0]));
            if (is_complex(scalar.dtype))
                args_.push_back(static_cast<std::int64_t>(scalar.first.bits[1]));
        }
    }
}

double LoopLaunch::work_ns(Slab slab) const {
    const double row = space_.outer > 1 ? static_cast<double>(space_.inner) : 1;
    return static_cast<double>(slab.end - slab.begin) * row * space_.cost_ns;
}

namespace {

/// A program whose space is a slab of another one's.
struct SlabOf {
    const runtime::Program& program;
    std::int64_t outer, inner;  ///< where it begins

    static void enter(const void* context, const std::int64_t* args, std::int64_t outer_begin,
                      std::int64_t outer_end, std::int64_t inner_begin, std::int64_t inner_end) {
        const SlabOf& here = *static_cast<const SlabOf*>(context);
        const runtime::Entry& entry = here.program.entry();
        entry.function(entry.context, args, here.outer + outer_begin, here.outer + outer_end,
                       here.inner + inner_begin, here.inner + inner_end);
    }
};

}  // namespace

void LoopLaunch::run(runtime::Device& device, Slab slab, std::atomic<unsigned>* float_flags) {
    runtime::Space space = space_;
    space.float_flags = float_flags;
    const runtime::Program& program = kernel_.kernel->program(work_ns(slab), execution_mode());
    if (slab.begin == 0 && slab.end == whole(space_).end) {
        device.submit_now(program, args_.data(), space);
        return;
    }
    const bool rows = space_.outer > 1;
    (rows ? space.outer : space.inner) = slab.end - slab.begin;
    const SlabOf context{program, rows ? slab.begin : 0, rows ? 0 : slab.begin};
    const runtime::Program part({.function = &SlabOf::enter,
                                 .context = &context,
                                 .owner = nullptr,
                                 .compiled = program.entry().compiled});
    device.submit_now(part, args_.data(), space);
}

void count_loop_launches(const Loop& loop, const LoopKernel& kernel, std::uint64_t launches) {
    const schedule::Step& step = kernel.loop.step;
    std::int64_t read = 0, written = 0;
    for (std::size_t p = 0; p < step.params.size(); ++p) {
        const detail::Layout& layout = *loop.body().views[step.params[p]].layout;
        (kernel.loop.at_end[p] ? written : read) +=
            layout.size * static_cast<std::int64_t>(size_of(layout.dtype));
    }
    count_launches(launches, 0, read, written);
}

}  // namespace tenon::engine
