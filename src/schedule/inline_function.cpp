// SPDX-License-Identifier: MIT
#include "schedule/fuse.hpp"

#include "base/check.hpp"

namespace tenon::schedule {

namespace {

using kernel::Code;
using kernel::Instr;
using kernel::ValueId;

class Inliner {
public:
    Inliner(kernel::Builder& builder, const detail::Function& function,
            const std::vector<ValueId>& inputs)
        : builder_(builder), from_(function.body), inputs_(inputs),
          value_(function.body.instrs.size(), kernel::no_value) {
        for (const DType type : from_.vars)
            vars_.push_back(builder_.add_var(type));
    }

    void copy_block(kernel::BlockId block) {
        for (const ValueId id : from_.blocks[block])
            copy(id);
    }
    ValueId value(ValueId id) const { return id == kernel::no_value ? id : value_[id]; }

private:
    void copy(ValueId id) {
        const Instr& i = from_.instrs[id];
        switch (i.code) {
        case Code::constant: value_[id] = builder_.constant(i.type, i.bits); break;
        case Code::argument: value_[id] = inputs_[i.index]; break;
        case Code::compute:
            value_[id] = builder_.compute(i.op, i.type, value(i.a), value(i.b), value(i.c));
            break;
        case Code::cast: value_[id] = builder_.cast(value(i.a), i.type); break;
        case Code::bitcast: value_[id] = builder_.bitcast(value(i.a), i.type); break;
        case Code::select: value_[id] = builder_.select(value(i.a), value(i.b), value(i.c)); break;
        case Code::complex_of: value_[id] = builder_.complex_of(value(i.a), value(i.b)); break;
        case Code::read_var: value_[id] = builder_.read_var(vars_[i.index]); break;
        case Code::write_var: builder_.write_var(vars_[i.index], value(i.a)); break;
        case Code::if_: copy_if(i); break;
        case Code::while_: copy_while(i); break;
        default: TENON_CHECK(false, "a traced function reads or writes no arrays");
        }
    }

    kernel::BlockId copy_nested(kernel::BlockId block) {
        if (block == kernel::no_block)
            return block;
        const kernel::BlockId made = builder_.begin_block();
        copy_block(block);
        builder_.end_block();
        return made;
    }
    void copy_if(const Instr& i) {
        const ValueId condition = value(i.a);
        const kernel::BlockId yes = copy_nested(i.first);
        const kernel::BlockId no = copy_nested(i.second);
        builder_.if_(condition, yes, no);
    }
    void copy_while(const Instr& i) {
        const kernel::BlockId head = copy_nested(i.first);
        const ValueId condition = value(i.a);
        const kernel::BlockId body = copy_nested(i.second);
        builder_.while_(head, condition, body);
    }

    kernel::Builder& builder_;
    const kernel::Kernel& from_;
    const std::vector<ValueId>& inputs_;
    std::vector<ValueId> value_;
    std::vector<std::uint32_t> vars_;
};

}  // namespace

std::vector<ValueId> inline_function(kernel::Builder& builder, const detail::Function& function,
                                     const std::vector<ValueId>& inputs) {
    Inliner inliner(builder, function, inputs);
    inliner.copy_block(kernel::body_block);
    std::vector<ValueId> results;
    for (const ValueId id : function.results)
        results.push_back(inliner.value(id));
    return results;
}

}  // namespace tenon::schedule
