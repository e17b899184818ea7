// SPDX-License-Identifier: MIT
#include "schedule/group.hpp"

namespace tenon::schedule {

std::vector<bool> needed_statements(const CanonicalTape& tape) {
    std::vector<bool> needed(tape.statements.size());
    std::vector<bool> wanted(tape.slots.size());
    for (std::size_t slot = 0; slot < tape.slots.size(); ++slot)
        wanted[slot] = tape.slots[slot].live;
    for (std::size_t i = tape.statements.size(); i-- > 0;) {
        const CanonicalStatement& statement = tape.statements[i];
        for (const auto& out : statement.out)
            if (wanted[tape.views[out.view].slot])
                needed[i] = true;
        if (!needed[i])
            continue;
        for (const auto& in : statement.in)
            if (in.form == Input::Form::view)
                wanted[tape.views[in.view].slot] = true;
    }
    return needed;
}

std::uint32_t space_of(const CanonicalTape& tape, const CanonicalStatement& statement) {
    static_cast<void>(tape);
    if (statement.header.kind == StatementKind::reduce)
        return statement.in[0].view;
    return statement.out[0].view;
}

kernel::Form form_of(const tape::LayoutClass& layout, std::uint32_t axes) {
    for (std::size_t axis = layout.axes.size(); axis-- > 0;) {
        if (layout.axes[axis].size == 0)
            continue;
        return (axes >> axis & 1) != 0 ? kernel::Form::row_reduce : kernel::Form::column_reduce;
    }
    return kernel::Form::row_reduce;  // one element
}

}  // namespace tenon::schedule
