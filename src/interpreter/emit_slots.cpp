// SPDX-License-Identifier: MIT
// Tile buffers: handed out like registers, the one used last first, so that few stay in cache.
#include <algorithm>

#include "interpreter/emit.hpp"

namespace tenon::interpreter {

Slot Emitter::new_buffer() {
    if (!free_.empty()) {
        const Slot slot = free_.back();
        free_.pop_back();
        return slot;
    }
    return code_.buffer_count++;
}

Slot Emitter::temporary() {
    temporaries_.push_back(new_buffer());
    return temporaries_.back();
}

Slot Emitter::own(NodeId id, Slot buffer) {
    live_.emplace_back(id, buffer);
    return buffer;
}

bool Emitter::ends_here(NodeId value, NodeId at) const {
    return linear_.nodes[linear_.root_of(value)].last_use == at;
}

Slot Emitter::reused(NodeId id) {
    const Node& node = linear_.nodes[id];
    for (const NodeId operand : {node.a, node.b, node.c}) {
        if (operand == no_node || !ends_here(operand, id) ||
            size_of(linear_.type_of(operand)) != size_of(node.type))
            continue;
        const NodeId root = linear_.root_of(operand);
        const auto found = std::ranges::find(live_, root, &std::pair<NodeId, Slot>::first);
        if (found == live_.end())
            continue;
        found->first = id;  // the new value owns it now
        return found->second;
    }
    return no_slot;
}

Slot Emitter::output(NodeId id) {
    if (linear_.nodes[id].level != Level::tile)
        return slot_of_[id] = new_cell();
    if (binding_of_[id] != none) {
        bind_output(id, StepKind::bind);
        return slot_of_[id];
    }
    const Slot old = reused(id);
    return slot_of_[id] = old != no_slot ? old : own(id, new_buffer());
}

Slot Emitter::as_tile(NodeId id) {
    if (linear_.is_tile(id))
        return slot(id);
    const Slot out = temporary();
    Step& step = push(Level::tile, StepKind::loop, id);
    step.loop = table_.fill[step.log_size];
    step.out = out;
    step.a = slot(id);
    return out;
}

void Emitter::release(NodeId at) {
    free_.insert(free_.end(), temporaries_.begin(), temporaries_.end());
    temporaries_.clear();
    std::erase_if(live_, [&](const auto& entry) {
        if (linear_.nodes[entry.first].last_use > at)
            return false;
        free_.push_back(entry.second);
        return true;
    });
}

}  // namespace tenon::interpreter
