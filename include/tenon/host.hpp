// SPDX-License-Identifier: MIT
/// For bindings: what the language that calls Tenon wants done around work that may take long, so
/// that its other threads run and Ctrl-C is seen.
#pragma once

#include <tenon/error.hpp>
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

/// What operations that run at once (set_small_at_once) throw under WatchFloatFlags, having changed
/// nothing, when they raised the processor's flag for a division by zero, an overflow or an invalid
/// operation. Some flags are false alarms, so it is for the caller to look closer, warn as its
/// language does, and repeat the operation unwatched.
class TENON_API FloatFlags : public Error {
public:
    FloatFlags() : Error("floating-point flags were raised") {}
};

/// While one lives, this thread's operations may throw FloatFlags. Where flags are `noted`, only
/// those do that write to an array that is known; one whose result is a new array returns it, and
/// `raised` tells. That is for work whose only effect is its result.
class TENON_API WatchFloatFlags {
public:
    enum class Flags { thrown, noted };
    explicit WatchFloatFlags(Flags flags = Flags::thrown) noexcept;
    ~WatchFloatFlags();
    bool raised() const noexcept;  ///< since this one was made, of noted flags
    WatchFloatFlags(const WatchFloatFlags&) = delete;
    WatchFloatFlags& operator=(const WatchFloatFlags&) = delete;

private:
    unsigned before_;  ///< the thread's state, to be put back
};

}  // namespace tenon
