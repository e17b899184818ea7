// SPDX-License-Identifier: MIT
/// Global tape -> local tape. One process has everything, so its local tape is the global one; a
/// tape can also be split into parts that run one after the other in this process, which is how
/// the joint is tested: every statement that may be cut is replaced by its parts.
#pragma once

#include "tape/tape.hpp"

namespace tenon::dist {

/// 1, or TENON_DIST_PARTS.
int part_count();
void set_part_count(int parts);

/// The tape to run in place of `global`: itself when there is one part, else `scratch`, refilled.
/// Element-wise statements and gathers are cut along the first axis that is long enough; reductions
/// along a kept axis. What has no such axis, or reads what it overwrites, stays whole.
tape::Tape& partition(tape::Tape& global, tape::Tape& scratch);

}  // namespace tenon::dist
