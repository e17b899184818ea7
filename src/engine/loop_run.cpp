// SPDX-License-Identifier: MIT
#include "engine/loop_run.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include "base/long_work.hpp"
#include "engine/counters.hpp"
#include "engine/settings.hpp"
#include "runtime/interrupt.hpp"

namespace tenon::engine {

using schedule::LoopArgument;
using tape::Loop;
using tape::LoopView;

std::shared_ptr<const LoopKernel> RollableLoop::kernel(const tape::LoopBody& body,
                                                       const std::vector<bool>& live,
                                                       std::string* why_not) {
    if (const auto known = kernels_.find(live); known != kernels_.end()) {
        if (known->second == nullptr)
            *why_not = why_no_kernel_;
        return known->second;
    }
    for (std::size_t role = 0; role < live.size(); ++role)
        form_.tape.slots[role].live = live[role];
    std::optional<schedule::RolledStep> step = schedule::make_loop_step(body, form_, why_not);
    std::shared_ptr<LoopKernel> made;
    if (step) {
        made = std::make_shared<LoopKernel>(LoopKernel{std::move(*step), nullptr});
        made->kernel = find_kernel(made->loop.step.kernel, made->loop.step.kernel_key);
        count(counters().plans_made);
    } else {
        why_no_kernel_ = *why_not;
    }
    return kernels_[live] = std::move(made);
}

std::shared_ptr<const SteppedPlan> RollableLoop::stepped(const tape::LoopBody& body,
                                                         std::string* why_not) {
    if (!std::exchange(stepped_known_, true))
        stepped_ = make_stepped_plan(body, form_, std::vector<RowPitch>(body.roles.size()),
                                     &why_not_stepped_);
    if (stepped_ == nullptr)
        *why_not = why_not_stepped_;
    return stepped_;
}

void RollableLoop::refuse_steps(std::string why) {
    stepped_ = nullptr;
    why_not_stepped_ = std::move(why);
    stepped_known_ = with_gaps_known_ = cut_elsewhere_ = true;
}

std::shared_ptr<const SteppedPlan> RollableLoop::stepped_with_gaps(const tape::LoopBody& body) {
    if (!std::exchange(with_gaps_known_, true)) {
        std::vector<RowPitch> pitches = find_row_pitches(body);
        std::string why_not;
        if (std::ranges::any_of(pitches, &RowPitch::moves))
            with_gaps_ = make_stepped_plan(body, form_, std::move(pitches), &why_not);
    }
    return with_gaps_;
}

void RollableLoop::keep_spare(std::int64_t bytes) {
    tape::memory_account().spare.fetch_add(bytes - spare_, std::memory_order_relaxed);
    spare_ = bytes;
}

LoopRun::LoopRun(const Loop& loop, const LoopKernel& kernel)
    : loop_(loop), kernel_(kernel), place_(static_cast<DevicePlace*>(loop.last().front()->place)) {}

LoopRun::~LoopRun() {
    for (const Copy& copy : copies_)
        place_->release(copy.bytes, copy.of->bytes);
}

void LoopRun::place(detail::Storage& storage) {
    storage.address = place_->allocate(storage.bytes);
    placed_.push_back(&storage);
}

void LoopRun::keep_copy(detail::Storage& storage) {
    if (std::ranges::find(copies_, &storage, &Copy::of) != copies_.end())
        return;
    copies_.push_back({&storage, place_->allocate(storage.bytes)});
    std::memcpy(copies_.back().bytes, storage.address, static_cast<std::size_t>(storage.bytes));
}

void LoopRun::acquire(bool keep) {
    const schedule::Step& step = kernel_.loop.step;
    try {
        for (std::size_t p = 0; p < step.params.size(); ++p) {
            if (!kernel_.loop.at_end[p])
                continue;
            detail::Storage& storage = *loop_.last()[loop_.body().views[step.params[p]].role];
            if (storage.address == nullptr)
                place(storage);
            else if (keep && std::ranges::find(placed_, &storage) == placed_.end())
                keep_copy(storage);
        }
        bind();
        if (execution_mode() == Execution::compiled)
            kernel_.kernel->program(0, Execution::compiled);
    } catch (...) {
        take_back();
        throw;
    }
}

void LoopRun::bind() {
    const tape::LoopBody& body = loop_.body();
    const schedule::Step& step = kernel_.loop.step;
    const detail::Layout& space = *body.views[step.space_view].layout;
    for (const schedule::Dimension& dimension : step.dimensions) {
        std::int64_t size = 1;
        for (int axis = dimension.first; axis <= dimension.last; ++axis)
            size *= space.shape(axis);
        args_.push_back(size);
        space_.outer *= size;
    }
    if (step.dimensions.empty())
        args_.push_back(1);
    space_.inner = args_.back();
    space_.outer /= step.dimensions.empty() ? 1 : space_.inner;
    for (std::size_t p = 0; p < step.params.size(); ++p) {
        const LoopView& view = body.views[step.params[p]];
        const auto storages = kernel_.loop.at_end[p] ? loop_.last() : loop_.first();
        args_.push_back(reinterpret_cast<std::intptr_t>(storages[view.role]->address) +
                        view.offset);
        for (const schedule::Dimension& dimension : step.dimensions)
            args_.push_back(view.layout->stride(dimension.stride_axis));
        if (step.dimensions.empty())
            args_.push_back(0);
        (kernel_.loop.at_end[p] ? bytes_written_ : bytes_read_) +=
            view.layout->size * static_cast<std::int64_t>(size_of(view.layout->dtype));
    }
    for (const LoopArgument& argument : kernel_.loop.arguments) {
        const tape::LoopScalar* scalar =
            argument.part == LoopArgument::Part::count ? nullptr : &body.scalars[argument.scalar];
        std::int64_t whole = loop_.iterations();
        switch (argument.part) {
        case LoopArgument::Part::value:
            args_.push_back(static_cast<std::int64_t>(scalar->first.bits[0]));
            if (is_complex(scalar->dtype))
                args_.push_back(static_cast<std::int64_t>(scalar->first.bits[1]));
            continue;
        case LoopArgument::Part::first:
            tape::whole_number(scalar->dtype, scalar->first, &whole);
            break;
        case LoopArgument::Part::step: whole = scalar->step; break;
        case LoopArgument::Part::count: break;
        }
        args_.push_back(whole);
    }
    space_.cost_ns = kernel_.loop.cost_ns * static_cast<double>(loop_.iterations());
    space_.irregular = step.irregular;
}

unsigned LoopRun::execute(bool watch) {
    std::atomic<unsigned> flags{0};
    space_.float_flags = watch ? &flags : nullptr;
    std::optional<base::LongWork> apart;
    if (space_.work_ns() > base::long_work_ns)
        apart.emplace();
    try {
        if (apart && apart->interrupted())
            runtime::request_interrupt();
        runtime::throw_if_interrupted();
        place_->device().submit_now(kernel_.kernel->program(space_.work_ns(), execution_mode()),
                                    args_.data(), space_);
    } catch (...) {
        mark_lost();
        throw;
    }
    count(counters().launches);
    count(counters().bytes_read, static_cast<std::uint64_t>(bytes_read_));
    count(counters().bytes_written, static_cast<std::uint64_t>(bytes_written_));
    return flags.load(std::memory_order_relaxed);
}

void LoopRun::finish() noexcept {
    for (detail::Storage* const storage : placed_)
        storage->end_promise();
}

void LoopRun::mark_lost() noexcept {
    const schedule::Step& step = kernel_.loop.step;
    for (std::size_t p = 0; p < step.params.size(); ++p)
        if (kernel_.loop.at_end[p])
            loop_.last()[loop_.body().views[step.params[p]].role]->lost = true;
}

void LoopRun::take_back() noexcept {
    for (const Copy& copy : copies_)
        std::memcpy(copy.of->address, copy.bytes, static_cast<std::size_t>(copy.of->bytes));
    for (detail::Storage* const storage : placed_) {
        place_->release(storage->address, storage->bytes);
        storage->address = nullptr;
    }
    placed_.clear();
}

}  // namespace tenon::engine
