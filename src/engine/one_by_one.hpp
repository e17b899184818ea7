// SPDX-License-Identifier: MIT
/// Running a tape statement by statement, as eager evaluation does: for small tapes that may never
/// come again. Planning a statement takes some microseconds; running it by the plan it has when it
/// stands alone, and which other tapes have needed before, takes a fraction of one.
#pragma once

#include "tape/tape.hpp"

namespace tenon::engine {

/// Whether to run the tape, whose plan is not known, one by one. It is, until all the time that
/// this has lost reaches the time that planning takes: at worst twice the best choice is paid,
/// whatever comes (the ski rental of Karlin, Manasse, Rudolph and Sleator, "Competitive snoopy
/// caching", Algorithmica 3, 1988). `times_seen`: how often it was run so before.
bool better_one_by_one(const tape::Tape& tape, unsigned times_seen);

/// Whether storages of the tape, one of which it writes, have bytes in common: imports of one
/// memory. Plans take storages for disjoint; statements that stand alone were looked at when
/// recorded.
bool writes_shared_bytes(const tape::Tape& tape);

/// Returns the floating-point flags that were raised, when any of the `events` is watched. What
/// nobody can look at is freed, until a flag says that statements have to be looked at again.
/// @throws as Run does; statements before the failed one have been run.
unsigned run_one_by_one(tape::Tape& tape, unsigned events);

}  // namespace tenon::engine
