// SPDX-License-Identifier: MIT
#include "random/program.hpp"

#include <cmath>
#include <cstring>
#include <limits>
#include <sstream>

#include "random/dice.hpp"
#include "support/compare.hpp"
#include "support/eager_scalar.hpp"

namespace programs {

namespace {

std::string name_of(int variable) { return "v" + std::to_string(variable); }

std::string number_text(const Scalar& number) {
    std::ostringstream out;
    out.precision(17);
    switch (number.kind()) {
    case tenon::Kind::boolean: out << (number.integer() ? "true" : "false"); break;
    case tenon::Kind::signed_integer: out << number.integer(); break;
    case tenon::Kind::unsigned_integer:
        out << static_cast<std::uint64_t>(number.integer()) << "u";
        break;
    case tenon::Kind::floating:
        out << number.real() << (std::fmod(number.real(), 1) ? "" : ".0");
        break;
    case tenon::Kind::complex:
        out << "std::complex(" << number.real() << ", " << number.imaginary() << ")";
        break;
    }
    return out.str();
}

std::string inputs_text(const Statement& statement) {
    std::string text;
    for (const Input& input : statement.inputs)
        text += (text.empty() ? "" : ", ") +
                (input.variable < 0 ? number_text(input.number) : name_of(input.variable));
    return text;
}

std::string bound_text(const tenon::Bound& bound) {
    return bound.open() ? "end" : std::to_string(bound.value());
}

std::string index_text(const Index& index) {
    switch (index.form()) {
    case Index::Form::newaxis: return "newaxis";
    case Index::Form::ellipsis: return "ellipsis";
    case Index::Form::position: return std::to_string(index.position());
    case Index::Form::slice: break;
    }
    const tenon::Slice& slice = index.slice();
    if (slice.start.open() && slice.stop.open() && slice.step == 1)
        return "all";
    return "slice(" + bound_text(slice.start) + ", " + bound_text(slice.stop) +
           (slice.step == 1 ? ")" : ", " + std::to_string(slice.step) + ")");
}

/// Indices of which some are variables.
std::string places_text(const Statement& s) {
    std::string text;
    for (std::size_t i = 0; i < s.indices.size(); ++i)
        text += (text.empty() ? "" : ", ") +
                (s.places[i] > 0 ? name_of(s.inputs[static_cast<std::size_t>(s.places[i])].variable)
                                 : index_text(s.indices[i]));
    return "{" + text + "}";
}

std::string input_text(const Input& input) {
    return input.variable < 0 ? number_text(input.number) : name_of(input.variable);
}

template <class T>
std::string list_text(const std::vector<T>& list) {
    std::string text;
    for (const T& one : list)
        text += (text.empty() ? "" : ", ") + std::to_string(one);
    return "{" + text + "}";
}

std::string view_text(const Statement& s) {
    const std::string source = inputs_text(s);
    switch (s.form) {
    case Form::transpose: return "transpose(" + source + ", " + list_text(s.axes) + ")";
    case Form::reshape: return "reshape(" + source + ", " + list_text(s.shape) + ")";
    case Form::broadcast: return "broadcast_to(" + source + ", " + list_text(s.shape) + ")";
    case Form::flip: return "flip(" + source + ", " + std::to_string(*s.axis) + ")";
    case Form::expand: return "expand_dims(" + source + ", " + std::to_string(*s.axis) + ")";
    case Form::squeeze: return "squeeze(" + source + ")";
    case Form::index: break;
    }
    std::string text;
    for (const Index& index : s.indices)
        text += (text.empty() ? "" : ", ") + index_text(index);
    return source + "(" + text + ")";
}

std::string expression_text(const Statement& s) {
    const std::string axis = s.axis ? ", " + std::to_string(*s.axis) : "";
    switch (s.kind) {
    case Kind::create:
        return "contents(" + list_text(s.shape) + ", " + std::string(tenon::name(s.dtype)) + ", " +
               std::to_string(s.seed) + ")";
    case Kind::fill:
        if (s.op == "arange")
            return "arange(" + std::to_string(s.shape[0]) + ")";
        if (s.op == "full")
            return "full(" + list_text(s.shape) + ", " + inputs_text(s) + ", " +
                   std::string(tenon::name(s.dtype)) + ")";
        return "Generator(" + std::to_string(s.seed) + ").uniform(" + list_text(s.shape) + ")";
    case Kind::view: return view_text(s);
    case Kind::convert:
        return "astype(" + inputs_text(s) + ", " + std::string(tenon::name(s.dtype)) + ")";
    case Kind::reduce:
        return s.op + "(" + inputs_text(s) + ", " + (s.axes.empty() ? "{}" : list_text(s.axes)) +
               (s.keepdims ? ", keepdims)" : ")");
    case Kind::scan: return "cumulative_" + s.op + "(" + inputs_text(s) + axis + ")";
    case Kind::fold:
        return s.op + (s.keepdims ? ".accumulate(" : ".reduce(") + inputs_text(s) + axis + ")";
    case Kind::choose: return "where(" + inputs_text(s) + ")";
    case Kind::take: return "take(" + inputs_text(s) + axis + ")";
    case Kind::pick: return "index(" + input_text(s.inputs[0]) + ", " + places_text(s) + ")";
    case Kind::product: return "matmul(" + inputs_text(s) + ")";
    case Kind::kernel: return "kernel_" + std::to_string(s.seed) + "(" + inputs_text(s) + ")";
    default: return s.op + "(" + inputs_text(s) + ")";
    }
}

/// Numbers that show mistakes: around zero, the ends of the type, what is not a number.
template <class T>
T special(Dice& dice) {
    using Limits = std::numeric_limits<T>;
    if constexpr (std::floating_point<T>)
        return dice.one_of({T(0), T(-0.0), Limits::infinity(), -Limits::infinity(),
                            Limits::quiet_NaN(), Limits::max(), Limits::lowest(), Limits::min(),
                            Limits::denorm_min(), T(0.5), T(-1.5), T(1e9), T(-3e9)});
    else
        return dice.one_of({Limits::min(), Limits::max(), T(0), T(1), static_cast<T>(-1),
                            static_cast<T>(Limits::max() / 2 + 1)});
}

template <class T>
T element(Dice& dice, std::uint64_t flavour) {
    if constexpr (eager::ComplexNumber<T>) {
        const auto re = element<typename T::value_type>(dice, flavour);
        return T(re, element<typename T::value_type>(dice, flavour));
    } else if constexpr (std::same_as<T, eager::Half>) {
        return eager::half_of(element<float>(dice, flavour));
    } else if constexpr (std::same_as<T, bool>) {
        return dice.chance(50);
    } else if (flavour == 0) {
        return static_cast<T>(dice.between(0, 6));
    } else if (flavour == 3 && dice.chance(10)) {
        return special<T>(dice);
    } else if constexpr (std::floating_point<T>) {
        const double x = dice.unit() * 4 - 2;
        const bool wide = flavour == 2;
        return static_cast<T>(wide ? std::ldexp(x, static_cast<int>(dice.between(-30, 30))) : x);
    } else {
        return flavour == 1 ? static_cast<T>(dice.between(-20, 20)) : static_cast<T>(dice.bits());
    }
}

}  // namespace

bool Statement::defines() const {
    return kind != Kind::update && kind != Kind::assign && kind != Kind::put && kind != Kind::at &&
           kind != Kind::drop && kind != Kind::look;
}

std::string to_text(const Statement& s) {
    switch (s.kind) {
    case Kind::drop: return name_of(s.target) + " goes";
    case Kind::look: return "look at " + name_of(s.target);
    case Kind::assign: return name_of(s.target) + "(ellipsis) = " + inputs_text(s);
    case Kind::update: return name_of(s.target) + " " + s.op + "= " + inputs_text(s);
    case Kind::put:
        return "assign_index(" + name_of(s.target) + ", " + places_text(s) + ", " +
               input_text(s.inputs[0]) + ")";
    case Kind::at:
        return s.op + ".at(" + name_of(s.target) + ", " + places_text(s) + ", " +
               input_text(s.inputs[0]) + ")";
    default: break;
    }
    const std::string names =
        s.second < 0 ? name_of(s.target) : name_of(s.target) + ", " + name_of(s.second);
    return names + " = " + expression_text(s);
}

std::string to_text(const Program& program) {
    std::string text = "seed " + std::to_string(program.seed) + "\n";
    for (const Statement& statement : program.statements)
        text += "    " + to_text(statement) + "\n";
    return text;
}

bool small_contents(std::uint64_t seed) { return seed % 4 == 0; }

std::vector<std::byte> contents(const Shape& shape, DType type, std::uint64_t seed) {
    const auto count = static_cast<std::size_t>(eager::product(shape));
    std::vector<std::byte> bytes(count * tenon::size_of(type));
    Dice dice(seed);
    eager::with_type(type, [&]<class T>() {
        for (std::size_t i = 0; i < count; ++i) {
            const T value = element<T>(dice, seed % 4);
            std::memcpy(bytes.data() + i * sizeof(T), &value, sizeof(T));
        }
    });
    return bytes;
}

}  // namespace programs
