// SPDX-License-Identifier: MIT
#include "schedule/fixed_point.hpp"

#include <algorithm>

namespace tenon::schedule {

namespace {

using kernel::Builder;
using kernel::Code;
using kernel::Instr;
using kernel::no_value;
using kernel::ValueId;

class Rest {
public:
    Rest(Builder& builder, kernel::BlockId body, std::uint32_t counter)
        : builder_(builder), block_(builder.kernel().blocks[body]),
          depends_(builder.kernel().instrs.size()), counter_(counter) {}

    /// Whether the body is straight and somewhere makes a choice.
    bool read_body() {
        bool chooses = false;
        for (const ValueId id : block_) {
            const Instr& i = instr(id);
            if (i.code == Code::if_ || i.code == Code::while_)
                return false;
            chooses |= i.code == Code::select;
            depends_[id] = depends(i);
            if (i.code == Code::select && !depends_[id])
                guard(i);
        }
        return chooses;
    }
    bool depends_on_counter(ValueId value) const { return depends_[value]; }

    void add(const StateChange& state) {
        if (state.before == state.after)
            return;
        // Where a choice keeps a state, the choice tells, and is there already.
        const Instr after = instr(state.after);
        if (after.code == Code::select && after.c == state.before)
            return add_sign(after.a);
        if (after.code == Code::select && after.b == state.before)
            return add_sign(negated(after.a));
        add_difference(state.before, state.after);
    }
    ValueId changes() const { return changes_; }

private:
    const Instr& instr(ValueId id) const { return builder_.kernel().instrs[id]; }
    bool known(ValueId id) const { return id != no_value && depends_[id]; }

    bool depends(const Instr& i) const {
        if (i.code == Code::read_var)
            return i.index == counter_;
        if (i.code == Code::select)
            return known(i.a) || (known(i.b) && known(i.c));
        return known(i.a) || known(i.b) || known(i.c);
    }
    /// One side depends on the counter, and must not be chosen.
    void guard(const Instr& i) {
        if (known(i.b))
            guards_.push_back({i.a, true});
        if (known(i.c))
            guards_.push_back({i.a, false});
    }

public:
    /// After the whole body has been read: appends.
    void add_guards() {
        for (const auto& [condition, chosen_if] : guards_)
            add_sign(chosen_if ? condition : negated(condition));
    }

private:
    ValueId negated(ValueId condition) {
        return builder_.compute(ops::Op::logical_not, DType::bool_, condition);
    }
    void add_sign(ValueId sign) {
        if (std::ranges::find(signs_, sign) != signs_.end())
            return;
        signs_.push_back(sign);
        changes_ = changes_ == no_value
                       ? sign
                       : builder_.compute(ops::Op::logical_or, DType::bool_, changes_, sign);
    }
    void add_difference(ValueId before, ValueId after) {
        const DType type = builder_.type_of(after);
        if (is_complex(type)) {
            for (const ops::Op part : {ops::Op::real, ops::Op::imag})
                add_difference(builder_.compute(part, real_type(type), before),
                               builder_.compute(part, real_type(type), after));
            return;
        }
        add_sign(
            builder_.compute(ops::Op::not_equal, DType::bool_, bits_of(before), bits_of(after)));
    }
    ValueId bits_of(ValueId value) {
        const DType type = builder_.type_of(value);
        if (is_bool(type))
            return builder_.cast(value, DType::uint8);
        if (is_integer(type))
            return value;
        return builder_.bitcast(value, size_of(type) == 8   ? DType::int64
                                       : size_of(type) == 4 ? DType::int32
                                                            : DType::int16);
    }

    struct Guard {
        ValueId condition;
        bool chosen_if;
    };
    Builder& builder_;
    const kernel::Block block_;  // as it is now
    std::vector<bool> depends_;  // by value: on the counter
    std::uint32_t counter_;
    std::vector<Guard> guards_;
    std::vector<ValueId> signs_;
    ValueId changes_ = no_value;
};

}  // namespace

ValueId still_changes(Builder& builder, kernel::BlockId body, std::uint32_t counter,
                      std::span<const StateChange> states, std::span<const ValueId> results) {
    Rest rest(builder, body, counter);
    if (!rest.read_body())
        return no_value;
    for (const StateChange& state : states)
        if (rest.depends_on_counter(state.after))
            return no_value;
    for (const ValueId result : results)
        if (rest.depends_on_counter(result))
            return no_value;
    rest.add_guards();
    for (const StateChange& state : states)
        rest.add(state);
    return rest.changes();
}

}  // namespace tenon::schedule
