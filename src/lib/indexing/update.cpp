// SPDX-License-Identifier: MIT
/// Updates at positions: target[position] = op(target[position], value), one after the other.
#include <cmath>
#include <complex>
#include <type_traits>

#include "lib/indexing/scatter.hpp"
#include "lib/indexing/scatter_loops.hpp"

namespace tenon::lib {

namespace {

template <class T>
concept Whole = std::is_integral_v<T> && !std::is_same_v<T, bool>;
template <class T>
concept Real = std::is_floating_point_v<T>;

/// Integers wrap: computed without a sign, in a type that is not promoted to a signed one.
template <Whole T>
using Wrapping = std::conditional_t<(sizeof(T) < 4), std::uint32_t, std::make_unsigned_t<T>>;

struct Add {
    template <class T>
    static T join(T a, T b) {
        if constexpr (Whole<T>)
            return static_cast<T>(static_cast<Wrapping<T>>(a) + static_cast<Wrapping<T>>(b));
        else
            return a + b;
    }
    static bool join(bool a, bool b) { return a || b; }
};
struct Subtract {
    template <class T>
    static T join(T a, T b) {
        if constexpr (Whole<T>)
            return static_cast<T>(static_cast<Wrapping<T>>(a) - static_cast<Wrapping<T>>(b));
        else
            return a - b;
    }
};
struct Multiply {
    template <class T>
    static T join(T a, T b) {
        if constexpr (Whole<T>)
            return static_cast<T>(static_cast<Wrapping<T>>(a) * static_cast<Wrapping<T>>(b));
        else if constexpr (Real<T>)
            return a * b;
        else
            return T(a.real() * b.real() - a.imag() * b.imag(),
                     a.real() * b.imag() + a.imag() * b.real());
    }
    static bool join(bool a, bool b) { return a && b; }
};
template <class T>
bool is_nan(T x) {
    if constexpr (Real<T>)
        return std::isnan(x);
    else
        return false;
}
/// As kernel/core_ops.hpp defines them for NaN and zeros of both signs.
struct Maximum {
    template <class T>
    static T join(T a, T b) {
        return a > b || is_nan(a) ? a : b;
    }
};
struct Minimum {
    template <class T>
    static T join(T a, T b) {
        return a < b || is_nan(a) ? a : b;
    }
};
struct And {
    template <class T>
    static T join(T a, T b) {
        return static_cast<T>(a & b);
    }
};
struct Or {
    template <class T>
    static T join(T a, T b) {
        return static_cast<T>(a | b);
    }
};
struct Xor {
    template <class T>
    static T join(T a, T b) {
        return static_cast<T>(a ^ b);
    }
};

template <class Operation, class T>
void run(const void*, const std::int64_t* args, std::int64_t, std::int64_t, std::int64_t,
         std::int64_t) {
    scatter(ScatterArgs(args), [](std::byte* to, const std::byte* from) {
        T a;
        T b;
        std::memcpy(&a, to, sizeof(T));
        std::memcpy(&b, from, sizeof(T));
        a = Operation::join(a, b);
        std::memcpy(to, &a, sizeof(T));
    });
}

/// The call for one operation and type. `op` must be the name that goes with Operation.
template <class Operation, class T>
const tape::Call* call(ops::Op op) {
    static const tape::Call made{std::string(ops::name(op)) + " at, " +
                                     std::string(name(dtype_of<T>)),
                                 run<Operation, T>, scatter_cost};
    return &made;
}

template <class Operation>
const tape::Call* of_integers(ops::Op op, DType type) {
    switch (type) {
    case DType::int8: return call<Operation, std::int8_t>(op);
    case DType::int16: return call<Operation, std::int16_t>(op);
    case DType::int32: return call<Operation, std::int32_t>(op);
    case DType::int64: return call<Operation, std::int64_t>(op);
    case DType::uint8: return call<Operation, std::uint8_t>(op);
    case DType::uint16: return call<Operation, std::uint16_t>(op);
    case DType::uint32: return call<Operation, std::uint32_t>(op);
    case DType::uint64: return call<Operation, std::uint64_t>(op);
    default: return nullptr;
    }
}

template <class Operation>
const tape::Call* of_reals(ops::Op op, DType type) {
    switch (type) {
    case DType::float32: return call<Operation, float>(op);
    case DType::float64: return call<Operation, double>(op);
    default: return of_integers<Operation>(op, type);
    }
}

template <class Operation>
const tape::Call* of_numbers(ops::Op op, DType type) {
    switch (type) {
    case DType::complex64: return call<Operation, std::complex<float>>(op);
    case DType::complex128: return call<Operation, std::complex<double>>(op);
    default: return of_reals<Operation>(op, type);
    }
}

}  // namespace

const tape::Call* update_call(ops::Op op, DType type) {
    const bool booleans = type == DType::bool_;
    switch (op) {
    case ops::Op::add: return booleans ? call<Add, bool>(op) : of_numbers<Add>(op, type);
    case ops::Op::subtract: return of_numbers<Subtract>(op, type);
    case ops::Op::multiply:
        return booleans ? call<Multiply, bool>(op) : of_numbers<Multiply>(op, type);
    case ops::Op::maximum: return of_reals<Maximum>(op, type);
    case ops::Op::minimum: return of_reals<Minimum>(op, type);
    case ops::Op::bitwise_and: return booleans ? call<And, bool>(op) : of_integers<And>(op, type);
    case ops::Op::bitwise_or: return booleans ? call<Or, bool>(op) : of_integers<Or>(op, type);
    case ops::Op::bitwise_xor: return booleans ? call<Xor, bool>(op) : of_integers<Xor>(op, type);
    default: return nullptr;
    }
}

}  // namespace tenon::lib
