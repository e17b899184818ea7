// SPDX-License-Identifier: MIT
// Loads and stores. A value of a contiguous array is used where it lies, and the value that is
// stored is computed straight into the array, unless the order of reads and writes of one array
// under two names forbids it: only the run knows which parameters are the same array.
#include <algorithm>

#include "interpreter/emit.hpp"

namespace tenon::interpreter {

bool Emitter::contiguous(std::uint32_t param) const {
    return kernel_.params[param].inner == kernel::Inner::contiguous &&
           !is_complex(kernel_.params[param].dtype);
}

std::uint32_t Emitter::add_binding(NodeId id, std::uint32_t param) {
    const auto binding = static_cast<std::uint32_t>(code_.bindings.size());
    const Slot slot = new_other();
    code_.bindings.push_back({slot, slot, param});
    binding_of_[id] = binding;
    return binding;
}

void Emitter::plan_bindings() {
    // Stores first: what they write early, loads must know.
    for (NodeId id = 0; id < linear_.nodes.size(); ++id)
        if (linear_.nodes[id].kind == Kind::store)
            plan_store(id);
    for (NodeId id = 0; id < linear_.nodes.size(); ++id)
        if (linear_.nodes[id].kind == Kind::load)
            plan_load(id);
}

void Emitter::plan_store(NodeId store) {
    const Node& node = linear_.nodes[store];
    effect_[store] = store;
    const NodeId value = linear_.root_of(node.a);
    const Kind kind = linear_.nodes[value].kind;
    const bool computed = kind == Kind::compute || kind == Kind::cast || kind == Kind::select;
    const bool once = std::ranges::count_if(linear_.nodes, [&](const Node& other) {
                          return other.kind == Kind::store && other.index == node.index;
                      }) == 1;
    if (!contiguous(node.index) || !linear_.in_body(store) || !linear_.in_body(value) ||
        !linear_.is_tile(value) || !computed || !once || binding_of_[value] != none)
        return;
    effect_[store] = value;
    find_store_hazards(store, value, add_binding(value, node.index));
}

void Emitter::find_store_hazards(NodeId store, NodeId value, std::uint32_t binding) {
    const std::uint32_t param = linear_.nodes[store].index;
    for (NodeId id = 0; id < linear_.nodes.size(); ++id) {
        const Node& other = linear_.nodes[id];
        const bool reads =
            (other.kind == Kind::load || other.kind == Kind::gather) && id > value && id < store;
        const bool writes = other.kind == Kind::store && other.index != param;
        if (reads || writes)
            code_.hazards.push_back({binding, param, other.index});
    }
}

void Emitter::plan_load(NodeId load) {
    const Node& node = linear_.nodes[load];
    if (!contiguous(node.index) || !linear_.in_body(load) || node.level != Level::tile ||
        node.last_use == no_node)
        return;
    const std::uint32_t binding = add_binding(load, node.index);
    for (NodeId id = load + 1; id < linear_.nodes.size(); ++id)
        if (linear_.nodes[id].kind == Kind::store && effect_[id] < node.last_use)
            code_.hazards.push_back({binding, node.index, linear_.nodes[id].index});
}

/// Gives a bound value a buffer as well where memory may not do.
void Emitter::bind_output(NodeId id, StepKind kind) {
    const std::uint32_t index = binding_of_[id];
    Binding& binding = code_.bindings[index];
    slot_of_[id] = binding.slot;
    const bool hazard =
        std::ranges::find(code_.hazards, index, &Hazard::binding) != code_.hazards.end();
    if (!hazard && !code_.batched)
        return;
    binding.buffer = own(id, new_buffer());
    push(Level::tile, kind, id).x = index;
}

void Emitter::emit_load(NodeId id) {
    const Node& node = linear_.nodes[id];
    const auto offset = static_cast<std::uint16_t>(node.component * size_of(node.type));
    if (node.level == Level::row) {
        slot_of_[id] = new_other();
        code_.row_slots.push_back({slot_of_[id], node.index, offset});
        return;
    }
    if (binding_of_[id] != none) {
        bind_output(id, StepKind::load_bound);
        return;
    }
    const Slot out = slot_of_[id] = own(id, new_buffer());
    Step& step = push(Level::tile, StepKind::load, id);
    step.out = out;
    step.x = node.index;
    step.offset = offset;
    code_.params[node.index].by_rows = true;
}

void Emitter::emit_address(NodeId id) {
    const Node& node = linear_.nodes[id];
    const Slot out = output(id);
    Step& step = push(node.level, StepKind::address, id);
    step.out = out;
    step.x = node.index;
    code_.params[node.index].by_rows = true;
}

void Emitter::emit_coordinate(NodeId id) {
    const Node& node = linear_.nodes[id];
    if (node.level == Level::row) {
        slot_of_[id] = new_other();
        code_.coordinates.push_back({slot_of_[id], node.index});
        return;
    }
    const Slot out = slot_of_[id] = own(id, new_buffer());
    Step& step = push(Level::tile, StepKind::coordinate, id);
    step.out = out;
    step.x = node.index;
    code_.coordinates_by_rows |= static_cast<int>(node.index) != kernel_.rank - 1;
}

void Emitter::emit_gather(NodeId id) {
    const Node& node = linear_.nodes[id];
    const bool tile = node.level == Level::tile;
    const Slot position = tile ? as_tile(node.b) : slot(node.b);
    const Slot out = slot_of_[id] = tile ? own(id, new_buffer()) : new_cell();
    Step& step = push(node.level, StepKind::gather, id);
    step.out = out;
    step.a = slot(node.a);
    step.b = position;
    step.x = node.index;
    step.offset = static_cast<std::uint16_t>(node.component * size_of(node.type));
    step.same = !linear_.is_tile(node.a);
}

void Emitter::emit_store(NodeId id) {
    const Node& node = linear_.nodes[id];
    if (effect_[id] != id) {  // the value was computed into its binding
        const std::uint32_t binding = binding_of_[linear_.root_of(node.a)];
        if (code_.bindings[binding].buffer != code_.bindings[binding].slot)
            push(Level::tile, StepKind::store_bound, id).x = binding;
        return;
    }
    const bool pair = node.b != no_node;
    const bool same = !pair && !linear_.is_tile(node.a);
    const Slot a = same ? slot(node.a) : as_tile(node.a);
    const Slot b = pair ? as_tile(node.b) : same ? temporary() : a;
    Step& step = push(Level::tile, pair ? StepKind::store_pair : StepKind::store, id);
    step.x = node.index;
    step.a = a;
    step.b = b;
    step.same = same;
    code_.params[node.index].by_rows = true;
}

}  // namespace tenon::interpreter
