// SPDX-License-Identifier: MIT
#pragma once

namespace tenon::base {

/// Lets the calling thread run on every processor: OMP_PROC_BIND pins the threads of a program, and
/// what they start would inherit that.
void use_all_processors();

}  // namespace tenon::base
