// SPDX-License-Identifier: MIT
/// A core kernel as one list of nodes in the order in which they run. A node's position is its
/// name; control flow is nodes of its own. What loops need from memory is moved in front of them.
#pragma once

#include <cstdint>
#include <vector>

#include "kernel/ir.hpp"

namespace tenon::interpreter {

enum class Kind : std::uint8_t {
    constant,
    argument,
    coordinate,
    extent,
    load,
    address,  ///< int64: where each lane's element of parameter `index` is
    gather,   ///< a = address, b = position
    compute,
    cast,
    bitcast,
    select,
    read_var,
    write_var,
    store,
    reduce,     ///< a, b = values of reduction `index`
    if_,        ///< a = condition; partner = its else_ or end_if
    else_,      ///< a = condition; partner = end_if
    end_if,     ///< partner = if_
    while_,     ///< partner = end_while
    test,       ///< a = condition; partner = end_while
    end_while,  ///< partner = while_
};

/// How far a value is the same: for the whole run, for a row, or for one element only.
enum class Level : std::uint8_t { run, row, tile };

using NodeId = std::uint32_t;
inline constexpr NodeId no_node = 0xffffffff;

struct Node {
    Kind kind = Kind::constant;
    ops::Op op = ops::Op::add;
    DType type = DType::float64;  ///< of the value; of a written or stored value too
    std::uint8_t component = 0;
    Level level = Level::run;
    std::uint16_t region = 0;  ///< the body is 0; every if_, else_ and while_ opens another
    std::uint32_t index = 0;   ///< as in kernel::Instr; of if_, else_, while_: the region opened
    NodeId a = no_node, b = no_node, c = no_node;
    NodeId partner = no_node;
    NodeId root = no_node;      ///< whose elements these are: the operand's of a bitcast
    NodeId last_use = no_node;  ///< of a root; no_node: unused
    std::uint64_t bits = 0;
};

struct Linear {
    std::vector<Node> nodes;
    int region_count = 1;

    bool is_tile(NodeId id) const { return nodes[id].level == Level::tile; }
    DType type_of(NodeId id) const { return nodes[id].type; }
    NodeId root_of(NodeId id) const { return nodes[id].root; }
    bool in_body(NodeId id) const { return nodes[id].region == 0; }
};

/// `batched`: a tile holds several rows, so nothing is the same for a row.
Linear linearise(const kernel::Kernel& core, bool batched);

}  // namespace tenon::interpreter
