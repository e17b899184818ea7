// SPDX-License-Identifier: MIT
/// What core operations mean, one element at a time: the oracle. It shares no code with the loops.
/// A value is the low bytes of a word, in its own type.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>

#include <tenon/dtype.hpp>

#include "interpreter/isa.hpp"
#include "ops/ops.hpp"
#include "ops/reduce.hpp"
#include "ops/vector_math.hpp"
#include "support/scalar_real.hpp"

namespace tenon::interpreter::test {

using Bits = std::uint64_t;

template <class T>
T value_of(Bits bits) {
    T value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}
template <class T>
Bits bits_of(T value) {
    Bits bits = 0;
    std::memcpy(&bits, &value, sizeof value);
    return bits;
}

/// Calls f with a null pointer to the C++ type that holds `type`; bool is a byte.
template <class F>
auto with_type(DType type, F f) {
    switch (type) {
    case DType::bool_:
    case DType::uint8: return f(static_cast<std::uint8_t*>(nullptr));
    case DType::int8: return f(static_cast<std::int8_t*>(nullptr));
    case DType::int16: return f(static_cast<std::int16_t*>(nullptr));
    case DType::int32: return f(static_cast<std::int32_t*>(nullptr));
    case DType::int64: return f(static_cast<std::int64_t*>(nullptr));
    case DType::uint16: return f(static_cast<std::uint16_t*>(nullptr));
    case DType::uint32: return f(static_cast<std::uint32_t*>(nullptr));
    case DType::uint64: return f(static_cast<std::uint64_t*>(nullptr));
    case DType::float32: return f(static_cast<float*>(nullptr));
    case DType::float64: return f(static_cast<double*>(nullptr));
    default: throw std::logic_error("not a type of core kernels");
    }
}

/// Two NaNs are the same value; everything else is compared in bits.
inline bool same_value(DType type, Bits a, Bits b) {
    if (type == DType::float32 && std::isnan(value_of<float>(a)) && std::isnan(value_of<float>(b)))
        return true;
    if (type == DType::float64 && std::isnan(value_of<double>(a)) &&
        std::isnan(value_of<double>(b)))
        return true;
    return a == b;
}

/// SLEEF's function on one element, of the family whose vector functions promise the same bits.
template <class T>
Bits call_sleef(ops::Op op, DType type, Bits a, Bits b) {
    const bool fma = has_fma();
    const int lanes = 16 / static_cast<int>(sizeof(T));
    std::string symbol = ops::sleef_symbol(op, type, lanes, fma);
    const std::string digits = std::to_string(lanes) + "_u";
    symbol.replace(symbol.rfind(digits), digits.size(), "1_u");
    const std::string wide = fma ? "avx2128" : "sse4";
    symbol.replace(symbol.rfind(wide), wide.size(), fma ? "purecfma" : "purec");
    void* const address = ops::math_address(symbol);
    if (ops::info(op).arity == 1)
        return bits_of(reinterpret_cast<T (*)(T)>(address)(value_of<T>(a)));
    return bits_of(reinterpret_cast<T (*)(T, T)>(address)(value_of<T>(a), value_of<T>(b)));
}

/// The same, or our function where there is one and the argument is not rare.
template <class T>
Bits call_math(ops::Op op, DType type, Bits a, Bits b) {
    if (has_fma() && math::has_function(op, type)) {
        std::optional<Bits> ours;
        math::with_function(op, [&]<ops::Op known>() {
            const auto [value, rare] = math::apply<known>(support::ScalarReal{value_of<double>(a)});
            if (!rare || !*rare)
                ours = bits_of(value.v);
        });
        if (ours)
            return *ours;
    }
    return call_sleef<T>(op, type, a, b);
}

template <class T>
Bits compute_float(ops::Op op, T a, T b) {
    using enum ops::Op;
    switch (op) {
    case absolute: return bits_of(std::fabs(a));
    case add: return bits_of(static_cast<T>(a + b));
    case ceil: return bits_of(std::ceil(a));
    case copysign: return bits_of(std::copysign(a, b));
    case divide: return bits_of(static_cast<T>(a / b));
    case floor: return bits_of(std::floor(a));
    case fmod: return bits_of(std::fmod(a, b));
    case maximum: return bits_of(a > b || std::isnan(a) ? a : b);
    case minimum: return bits_of(a < b || std::isnan(a) ? a : b);
    case multiply: return bits_of(static_cast<T>(a * b));
    case negative: return bits_of(-a);
    case round: return bits_of(std::nearbyint(a));
    case sqrt: return bits_of(std::sqrt(a));
    case subtract: return bits_of(static_cast<T>(a - b));
    case trunc: return bits_of(std::trunc(a));
    default: throw std::logic_error("not a core operation of floating point");
    }
}

__extension__ typedef __int128 Wide;
__extension__ typedef unsigned __int128 UnsignedWide;

/// Integers of any type, in 128 bits so that nothing overflows before it wraps.
template <class T>
Bits compute_integer(ops::Op op, T x, T y, bool boolean) {
    using enum ops::Op;
    const Wide a = x;
    const Wide b = y;
    constexpr int width = 8 * static_cast<int>(sizeof(T));
    const auto wrapped = [](Wide value) { return bits_of(static_cast<T>(value)); };
    switch (op) {
    case absolute: return wrapped(a < 0 ? -a : a);
    case add: return wrapped(a + b);
    case bitwise_and: return wrapped(a & b);
    case bitwise_invert: return wrapped(boolean ? 1 - a : ~a);
    case bitwise_left_shift:
        return wrapped(b < 0 || b >= width ? 0 : a * (static_cast<Wide>(1) << b));
    case bitwise_or: return wrapped(a | b);
    case bitwise_right_shift: return wrapped(b >= 0 && b < width ? a >> b : a < 0 ? -1 : 0);
    case bitwise_xor: return wrapped(a ^ b);
    case maximum: return wrapped(a > b ? a : b);
    case minimum: return wrapped(a < b ? a : b);
    case multiply:
        return wrapped(
            static_cast<Wide>(static_cast<UnsignedWide>(a) * static_cast<UnsignedWide>(b)));
    case negative: return wrapped(-a);
    case quotient: return wrapped(b == 0 ? 0 : a / b);
    case subtract: return wrapped(a - b);
    default: throw std::logic_error("not a core operation of integers");
    }
}

template <class T>
bool compare(ops::Op op, T a, T b) {
    using enum ops::Op;
    switch (op) {
    case equal: return a == b;
    case greater: return a > b;
    case greater_equal: return a >= b;
    case less: return a < b;
    case less_equal: return a <= b;
    default: return a != b;
    }
}

inline Bits compute(ops::Op op, DType type, Bits a, Bits b) {
    return with_type(type, [&]<class T>(T*) -> Bits {
        if (ops::info(op).rule == ops::TypeRule::compare)
            return compare(op, value_of<T>(a), value_of<T>(b)) ? 1 : 0;
        if constexpr (std::is_floating_point_v<T>)
            return ops::has(op, ops::call) ? call_math<T>(op, type, a, b)
                                           : compute_float(op, value_of<T>(a), value_of<T>(b));
        else
            return compute_integer(op, value_of<T>(a), value_of<T>(b), is_bool(type));
    });
}

/// docs/internals/casts.md, written as its table reads.
template <class F>
Bits cast_float(F value, DType to) {
    constexpr F two31 = static_cast<F>(0x1p31);
    constexpr F two63 = static_cast<F>(0x1p63);
    const auto to32 = [&] {
        const F whole = std::trunc(value);
        return whole >= -two31 && whole < two31 ? static_cast<std::int32_t>(whole)
                                                : std::numeric_limits<std::int32_t>::min();
    };
    const auto to64 = [&](F x) {
        return x >= -two63 && x < two63 ? static_cast<std::int64_t>(x)
                                        : std::numeric_limits<std::int64_t>::min();
    };
    switch (to) {
    case DType::bool_: return value != 0 ? 1 : 0;
    case DType::int8: return bits_of(static_cast<std::int8_t>(to32()));
    case DType::uint8: return bits_of(static_cast<std::uint8_t>(to32()));
    case DType::int16: return bits_of(static_cast<std::int16_t>(to32()));
    case DType::uint16: return bits_of(static_cast<std::uint16_t>(to32()));
    case DType::int32: return bits_of(to32());
    case DType::uint32: return bits_of(static_cast<std::uint32_t>(to64(value)));
    case DType::int64: return bits_of(to64(value));
    case DType::uint64:
        return value >= two63 ? bits_of(to64(value - two63)) ^ (std::uint64_t{1} << 63)
                              : bits_of(to64(value));
    case DType::float32: return bits_of(static_cast<float>(value));
    default: return bits_of(static_cast<double>(value));
    }
}

inline Bits cast(DType from, DType to, Bits bits) {
    return with_type(from, [&]<class F>(F*) -> Bits {
        const F value = value_of<F>(bits);
        if constexpr (std::is_floating_point_v<F>)
            return cast_float(value, to);
        else
            return with_type(to, [&]<class T>(T*) -> Bits {
                return is_bool(to) ? (value != 0 ? 1 : 0) : bits_of(static_cast<T>(value));
            });
    });
}

/// One partial result of a reduction.
struct Partial {
    Bits first = 0, second = 0;
};

inline bool is_nan(DType type, Bits bits) {
    return type == DType::float32   ? std::isnan(value_of<float>(bits))
           : type == DType::float64 ? std::isnan(value_of<double>(bits))
                                    : false;
}

/// The earlier and the later of two partial results.
inline Partial join(ops::ReduceOp op, DType type, Partial a, Partial b) {
    using enum ops::ReduceOp;
    const auto op_of = [&](ops::Op which, Bits x, Bits y) { return compute(which, type, x, y); };
    switch (op) {
    case sum: return {op_of(ops::Op::add, a.first, b.first)};
    case product: return {op_of(ops::Op::multiply, a.first, b.first)};
    case minimum: return {op_of(ops::Op::minimum, a.first, b.first)};
    case maximum: return {op_of(ops::Op::maximum, a.first, b.first)};
    case any: return {a.first | b.first};
    case all: return {a.first & b.first};
    case complex_product:
        return {op_of(ops::Op::subtract, op_of(ops::Op::multiply, a.first, b.first),
                      op_of(ops::Op::multiply, a.second, b.second)),
                op_of(ops::Op::add, op_of(ops::Op::multiply, a.first, b.second),
                      op_of(ops::Op::multiply, a.second, b.first))};
    default: break;
    }
    const bool a_nan = is_nan(type, a.first);
    const bool b_nan = is_nan(type, b.first);
    if (a_nan != b_nan)
        return a_nan ? a : b;
    const ops::Op better = op == argmin ? ops::Op::less : ops::Op::greater;
    if (!a_nan && op_of(better, a.first, b.first) != 0)
        return a;
    if (!a_nan && op_of(better, b.first, a.first) != 0)
        return b;
    return static_cast<std::int64_t>(a.second) < static_cast<std::int64_t>(b.second) ? a : b;
}

}  // namespace tenon::interpreter::test
