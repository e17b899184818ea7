// SPDX-License-Identifier: MIT
#include "engine/block_plan.hpp"

#include "engine/shared_blocks.hpp"

namespace tenon::engine {

namespace {

/// Whether values that nobody can look at any more have their bytes for themselves.
bool can_serve(const detail::Storage& storage) {
    return storage.address != nullptr && storage.owner == nullptr && !storage.shared() &&
           storage.counts.load(std::memory_order_acquire) == detail::Storage::holder;
}

class Planner {
public:
    Planner(const schedule::Plan& plan, const tape::Tape& tape) : plan_(plan), tape_(tape) {
        result_.block_of.assign(plan.slots.size(), BlockPlan::no_block);
    }
    BlockPlan make() {
        for (std::uint32_t step = 0; step < plan_.steps.size(); ++step) {
            visit(&schedule::SlotPlan::first_step, step, [this](auto slot) { begin(slot); });
            visit(&schedule::SlotPlan::last_step, step, [this](auto slot) { end(slot); });
        }
        for (std::size_t block = 0; block < result_.blocks.size(); ++block)
            result_.blocks[block].bytes = shared_.bytes(block);
        return std::move(result_);
    }

private:
    template <class What>
    void visit(std::uint32_t schedule::SlotPlan::* when, std::uint32_t step, const What& what) {
        for (std::uint32_t slot = 0; slot < plan_.slots.size(); ++slot)
            if (plan_.slots[slot].stored && plan_.slots[slot].*when == step)
                what(slot);
    }
    const detail::Storage& storage(std::uint32_t slot) const { return *tape_.slots[slot].storage; }

    void begin(std::uint32_t slot) {
        if (storage(slot).address != nullptr)
            return;
        const std::int64_t bytes = storage(slot).bytes;
        std::size_t& block = result_.block_of[slot];
        if (plan_.slots[slot].temporary)
            block = shared_.take(bytes);
        else
            block = shared_.take_exactly(bytes).value_or(BlockPlan::no_block);
        result_.blocks.resize(shared_.count());
        if (!plan_.slots[slot].temporary && block != BlockPlan::no_block)
            result_.blocks[block].keeper = slot;
    }

    void end(std::uint32_t slot) {
        if (plan_.slots[slot].temporary) {
            shared_.give_back(result_.block_of[slot]);
        } else if (plan_.slots[slot].spent && can_serve(storage(slot))) {
            shared_.add(storage(slot).bytes);
            result_.blocks.push_back({.spent = slot});
        }
    }

    const schedule::Plan& plan_;
    const tape::Tape& tape_;
    SharedBlocks shared_;
    BlockPlan result_;
};

}  // namespace

BlockPlan plan_blocks(const schedule::Plan& plan, const tape::Tape& tape) {
    return Planner(plan, tape).make();
}

}  // namespace tenon::engine
