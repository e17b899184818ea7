// SPDX-License-Identifier: MIT
#include "engine/loop_ahead.hpp"

#include <algorithm>
#include <utility>

#include <tenon/error.hpp>

#include "engine/counters.hpp"
#include "engine/test_hooks.hpp"
#include "runtime/interrupt.hpp"

namespace tenon::engine {

using tape::Loop;

namespace {

/// Who looks at a value waits for a slab that is being run: so long, as estimated, or a row.
constexpr double slab_ns = 1e6;
constexpr double most_row_ns = 20e6;
/// What every round loads and stores is nothing beside so many iterations.
constexpr std::int64_t iterations_of_round = 32;
constexpr std::int64_t least_elements = 64;  ///< of a slab: whole vectors, several of them

/// Of a space, the smallest slab.
Slab smallest(const runtime::Space& space) {
    return {0, space.outer > 1 ? 1 : std::min(least_elements, space.inner)};
}

}  // namespace

std::unique_ptr<LoopAhead> LoopAhead::make(const Loop& loop,
                                           std::shared_ptr<const LoopKernel> kernel, bool watch) {
    std::unique_ptr<LoopAhead> made(new LoopAhead(loop, std::move(kernel), watch));
    const double least_ns = made->one_.work_ns(smallest(made->one_.space())) *
                            static_cast<double>(made->least_at_once());
    return least_ns > most_row_ns ? nullptr : std::move(made);
}

LoopAhead::LoopAhead(const Loop& loop, std::shared_ptr<const LoopKernel> kernel, bool watch)
    : loop_(loop), kernel_(std::move(kernel)),
      place_(static_cast<DevicePlace*>(loop.last().front()->place)),
      blocks_(loop.body().roles.size()), watched_(watch ? &flags_ : nullptr),
      one_(loop, *kernel_, {0, 1}, [](std::uint32_t, bool) { return nullptr; }),
      hurried_(test_hooks().ahead), most_slabs_(test_hooks().most_slabs_ahead) {}

LoopAhead::~LoopAhead() {
    for (const Block& block : blocks_) {
        if (block.address == nullptr)
            continue;
        place_->release(block.address, block.bytes);
        tape::memory_account().aside.fetch_sub(block.bytes, std::memory_order_relaxed);
    }
}

void LoopAhead::allocate() {
    const schedule::Step& step = kernel_->loop.step;
    for (std::size_t p = 0; p < step.params.size(); ++p) {
        const tape::LoopView& view = loop_.body().views[step.params[p]];
        Block& block = blocks_[view.role];
        if (!kernel_->loop.at_end[p] || block.address != nullptr)
            continue;
        const tape::ByteRange bytes = tape::byte_range(*view.layout, view.offset);
        block = {place_->allocate(bytes.end - bytes.begin), bytes.end - bytes.begin, bytes.begin};
        tape::memory_account().aside.fetch_add(block.bytes, std::memory_order_relaxed);
    }
}

const void* LoopAhead::address(std::uint32_t role) const {
    const Block& block = blocks_[role];
    return block.address == nullptr ? nullptr : static_cast<char*>(block.address) - block.begin;
}

std::array<LoopAhead::Ran, 2> LoopAhead::ran() const {
    const Slab all = whole(one_.space());
    return {{{{0, reached_}, done_ + round_}, {{reached_, all.end}, done_}}};
}

void LoopAhead::advance(std::int64_t iterations, const std::atomic<bool>& stop) {
    std::int64_t slabs = most_slabs_;
    try {
        // An interrupt is for whoever looks at the values.
        while (!failed_ && !stop.load(std::memory_order_relaxed) &&
               !runtime::interrupt_requested() && slabs-- > 0 &&
               (round_ > 0 || begin_round(iterations)))
            run_slab();
    } catch (const Interrupted&) {
        forget();
        runtime::request_interrupt();
    } catch (...) {
        forget();  // who looks will meet the same if it is in the loop
    }
}

/// All iterations will be run by whoever looks.
void LoopAhead::forget() noexcept {
    failed_ = true;
    done_ = round_ = reached_ = 0;
    flags_.store(0, std::memory_order_relaxed);
}

std::int64_t LoopAhead::least_at_once() const { return hurried_ ? 1 : iterations_of_round; }

/// So few that the smallest slab is run in time.
std::int64_t LoopAhead::most_at_once() const {
    const double most = slab_ns / one_.work_ns(smallest(one_.space()));
    return std::max(least_at_once(), static_cast<std::int64_t>(std::min(most, 1e9)));
}

/// False: it waits for more iterations.
bool LoopAhead::begin_round(std::int64_t iterations) {
    const std::int64_t count = std::min(iterations - done_, most_at_once());
    if (count < least_at_once())
        return false;
    if (done_ == 0)
        allocate();
    launch_.emplace(loop_, *kernel_, Iterations{done_, count},
                    [this](std::uint32_t role, bool at_end) -> const void* {
                        const std::uint32_t from = at_end ? role : loop_.body().roles[role].from;
                        const void* const mine = done_ > 0 || at_end ? address(from) : nullptr;
                        return mine != nullptr ? mine : loop_.first()[role]->address;
                    });
    round_ = count;
    return true;
}

Slab LoopAhead::next_slab() const {
    const Slab all = whole(one_.space()), least = smallest(one_.space());
    if (hurried_)
        return {reached_, std::min(reached_ + least.end, all.end)};
    const double each = slab_ns / launch_->work_ns(least);
    const auto times = static_cast<std::int64_t>(std::clamp(each, 1.0, 1e9));
    return {reached_,
            times < (all.end - reached_) / least.end ? reached_ + times * least.end : all.end};
}

void LoopAhead::run_slab() {
    const Slab slab = next_slab();
    launch_->run(place_->device(), slab, watched_);
    count(counters().slabs_ahead);
    reached_ = slab.end;
    if (reached_ < whole(one_.space()).end)
        return;
    done_ += std::exchange(round_, 0);
    reached_ = 0;
    count_loop_launches(loop_, *kernel_, 1);
}

}  // namespace tenon::engine
