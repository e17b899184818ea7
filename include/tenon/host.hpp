// SPDX-License-Identifier: MIT
/// For bindings: what the language that calls Tenon wants done around work that may take long, so
/// that its other threads run and Ctrl-C is seen.
#pragma once

#include <tenon/export.hpp>

namespace tenon {

struct LongWorkHooks {
    /// Lets go of what this thread holds of the language; null when it holds nothing.
    void* (*leave)() noexcept = nullptr;
    void (*enter)(void* left) noexcept = nullptr;
    /// Whether the user wants to stop; called between leave and enter.
    bool (*interrupted)(void*& left) noexcept = nullptr;
};

/// For the life of the process; to be called before several threads use Tenon.
TENON_API void set_long_work_hooks(const LongWorkHooks& hooks) noexcept;

}  // namespace tenon
