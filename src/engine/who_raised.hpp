// SPDX-License-Identifier: MIT
/// Which recorded statements raised the floating-point flags of a run.
#pragma once

#include "tape/tape.hpp"

namespace tenon::engine {

/// The tape has been run and raised `flags`: finds the statements that did, and reports them
/// (float_reports.hpp). `memory_is_true`: no storage of the tape is written through another.
void find_who_raised(tape::Tape& tape, unsigned flags, bool memory_is_true);

/// The same where nothing that the statements read is left: what is known about them decides.
void blame_for_flags(tape::Tape& tape, unsigned flags);

}  // namespace tenon::engine
