// SPDX-License-Identifier: MIT
// Division of whole numbers. By zero it gives 0; the smallest by -1 is itself. The processor's
// floating-point flags, which know no whole numbers, are raised for what divided by zero, and as
// overflow for an unsigned quotient whose highest bit is set: where it is the magnitude of a signed
// number, there is no such number.
#include "interpreter/loops/lanes.hpp"

namespace tenon::interpreter::TENON_ISA {

namespace {

/// Up to 32 bits divide through floating point, where vectors divide: a quotient of such integers
/// is never rounded up to the next whole number.
template <class T>
using Real = std::conditional_t<sizeof(T) == 4, double, float>;
template <class T>
T from_real(Real<T> q) {
    using Whole = std::conditional_t<sizeof(T) == 4, std::int64_t, std::int32_t>;
    return static_cast<T>(static_cast<Whole>(q));
}

/// What became of some divisions.
template <class T>
struct Events {
    T by_zero = 0;
    T quotients = 0;  ///< all their bits; of unsigned numbers only

    void note(T divisor, T quotient) {
        by_zero |= static_cast<T>(divisor == 0);
        if constexpr (std::is_unsigned_v<T>)
            quotients |= quotient;
    }
    void raise() const {
        if (by_zero != 0)
            raise_divide();
        if (std::is_unsigned_v<T> && quotients >> (8 * sizeof(T) - 1) != 0)
            raise_overflow();
    }
};

template <class T>
struct Quotient {
    static T apply(T a, T b) {
        if constexpr (sizeof(T) == 8) {
            return divide(a, b);
        } else {
            const T q =
                from_real<T>(static_cast<Real<T>>(a) / static_cast<Real<T>>(b == 0 ? T(1) : b));
            return b == 0 ? T(0) : q;
        }
    }

    static T divide(T a, T b) {
        if (b == 0)
            return 0;
        if constexpr (std::is_signed_v<T>)
            if (b == -1)
                return static_cast<T>(0 - static_cast<Wrapping<T>>(a));
        return a / b;
    }
};

/// 64-bit division has no vector form, and the guards must stay branches.
template <class T, bool one_x, bool one_y>
void one_by_one(std::int64_t n, T* r, const T* x, const T* y) {
    const T only_x = *x, only_y = *y;
    Events<T> events;
    for (std::int64_t i = 0; i < n; ++i) {
        const T divisor = one_y ? only_y : y[i];
        r[i] = Quotient<T>::apply(one_x ? only_x : x[i], divisor);
        events.note(divisor, r[i]);
    }
    events.raise();
}

// --- by one divisor ------------------------------------------------------------------------------

/// By products with 1 / b of the next larger magnitude: never below the quotient's whole number,
/// and much nearer to it than the next one is. (By 0 it is 0, so that the products are too.)
template <class T>
void short_vs_loop(std::int64_t n, void* out, const void* a, const void* b, const void*) {
    using Bits = std::conditional_t<sizeof(T) == 4, std::uint64_t, std::uint32_t>;
    auto* r = static_cast<T*>(out);
    const auto* x = static_cast<const T*>(a);
    const T y = *static_cast<const T*>(b);
    const Real<T> exact = Real<T>(1) / static_cast<Real<T>>(y == 0 ? T(1) : y);
    const Bits next = __builtin_bit_cast(Bits, exact) + 1;
    const Real<T> reciprocal = y == 0 ? Real<T>(0) : __builtin_bit_cast(Real<T>, next);
    Events<T> events{.by_zero = y == 0};
    TENON_LANES
    for (std::int64_t i = 0; i < n; ++i) {
        r[i] = from_real<T>(static_cast<Real<T>>(x[i]) * reciprocal);
        if constexpr (std::is_unsigned_v<T>)
            events.quotients |= r[i];
    }
    events.raise();
}

/// T. Granlund and P. L. Montgomery, "Division by Invariant Integers using Multiplication" (1994),
/// figure 4.1, on magnitudes. A mask makes quotients by zero zero.
struct Invariant {
    std::uint64_t multiplier, nonzero, sign;
    int first_shift, second_shift;

