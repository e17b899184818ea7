// SPDX-License-Identifier: MIT
#include "engine/loop_run.hpp"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <optional>
#include <utility>

#include "base/long_work.hpp"
#include "engine/settings.hpp"
#include "runtime/interrupt.hpp"

namespace tenon::engine {

using tape::Loop;

LoopRun::LoopRun(const Loop& loop, const LoopKernel& kernel, const LoopAhead* ahead)
    : loop_(loop), kernel_(kernel), ahead_(ahead),
      place_(static_cast<DevicePlace*>(loop.last().front()->place)) {}

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

/// The slabs that have gone through fewer iterations than others have a launch of their own.
void LoopRun::bind() {
    if (ahead_ == nullptr) {
        LoopLaunch all = launch_from(0);
        const Slab slab = whole(all.space());
        rest_.push_back({slab, std::move(all)});
        return;
    }
    for (const LoopAhead::Ran& ran : ahead_->ran())
        if (!ran.slab.empty())
            rest_.push_back({ran.slab, launch_from(ran.iterations)});
}

LoopLaunch LoopRun::launch_from(std::int64_t iteration) const {
    return {loop_,
            kernel_,
            {iteration, loop_.iterations() - iteration},
            [&](std::uint32_t role, bool at_end) -> const void* {
                if (at_end)
                    return loop_.last()[role]->address;
                const void* const there =
                    iteration > 0 ? ahead_->address(loop_.body().roles[role].from) : nullptr;
                return there != nullptr ? there : loop_.first()[role]->address;
            }};
}

unsigned LoopRun::execute(bool watch) {
    std::atomic<unsigned> flags{0};
    double work = 0;
    for (const Rest& rest : rest_)
        work += rest.launch.work_ns(rest.slab);
    std::optional<base::LongWork> apart;
    if (work > base::long_work_ns)
        apart.emplace();
    try {
        if (apart && apart->interrupted())
            runtime::request_interrupt();
        runtime::throw_if_interrupted();
        for (Rest& rest : rest_)
            rest.launch.run(place_->device(), rest.slab, watch ? &flags : nullptr);
    } catch (...) {
        mark_lost();
        throw;
    }
    count_loop_launches(loop_, kernel_, rest_.size());
    return flags.load(std::memory_order_relaxed) | (ahead_ == nullptr ? 0 : ahead_->float_flags());
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
