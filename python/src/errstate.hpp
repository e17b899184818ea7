// SPDX-License-Identifier: MIT
/// numpy.errstate as the extension asks for it and sets it.
#pragma once

#include <utility>

#include <tenon/host.hpp>

#include "core.hpp"

namespace tenon::python {

/// numpy.geterr's names.
inline constexpr std::pair<const char*, unsigned> float_kinds[] = {{"divide", float_divide},
                                                                   {"over", float_overflow},
                                                                   {"under", float_underflow},
                                                                   {"invalid", float_invalid}};

/// What this thread's errstate asks for, as tenon::FloatModes; float_at_once where it is not known.
/// In float_reports.cpp.
unsigned float_modes() noexcept;

/// While one lives, what this thread records is not watched for these events.
class UnwatchedFloats {
public:
    explicit UnwatchedFloats(unsigned events) noexcept;
    ~UnwatchedFloats();
    UnwatchedFloats(const UnwatchedFloats&) = delete;
    UnwatchedFloats& operator=(const UnwatchedFloats&) = delete;

private:
    unsigned before_;
};

}  // namespace tenon::python
