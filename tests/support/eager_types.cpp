// SPDX-License-Identifier: MIT
#include "support/eager_types.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace eager {

namespace {

/// Numbers of bits that hold every value of the type exactly, by what kind of number they are.
struct Width {
    int magnitude;  // of integers: bits without the sign
    bool negative;  // has a sign
    int inexact;    // of floating point: bits of one part; 0 for integers
    bool complex;
};

Width width_of(DType type) {
    switch (type) {
    case DType::bool_: return {0, false, 0, false};
    case DType::int8: return {7, true, 0, false};
    case DType::int16: return {15, true, 0, false};
    case DType::int32: return {31, true, 0, false};
    case DType::int64: return {63, true, 0, false};
    case DType::uint8: return {8, false, 0, false};
    case DType::uint16: return {16, false, 0, false};
    case DType::uint32: return {32, false, 0, false};
    case DType::uint64: return {64, false, 0, false};
    case DType::float16: return {0, true, 16, false};
    case DType::float32: return {0, true, 32, false};
    case DType::float64: return {0, true, 64, false};
    case DType::complex64: return {0, true, 32, true};
    case DType::complex128: return {0, true, 64, true};
    }
    throw std::logic_error("no such dtype");
}

DType integer_type(int magnitude, bool negative) {
    if (negative)
        return magnitude <= 7    ? DType::int8
               : magnitude <= 15 ? DType::int16
               : magnitude <= 31 ? DType::int32
               : magnitude <= 63 ? DType::int64
                                 : DType::float64;
    return magnitude <= 8    ? DType::uint8
           : magnitude <= 16 ? DType::uint16
           : magnitude <= 32 ? DType::uint32
                             : DType::uint64;
}

DType inexact_type(int bits, bool complex) {
    if (complex)
        return bits <= 32 ? DType::complex64 : DType::complex128;
    return bits == 16 ? DType::float16 : bits == 32 ? DType::float32 : DType::float64;
}

enum class Group {
    plain,
    real_only,
    no_bool,
    floats,
    division,
    power,
    rounding,
    part,
    test,
    order,
    logic,
    bits,
    shift,
    integers,
    real_floats,
    wide_floats,
    argument,
    exponent,
    ones
};

struct Rule {
    std::string_view name;
    int arity;
    Group group;
};

constexpr Rule rules[] = {
    {"absolute", 1, Group::part},
    {"acos", 1, Group::floats},
    {"acosh", 1, Group::floats},
    {"add", 2, Group::plain},
    {"angle", 1, Group::argument},
    {"asin", 1, Group::floats},
    {"asinh", 1, Group::floats},
    {"atan", 1, Group::floats},
    {"atan2", 2, Group::real_floats},
    {"atanh", 1, Group::floats},
    {"bitwise_and", 2, Group::bits},
    {"bitwise_count", 1, Group::ones},
    {"bitwise_invert", 1, Group::bits},
    {"bitwise_left_shift", 2, Group::shift},
    {"bitwise_or", 2, Group::bits},
    {"bitwise_right_shift", 2, Group::shift},
    {"bitwise_xor", 2, Group::bits},
    {"cbrt", 1, Group::real_floats},
    {"ceil", 1, Group::rounding},
    {"clip", 3, Group::real_only},
    {"conj", 1, Group::plain},
    {"copysign", 2, Group::real_floats},
    {"cos", 1, Group::floats},
    {"cosh", 1, Group::floats},
    {"degrees", 1, Group::real_floats},
    {"divide", 2, Group::division},
    {"equal", 2, Group::test},
    {"erf", 1, Group::real_floats},
    {"erfc", 1, Group::real_floats},
    {"exp", 1, Group::floats},
    {"exp2", 1, Group::floats},
    {"expm1", 1, Group::floats},
    {"fabs", 1, Group::real_floats},
    {"float_power", 2, Group::wide_floats},
    {"floor", 1, Group::rounding},
    {"floor_divide", 2, Group::real_only},
    {"fmax", 2, Group::real_only},
    {"fmin", 2, Group::real_only},
    {"fmod", 2, Group::real_only},
    {"frexp_exponent", 1, Group::exponent},
    {"frexp_mantissa", 1, Group::real_floats},
    {"gcd", 2, Group::integers},
    {"greater", 2, Group::order},
    {"greater_equal", 2, Group::order},
    {"heaviside", 2, Group::real_floats},
    {"hypot", 2, Group::real_floats},
    {"imag", 1, Group::part},
    {"isfinite", 1, Group::test},
    {"isinf", 1, Group::test},
    {"isnan", 1, Group::test},
    {"lcm", 2, Group::integers},
    {"ldexp", 2, Group::real_floats},
    {"less", 2, Group::order},
    {"less_equal", 2, Group::order},
    {"lgamma", 1, Group::real_floats},
    {"log", 1, Group::floats},
    {"log10", 1, Group::floats},
    {"log1p", 1, Group::floats},
    {"log2", 1, Group::floats},
    {"logaddexp", 2, Group::real_floats},
    {"logaddexp2", 2, Group::real_floats},
    {"logical_and", 2, Group::logic},
    {"logical_not", 1, Group::logic},
    {"logical_or", 2, Group::logic},
    {"logical_xor", 2, Group::logic},
    {"maximum", 2, Group::real_only},
    {"minimum", 2, Group::real_only},
    {"modf_fraction", 1, Group::real_floats},
    {"modf_whole", 1, Group::real_floats},
    {"multiply", 2, Group::plain},
    {"nan_to_num", 1, Group::plain},
    {"negative", 1, Group::no_bool},
    {"nextafter", 2, Group::real_floats},
    {"norm", 1, Group::part},
    {"not_equal", 2, Group::test},
    {"positive", 1, Group::no_bool},
    {"power", 2, Group::power},
    {"quotient", 2, Group::integers},
    {"radians", 1, Group::real_floats},
    {"real", 1, Group::part},
    {"reciprocal", 1, Group::floats},
    {"remainder", 2, Group::real_only},
    {"rint", 1, Group::floats},
    {"round", 1, Group::rounding},
    {"sign", 1, Group::no_bool},
    {"signbit", 1, Group::order},
    {"sin", 1, Group::floats},
    {"sinc", 1, Group::division},
    {"sinh", 1, Group::floats},
    {"spacing", 1, Group::real_floats},
    {"sqrt", 1, Group::floats},
    {"square", 1, Group::plain},
    {"subtract", 2, Group::no_bool},
    {"tan", 1, Group::floats},
    {"tanh", 1, Group::floats},
    {"tgamma", 1, Group::real_floats},
    {"trunc", 1, Group::rounding},
};

const Rule& rule_of(std::string_view op) {
    for (const Rule& rule : rules)
        if (rule.name == op)
            return rule;
    throw std::logic_error("the oracle does not know " + std::string(op));
}

bool complex_refused(Group group) {
    switch (group) {
    case Group::real_only:
    case Group::rounding:
    case Group::order:
    case Group::bits:
    case Group::shift:
    case Group::integers:
    case Group::real_floats:
    case Group::exponent:
    case Group::ones: return true;
    default: return false;
    }
}

DType to_float(DType type) {
    const Width width = width_of(type);
    if (width.inexact)
        return type;
    return width.magnitude <= 8    ? DType::float16
           : width.magnitude <= 16 ? DType::float32
                                   : DType::float64;
}

std::optional<Types> types_of_bool(std::string_view op, Group group) {
    const bool whole = op == "floor_divide" || op == "remainder" || op == "fmod";
    switch (group) {
    case Group::no_bool:
    case Group::rounding:
    case Group::integers: return std::nullopt;
    case Group::shift:
    case Group::power: return Types{DType::int8, DType::int8};
    case Group::real_only:
        if (whole)
            return Types{DType::int8, DType::int8};
        break;
    default: break;
    }
    return Types{DType::bool_, DType::bool_};
}

}  // namespace

