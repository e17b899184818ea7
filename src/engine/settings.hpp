// SPDX-License-Identifier: MIT
/// How this process runs what it has recorded.
#pragma once

#include <tenon/runtime.hpp>

namespace tenon::engine {

/// What TENON_EXECUTION says, or set_execution_mode.
Execution execution_mode();
/// Runs what is pending first. @throws CompileError for `compiled` when there is no compiler.
void set_execution_mode(Execution execution);

/// Reads every variable of execution_policy.md, so that a wrong one is an error at the first use of
/// the engine and not in the middle of work, nor never when nothing happens to ask for it.
/// @throws ValueError
void check_environment();

}  // namespace tenon::engine
