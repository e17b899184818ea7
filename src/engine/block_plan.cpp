// SPDX-License-Identifier: MIT
#include "engine/block_plan.hpp"

#include "base/check.hpp"
#include "engine/shared_blocks.hpp"

namespace tenon::engine {

namespace {

class Planner {
public:
    Planner(const schedule::Plan& plan, const tape::Tape& tape) : plan_(plan), tape_(tape) {
        result_.block_of.assign(plan.slots.size(), BlockPlan::no_block);
        heir_of_.assign(plan.slots.size(), BlockPlan::no_slot);
        for (std::uint32_t slot = 0; slot < plan.slots.size(); ++slot)
            if (plan.slots[slot].in_place_of != BlockPlan::no_slot)
                heir_of_[plan.slots[slot].in_place_of] = slot;
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

    /// The slot that has the memory in the end, when slots take it over from each other.
    std::uint32_t last_heir(std::uint32_t slot) const {
        while (heir_of_[slot] != BlockPlan::no_slot)
            slot = heir_of_[slot];
        return slot;
    }

    void begin(std::uint32_t slot) {
        if (storage(slot).address != nullptr)
            return;
        if (plan_.slots[slot].in_place_of != BlockPlan::no_slot)
            inherit(slot);
        else
            choose(slot);
    }

    /// A block with a keeper has just the keeper's size from the start, and nobody else later.
    void choose(std::uint32_t slot) {
        const std::int64_t bytes = storage(slot).bytes;
        const std::uint32_t owner = last_heir(slot);
        std::size_t& block = result_.block_of[slot];
        if (plan_.slots[owner].temporary)
            block = shared_.take(bytes);
        else if (const auto exact = shared_.take_exactly(bytes))
            block = *exact;
        else if (owner != slot)
            block = shared_.add_taken(bytes, false);
        result_.blocks.resize(shared_.count());
        if (!plan_.slots[owner].temporary && block != BlockPlan::no_block)
            result_.blocks[block].keeper = owner;
    }

    void inherit(std::uint32_t slot) {
        const std::uint32_t from = plan_.slots[slot].in_place_of;
        if (!plan_.slots[from].temporary) {
            TENON_CHECK(can_serve(storage(from)), "memory that is not ours is written over");
            result_.block_of[from] = shared_.add_taken(storage(from).bytes, true);
            result_.blocks.push_back({.spent = from});
            if (const std::uint32_t owner = last_heir(slot); !plan_.slots[owner].temporary)
                result_.blocks.back().keeper = owner;
        }
        result_.block_of[slot] = result_.block_of[from];
    }

    void end(std::uint32_t slot) {
        if (heir_of_[slot] != BlockPlan::no_slot)
            return;
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
    std::vector<std::uint32_t> heir_of_;  // by slot: who takes its memory over
};

}  // namespace

bool can_serve(const detail::Storage& storage) {
    return storage.address != nullptr && storage.owner == nullptr && !storage.shared() &&
           storage.counts.load(std::memory_order_acquire) == detail::Storage::holder;
}

BlockPlan plan_blocks(const schedule::Plan& plan, const tape::Tape& tape) {
    return Planner(plan, tape).make();
}

}  // namespace tenon::engine
