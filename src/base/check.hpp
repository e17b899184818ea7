// SPDX-License-Identifier: MIT
/// Assertions about our own code: they raise InternalError, never abort.
#pragma once

#include <source_location>
#include <string>
#include <string_view>

namespace tenon::base {

[[noreturn]] void internal_error(std::string_view what,
                                 std::source_location where = std::source_location::current());

}  // namespace tenon::base

/// Holds in every build; `what` says what was expected.
#define TENON_CHECK(condition, what)                                                               \
    do {                                                                                           \
        if (!(condition)) [[unlikely]]                                                             \
            ::tenon::base::internal_error(what);                                                   \
    } while (false)
