// SPDX-License-Identifier: MIT
/// Ctrl-C: a flag that a signal handler may set and long work looks at between chunks and steps.
#pragma once

namespace tenon::runtime {

void request_interrupt() noexcept;  ///< async-signal-safe
bool interrupt_requested() noexcept;
void clear_interrupt() noexcept;
void throw_if_interrupted();  ///< clears the flag and @throws Interrupted

}  // namespace tenon::runtime