DType promote(DType a, DType b) {
    const Width x = width_of(a);
    const Width y = width_of(b);
    if (a == b || b == DType::bool_)
        return a;
    if (a == DType::bool_)
        return b;
    if (!x.inexact && !y.inexact) {
        if (x.negative == y.negative)
            return integer_type(std::max(x.magnitude, y.magnitude), x.negative);
        // A signed type that holds both; float64 when there is none.
        return integer_type(std::max(x.magnitude, y.magnitude), true);
    }
    // float16 holds 8-bit integers, float32 those of 16 bits, wider ones need float64.
    const auto bits = [](const Width& w) {
        return w.inexact ? w.inexact : w.magnitude > 16 ? 64 : w.magnitude > 8 ? 32 : 16;
    };
    return inexact_type(std::max(bits(x), bits(y)), x.complex || y.complex);
}

DType promote_weak(DType type, Kind number) {
    const Width width = width_of(type);
    switch (number) {
    case Kind::boolean: return type;
    case Kind::signed_integer:
    case Kind::unsigned_integer: return type == DType::bool_ ? DType::int64 : type;
    case Kind::floating: return width.inexact ? type : DType::float64;
    case Kind::complex: return inexact_type(width.inexact ? width.inexact : 64, true);
    }
    return type;
}

