// SPDX-License-Identifier: MIT
/// What tests of the scheduler share: from a tape to its groups and its plan, and small functions.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "kernel/builder.hpp"
#include "kernel/function.hpp"
#include "schedule/group.hpp"
#include "schedule/plan.hpp"
#include "unit/tape/fake_array.hpp"

namespace tenon::schedule::test {

using namespace tape::test;
using tape::Tape;

using Numbers = std::vector<std::uint32_t>;

inline std::vector<Group> groups_of(Tape& tape) {
    return make_groups(canonical_of(tape), tape.functions);
}

/// The statements of each group, in the order in which the groups run.
inline std::vector<Numbers> statements_of(Tape& tape) {
    std::vector<Numbers> lists;
    for (const Group& group : groups_of(tape))
        lists.push_back(group.statements);
    return lists;
}

struct Scheduled {
    tape::CanonicalTape form;
    Plan plan;

    explicit Scheduled(Tape& tape)
        : form(canonical_of(tape)), plan(schedule::schedule(form, tape.functions)) {
        tape::verify(form);
        verify(plan, form);
    }
    std::uint32_t slot(const Tape& tape, const FakeArray& array) const {
        for (std::uint32_t i = 0; i < tape.slots.size(); ++i)
            if (tape.slots[i].storage == &array.storage())
                return i;
        return 0xffffffff;
    }
};

inline std::size_t count(const kernel::Kernel& kernel, kernel::Code code) {
    std::size_t found = 0;
    for (const kernel::Block& block : kernel.blocks)
        for (const kernel::ValueId id : block)
            found += kernel.instrs[id].code == code ? 1 : 0;
    return found;
}

/// (x, limit) -> x doubled, while it is below the limit; or, without a loop, x + limit.
inline std::shared_ptr<const tape::Function> make_function(bool loop) {
    auto made = std::make_shared<tape::Function>();
    made->body.arguments = {DType::float64, DType::float64};
    kernel::Builder b(made->body);
    const kernel::ValueId x = b.argument(0);
    const kernel::ValueId limit = b.argument(1);
    if (loop) {
        const std::uint32_t var = b.add_var(DType::float64);
        b.write_var(var, x);
        const kernel::BlockId head = b.begin_block();
        const kernel::ValueId below =
            b.compute(ops::Op::less, DType::bool_, b.read_var(var), limit);
        b.end_block();
        const kernel::BlockId body = b.begin_block();
        const kernel::ValueId now = b.read_var(var);
        b.write_var(var, b.compute(ops::Op::add, DType::float64, now, now));
        b.end_block();
        b.while_(head, below, body);
        made->results = {b.read_var(var)};
    } else {
        made->results = {b.compute(ops::Op::add, DType::float64, x, limit)};
    }
    made->key = {loop ? 1U : 2U, 3};
    return made;
}

inline FakeArray call_function(Tape& tape, const std::shared_ptr<const tape::Function>& function,
                               const FakeArray& a) {
    FakeArray out = FakeArray::make(a.shape());
    const tape::ViewRef outs[] = {out.ref()};
    const tape::Input in[] = {tape::Input::of(a.ref()), one()};
    tape.function(function, function->key, outs, in);
    return out;
}

/// take(table, index) of a table with one axis.
inline FakeArray gather(Tape& tape, const FakeArray& table, const FakeArray& index) {
    const Sizes shape = index.shape();
    FakeArray out = FakeArray::make(shape, table.layout().dtype);
    const FakeArray laid = table.view(shape, Sizes(shape.size(), 0));
    tape.gather(out.ref(), laid.ref(), index.ref(), table.layout().stride(0));
    return out;
}

}  // namespace tenon::schedule::test
