// SPDX-License-Identifier: MIT
/// What recorded statements did or may have done, for hosts that warn (tenon/host.hpp).
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

/// For this thread's host to take.
void add_report(FloatReport&& report);
/// What this thread's evaluations found since the last call.
std::vector<FloatReport> take_reports();

}  // namespace tenon::engine
