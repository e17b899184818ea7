// SPDX-License-Identifier: MIT
#include "interpreter/linear.hpp"

#include <algorithm>

namespace tenon::interpreter {

namespace {

using kernel::Block;
using kernel::BlockId;
using kernel::Code;
using kernel::Instr;
using kernel::ValueId;

class Lineariser {
public:
    Lineariser(const kernel::Kernel& core, bool batched)
        : kernel_(core), batched_(batched), node_of_(core.instrs.size(), no_node),
          address_of_(core.params.size(), no_node) {
        out_.nodes.reserve(2 * core.instrs.size() + 4);
        for (BlockId block = 1; block < core.blocks.size(); ++block)
            for (const ValueId id : core.blocks[block])
                inner_stores_ |= core.instrs[id].code == Code::store;
    }

    Linear run() {
        add_block(kernel::body_block);
        for (std::uint32_t i = 0; i < kernel_.reductions.size(); ++i) {
            const kernel::Reduction& reduction = kernel_.reductions[i];
            Node node{.kind = Kind::reduce, .type = reduction.type, .index = i};
            node.a = node_of_[reduction.values[0]];
            if (reduction.values[1] != kernel::no_value)
                node.b = node_of_[reduction.values[1]];
            add(node);
        }
        find_last_uses();
        return std::move(out_);
    }

private:
    NodeId add(Node node) {
        const auto id = static_cast<NodeId>(out_.nodes.size());
        node.region = region_;
        if (node.root == no_node)
            node.root = id;
        out_.nodes.push_back(node);
        return id;
    }

    std::uint16_t open_region() { return static_cast<std::uint16_t>(out_.region_count++); }

    void add_block(BlockId block) {
        for (const ValueId id : kernel_.blocks[block])
            if (node_of_[id] == no_node)
                add_instr(id);
    }

    void add_instr(ValueId id) {
        const Instr& instr = kernel_.instrs[id];
        switch (instr.code) {
        case Code::if_: return add_if(instr);
        case Code::while_: return add_while(instr);
        case Code::gather: node_of_[id] = add_gather(instr); return;
        default: node_of_[id] = add(plain(instr)); return;
        }
    }

    NodeId node(ValueId id) const { return id == kernel::no_value ? no_node : node_of_[id]; }

    Node plain(const Instr& instr) const {
        Node made{.kind = kind_of(instr.code), .op = instr.op, .type = instr.type};
        made.component = instr.component;
        made.index = instr.index;
        made.bits = instr.bits;
        made.a = node(instr.a);
        made.b = node(instr.b);
        made.c = node(instr.c);
        made.level = level_of(made);
        if (made.kind == Kind::bitcast)
            made.root = out_.nodes[made.a].root;
        return made;
    }

    static Kind kind_of(Code code) {
        switch (code) {
        case Code::constant: return Kind::constant;
        case Code::argument: return Kind::argument;
        case Code::coordinate: return Kind::coordinate;
        case Code::extent: return Kind::extent;
        case Code::load: return Kind::load;
        case Code::store: return Kind::store;
        case Code::cast: return Kind::cast;
        case Code::bitcast: return Kind::bitcast;
        case Code::select: return Kind::select;
        case Code::read_var: return Kind::read_var;
        case Code::write_var: return Kind::write_var;
        default: return Kind::compute;
        }
    }

    Level level_of(const Node& made) const {
        switch (made.kind) {
        case Kind::constant:
        case Kind::argument:
        case Kind::extent: return Level::run;
        case Kind::coordinate:
            return batched_ || static_cast<int>(made.index) == kernel_.rank - 1 ? Level::tile
                                                                                : Level::row;
        case Kind::load: return same_in_row(made.index) ? Level::row : Level::tile;
        case Kind::compute:
        case Kind::cast:
        case Kind::bitcast:
        case Kind::select: return operands_level(made);
        default: return Level::tile;
        }
    }

    /// A written parameter must be read in its turn, not at the start of a row.
    bool same_in_row(std::uint32_t param) const {
        return !batched_ && kernel_.params[param].inner == kernel::Inner::broadcast &&
               !kernel_.params[param].written;
    }

    Level operands_level(const Node& made) const {
        Level level = Level::run;
        for (const NodeId operand : {made.a, made.b, made.c})
            if (operand != no_node)
                level = std::max(level, out_.nodes[operand].level);
        return level;
    }

