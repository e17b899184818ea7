// SPDX-License-Identifier: MIT
/// Per-element kernels: a C++ lambda over Values is traced once and then runs on arrays, masked on
/// vector registers, broadcasting and fusing like any operation (vectorize.hpp).
///
///     auto escape = vectorize([](Complex128 q, Int64 limit) {
///         Var<Complex128> z = 0;
///         Var<Int64> n = 0;
///         while_([&] { return n < limit && norm(z) <= 4.0; }, [&] { z = z * z + q; n += 1; });
///         return select(norm(z) > 4.0, n - 1, 0);
///     });
///     Array counts = escape(q, 1000);
///
/// Tracing runs the lambda once: C++ `if` and `while` on Values do not compile; use if_ and while_.
/// C++ numbers become constants of the kernel; pass what changes as an argument.
#pragma once

#include <concepts>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

#include <tenon/array.hpp>

namespace tenon {

template <class T>
class Value;

namespace detail {

struct Function;  // a traced kernel body

using TraceId = std::uint32_t;
TENON_API TraceId trace_constant(DType type, const Scalar& value);
TENON_API TraceId trace_op(const char* name, TraceId a, TraceId b = 0xffffffff);
TENON_API TraceId trace_select(TraceId condition, TraceId yes, TraceId no);
TENON_API TraceId trace_cast(TraceId value, DType type);
TENON_API TraceId trace_new_var(DType type, TraceId initial);
TENON_API TraceId trace_read(std::uint32_t var);
TENON_API void trace_write(std::uint32_t var, TraceId value);
TENON_API std::uint32_t trace_begin_block();
TENON_API void trace_end_block();
TENON_API void trace_if(TraceId condition, std::uint32_t yes, std::uint32_t no);
TENON_API void trace_while(std::uint32_t head, TraceId condition, std::uint32_t body);

/// Opens a trace on this thread; closes it when it goes, finished or not.
class TENON_API Tracer {
public:
    explicit Tracer(std::span<const DType> inputs);
    ~Tracer();
    Tracer(const Tracer&) = delete;
    Tracer& operator=(const Tracer&) = delete;
    TraceId input(std::size_t position) const;
    std::shared_ptr<const Function> finish(std::span<const TraceId> results);
};

TENON_API std::vector<Array> call_function(const std::shared_ptr<const Function>& function,
                                           std::span<const Operand> inputs);

template <DType type>
struct cpp_type_t;
template <>
struct cpp_type_t<DType::bool_> {
    using type = bool;
};
template <>
struct cpp_type_t<DType::int8> {
    using type = std::int8_t;
};
template <>
struct cpp_type_t<DType::int16> {
    using type = std::int16_t;
};
template <>
struct cpp_type_t<DType::int32> {
    using type = std::int32_t;
};
template <>
struct cpp_type_t<DType::int64> {
    using type = std::int64_t;
};
template <>
struct cpp_type_t<DType::uint8> {
    using type = std::uint8_t;
};
template <>
struct cpp_type_t<DType::uint16> {
    using type = std::uint16_t;
};
template <>
struct cpp_type_t<DType::uint32> {
    using type = std::uint32_t;
};
template <>
struct cpp_type_t<DType::uint64> {
    using type = std::uint64_t;
};
template <>
struct cpp_type_t<DType::float16> {
    using type = float16;
};
template <>
struct cpp_type_t<DType::float32> {
    using type = float;
};
template <>
struct cpp_type_t<DType::float64> {
    using type = double;
};
template <>
struct cpp_type_t<DType::complex64> {
    using type = std::complex<float>;
};
template <>
struct cpp_type_t<DType::complex128> {
    using type = std::complex<double>;
};

/// The dtype of `array type` joined with a weak C++ number of type S (NEP 50).
template <class S>
constexpr DType weak_type(DType type) {
    if constexpr (std::same_as<S, bool>) {
        return type;
    } else if constexpr (std::integral<S>) {
        return is_bool(type) ? DType::int64 : type;
    } else if constexpr (std::floating_point<S>) {
        return is_floating(type) || is_complex(type) ? type : DType::float64;
    } else {
        return is_complex(type)                              ? type
               : is_floating(type) && type != DType::float64 ? DType::complex64
                                                             : DType::complex128;
    }
}

template <class S>
struct is_complex_number : std::false_type {};
template <class T>
struct is_complex_number<std::complex<T>> : std::true_type {};

}  // namespace detail

/// A C++ number: anything a Scalar is made from, Values excluded.
template <class S>
concept Number = std::integral<S> || std::floating_point<S> || detail::is_complex_number<S>::value;

/// One element inside a kernel. T is the C++ type of its dtype.
template <class T>
class Value {
public:
    using element = T;
    static constexpr DType dtype = dtype_of<T>;

