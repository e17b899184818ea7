// SPDX-License-Identifier: MIT
/// Groups: statements that will be one kernel, and the rules by which a statement may join one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kernel/ir.hpp"
#include "tape/canonical.hpp"

namespace tenon::schedule {

using tape::CanonicalStatement;
using tape::CanonicalTape;
using tape::Input;
using tape::StatementKind;

struct Group {
    std::vector<std::uint32_t> statements;
    bool fusible = true;  ///< false for scans and calls, which are steps of their own
    kernel::Form form = kernel::Form::map;
    std::uint32_t space_view = 0;
    std::uint32_t axes = 0;       ///< reduced axes, when form is a reduction
    std::uint32_t row_start = 0;  ///< first axis of the row (row_reduce)
    bool has_loop = false;
    std::size_t params = 0;                  ///< about how many parameters the kernel will have
    std::vector<std::uint32_t> views;        ///< laid over the space, each once
    std::vector<std::uint32_t> reads;        ///< views read
    std::vector<std::uint32_t> writes;       ///< views written, results of reductions included
    std::vector<std::uint32_t> whole_reads;  ///< slots read at unknown positions (gather tables)
    std::vector<std::uint32_t> results;      ///< views that reductions write
    std::string why_not_fused;
};

/// Splits the needed statements of a tape into groups, in an order that keeps every dependence.
std::vector<Group> make_groups(const CanonicalTape& tape,
                               const std::vector<std::shared_ptr<const tape::Function>>& functions);

/// Statements whose results somebody may look at, directly or through others.
std::vector<bool> needed_statements(const CanonicalTape& tape);

/// The view whose sizes are the index space of a statement: what it writes, or what it reduces.
std::uint32_t space_of(const CanonicalTape& tape, const CanonicalStatement& statement);

/// Form and axes of a reduction over a layout, axes of size one left out of account.
kernel::Form form_of(const tape::LayoutClass& layout, std::uint32_t axes);

}  // namespace tenon::schedule
