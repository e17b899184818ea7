// SPDX-License-Identifier: MIT
/// For bindings: what the language that calls Tenon wants done around work that may take long, so
/// that its other threads run and Ctrl-C is seen.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <string_view>
#include <variant>
#include <vector>

#include <tenon/array.hpp>
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

/// Calls `iterate` until it says that nothing was left to do. For Progress each other call is an
/// iteration, and loops that run within are parts of it.
TENON_API void host_loop(const std::function<bool()>& iterate);

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

/// Floating-point events, by the processor's numbers for them.
inline constexpr unsigned float_invalid = 1;
inline constexpr unsigned float_divide = 4;
inline constexpr unsigned float_overflow = 8;
inline constexpr unsigned float_underflow = 16;
/// With events: the statement is to be run at once, whatever its size.
inline constexpr unsigned float_at_once = 128;
/// Bits above these are the host's own: a report has them as the statement had.
inline constexpr int float_modes_bits = 8;

/// Asked on the recording thread for every statement: the events that the host wants to hear of
/// when the statement will be run.
using FloatModes = unsigned (*)() noexcept;
/// For the life of the process; null, as at first, watches nothing.
TENON_API void set_float_modes(FloatModes modes) noexcept;

/// What a recorded statement did or, where that is not certain, may have done: then it is for the
/// caller to look closer, on the operands.
struct FloatReport {
    enum class Kind { operation, cast, reduction, scan };
    Kind kind = Kind::operation;
    std::string_view name;  ///< of the operation, or `sum` or `prod`
    unsigned events = 0;
    bool certain = false;  ///< all of them happened, and no other
    unsigned modes = 0;    ///< what the host had asked for
    /// None where they have been overwritten since; what is reported is then certain.
    std::vector<std::variant<Array, Scalar>> operands;
    std::vector<int> axes;          ///< of a reduction or scan
    DType result = DType::float64;  ///< to which was cast
};

/// How many reports wait, of all threads.
extern TENON_API std::atomic<std::size_t> float_reports_waiting;
/// Those of evaluations on this thread, in the order of the statements; each is given once.
TENON_API std::vector<FloatReport> take_float_reports();

}  // namespace tenon
