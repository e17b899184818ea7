// SPDX-License-Identifier: MIT
#include "engine/run.hpp"

#include <algorithm>
#include <optional>

#include <tenon/error.hpp>

#include "base/long_work.hpp"
#include "engine/bind_reductions.hpp"
#include "engine/block_plan.hpp"
#include "engine/counters.hpp"
#include "engine/settings.hpp"
#include "engine/thread_tape.hpp"
#include "engine/tile_launches.hpp"
#include "runtime/interrupt.hpp"

namespace tenon::engine {

namespace {

std::int64_t bytes_of(DType type, std::int64_t count) {
    return static_cast<std::int64_t>(size_of(type)) * count;
}

}  // namespace

Run::Run(tape::Tape& tape, const CachedPlan& plan) : Run(tape, plan, execution_mode()) {}

Run::Run(tape::Tape& tape, const CachedPlan& plan, Execution execution)
    : tape_(tape), plan_(plan), place_(static_cast<DevicePlace*>(tape.slots[0].storage->place)),
      execution_(place_->device().host_accessible() ? execution : Execution::interpreter),
      bound_(thread_scratch().bound) {}

Run::~Run() {
    for (const std::uint32_t slot : temporaries_)
        tape_.slots[slot].storage->address = nullptr;
    for (const Moved& moved : moved_)
        tape_.slots[moved.from].storage->address = nullptr;
    for (const Block& block : blocks_)
        place_->release(block.address, block.bytes);
}

void Run::acquire() {
    try {
        const schedule::Plan& plan = plan_.plan;
        if (plan.has_temporaries || (plan.has_spent && plan.steps.size() > 1))
            place_in_turns();
        else
            place_slots();
        bind_steps();
    } catch (...) {
        undo_places();
        throw;
    }
    if (plan_.plan.steps.size() > 2 && place_->device().host_accessible())
        passes_ = find_passes();
    for (const std::uint32_t slot : placed_)
        tape_.slots[slot].storage->end_promise();
}

std::vector<TilePass> Run::find_passes() const {
    const TileLimits limits = tile_limits();
    std::int64_t bytes = 0;
    for (const tape::SlotEntry& slot : tape_.slots)
        if (slot.storage->address != nullptr)
            bytes += slot.storage->bytes;
    if (bytes < limits.worth_bytes)
        return {};
    return find_tile_passes(plan_.plan, {bound_.data(), plan_.plan.steps.size()}, limits);
}

void Run::place_slots() {
    for (std::uint32_t slot = 0; slot < plan_.plan.slots.size(); ++slot) {
        if (plan_.plan.slots[slot].stored && tape_.slots[slot].storage->address == nullptr)
            place(slot);
    }
}

void Run::place(std::uint32_t slot) {
    detail::Storage& storage = *tape_.slots[slot].storage;
    storage.address = place_->allocate(storage.bytes);
    placed_.push_back(slot);
}

void Run::place_in_turns() {
    const BlockPlan planned = plan_blocks(plan_.plan, tape_);
    std::vector<void*> addresses;
    for (const BlockPlan::Block& block : planned.blocks) {
        const bool kept = block.keeper != BlockPlan::no_slot;
        if (block.spent != BlockPlan::no_slot) {
            addresses.push_back(tape_.slots[block.spent].storage->address);
            if (kept)
                moved_.push_back({block.spent, block.keeper});
        } else if (kept) {
            place(block.keeper);
            addresses.push_back(tape_.slots[block.keeper].storage->address);
        } else {
            addresses.push_back(scratch(block.bytes));
        }
    }
    for (std::uint32_t slot = 0; slot < planned.block_of.size(); ++slot) {
        const schedule::SlotPlan& use = plan_.plan.slots[slot];
        detail::Storage& storage = *tape_.slots[slot].storage;
        if (!use.stored || storage.address != nullptr)
            continue;
        if (planned.block_of[slot] == BlockPlan::no_block) {
            place(slot);
            continue;
        }
        const BlockPlan::Block& block = planned.blocks[planned.block_of[slot]];
        if (block.spent != BlockPlan::no_slot)
            overwritten_.push_back(block.spent);
        storage.address = addresses[planned.block_of[slot]];
        (use.temporary ? temporaries_ : placed_).push_back(slot);
    }
    count(counters().temporaries, temporaries_.size());
}

void Run::undo_places() noexcept {
    for (const Moved& moved : moved_) {
        tape_.slots[moved.to].storage->address = nullptr;
        std::erase(placed_, moved.to);
    }
    moved_.clear();
    for (const std::uint32_t slot : placed_) {
        detail::Storage& storage = *tape_.slots[slot].storage;
        place_->release(storage.address, storage.bytes);
        storage.address = nullptr;
    }
    placed_.clear();
}

void* Run::scratch(std::int64_t bytes) {
    void* address = place_->allocate(bytes);
    blocks_.push_back({address, bytes});
    return address;
}

void Run::bind_steps() {
    const auto& steps = plan_.plan.steps;
    if (bound_.size() < steps.size())
        bound_.resize(steps.size());
    const ReductionMemory memory{
        .address = [this](std::uint32_t view) { return view_address(tape_, view); },
        .scratch = [this](std::int64_t bytes) { return scratch(bytes); }};
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (steps[i].kind == schedule::StepKind::kernel) {
            bind_kernel(steps[i], tape_, bound_[i]);
            if (!steps[i].reductions.empty())
                bind_reductions(steps[i], memory, bound_[i], host_steps_);
            if (execution_ == Execution::compiled)
                plan_.kernels[i]->program(0, execution_);
        }
        if (steps[i].kind == schedule::StepKind::scan)
            bind_scan(steps[i]);
        host_end_.push_back(host_steps_.size());
    }
}

