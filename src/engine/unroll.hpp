// SPDX-License-Identifier: MIT
#pragma once

#include "tape/loop.hpp"

namespace tenon::engine {

/// Records what a loop has counted, statement by statement, and runs it: where one kernel for all
/// iterations does not pay, or cannot say what each statement did.
void run_unrolled(tape::Tape& tape, const tape::Loop& loop);

}  // namespace tenon::engine
