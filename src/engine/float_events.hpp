// SPDX-License-Identifier: MIT
/// What floating-point flags mean that a recorded statement raised (docs/internals/float_flags.md).
#pragma once

#include <tenon/host.hpp>

#include "tape/tape.hpp"

namespace tenon::engine {

inline constexpr unsigned all_events =
    float_invalid | float_divide | float_overflow | float_underflow;

/// Events of which NumPy warns in a statement with this first operand and result.
unsigned events_of(const tape::Header& header, DType operand, DType result);

/// The events that real arithmetic and divisions of whole numbers can do: their flags say what
/// happened. Zero for all other statements.
unsigned exact_events(const tape::Header& header);
/// Of such a statement: the events of which flags speak, and the flags that speak of events.
unsigned meaning(const tape::Header& header, unsigned flags);
unsigned flags_of(const tape::Header& header, unsigned events);

/// Flags that the statement's kernel may raise without meaning anything by it.
unsigned noise_of(const tape::Header& header, DType operand, DType result);

/// The events that any statement of the tape is watched for.
unsigned watched_events(const tape::Tape& tape);

/// The flags that make one look closer where events are watched for: vector math functions raise
/// one for another, and divisions of whole numbers `invalid`.
constexpr unsigned suspicious_flags(unsigned raised, unsigned events) {
    constexpr unsigned rare = float_invalid | float_divide | float_overflow;
    return events == 0 ? 0 : raised & (rare | events);
}

}  // namespace tenon::engine