void Run::bind_scan(const schedule::Step& step) {
    const detail::Layout& layout = *tape_.layouts[tape_.views[step.operands[0]].layout];
    std::int64_t outer = 1;
    std::int64_t inner = 1;
    for (int axis = 0; axis < layout.rank; ++axis) {
        if (axis < static_cast<int>(step.scan_axis))
            outer *= layout.shape(axis);
        if (axis > static_cast<int>(step.scan_axis))
            inner *= layout.shape(axis);
    }
    const std::int64_t size = layout.shape(static_cast<int>(step.scan_axis));
    const std::int64_t leaves = (size + ops::leaf_size - 1) / ops::leaf_size;
    void* carries = scratch(bytes_of(layout.dtype, outer * leaves * inner));
    auto* out = reinterpret_cast<void*>(view_address(tape_, step.operands[0]));
    auto* in = reinterpret_cast<void*>(view_address(tape_, step.operands[1]));
    for (int phase = 0; phase < (leaves == 1 ? 1 : 3); ++phase)
        host_steps_.push_back(
            scan_step(phase, step.scan_op, layout.dtype, outer, size, inner, in, out, carries));
}

bool Run::takes_long() const {
    double total = 0;
    for (std::size_t i = 0; i < plan_.plan.steps.size(); ++i) {
        if (plan_.plan.steps[i].kind != schedule::StepKind::kernel)
            return true;
        total += bound_[i].space.work_ns();
    }
    return total > base::long_work_ns;
}

void Run::execute() {
    for (const std::uint32_t slot : overwritten_)
        tape_.slots[slot].storage->lost = true;
    std::optional<base::LongWork> apart;
    if (takes_long())
        apart.emplace();
    const std::size_t count = plan_.plan.steps.size();
    std::size_t done = 0;   // all steps before this one have run
    std::size_t begun = 0;  // none from this one on has written anything
    auto pass = passes_.begin();
    try {
        while (done < count) {
            if (apart && apart->interrupted())
                runtime::request_interrupt();
            runtime::throw_if_interrupted();
            const bool in_tiles = pass != passes_.end() && pass->first == done;
            begun = in_tiles ? pass->last : done + 1;
            if (in_tiles)
                execute_pass(*pass++);
            else
                execute_step(done);
            done = begun;
        }
    } catch (...) {
        for (std::size_t i = done; i < count; ++i)
            mark_lost(plan_.plan.steps[i], i < begun);
        throw;
    }
}

void Run::execute_step(std::size_t number) {
    const schedule::Step& step = plan_.plan.steps[number];
    switch (step.kind) {
    case schedule::StepKind::kernel: execute_kernel(number); break;
    case schedule::StepKind::call: execute_call(step); break;
    case schedule::StepKind::scan: break;  // all of it is host steps
    }
    launch_host_steps(number);
    count(counters().launches);
    mark_written(step, ticket_);
}

