// SPDX-License-Identifier: MIT
#pragma once

#include "tape/loop.hpp"

namespace tenon::engine {

/// Records what a loop has counted, statement by statement, and runs it: where one kernel for all
/// iterations does not pay, or cannot say what each statement did.
void run_unrolled(tape::Tape& tape, const tape::Loop& loop);
/// Only the last iteration: its storages that are not made in it have their bytes.
void run_last_iteration(tape::Tape& tape, const tape::Loop& loop);
/// Reports floating-point flags that the loop's iterations have raised.
void blame_iteration(tape::Tape& tape, const tape::Loop& loop, unsigned flags);

}  // namespace tenon::engine
