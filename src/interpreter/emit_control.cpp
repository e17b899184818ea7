// SPDX-License-Identifier: MIT
// Variables, conditions and loops. A variable has a buffer of its own; reading it makes no copy
// unless the value outlives the next write.
#include <algorithm>

#include "interpreter/emit.hpp"

namespace tenon::interpreter {

bool Emitter::written_between(std::uint32_t var, NodeId from, NodeId to) const {
    for (NodeId id = from + 1; id < to; ++id)
        if (linear_.nodes[id].kind == Kind::write_var && linear_.nodes[id].index == var)
            return true;
    return false;
}

void Emitter::emit_read(NodeId id) {
    const Node& node = linear_.nodes[id];
    const Slot var = var_slot_[node.index];
    if (!written_between(node.index, id, node.last_use)) {
        slot_of_[id] = var;
        return;
    }
    const Slot out = slot_of_[id] = own(id, new_buffer());
    Step& step = push(Level::tile, StepKind::loop, id);
    step.loop = table_.copy[step.log_size];
    step.out = out;
    step.a = var;
}

void Emitter::emit_write(NodeId id) {
    const Node& node = linear_.nodes[id];
    const NodeId root = linear_.root_of(node.a);
    const bool tile = linear_.is_tile(node.a);
    Step& step = push(Level::tile, tile ? StepKind::write : StepKind::write_same, id);
    step.out = var_slot_[node.index];
    step.a = slot(node.a);
    step.dying = ends_here(node.a, id) && binding_of_[root] == none &&
                 std::ranges::find(live_, root, &std::pair<NodeId, Slot>::first) != live_.end();
}

void Emitter::emit_branch(StepKind kind, NodeId id, NodeId end) {
    const Node& node = linear_.nodes[id];
    linear_.nodes[id].last_use = end;
    const Slot mask = own(id, new_buffer());
    open_.push_back(next_step());
    Step& step = push(Level::tile, kind, id);
    step.a = slot(node.a);
    step.out = mask;
    step.same = !linear_.is_tile(node.a);
    step.x = node.index;
}

void Emitter::emit_if(NodeId id) { emit_branch(StepKind::if_, id, linear_.nodes[id].partner); }

void Emitter::emit_else(NodeId id) {
    emit_end_if();
    emit_branch(StepKind::else_, id, linear_.nodes[id].partner);
}

/// Where no lane is active the branch opened last is jumped over.
void Emitter::emit_end_if() {
    code_.tile_steps[open_.back()].y = next_step();
    open_.pop_back();
}

void Emitter::emit_while(NodeId id) {
    const Node& node = linear_.nodes[id];
    linear_.nodes[id].last_use = node.partner;  // so long live the buffers made here
    WhileLoop loop{};
    loop.region = static_cast<std::uint16_t>(node.index);
    loop.mask = own(id, new_buffer());
    loop.packs = packs(id);
    if (loop.packs) {
        loop.index = own(id, new_buffer());
        loop.home = own(id, new_buffer());
        find_carried(id, loop);
    }
    loop_of_[id] = static_cast<std::uint32_t>(code_.loops.size());
    push(Level::tile, StepKind::while_, id).x = loop_of_[id];
    open_.push_back(next_step());
    code_.loops.push_back(std::move(loop));
}

void Emitter::emit_test(NodeId id) {
    const Node& node = linear_.nodes[id];
    const NodeId begin = linear_.nodes[node.partner].partner;
    const Slot condition = slot(node.a);
    open_.push_back(next_step());
    Step& step = push(Level::tile, StepKind::test, id);
    step.a = condition;
    step.same = !linear_.is_tile(node.a);
    step.x = loop_of_[begin];
}

void Emitter::emit_end_while(NodeId id) {
    const std::uint32_t test = open_.back();
    open_.pop_back();
    const std::uint32_t begin = open_.back();
    open_.pop_back();
    push(Level::tile, StepKind::jump, id).y = begin;
    code_.tile_steps[test].y = next_step();
}

/// Lanes may move unless something inside depends on their places: memory that is read in its turn.
bool Emitter::packs(NodeId begin) const {
    for (NodeId id = begin + 1; id < linear_.nodes[begin].partner; ++id) {
        const Node& node = linear_.nodes[id];
        const bool placed =
            node.kind == Kind::load || node.kind == Kind::address || node.kind == Kind::coordinate;
        if (node.kind == Kind::store || (placed && node.level == Level::tile))
            return false;
    }
    return true;
}

void Emitter::find_carried(NodeId begin, WhileLoop& loop) {
    for (NodeId id = begin + 1; id < linear_.nodes[begin].partner; ++id) {
        const Node& node = linear_.nodes[id];
        if (node.kind == Kind::read_var || node.kind == Kind::write_var)
            carry(begin, loop, var_slot_[node.index], node.type, node.kind == Kind::write_var);
        if (node.level != Level::tile && node.kind != Kind::write_var)
            continue;
        for (const NodeId operand : {node.a, node.b, node.c})
            if (operand != no_node && linear_.is_tile(operand) && linear_.root_of(operand) < begin)
                carry(begin, loop, slot(operand), linear_.type_of(operand), false);
    }
}

void Emitter::carry(NodeId begin, WhileLoop& loop, Slot slot, DType type, bool written) {
    const auto known = std::ranges::find(loop.carried, slot, &Carried::slot);
    if (known != loop.carried.end()) {
        known->written |= written;
        return;
    }
    const Slot shadow = own(begin, new_buffer());
    loop.carried.push_back({slot, shadow, static_cast<std::uint8_t>(log_size(type)), written});
}

}  // namespace tenon::interpreter
