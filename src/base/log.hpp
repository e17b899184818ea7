// SPDX-License-Identifier: MIT
/// Warnings: one line each to stderr, or to whoever asked for them.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace tenon::base {

using WarningSink = std::function<void(std::string_view text)>;

/// Writes "tenon: warning: <text>" to stderr, or calls the sink. Never throws.
void warn(std::string_view text) noexcept;
/// The first time only for each `key` in this process.
void warn_once(std::string_view key, std::string_view text) noexcept;

/// Sends warnings elsewhere; an empty sink means stderr. Returns the former one.
WarningSink set_warning_sink(WarningSink sink);
/// Lets `warn_once` speak again.
void forget_warnings();

}  // namespace tenon::base
