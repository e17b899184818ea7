// SPDX-License-Identifier: MIT
/// From nodes to steps: chooses loops and gives every value a place.
#pragma once

#include <vector>

#include "interpreter/code.hpp"
#include "interpreter/linear.hpp"

namespace tenon::interpreter {

class Emitter {
public:
    Emitter(const kernel::Kernel& core, const LoopTable& table, bool batched);
    Code run();

private:
    // While slots are handed out their number carries their kind; finish() numbers them in order.
    static constexpr Slot cell_flag = 0x4000, other_flag = 0x8000, no_slot = 0xffff;
    static constexpr std::uint32_t none = 0xffffffff;

    // emit.cpp
    void emit(NodeId id);
    void emit_compute(NodeId id);
    void emit_cast(NodeId id);
    void emit_select(NodeId id);
    void emit_constant(NodeId id);
    void emit_reduce(NodeId id);
    void describe_params();
    void choose_tile();
    void finish();
    void number(std::vector<Step>& steps) const;
    Slot numbered(Slot slot) const;

    // emit_slots.cpp
    Slot slot(NodeId id) const { return slot_of_[linear_.root_of(id)]; }
    Slot new_buffer();
    Slot new_cell() { return static_cast<Slot>(cell_flag | code_.cell_count++); }
    Slot new_other() { return static_cast<Slot>(other_flag | other_count_++); }
    Slot temporary();                  ///< a buffer until the node is done
    Slot own(NodeId id, Slot buffer);  ///< a buffer until the node's last use
    Slot output(NodeId id);            ///< where the value goes, by its level
    Slot reused(NodeId id);            ///< the buffer of an operand that ends here, or no_slot
    Slot as_tile(NodeId id);           ///< single values are spread over a temporary
    bool ends_here(NodeId value, NodeId at) const;
    void release(NodeId at);

    // emit_memory.cpp
    void plan_bindings();
    void plan_store(NodeId store);
    void plan_load(NodeId load);
    void find_store_hazards(NodeId store, NodeId value, std::uint32_t binding);
    std::uint32_t add_binding(NodeId id, std::uint32_t param);
    bool contiguous(std::uint32_t param) const;
    void emit_load(NodeId id);
    void emit_address(NodeId id);
    void emit_coordinate(NodeId id);
    void emit_gather(NodeId id);
    void emit_store(NodeId id);
    void bind_output(NodeId id, StepKind kind);

    // emit_control.cpp
    void emit_read(NodeId id);
    void emit_write(NodeId id);
    void emit_branch(StepKind kind, NodeId id, NodeId end);
    void emit_if(NodeId id);
    void emit_else(NodeId id);
    void emit_end_if();
    void emit_while(NodeId id);
    void emit_test(NodeId id);
    void emit_end_while(NodeId id);
    bool packs(NodeId begin) const;
    void find_carried(NodeId begin, WhileLoop& loop);
    void carry(NodeId begin, WhileLoop& loop, Slot slot, DType type, bool written);
    bool written_between(std::uint32_t var, NodeId from, NodeId to) const;

    std::vector<Step>& steps(Level level);
    Step& push(Level level, StepKind kind, NodeId id);
    std::uint32_t next_step() const { return static_cast<std::uint32_t>(code_.tile_steps.size()); }

    const kernel::Kernel& kernel_;
    const LoopTable& table_;
    Linear linear_;
    Code code_;

    std::vector<Slot> slot_of_;              // by root
    std::vector<std::uint32_t> binding_of_;  // by root
    std::vector<NodeId> effect_;             // by store: where memory changes at the earliest
    std::vector<Slot> var_slot_;
    std::vector<Slot> free_, temporaries_;
    std::vector<std::pair<NodeId, Slot>> live_;
    std::vector<std::uint32_t> open_;     // steps of constructs that have not ended
    std::vector<std::uint32_t> loop_of_;  // by while_ node
    Slot other_count_ = 0;
};

int log_size(DType type);

}  // namespace tenon::interpreter
