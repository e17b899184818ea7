// SPDX-License-Identifier: MIT
/// The processor's floating-point status around operations that run at once, for bindings whose
/// language warns (tenon/host.hpp).
#pragma once

#include <immintrin.h>

#include <atomic>

#include <tenon/host.hpp>

#include "ops/ops.hpp"

namespace tenon::engine {

/// What this thread's WatchFloatFlags wants; zero without one.
extern thread_local unsigned float_flags_state [[gnu::tls_model("initial-exec")]];
inline constexpr unsigned watched_flags = 1, noted_flags = 2, raised_flags = 4;

/// What the host wants to hear of the statement that is about to be recorded.
extern std::atomic<FloatModes> float_modes_of_host;
inline unsigned float_modes() {
    const FloatModes modes = float_modes_of_host.load(std::memory_order_relaxed);
    return modes == nullptr ? 0 : modes();
}

/// Whether NumPy's operation may warn. Others raise flags that mean nothing: ordered comparisons of
/// NaN are "invalid" to the processor.
constexpr bool may_warn(ops::Op op) {
    using enum ops::Op;
    switch (ops::info(op).rule) {
    case ops::TypeRule::compare:
    case ops::TypeRule::predicate:
    case ops::TypeRule::logical:
    case ops::TypeRule::bits:
    case ops::TypeRule::shift:
    case ops::TypeRule::integers:
    case ops::TypeRule::rounding: return false;
    default: break;
    }
    switch (op) {
    case negative:
    case maximum:
    case minimum:
    case fmax:
    case fmin:
    case clip:
    case sign:
    case conj:
    case copysign: return false;
    default: return true;
    }
}

/// Divisions of whole numbers: they raise `divide` or `invalid` where they divide by zero, and
/// `overflow` where an unsigned quotient's highest bit is set.
constexpr bool divides_whole_numbers(ops::Op op, DType compute) {
    return is_integer(compute) &&
           (op == ops::Op::floor_divide || op == ops::Op::remainder || op == ops::Op::fmod);
}
/// What NumPy says of such flags: of a remainder no overflow, and of unsigned numbers neither.
constexpr unsigned division_events(ops::Op op, DType compute, unsigned flags) {
    const bool by_zero = (flags & (float_divide | float_invalid)) != 0;
    const bool may_overflow = op == ops::Op::floor_divide && is_signed(compute);
    return (by_zero ? float_divide : 0) | (may_overflow ? flags & float_overflow : 0);
}

/// Clears the flags when it begins; `raised` tells which came since.
class FloatFlagsWatch {
public:
    explicit FloatFlagsWatch(bool wanted) : watching_(wanted && float_flags_state != 0) {
        if (watching_ && raised())
            _mm_setcsr(_mm_getcsr() & ~flags);
    }
    bool watching() const { return watching_; }
    bool raised() const { return all_raised() != 0; }
    unsigned all_raised() const { return watching_ ? _mm_getcsr() & flags : 0; }
    /// What is done about raised flags; `fresh`: nobody has seen the result before.
    /// @throws FloatFlags
    static void report(bool fresh) {
        if (!fresh || (float_flags_state & noted_flags) == 0)
            throw FloatFlags();
        float_flags_state |= raised_flags;
    }

private:
    static constexpr unsigned flags =
        _MM_EXCEPT_INVALID | _MM_EXCEPT_DIV_ZERO | _MM_EXCEPT_OVERFLOW;
    bool watching_;
};

}  // namespace tenon::engine
