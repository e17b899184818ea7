// SPDX-License-Identifier: MIT
/// Statements of a loop that is being counted, which are asked for as one iteration before: nothing
/// but the storages is looked at (tape/loop_call.hpp).
#pragma once

#include <span>

#include "api/apply.hpp"
#include "tape/loop.hpp"

namespace tenon::api {

/// What an operation is asked to do, for LoopCall::what: of so many operands.
constexpr std::uint32_t asks(ops::Op op, std::size_t operands) {
    return static_cast<std::uint32_t>(op) | static_cast<std::uint32_t>(operands) << 16;
}
/// An assignment, of the value to the target.
inline constexpr std::uint32_t asks_assign = 1U << 24;

/// Counts the statement; false: nothing has changed, it is to be recorded. Without `result`, which
/// is empty, it writes to the array that is given last. Called only while the thread counts.
bool count_again(std::uint32_t what, Array* result, const Operand& a);
bool count_again(std::uint32_t what, Array* result, const Operand& a, const Operand& b);
bool count_again(std::uint32_t what, Array* result, const Operand& a, const Operand& b,
                 const Operand& c);

/// How a statement was asked for, to be noted if it is counted.
struct Asked {
    static constexpr std::uint32_t nothing = tape::LoopCall::unknown;
    std::uint32_t what = nothing;
    const detail::Layout* result = nullptr;  ///< of the array that it makes; null: an assignment
    bool free = false;                       ///< numbers may be others each time
};
/// Of the statement that `loop` has just counted.
void note_call(tape::Loop& loop, const Asked& asked, std::span<const Operand> given);

}  // namespace tenon::api
