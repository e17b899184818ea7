// SPDX-License-Identifier: MIT
/// Statements of a tape -> instructions of a kernel that is being built.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "kernel/builder.hpp"
#include "schedule/dimensions.hpp"
#include "schedule/fuse.hpp"

namespace tenon::schedule {

/// Views become parameters, and scalars arguments, when a statement first asks for them. What a
/// statement writes is a value that the next ones read; storing it is left to others.
class StatementCode {
public:
    using Functions = std::vector<std::shared_ptr<const tape::Function>>;
    StatementCode(const CanonicalTape& tape, const Functions& functions, Nest nest)
        : tape_(tape), functions_(functions), nest_(std::move(nest)), builder_(kernel_) {}
    StatementCode(const StatementCode&) = delete;
    StatementCode& operator=(const StatementCode&) = delete;

protected:
    ~StatementCode() = default;
    const tape::LayoutClass& layout_of(std::uint32_t view) const {
        return tape_.layouts[tape_.views[view].layout];
    }
    std::uint32_t param_of(std::uint32_t view, bool gathered = false);
    kernel::ValueId argument_of(const tape::CanonicalOperand& operand);
    kernel::ValueId view_value(std::uint32_t view);
    kernel::ValueId input(const tape::CanonicalOperand& operand);
    /// Of all kinds but reductions, scans and calls.
    void statement(const CanonicalStatement& s);

    const CanonicalTape& tape_;
    const Functions& functions_;
    Nest nest_;
    kernel::Kernel kernel_;
    kernel::Builder builder_;
    Step step_;                                         ///< its params, scalars and gather_strides
    std::map<std::uint32_t, kernel::ValueId> written_;  ///< by view: the value it has now
    std::map<std::uint32_t, kernel::ValueId> given_;    ///< by scalar: its value, if no argument

private:
    kernel::ValueId position();
    void output(std::uint32_t view, kernel::ValueId value);
    void elementwise(const CanonicalStatement& s);
    void select(const CanonicalStatement& s);
    void function(const CanonicalStatement& s);
    void gather(const CanonicalStatement& s);
};

/// For people: the operations of the group.
std::string kernel_name(const CanonicalTape& tape, const Group& group);

}  // namespace tenon::schedule