    /// The address belongs to the lane, not to its place in the tile, so that loops may move lanes.
    NodeId add_address(std::uint32_t param) {
        NodeId& address = address_of_[param];
        if (address == no_node)
            address = add({.kind = Kind::address,
                           .type = DType::int64,
                           .level = same_in_row(param) ? Level::row : Level::tile,
                           .index = param});
        return address;
    }

    NodeId add_gather(const Instr& instr) {
        Node made{.kind = Kind::gather, .type = instr.type};
        made.component = instr.component;
        made.index = instr.index;
        made.a = add_address(instr.index);
        made.b = node_of_[instr.a];
        // Where control flow may leave lanes out, their positions are not to be trusted.
        made.level = region_ == 0 ? operands_level(made) : Level::tile;
        return add(made);
    }

    /// Puts what the blocks of a construct read from memory before it: these values are the same in
    /// every iteration as long as nothing inside is stored.
    void hoist(BlockId block) {
        if (block == kernel::no_block)
            return;
        for (const ValueId id : kernel_.blocks[block]) {
            const Instr& instr = kernel_.instrs[id];
            if (instr.code == Code::coordinate || (instr.code == Code::load && !inner_stores_))
                node_of_[id] = add(plain(instr));
            if (instr.code == Code::gather)
                add_address(instr.index);
            hoist(instr.first);
            hoist(instr.second);
        }
    }

    void hoist_of(const Instr& instr) {
        if (region_ != 0)
            return;  // the outermost construct did
        hoist(instr.first);
        hoist(instr.second);
    }

    void add_if(const Instr& instr) {
        hoist_of(instr);
        const NodeId condition = node_of_[instr.a];
        const std::uint16_t outside = region_;
        const NodeId begin = add_control(Kind::if_, condition);
        add_branch(begin, instr.first);
        region_ = outside;
        NodeId open = begin;
        if (instr.second != kernel::no_block) {
            open = add_control(Kind::else_, condition);
            out_.nodes[begin].partner = open;
            add_branch(open, instr.second);
            region_ = outside;
        }
        out_.nodes[open].partner = add({.kind = Kind::end_if, .partner = begin});
    }

    NodeId add_control(Kind kind, NodeId condition) {
        return add({.kind = kind, .level = Level::tile, .index = open_region(), .a = condition});
    }

    void add_branch(NodeId opener, BlockId block) {
        region_ = static_cast<std::uint16_t>(out_.nodes[opener].index);
        add_block(block);
    }

    void add_while(const Instr& instr) {
        hoist_of(instr);
        const std::uint16_t outside = region_;
        const NodeId begin = add_control(Kind::while_, no_node);
        add_branch(begin, instr.first);
        const NodeId test = add({.kind = Kind::test, .level = Level::tile, .a = node_of_[instr.a]});
        add_block(instr.second);
        region_ = outside;
        const NodeId end = add({.kind = Kind::end_while, .partner = begin});
        out_.nodes[begin].partner = end;
        out_.nodes[test].partner = end;
    }

    /// A value from outside a loop is needed until the loop ends.
    void find_last_uses() {
        std::vector<NodeId> loops;  // open ones, by their while_ node
        for (NodeId at = 0; at < out_.nodes.size(); ++at) {
            const Node& user = out_.nodes[at];
            if (user.kind == Kind::while_)
                loops.push_back(at);
            if (user.kind == Kind::end_while)
                loops.pop_back();
            for (const NodeId operand : {user.a, user.b, user.c})
                if (operand != no_node)
                    use(out_.nodes[operand].root, at, loops);
        }
    }

    void use(NodeId root, NodeId at, const std::vector<NodeId>& loops) {
        for (const NodeId loop : loops)
            if (loop > root) {
                at = out_.nodes[loop].partner;
                break;
            }
        NodeId& last = out_.nodes[root].last_use;
        last = last == no_node ? at : std::max(last, at);
    }

    const kernel::Kernel& kernel_;
    bool batched_;
    bool inner_stores_ = false;
    std::uint16_t region_ = 0;
    std::vector<NodeId> node_of_;
    std::vector<NodeId> address_of_;
    Linear out_;
};

}  // namespace

Linear linearise(const kernel::Kernel& core, bool batched) {
    return Lineariser(core, batched).run();
}

}  // namespace tenon::interpreter