    template <class T>
    explicit Invariant(T divisor) {
        __extension__ using Wide = unsigned __int128;
        nonzero = divisor != 0 ? ~std::uint64_t{0} : 0;
        sign = std::is_signed_v<T> && divisor < T(0) ? ~std::uint64_t{0} : 0;
        std::uint64_t d = (static_cast<std::uint64_t>(divisor) ^ sign) - sign;
        if (d == 0)
            d = 1;
        const int bits = d == 1 ? 0 : 64 - __builtin_clzll(d - 1);  // 2^bits >= d
        const Wide power = Wide{1} << bits;
        multiplier = static_cast<std::uint64_t>(((power - d) << 64) / d) + 1;
        first_shift = bits > 0;
        second_shift = bits - first_shift;
    }

    std::uint64_t divide(std::uint64_t n) const {
        const std::uint64_t high = multiply_high(n, multiplier);
        return ((high + ((n - high) >> first_shift)) >> second_shift) & nonzero;
    }

    /// Of products of 32 bits, which vectors have.
    static std::uint64_t multiply_high(std::uint64_t x, std::uint64_t y) {
        constexpr std::uint64_t lower = 0xffffffff;
        const std::uint64_t low = ((x & lower) * (y & lower)) >> 32;
        const std::uint64_t middle = (x >> 32) * (y & lower) + low;
        const std::uint64_t other = (x & lower) * (y >> 32) + (middle & lower);
        return (x >> 32) * (y >> 32) + (middle >> 32) + (other >> 32);
    }
};

/// Below this, preparing costs more than it saves.
constexpr std::int64_t least_prepared = 16;

template <class T>
void long_vs_loop(std::int64_t n, void* out, const void* a, const void* b, const void*) {
    auto* r = static_cast<T*>(out);
    const auto* x = static_cast<const T*>(a);
    const T y = *static_cast<const T*>(b);
    if (n < least_prepared)
        return one_by_one<T, false, true>(n, r, x, &y);
    const Invariant by(y);
    Events<T> events{.by_zero = y == 0};
    TENON_LANES
    for (std::int64_t i = 0; i < n; ++i) {
        if constexpr (std::is_signed_v<T>) {
            const auto sign = static_cast<std::uint64_t>(x[i] >> 63);
            const std::uint64_t q = by.divide((static_cast<std::uint64_t>(x[i]) ^ sign) - sign);
            r[i] = static_cast<T>((q ^ sign ^ by.sign) - (sign ^ by.sign));
        } else {
            r[i] = by.divide(x[i]);
            events.quotients |= r[i];
        }
    }
    events.raise();
}

// --- by many -------------------------------------------------------------------------------------

template <class T, bool one_x>
void short_loop(std::int64_t n, void* out, const void* a, const void* b, const void*) {
    auto* r = static_cast<T*>(out);
    const auto* x = static_cast<const T*>(a);
    const auto* y = static_cast<const T*>(b);
    const T only_x = *x;
    Events<T> events;
    TENON_LANES
    for (std::int64_t i = 0; i < n; ++i) {
        const T divisor = y[i];  // which may be where the quotient goes
        r[i] = Quotient<T>::apply(one_x ? only_x : x[i], divisor);
        events.note(divisor, r[i]);
    }
    events.raise();
}

template <class T, bool one_x>
void long_loop(std::int64_t n, void* out, const void* a, const void* b, const void*) {
    one_by_one<T, one_x, false>(n, static_cast<T*>(out), static_cast<const T*>(a),
                                static_cast<const T*>(b));
}

template <class T>
Loop find_short(Form form) {
    switch (form) {
    case Form::vs: return short_vs_loop<T>;
    case Form::sv: return short_loop<T, true>;
    default: return short_loop<T, false>;
    }
}

template <class T>
Loop find_long(Form form) {
    switch (form) {
    case Form::vs: return long_vs_loop<T>;
    case Form::sv: return long_loop<T, true>;
    default: return long_loop<T, false>;
    }
}

}  // namespace

Loop find_quotient(DType type, Form form) {
    switch (type) {
    case DType::int8: return find_short<std::int8_t>(form);
    case DType::int16: return find_short<std::int16_t>(form);
    case DType::int32: return find_short<std::int32_t>(form);
    case DType::int64: return find_long<std::int64_t>(form);
    case DType::uint8: return find_short<std::uint8_t>(form);
    case DType::uint16: return find_short<std::uint16_t>(form);
    case DType::uint32: return find_short<std::uint32_t>(form);
    case DType::uint64: return find_long<std::uint64_t>(form);
    default: return nullptr;
    }
}

}  // namespace tenon::interpreter::TENON_ISA
