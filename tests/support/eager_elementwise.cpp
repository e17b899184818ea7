// SPDX-License-Identifier: MIT
// Element-wise operations: by name, one function of the operands' elements for each type.
#include <bit>
#include <stdexcept>
#include <string>

#include "support/eager.hpp"
#include "support/eager_complex.hpp"

namespace eager {

namespace {

template <class T>
Function<T, bool> test(std::string_view op) {
    if (op == "equal")
        return [](const T* x) { return x[0] == x[1]; };
    if (op == "not_equal")
        return [](const T* x) { return x[0] != x[1]; };
    if (op == "logical_and")
        return [](const T* x) { return x[0] != T(0) && x[1] != T(0); };
    if (op == "logical_or")
        return [](const T* x) { return x[0] != T(0) || x[1] != T(0); };
    if (op == "logical_xor")
        return [](const T* x) { return (x[0] != T(0)) != (x[1] != T(0)); };
    if (op == "logical_not")
        return [](const T* x) { return x[0] == T(0); };
    return nullptr;
}

template <class T>
Function<T, bool> order(std::string_view op) {
    if (op == "less")
        return [](const T* x) { return x[0] < x[1]; };
    if (op == "less_equal")
        return [](const T* x) { return x[0] <= x[1]; };
    if (op == "greater")
        return [](const T* x) { return x[0] > x[1]; };
    if (op == "greater_equal")
        return [](const T* x) { return x[0] >= x[1]; };
    if (op == "signbit") {
        if constexpr (Real<T>)
            return [](const T* x) { return std::signbit(x[0]); };
        else
            return [](const T* x) { return x[0] < T(0); };
    }
    return nullptr;
}

template <class T>
Function<T, bool> predicate(std::string_view op) {
    if constexpr (Real<T>) {
        if (op == "isnan")
            return [](const T* x) { return std::isnan(x[0]); };
        if (op == "isinf")
            return [](const T* x) { return std::isinf(x[0]); };
        if (op == "isfinite")
            return [](const T* x) { return std::isfinite(x[0]); };
    } else if constexpr (ComplexNumber<T>) {
        if (op == "isnan")
            return [](const T* x) { return std::isnan(x->real()) || std::isnan(x->imag()); };
        if (op == "isinf")
            return [](const T* x) { return std::isinf(x->real()) || std::isinf(x->imag()); };
        if (op == "isfinite")
            return [](const T* x) { return std::isfinite(x->real()) && std::isfinite(x->imag()); };
    } else {
        if (op == "isnan" || op == "isinf")
            return [](const T*) { return false; };
        if (op == "isfinite")
            return [](const T*) { return true; };
    }
    return nullptr;
}

template <class T>
Function<T, T> of_bool(std::string_view op) {
    if (op == "add" || op == "maximum" || op == "fmax" || op == "bitwise_or")
        return [](const T* x) { return x[0] || x[1]; };
    if (op == "multiply" || op == "minimum" || op == "fmin" || op == "bitwise_and")
        return [](const T* x) { return x[0] && x[1]; };
    if (op == "bitwise_xor")
        return [](const T* x) { return x[0] != x[1]; };
    if (op == "bitwise_invert")
        return [](const T* x) { return !x[0]; };
    if (op == "clip")
        return [](const T* x) { return (x[0] || x[1]) && x[2]; };
    if (op == "imag")
        return [](const T*) { return false; };
    return [](const T* x) { return x[0]; };  // absolute, conj, nan_to_num, norm, real, square
}

template <class T>
Function<T, T> of_integers(std::string_view op) {
    if (op == "add")
        return [](const T* x) { return wrap<T>(wide(x[0]) + wide(x[1])); };
    if (op == "subtract")
        return [](const T* x) { return wrap<T>(wide(x[0]) - wide(x[1])); };
    if (op == "multiply")
        return [](const T* x) { return wrap<T>(wide(x[0]) * wide(x[1])); };
    if (op == "square" || op == "norm")
        return [](const T* x) { return wrap<T>(wide(x[0]) * wide(x[0])); };
    if (op == "negative")
        return [](const T* x) { return wrap<T>(0 - wide(x[0])); };
    if (op == "absolute")
        return [](const T* x) { return x[0] < 0 ? wrap<T>(0 - wide(x[0])) : x[0]; };
    if (op == "sign")
        return [](const T* x) { return static_cast<T>(x[0] > 0 ? 1 : x[0] < 0 ? -1 : 0); };
    if (op == "quotient")
        return [](const T* x) { return eager::quotient(x[0], x[1]); };
    if (op == "fmod")
        return [](const T* x) { return eager::fmod(x[0], x[1]); };
    if (op == "remainder")
        return [](const T* x) { return eager::remainder(x[0], x[1]); };
    if (op == "floor_divide")
        return [](const T* x) { return eager::floor_divide(x[0], x[1]); };
    if (op == "power")
        return [](const T* x) { return eager::power(x[0], x[1]); };
    if (op == "bitwise_and")
        return [](const T* x) { return static_cast<T>(x[0] & x[1]); };
    if (op == "bitwise_or")
        return [](const T* x) { return static_cast<T>(x[0] | x[1]); };
    if (op == "bitwise_xor")
        return [](const T* x) { return static_cast<T>(x[0] ^ x[1]); };
    if (op == "bitwise_invert")
        return [](const T* x) { return static_cast<T>(~x[0]); };
    if (op == "bitwise_left_shift")
        return [](const T* x) { return left_shift(x[0], x[1]); };
    if (op == "bitwise_right_shift")
        return [](const T* x) { return right_shift(x[0], x[1]); };
    if (op == "gcd")
        return [](const T* x) { return eager::gcd(x[0], x[1]); };
    if (op == "lcm")
        return [](const T* x) { return eager::lcm(x[0], x[1]); };
    if (op == "maximum" || op == "fmax")
        return [](const T* x) { return eager::maximum(x[0], x[1]); };
    if (op == "minimum" || op == "fmin")
        return [](const T* x) { return eager::minimum(x[0], x[1]); };
    if (op == "clip")
        return [](const T* x) { return eager::minimum(eager::maximum(x[0], x[1]), x[2]); };
    if (op == "imag")
        return [](const T*) { return T(0); };
    return [](const T* x) { return x[0]; };  // ceil, conj, positive, round...
}

template <class T>
Function<T, T> of_complex(std::string_view op) {
    if (op == "add")
        return [](const T* x) { return T(x[0].real() + x[1].real(), x[0].imag() + x[1].imag()); };
    if (op == "subtract")
        return [](const T* x) { return T(x[0].real() - x[1].real(), x[0].imag() - x[1].imag()); };
    if (op == "multiply")
        return [](const T* x) { return multiply(x[0], x[1]); };
    if (op == "square")
        return [](const T* x) { return multiply(x[0], x[0]); };
    if (op == "divide")
        return [](const T* x) { return divide(x[0], x[1]); };
    if (op == "reciprocal")
        return [](const T* x) { return divide(T(1), x[0]); };
    if (op == "sqrt")
        return [](const T* x) { return square_root(x[0]); };
    if (op == "sign")
        return [](const T* x) { return sign(x[0]); };
    if (op == "negative")
        return [](const T* x) { return T(-x->real(), -x->imag()); };
    if (op == "conj")
        return [](const T* x) { return T(x->real(), -x->imag()); };
    if (op == "positive")
        return [](const T* x) { return x[0]; };
    if (op == "rint")
        return [](const T* x) { return T(std::nearbyint(x->real()), std::nearbyint(x->imag())); };
    if (op == "nan_to_num")
        return [](const T* x) {
            const auto part = part_of_reals<typename T::value_type>("nan_to_num");
            const typename T::value_type re = x->real(), im = x->imag();
            return T(part(&re), part(&im));
        };
    return function_of_complex<T>(op);
}

template <class T>
auto part_of_complex(std::string_view op) -> Function<T, typename T::value_type> {
    if (op == "absolute")
        return [](const T* x) {
            using L = long double;
            return static_cast<typename T::value_type>(std::hypot(L(x->real()), L(x->imag())));
        };
    if (op == "angle")
        return [](const T* x) {
            using L = long double;
            return static_cast<typename T::value_type>(std::atan2(L(x->imag()), L(x->real())));
        };
    if (op == "norm")
        return [](const T* x) { return x->real() * x->real() + x->imag() * x->imag(); };
    if (op == "real")
        return [](const T* x) { return x->real(); };
    if (op == "imag")
        return [](const T* x) { return x->imag(); };
    return nullptr;
}

template <class T>
std::int32_t exponent_of(const T* x) {
    int exponent = 0;
    std::frexp(*x, &exponent);
    return std::isfinite(*x) ? exponent : 0;
}

template <class T>
std::uint8_t ones_of(const T* x) {
    return static_cast<std::uint8_t>(std::popcount(magnitude(*x)));
}

template <class T>
Function<T, bool> any_test(std::string_view op) {
    if (const auto found = test<T>(op))
        return found;
    if constexpr (!ComplexNumber<T>)
        if (const auto found = order<T>(op))
            return found;
    return predicate<T>(op);
}

template <class T>
Function<T, T> same_type(std::string_view op) {
    if constexpr (std::same_as<T, bool>) {
        return of_bool<T>(op);
    } else if constexpr (Integer<T>) {
        return of_integers<T>(op);
    } else if constexpr (ComplexNumber<T>) {
        return of_complex<T>(op);
    } else {
        if (const auto exact = exact_of_reals<T>(op))
            return exact;
        const auto part = part_of_reals<T>(op);
        return part ? part : function_of_reals<T>(op);
    }
}

template <class T, class R>
Array map(const Function<T, R> function, const std::vector<Array>& inputs, const Shape& shape) {
    if (!function)
        throw std::logic_error("the oracle has no such operation for this type");
    std::vector<std::vector<T>> columns;
    for (const Array& input : inputs)
        columns.push_back(input.values<T>());
    Array out = make(shape, tenon::dtype_of<R>);
    for (std::int64_t i = 0; i < out.size(); ++i) {
        T row[3] = {};
        for (std::size_t k = 0; k < columns.size(); ++k)
            row[k] = columns[k][static_cast<std::size_t>(i)];
        out.put<R>(i, function(row));
    }
    return out;
}

}  // namespace

namespace {

bool is_comparison(std::string_view op) {
    return op == "less" || op == "less_equal" || op == "greater" || op == "greater_equal" ||
           op == "equal" || op == "not_equal";
}

bool has_no_common_integer(const Operand& a, const Operand& b) {
    const auto pair = [](const Operand& x, const Operand& y) {
        return x.array && y.array && tenon::is_signed(x.array->dtype) &&
               y.array->dtype == DType::uint64;
    };
    return pair(a, b) || pair(b, a);
}

/// Signed integers meet uint64 in float64, but are compared as what they are; a long double holds
/// both.
Array compare_exactly(std::string_view op, const Array& a, const Array& b) {
    const Shape shape = broadcast(a.shape, b.shape).value();
    const auto wide = [&](const Array& x) {
        std::vector<long double> list;
        with_type(x.dtype, [&]<class T>() {
            if constexpr (Integer<T>)
                for (const T value : broadcast_to(x, shape).values<T>())
                    list.push_back(static_cast<long double>(value));
        });
        return list;
    };
    const std::vector<long double> left = wide(a), right = wide(b);
    const auto function = any_test<long double>(op);
    Array out = make(shape, DType::bool_);
    for (std::size_t i = 0; i < left.size(); ++i) {
        const long double row[] = {left[i], right[i]};
        out.put<bool>(static_cast<std::int64_t>(i), function(row));
    }
    return out;
}

/// NumPy's own paths for powers that are numbers: a root of -0.0 is -0.0, which pow does not give.
std::string_view power_of_number(const Operand& base, const Scalar& exponent) {
    const bool real = base.array && tenon::kind(base.array->dtype) >= Kind::floating;
    if (exponent.kind() == Kind::complex)
        return "power";
    if (exponent.real() == 2)
        return "square";
    if (exponent.real() == 0.5)
        return "sqrt";
    return exponent.real() == -1 && real ? "reciprocal" : "power";
}

Array ldexp_in(DType type, const Array& x, const Array& power) {
    if (type == DType::float16)
        return astype(
            ldexp_in(DType::float32, astype(x, DType::float32), astype(power, DType::float32)),
            type);
    const Shape shape = broadcast(x.shape, power.shape).value();
    const std::vector<Array> inputs{broadcast_to(x, shape), broadcast_to(power, shape)};
    return with_type(type, [&]<class T>() {
        if constexpr (Real<T>)
            return map<T, T>(part_of_reals<T>("ldexp"), inputs, shape);
        else
            return Array();
    });
}

/// What rounding a float32 does not give.
Half neighbour_of_half(std::string_view op, Half a, Half b) {
    const double x = half_value(a), y = half_value(b);
    if (op == "nan_to_num")
        return std::isnan(x) ? half_of(0) : half_of(std::clamp(x, -65504.0, 65504.0));
    if (op == "spacing")
        return std::isfinite(x) ? half_of(half_value(half_next(a, x >= 0)) - x)
                                : half_of(std::numeric_limits<double>::quiet_NaN());
    if (std::isnan(x) || std::isnan(y))
        return half_of(x + y);
    return x == y ? a : half_next(a, x < y);
}

/// Of two zeros the first.
Function<float, float> extreme_of_halves(std::string_view op) {
    if (op == "maximum")
        return [](const float* x) { return x[0] >= x[1] || std::isnan(x[0]) ? x[0] : x[1]; };
    if (op == "minimum")
        return [](const float* x) { return x[0] <= x[1] || std::isnan(x[0]) ? x[0] : x[1]; };
    return nullptr;
}

/// In float32, rounded once.
Array of_halves(std::string_view op, const std::vector<Array>& inputs, const Shape& shape,
                DType result) {
    if (op == "nextafter" || op == "spacing" || op == "nan_to_num") {
        const std::vector<Half> a = inputs[0].values<Half>(), b = inputs.back().values<Half>();
        Array out = make(shape, DType::float16);
        for (std::size_t i = 0; i < a.size(); ++i)
            out.put(static_cast<std::int64_t>(i), neighbour_of_half(op, a[i], b[i]));
        return out;
    }
    std::vector<Array> wide;
    for (const Array& input : inputs)
        wide.push_back(astype(input, DType::float32));
    if (result == DType::bool_)
        return map<float, bool>(any_test<float>(op), wide, shape);
    if (op == "frexp_exponent")
        return map<float, std::int32_t>(exponent_of<float>, wide, shape);
    const auto extreme = extreme_of_halves(op);
    return astype(map<float, float>(extreme ? extreme : same_type<float>(op), wide, shape), result);
}

}  // namespace

Array elementwise(std::string_view op, std::span<const Operand> operands) {
    if (op == "power" && !operands[1].array) {
        const std::string_view path = power_of_number(operands[0], operands[1].scalar);
        const OperandType both[] = {operands[0].type(), operands[1].type()};
        if (path != "power" && operands[0].array)
            return elementwise(path, std::vector<Operand>{operands[0].as(
                                         types_of(op, common_type(both)).value().compute)});
    }
    if (op == "ldexp") {  // only x1 decides the type
        const OperandType first[] = {operands[0].type()};
        const DType type = types_of("fabs", common_type(first)).value().compute;
        return ldexp_in(type, operands[0].as(type), operands[1].as(type));
    }
    if (is_comparison(op) && has_no_common_integer(operands[0], operands[1]))
        return compare_exactly(op, *operands[0].array, *operands[1].array);
    std::vector<OperandType> given;
    Shape shape;
    for (const Operand& operand : operands) {
        given.push_back(operand.type());
        if (operand.array)
            shape = broadcast(shape, operand.array->shape).value();
    }
    const Types types = types_of(op, common_type(given)).value();
    std::vector<Array> inputs;
    for (const Operand& operand : operands)
        inputs.push_back(broadcast_to(operand.as(types.compute), shape));
    if (types.compute == DType::float16)
        return of_halves(op, inputs, shape, types.result);
    return with_type(types.compute, [&]<class T>() {
        if constexpr (std::same_as<T, Half>) {
            throw std::logic_error("float16 is computed in float32");
            return Array();
        } else {
            if (types.result == DType::bool_ && types.compute != DType::bool_)
                return map<T, bool>(any_test<T>(op), inputs, shape);
            if constexpr (std::same_as<T, bool>)
                if (const auto found = any_test<bool>(op))
                    return map<T, bool>(found, inputs, shape);
            if constexpr (ComplexNumber<T>)
                if (types.result != types.compute)
                    return map<T, typename T::value_type>(part_of_complex<T>(op), inputs, shape);
            if constexpr (Real<T>)
                if (op == "frexp_exponent")
                    return map<T, std::int32_t>(exponent_of<T>, inputs, shape);
            if constexpr (Integer<T>)
                if (op == "bitwise_count")
                    return map<T, std::uint8_t>(ones_of<T>, inputs, shape);
            return map<T, T>(same_type<T>(op), inputs, shape);
        }
    });
}

}  // namespace eager
