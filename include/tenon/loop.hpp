// SPDX-License-Identifier: MIT
/// Loops that say they are loops. An ordinary `for` around array statements is recognised, too;
/// here nothing is looked for, and the body is called a few times however many iterations there
/// are.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include <tenon/array.hpp>

namespace tenon {

/// One iteration: from its number and the arrays that the one before has left to those it leaves.
using LoopStep = std::function<std::vector<Array>(std::int64_t i, std::span<const Array> state)>;
using LoopCondition = std::function<bool(std::span<const Array> state)>;

/// state = body(i, state) for i = 0, ..., n - 1. After three calls that recorded the same
/// statements, with numbers that are the same or grow by the same whole step, the others are not
/// made: what they would have recorded is run. So the body must do nothing but record statements;
/// one that looks at a value, or records something else each time, is called for every i.
/// @throws ValueError when n is negative, or the body leaves another number of arrays
TENON_API std::vector<Array> loop(std::int64_t n, const LoopStep& body, std::vector<Array> state);

/// The same for as long as `condition` holds, which is asked before each iteration; it may look at
/// values.
TENON_API std::vector<Array> loop_while(const LoopCondition& condition, const LoopStep& body,
                                        std::vector<Array> state);

}  // namespace tenon
