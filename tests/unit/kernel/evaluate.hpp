// SPDX-License-Identifier: MIT
/// Runs a core map kernel on one element, the plain way: the meaning of core operations once more,
/// written for reading. It shares no code with the interpreter or the code generators.
#pragma once

#include <bit>
#include <cmath>
#include <complex>
#include <cstring>
#include <limits>
#include <type_traits>

#include <tenon/error.hpp>

#include "kernel/ir.hpp"
#include "ops/vector_math.hpp"
#include "unit/kernel/build.hpp"

namespace tenon::kernel::test {

/// An element: the bits of its real and imaginary part (the latter 0 for real types).
struct Element {
    std::uint64_t re = 0, im = 0;
    friend bool operator==(const Element&, const Element&) = default;
};

template <class T>
std::uint64_t to_bits(T value) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof value);
    return bits;
}

template <class T>
T from_bits(std::uint64_t bits) {
    T value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

/// Calls f.operator()<T>() with the C++ type of a real dtype.
template <class F>
auto with_type(DType type, F f) {
    switch (type) {
    case DType::bool_: return f.template operator()<bool>();
    case DType::int8: return f.template operator()<std::int8_t>();
    case DType::int16: return f.template operator()<std::int16_t>();
    case DType::int32: return f.template operator()<std::int32_t>();
    case DType::int64: return f.template operator()<std::int64_t>();
    case DType::uint8: return f.template operator()<std::uint8_t>();
    case DType::uint16: return f.template operator()<std::uint16_t>();
    case DType::uint32: return f.template operator()<std::uint32_t>();
    case DType::uint64: return f.template operator()<std::uint64_t>();
    case DType::float32: return f.template operator()<float>();
    default: return f.template operator()<double>();
    }
}

/// The shared vector function, with all lanes alike; vectors of 128 bits run on every x86-64.
template <class T>
T vector_function(ops::Op op, T a, T b) {
    constexpr int lanes = 16 / sizeof(T);
    using Vector __attribute__((vector_size(16))) = T;
    const bool fma = __builtin_cpu_supports("fma") && __builtin_cpu_supports("avx2");
    void* const address = ops::math_address(ops::vector_math_symbol(op, dtype_of<T>, lanes, fma));
    const Vector x = a - Vector{}, y = b - Vector{};  // -0 stays -0
    if (ops::info(op).arity == 1)
        return reinterpret_cast<Vector (*)(Vector)>(address)(x)[0];
    return reinterpret_cast<Vector (*)(Vector, Vector)>(address)(x, y)[0];
}

template <class T>
T shift(ops::Op op, T a, T b) {
    const bool left = op == ops::Op::bitwise_left_shift;
    const bool wide = b < 0 || static_cast<std::uint64_t>(b) >= 8 * sizeof(T);
    if (wide)
        return !left && a < 0 ? T(-1) : T(0);
    return static_cast<T>(left ? static_cast<std::uint64_t>(a) << b
                               : static_cast<std::uint64_t>(a >> b));
}

template <class T>
T quotient(T a, T b) {
    if (b == 0)
        return 0;
    if (std::is_signed_v<T> && b == static_cast<T>(-1))
        return static_cast<T>(0 - static_cast<std::uint64_t>(a));
    return static_cast<T>(a / b);
}

/// Integers wrap: they are computed as unsigned 64-bit numbers, of which the low bytes are right.
template <class T>
T of_integers(ops::Op op, T a, T b) {
    using enum ops::Op;
    const auto x = static_cast<std::uint64_t>(a), y = static_cast<std::uint64_t>(b);
    switch (op) {
    case add: return static_cast<T>(x + y);
    case subtract: return static_cast<T>(x - y);
    case multiply: return static_cast<T>(x * y);
    case negative: return static_cast<T>(0 - x);
    case absolute: return a < 0 ? static_cast<T>(0 - x) : a;
    case maximum: return a > b ? a : b;
    case minimum: return a < b ? a : b;
    case bitwise_and: return static_cast<T>(x & y);
    case bitwise_or: return static_cast<T>(x | y);
    case bitwise_xor: return static_cast<T>(x ^ y);
    case bitwise_invert: return static_cast<T>(~x);
    case quotient: return test::quotient(a, b);
    default: return shift(op, a, b);
    }
}

inline bool of_booleans(ops::Op op, bool a, bool b) {
    using enum ops::Op;
    switch (op) {
    case bitwise_and: return a && b;
    case bitwise_or: return a || b;
    case bitwise_xor: return a != b;
    case bitwise_invert: return !a;
    default: throw InternalError("not an operation on booleans");
    }
}

template <class T>
T of_floats(ops::Op op, T a, T b) {
    using enum ops::Op;
    switch (op) {
    case add: return a + b;
    case subtract: return a - b;
    case multiply: return a * b;
    case divide: return a / b;
    case negative: return -a;
    case absolute: return std::fabs(a);
    case maximum: return a > b || a != a ? a : b;
    case minimum: return a < b || a != a ? a : b;
    case sqrt: return std::sqrt(a);
    case floor: return std::floor(a);
    case ceil: return std::ceil(a);
    case trunc: return std::trunc(a);
    case round: return std::nearbyint(a);
    case fmod: return std::fmod(a, b);
    case copysign: return std::copysign(a, b);
    default: return vector_function(op, a, b);
    }
}

template <class T>
T arithmetic(ops::Op op, T a, T b) {
    if constexpr (std::is_same_v<T, bool>)
        return of_booleans(op, a, b);
    else if constexpr (std::is_integral_v<T>)
        return of_integers(op, a, b);
    else
        return of_floats(op, a, b);
}

template <class T>
std::uint64_t compute(ops::Op op, T a, T b) {
    using enum ops::Op;
    switch (op) {
    case equal: return a == b;
    case not_equal: return a != b;
    case less: return a < b;
    case less_equal: return a <= b;
    case greater: return a > b;
    case greater_equal: return a >= b;
    default: return to_bits(arithmetic(op, a, b));
    }
}

/// Casts that C defines; tests stay inside.
inline std::uint64_t cast(std::uint64_t bits, DType from, DType to) {
    return with_type(from, [&]<class From> {
        return with_type(to,
                         [&]<class To> { return to_bits(static_cast<To>(from_bits<From>(bits))); });
    });
}

class Evaluation {
public:
    Evaluation(const Kernel& core, std::vector<Element> elements,
               std::vector<Element> arguments = {})
        : kernel_(core), elements_(std::move(elements)), arguments_(std::move(arguments)),
          values_(core.instrs.size()), vars_(core.vars.size()) {
        elements_.resize(core.params.size());
        block(body_block);
    }

    const Element& element(std::size_t param) const { return elements_.at(param); }

private:
    void block(BlockId id) {
        for (const ValueId value : kernel_.blocks[id])
            values_[value] = instr(kernel_.instrs[value]);
    }

    static std::uint64_t part(const Element& element, const Instr& instr) {
        return instr.component == 0 ? element.re : element.im;
    }

    std::uint64_t instr(const Instr& instr) {
        const auto value = [&](ValueId id) { return id == no_value ? 0 : values_[id]; };
        const auto type = [&](ValueId id) { return kernel_.instrs[id].type; };
        switch (instr.code) {
        case Code::constant: return instr.bits;
        case Code::argument: return part(arguments_.at(instr.index), instr);
        case Code::load: return part(elements_.at(instr.index), instr);
        case Code::store: elements_.at(instr.index) = {value(instr.a), value(instr.b)}; return 0;
        case Code::compute:
            return with_type(type(instr.a), [&]<class T> {
                return compute(instr.op, from_bits<T>(value(instr.a)),
                               from_bits<T>(value(instr.b)));
            });
        case Code::cast: return cast(value(instr.a), type(instr.a), instr.type);
        case Code::bitcast: return value(instr.a);
        case Code::select: return value(instr.a) != 0 ? value(instr.b) : value(instr.c);
        case Code::read_var: return vars_[instr.index];
        case Code::write_var: vars_[instr.index] = value(instr.a); return 0;
        case Code::if_:
            if (value(instr.a) != 0)
                block(instr.first);
            else if (instr.second != no_block)
                block(instr.second);
            return 0;
        case Code::while_:
            while (block(instr.first), values_[instr.a] != 0)
                block(instr.second);
            return 0;
        default: throw InternalError("not for tests of one element");
        }
    }

    const Kernel& kernel_;
    std::vector<Element> elements_, arguments_;
    std::vector<std::uint64_t> values_, vars_;
};

template <class T>
Element to_element(T value) {
    return {to_bits(value), 0};
}
template <class T>
Element to_element(std::complex<T> value) {
    return {to_bits(value.real()), to_bits(value.imag())};
}

template <class T>
struct FromElement {
    static T get(const Element& element) { return from_bits<T>(element.re); }
};
template <class T>
struct FromElement<std::complex<T>> {
    static std::complex<T> get(const Element& element) {
        return {from_bits<T>(element.re), from_bits<T>(element.im)};
    }
};

/// op(operands...) through lowering, as a Result.
template <class Result, class T, class... Ts>
Result evaluate(ops::Op op, T first, Ts... rest) {
    const Kernel core = lower(element_wise(op, dtype_of<T>));
    const Evaluation evaluation(core, {to_element(first), to_element(static_cast<T>(rest))...});
    return FromElement<Result>::get(evaluation.element(core.params.size() - 1));
}

}  // namespace tenon::kernel::test