void Run::launch_host_steps(std::size_t number) {
    for (std::size_t i = number == 0 ? 0 : host_end_[number - 1]; i < host_end_[number]; ++i)
        launch_host(host_steps_[i]);
}

void Run::execute_kernel(std::size_t number) {
    BoundStep& bound = bound_[number];
    LoadedKernel& kernel = *plan_.kernels[number];
    const double work = bound.space.work_ns();
    runtime::Device& device = place_->device();
    bound.space.float_flags = watching_ ? &float_flags_ : nullptr;
    if (device.host_accessible())
        ticket_ =
            device.submit_now(kernel.program(work, execution_), bound.args.data(), bound.space)
                .sequence;
    else
        ticket_ = device
                      .submit({.program = kernel.shared_program(work, execution_),
                               .args = bound.args,
                               .address_words = bound.address_words,
                               .space = bound.space,
                               .keep = nullptr})
                      .sequence;
    count(counters().bytes_read, static_cast<std::uint64_t>(bound.bytes_read));
    count(counters().bytes_written, static_cast<std::uint64_t>(bound.bytes_written));
}

void Run::execute_pass(const TilePass& pass) {
    TileLaunches launches(pass, execution_);
    for (std::size_t number = pass.first; number < pass.last; ++number) {
        BoundStep& bound = bound_[number];
        bound.space.float_flags = watching_ ? &float_flags_ : nullptr;
        launches.add(plan_.kernel_in_tiles(number), bound, bound.args.data());
    }
    ticket_ = launches.run(place_->device());
    for (std::size_t number = pass.first; number < pass.last; ++number)
        launch_host_steps(number);
}

void Run::launch_host(HostStep& step) {
    runtime::Device& device = place_->device();
    step.space.float_flags = watching_ ? &float_flags_ : nullptr;
    if (device.host_accessible()) {
        ticket_ = device.submit_now(*step.program, step.args, step.space).sequence;
        return;
    }
    ticket_ =
        device
            .submit({.program = step.program,
                     .args = {step.args, step.args + step.word_count},
                     .address_words = {step.address_words, step.address_words + step.address_count},
                     .space = step.space,
                     .keep = nullptr})
            .sequence;
}

void Run::execute_call(const schedule::Step& step) {
    const tape::Call& call = *tape_.calls[step.call];
    std::vector<std::int64_t> args;
    std::vector<std::uint32_t> addresses;
    for (const std::uint32_t view : step.operands) {
        const detail::Layout& layout = *tape_.layouts[tape_.views[view].layout];
        addresses.push_back(static_cast<std::uint32_t>(args.size()));
        args.push_back(view_address(tape_, view));
        args.push_back(layout.rank);
        args.insert(args.end(), layout.shape().begin(), layout.shape().end());
    }
    runtime::Space space;
    space.serial = call.parts == nullptr;
    space.outer = call.parts == nullptr ? 1 : call.parts(args.data());
    space.cost_ns = call.cost_ns(args.data()) / static_cast<double>(space.outer);
    ticket_ = place_->device()
                  .submit({.program = call_program(call),
                           .args = std::move(args),
                           .address_words = std::move(addresses),
                           .space = space,
                           .keep = nullptr})
                  .sequence;
}

template <class Visit>
void Run::visit_written(const schedule::Step& step, const Visit& visit) {
    const auto slot = [&](std::uint32_t view) -> tape::SlotEntry& {
        return tape_.slots[tape_.views[view].slot];
    };
    for (std::size_t p = 0; p < step.params.size(); ++p)
        if (step.kernel->params[p].written)
            visit(slot(step.params[p]));
    for (std::uint32_t i = 0; i < step.operands.size() && i < step.output_count; ++i)
        visit(slot(step.operands[i]));
    for (const schedule::ReduceResult& result : step.reductions)
        visit(slot(result.result_view));
}

void Run::mark_written(const schedule::Step& step, std::uint64_t ticket) {
    if (!place_->device().host_accessible())
        visit_written(step, [&](tape::SlotEntry& slot) { slot.storage->ticket = ticket; });
}

/// A step that was cut short leaves its results half-written; one that never began leaves arrays
/// that had values as they were.
void Run::mark_lost(const schedule::Step& step, bool begun) noexcept {
    visit_written(step,
                  [&](tape::SlotEntry& slot) { slot.storage->lost |= begun || !slot.had_bytes; });
}

}  // namespace tenon::engine
