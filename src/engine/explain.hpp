// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "tape/tape.hpp"

namespace tenon::engine {

/// For people: every step of the plan of a locked tape, the arrays it moves and their bytes, and
/// why it was not fused with the step before. Nothing is run.
std::string explain_tape(tape::Tape& tape);

}  // namespace tenon::engine
