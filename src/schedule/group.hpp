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

/// What is written takes over the memory of what is read.
struct InPlace {
    std::uint32_t written = 0, read = 0;  ///< views
};

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
    std::vector<InPlace> in_place;
    std::string why_not_fused;
};

/// Splits the needed statements of a tape into groups, in an order that keeps every dependence.
std::vector<Group> make_groups(const CanonicalTape& tape,
                               const std::vector<std::shared_ptr<const tape::Function>>& functions);

/// Finds results that may be written where their group reads an array for the last time, element
/// by element. `stored[slot]`: it has memory.
void find_in_place(const CanonicalTape& tape, const std::vector<bool>& stored,
                   std::vector<Group>& groups);

/// Statements whose results somebody may look at, directly or through others.
std::vector<bool> needed_statements(const CanonicalTape& tape);

/// The view whose sizes are the index space of a statement: what it writes, or what it reduces.
std::uint32_t space_of(const CanonicalTape& tape, const CanonicalStatement& statement);

/// Form and axes of a reduction over a layout, axes of size one left out of account.
kernel::Form form_of(const tape::LayoutClass& layout, std::uint32_t axes);

}  // namespace tenon::schedule
