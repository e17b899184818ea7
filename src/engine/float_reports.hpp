// SPDX-License-Identifier: MIT
/// Which recorded statement raised a floating-point flag, for hosts that warn (tenon/host.hpp).
#pragma once

#include <memory>
#include <vector>

#include <tenon/host.hpp>

#include "tape/tape.hpp"

namespace tenon::engine {

/// A statement that may have done what the flags say.
struct FloatReport {
    tape::StatementKind kind = tape::StatementKind::elementwise;
    std::uint8_t op = 0;                ///< ops::Op or ops::ReduceOp
    DType result = DType::float64;      ///< of what it wrote
    std::uint32_t axes = 0;             ///< reduce: bit mask; scan: the axis
    unsigned events = 0;                ///< flags that were raised and asked for
    bool certain = false;               ///< the statement raised these flags and means them
    unsigned modes = 0;                 ///< what was asked for when it was recorded
    std::vector<tape::Input> operands;  ///< as the statement saw them; none when they are lost
    std::vector<std::shared_ptr<detail::Storage>> storages;  ///< of the operands
    std::vector<tape::LayoutRef> layouts;
};

/// What this thread's evaluations found since the last call.
std::vector<FloatReport> take_reports();

/// The events that any statement of the tape is watched for.
unsigned watched_events(const tape::Tape& tape);

/// The flags that make one look closer where events are watched for: vector math functions raise
/// one for another.
constexpr unsigned suspicious_flags(unsigned raised, unsigned events) {
    constexpr unsigned rare = float_invalid | float_divide | float_overflow;
    return events == 0 ? 0 : raised & (rare | events);
}

/// The tape has been run and raised `flags`: finds the statements that did, and reports them.
/// `memory_is_true`: no storage of the tape is written through another.
void find_who_raised(tape::Tape& tape, unsigned flags, bool memory_is_true);

}  // namespace tenon::engine