    template <Number S>
        requires(detail::weak_type<S>(dtype_of<T>) == dtype_of<T>)
    Value(S number) : id_(detail::trace_constant(dtype, Scalar(number))) {}
    Value(const Value& other) : id_(other.id()) {}
    Value& operator=(const Value&) = delete;  // single assignment: use Var for what changes
    explicit Value(detail::TraceId id) noexcept : id_(id) {}

    detail::TraceId id() const { return is_var_ ? detail::trace_read(id_) : id_; }

protected:
    struct FromVar {};
    Value(FromVar, std::uint32_t var) noexcept : id_(var), is_var_(true) {}
    std::uint32_t var() const noexcept { return id_; }

private:
    std::uint32_t id_;
    bool is_var_ = false;
};

using Bool = Value<bool>;
using Int8 = Value<std::int8_t>;
using Int16 = Value<std::int16_t>;
using Int32 = Value<std::int32_t>;
using Int64 = Value<std::int64_t>;
using UInt8 = Value<std::uint8_t>;
using UInt16 = Value<std::uint16_t>;
using UInt32 = Value<std::uint32_t>;
using UInt64 = Value<std::uint64_t>;
using Float16 = Value<float16>;
using Float32 = Value<float>;
using Float64 = Value<double>;
using Complex64 = Value<std::complex<float>>;
using Complex128 = Value<std::complex<double>>;

/// The Value of a dtype.
template <DType type>
using ValueOf = Value<typename detail::cpp_type_t<type>::type>;

template <class U, class T>
Value<U> cast(const Value<T>& x) {
    return Value<U>(detail::trace_cast(x.id(), dtype_of<U>));
}

namespace detail {

template <class X>
struct value_element {};
template <class X>
    requires requires { typename X::element; }
struct value_element<X> {
    using type = typename X::element;
};
template <class X>
concept AnyValue = requires { typename std::remove_cvref_t<X>::element; };

template <class A, class B>
constexpr DType joined() {
    using X = std::remove_cvref_t<A>;
    using Y = std::remove_cvref_t<B>;
    if constexpr (AnyValue<X> && AnyValue<Y>)
        return promote_types(X::dtype, Y::dtype);
    else if constexpr (AnyValue<X>)
        return weak_type<Y>(X::dtype);
    else
        return weak_type<X>(Y::dtype);
}
template <DType type, class X>
TraceId as_type(const X& x) {
    if constexpr (AnyValue<X>)
        return trace_cast(x.id(), type);
    else
        return trace_constant(type, Scalar(x));
}
template <class A, class B>
concept Mixed = (AnyValue<A> && AnyValue<B>) || (AnyValue<A> && Number<std::remove_cvref_t<B>>) ||
                (Number<std::remove_cvref_t<A>> && AnyValue<B>);

template <DType result, class A, class B>
ValueOf<result> binary(const char* op, const A& a, const B& b) {
    constexpr DType common = joined<A, B>();
    return ValueOf<result>(trace_op(op, as_type<common>(a), as_type<common>(b)));
}
constexpr DType float_type(DType type) {
    return is_floating(type) || is_complex(type) ? type
           : size_of(type) == 1                  ? DType::float16
           : size_of(type) == 2                  ? DType::float32
                                                 : DType::float64;
}
constexpr DType quotient_type(DType type) {
    return is_floating(type) || is_complex(type) ? type : DType::float64;
}
constexpr DType argument_type(DType type) {
    return is_bool(type) ? DType::float64 : real_type(float_type(type));
}
constexpr DType wide_type(DType type) {
    return is_complex(type) ? DType::complex128 : DType::float64;
}

}  // namespace detail

/// A variable inside a kernel: assigned as often as needed, also under if_ and while_.
template <class V>
class Var : public V {
public:
    using element = typename V::element;
    template <class X>
        requires(detail::AnyValue<X> || Number<X>)
    Var(const X& initial)
        : V(typename V::FromVar{},
            detail::trace_new_var(V::dtype, detail::as_type<V::dtype>(initial))) {}
    Var(const Var& other) : Var(static_cast<const V&>(other)) {}
    Var& operator=(const Var& other) { return assign(other.id()); }
    template <class X>
        requires(detail::AnyValue<X> || Number<X>)
    Var& operator=(const X& value) {
        return assign(detail::as_type<V::dtype>(value));
    }
    template <class X>
    Var& operator+=(const X& x) {
        return *this = V(*this) + x;
    }
    template <class X>
    Var& operator-=(const X& x) {
        return *this = V(*this) - x;
    }
    template <class X>
    Var& operator*=(const X& x) {
        return *this = V(*this) * x;
    }
    template <class X>
    Var& operator/=(const X& x) {
        return *this = V(*this) / x;
    }

private:
    Var& assign(detail::TraceId value) {
        detail::trace_write(this->var(), value);
        return *this;
    }
};

#define TENON_BINARY(symbol, op, result)                                                           \
    template <class A, class B>                                                                    \
        requires detail::Mixed<A, B>                                                               \
    auto operator symbol(const A& a, const B& b) {                                                 \
        constexpr DType common = detail::joined<A, B>();                                           \
        return detail::binary<result>(op, a, b);                                                   \
    }
TENON_BINARY(+, "add", common)
TENON_BINARY(-, "subtract", common)
TENON_BINARY(*, "multiply", common)
TENON_BINARY(/, "divide", detail::quotient_type(common))
TENON_BINARY(%, "remainder", common)
TENON_BINARY(&, "bitwise_and", common)
TENON_BINARY(|, "bitwise_or", common)
TENON_BINARY(^, "bitwise_xor", common)
TENON_BINARY(<<, "bitwise_left_shift", common)
TENON_BINARY(>>, "bitwise_right_shift", common)
TENON_BINARY(<, "less", (static_cast<void>(common), DType::bool_))
TENON_BINARY(<=, "less_equal", (static_cast<void>(common), DType::bool_))
TENON_BINARY(>, "greater", (static_cast<void>(common), DType::bool_))
TENON_BINARY(>=, "greater_equal", (static_cast<void>(common), DType::bool_))
TENON_BINARY(==, "equal", (static_cast<void>(common), DType::bool_))
TENON_BINARY(!=, "not_equal", (static_cast<void>(common), DType::bool_))
#undef TENON_BINARY

inline Bool operator&&(const Bool& a, const Bool& b) {
    return Bool(detail::trace_op("logical_and", a.id(), b.id()));
}
inline Bool operator||(const Bool& a, const Bool& b) {
    return Bool(detail::trace_op("logical_or", a.id(), b.id()));
}
inline Bool operator!(const Bool& a) { return Bool(detail::trace_op("logical_not", a.id())); }
template <class T>
Value<T> operator-(const Value<T>& x) {
    return Value<T>(detail::trace_op("negative", x.id()));
}
template <class T>
Value<T> operator~(const Value<T>& x) {
    return Value<T>(detail::trace_op("bitwise_invert", x.id()));
}

#define TENON_UNARY(function, op, result)                                                          \
    template <class T>                                                                             \
    auto function(const Value<T>& x) {                                                             \
        constexpr DType type = dtype_of<T>;                                                        \
        return ValueOf<result>(detail::trace_op(op, x.id()));                                      \
    }
TENON_UNARY(abs, "absolute", real_type(type))
TENON_UNARY(norm, "norm", real_type(type))
TENON_UNARY(real, "real", real_type(type))
TENON_UNARY(imag, "imag", real_type(type))
TENON_UNARY(conj, "conj", type)
TENON_UNARY(square, "square", type)
TENON_UNARY(sign, "sign", type)
TENON_UNARY(floor, "floor", type)
TENON_UNARY(ceil, "ceil", type)
TENON_UNARY(trunc, "trunc", type)
TENON_UNARY(round, "round", type)
TENON_UNARY(sqrt, "sqrt", detail::float_type(type))
TENON_UNARY(exp, "exp", detail::float_type(type))
TENON_UNARY(exp2, "exp2", detail::float_type(type))
TENON_UNARY(expm1, "expm1", detail::float_type(type))
TENON_UNARY(log, "log", detail::float_type(type))
TENON_UNARY(log2, "log2", detail::float_type(type))
TENON_UNARY(log10, "log10", detail::float_type(type))
TENON_UNARY(log1p, "log1p", detail::float_type(type))
TENON_UNARY(sin, "sin", detail::float_type(type))
TENON_UNARY(cos, "cos", detail::float_type(type))
TENON_UNARY(tan, "tan", detail::float_type(type))
TENON_UNARY(asin, "asin", detail::float_type(type))
TENON_UNARY(acos, "acos", detail::float_type(type))
TENON_UNARY(atan, "atan", detail::float_type(type))
TENON_UNARY(sinh, "sinh", detail::float_type(type))
TENON_UNARY(cosh, "cosh", detail::float_type(type))
TENON_UNARY(tanh, "tanh", detail::float_type(type))
TENON_UNARY(asinh, "asinh", detail::float_type(type))
TENON_UNARY(acosh, "acosh", detail::float_type(type))
TENON_UNARY(atanh, "atanh", detail::float_type(type))
TENON_UNARY(reciprocal, "reciprocal", detail::float_type(type))
TENON_UNARY(cbrt, "cbrt", detail::float_type(type))
TENON_UNARY(erf, "erf", detail::float_type(type))
TENON_UNARY(erfc, "erfc", detail::float_type(type))
TENON_UNARY(lgamma, "lgamma", detail::float_type(type))
TENON_UNARY(tgamma, "tgamma", detail::float_type(type))
TENON_UNARY(degrees, "degrees", detail::float_type(type))
TENON_UNARY(radians, "radians", detail::float_type(type))
TENON_UNARY(fabs, "fabs", detail::float_type(type))
TENON_UNARY(rint, "rint", detail::float_type(type))
TENON_UNARY(frexp_mantissa, "frexp_mantissa", detail::float_type(type))
TENON_UNARY(modf_fraction, "modf_fraction", detail::float_type(type))
TENON_UNARY(modf_whole, "modf_whole", detail::float_type(type))
TENON_UNARY(spacing, "spacing", detail::float_type(type))
TENON_UNARY(sinc, "sinc", detail::quotient_type(type))
TENON_UNARY(nan_to_num, "nan_to_num", type)
TENON_UNARY(angle, "angle", detail::argument_type(type))
TENON_UNARY(frexp_exponent, "frexp_exponent", (static_cast<void>(type), DType::int32))
TENON_UNARY(bitwise_count, "bitwise_count", (static_cast<void>(type), DType::uint8))
TENON_UNARY(signbit, "signbit", (static_cast<void>(type), DType::bool_))
TENON_UNARY(isnan, "isnan", (static_cast<void>(type), DType::bool_))
TENON_UNARY(isinf, "isinf", (static_cast<void>(type), DType::bool_))
TENON_UNARY(isfinite, "isfinite", (static_cast<void>(type), DType::bool_))
#undef TENON_UNARY

#define TENON_BINARY_FUNCTION(function, op, result)                                                \
    template <class A, class B>                                                                    \
        requires detail::Mixed<A, B>                                                               \
    auto function(const A& a, const B& b) {                                                        \
        constexpr DType common = detail::joined<A, B>();                                           \
        return detail::binary<result>(op, a, b);                                                   \
    }
TENON_BINARY_FUNCTION(minimum, "minimum", common)
TENON_BINARY_FUNCTION(maximum, "maximum", common)
TENON_BINARY_FUNCTION(floor_divide, "floor_divide", common)
TENON_BINARY_FUNCTION(quotient, "quotient", common)
TENON_BINARY_FUNCTION(fmod, "fmod", common)
TENON_BINARY_FUNCTION(pow, "power", common)
TENON_BINARY_FUNCTION(atan2, "atan2", detail::float_type(common))
TENON_BINARY_FUNCTION(hypot, "hypot", detail::float_type(common))
TENON_BINARY_FUNCTION(copysign, "copysign", detail::float_type(common))
TENON_BINARY_FUNCTION(heaviside, "heaviside", detail::float_type(common))
TENON_BINARY_FUNCTION(nextafter, "nextafter", detail::float_type(common))
TENON_BINARY_FUNCTION(logaddexp, "logaddexp", detail::float_type(common))
TENON_BINARY_FUNCTION(logaddexp2, "logaddexp2", detail::float_type(common))
TENON_BINARY_FUNCTION(fmin, "fmin", common)
TENON_BINARY_FUNCTION(fmax, "fmax", common)
TENON_BINARY_FUNCTION(gcd, "gcd", common)
TENON_BINARY_FUNCTION(lcm, "lcm", common)
TENON_BINARY_FUNCTION(float_power, "float_power", detail::wide_type(common))
#undef TENON_BINARY_FUNCTION

/// x * 2^power.
template <class T, class N>
    requires(is_integer(dtype_of<N>))
auto ldexp(const Value<T>& x, const Value<N>& power) {
    constexpr DType type = detail::float_type(dtype_of<T>);
    return ValueOf<type>(detail::trace_op("ldexp", detail::trace_cast(x.id(), type),
                                          detail::trace_cast(power.id(), type)));
}

/// condition ? a : b; both are computed.
template <class A, class B>
    requires detail::Mixed<A, B>
auto select(const Bool& condition, const A& a, const B& b) {
    constexpr DType type = detail::joined<A, B>();
    return ValueOf<type>(
        detail::trace_select(condition.id(), detail::as_type<type>(a), detail::as_type<type>(b)));
}

/// Repeats `body` for the elements for which `condition()` is true.
template <class Condition, class Body>
void while_(Condition condition, Body body) {
    const std::uint32_t head = detail::trace_begin_block();
    const detail::TraceId test = Bool(condition()).id();
    detail::trace_end_block();
    const std::uint32_t block = detail::trace_begin_block();
    body();
    detail::trace_end_block();
    detail::trace_while(head, test, block);
}

template <class Then>
void if_(const Bool& condition, Then then) {
    const detail::TraceId test = condition.id();
    const std::uint32_t block = detail::trace_begin_block();
    then();
    detail::trace_end_block();
    detail::trace_if(test, block, 0xffffffff);
}

template <class Then, class Else>
void if_(const Bool& condition, Then then, Else otherwise) {
    const detail::TraceId test = condition.id();
    const std::uint32_t yes = detail::trace_begin_block();
    then();
    detail::trace_end_block();
    const std::uint32_t no = detail::trace_begin_block();
    otherwise();
    detail::trace_end_block();
    detail::trace_if(test, yes, no);
}

/// body(i) for i = first, first + 1, ... below `last`.
template <class Body>
void for_(const Int64& first, const Int64& last, Body body) {
    // NOLINTNEXTLINE(performance-unnecessary-copy-initialization): the copy reads a Var once
    const Int64 stop(last);
    Var<Int64> i = first;
    while_([&] { return i < stop; },
           [&] {
               body(Int64(i));
               i += 1;
           });
}

}  // namespace tenon