DType default_type(Kind number) {
    switch (number) {
    case Kind::boolean: return DType::bool_;
    case Kind::signed_integer: return DType::int64;
    case Kind::unsigned_integer: return DType::uint64;
    case Kind::floating: return DType::float64;
    case Kind::complex: return DType::complex128;
    }
    return DType::float64;
}

DType common_type(std::span<const OperandType> operands) {
    std::optional<DType> strong;
    for (const OperandType& operand : operands)  // integers alone may need more than with floats
        if (!operand.weak && (!strong || tenon::kind(operand.type) > tenon::kind(*strong)))
            strong = operand.type;
    for (const OperandType& operand : operands)
        if (!operand.weak)
            strong = promote(*strong, operand.type);
    if (!strong) {
        for (const OperandType& operand : operands) {
            const DType type = default_type(operand.kind);
            strong = strong ? promote(*strong, type) : type;
        }
        return *strong;
    }
    for (const OperandType& operand : operands)
        if (operand.weak)
            strong = promote_weak(*strong, operand.kind);
    return *strong;
}

std::optional<Types> types_of(std::string_view op, DType common) {
    const Group group = rule_of(op).group;
    const Width width = width_of(common);
    const bool is_bool = common == DType::bool_;
    if (width.complex && complex_refused(group))
        return std::nullopt;
    if (op == "ldexp" && width.inexact)  // exponents are whole numbers
        return std::nullopt;
    switch (group) {
    case Group::floats:
    case Group::real_floats: return Types{to_float(common), to_float(common)};
    case Group::wide_floats: {
        const DType type = inexact_type(64, width.complex);
        return Types{type, type};
    }
    case Group::exponent: return Types{to_float(common), DType::int32};
    case Group::argument: {
        const DType type = is_bool ? DType::float64 : to_float(common);
        return Types{type, width.complex ? inexact_type(width.inexact, false) : type};
    }
    case Group::ones:
        if (width.inexact)
            return std::nullopt;
        return Types{is_bool ? DType::int8 : common, DType::uint8};
    case Group::division: {
        const DType type = width.inexact ? common : DType::float64;
        return Types{type, type};
    }
    case Group::part:
        return Types{common, width.complex ? inexact_type(width.inexact, false) : common};
    case Group::test:
    case Group::order:
    case Group::logic: return Types{common, DType::bool_};
    case Group::bits:
    case Group::shift:
    case Group::integers:
        if (width.inexact)
            return std::nullopt;
        break;
    default: break;
    }
    if (is_bool)
        return types_of_bool(op, group);
    return Types{common, common};
}

int arity_of(std::string_view op) { return rule_of(op).arity; }

std::vector<std::string_view> all_operations() {
    std::vector<std::string_view> names;
    for (const Rule& rule : rules)
        names.push_back(rule.name);
    return names;
}

bool is_approximate(std::string_view op, DType compute) {
    const Width width = width_of(compute);
    const Group group = rule_of(op).group;
    if (width.complex)
        return op == "absolute" || op == "sign" || op == "power" || op == "angle" ||
               group == Group::division || group == Group::wide_floats ||
               (group == Group::floats && op != "rint");
    if (!width.inexact)
        return false;
    if (op == "power" || op == "float_power" || op == "sinc")
        return true;
    constexpr std::string_view exact[] = {"copysign",  "degrees", "fabs",          "frexp_mantissa",
                                          "heaviside", "ldexp",   "modf_fraction", "modf_whole",
                                          "nextafter", "radians", "reciprocal",    "rint",
                                          "spacing",   "sqrt"};
    return (group == Group::floats || group == Group::real_floats) &&
           std::ranges::find(exact, op) == std::end(exact);
}

bool can_cast_same_kind(DType from, DType to) {
    const Width x = width_of(from);
    const Width y = width_of(to);
    const auto rank = [](DType type, const Width& w) {
        return w.complex ? 4 : w.inexact ? 3 : type == DType::bool_ ? 0 : w.negative ? 2 : 1;
    };
    if (from == to)
        return true;
    // Unsigned fits a signed kind; a signed one never goes to unsigned.
    return rank(from, x) <= rank(to, y);
}

DType sum_type(DType type) {
    const Width width = width_of(type);
    if (width.inexact)
        return type;
    return type == DType::bool_ || width.negative ? DType::int64 : DType::uint64;
}

DType mean_type(DType type) { return width_of(type).inexact ? type : DType::float64; }

}  // namespace eager
