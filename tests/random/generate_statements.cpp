// SPDX-License-Identifier: MIT
// The writer's statements.
#include <algorithm>
#include <array>
#include <string_view>

#include "random/generate.hpp"
#include "random/kernels.hpp"
#include "support/engine_ops.hpp"

namespace programs {

namespace {

bool is_unsigned(DType type) {
    return tenon::is_bool(type) || tenon::kind(type) == tenon::Kind::unsigned_integer;
}

/// The sign of a NaN is nobody's business, and these two show it; the sums of exponentials and the
/// logarithm of the gamma function lose digits by cancellation. The conformance tests have them.
bool left_out(std::string_view op) {
    return op == "copysign" || op == "signbit" || op == "logaddexp" || op == "logaddexp2" ||
           op == "lgamma";
}

const std::vector<std::string_view>& operations() {
    static const std::vector<std::string_view> list = [] {
        std::vector<std::string_view> all = eager::all_operations();
        std::erase_if(all, left_out);
        for (int i = 0; i < 12; ++i)  // what programs are mostly made of
            for (const std::string_view often : {"add", "subtract", "multiply", "divide"})
                all.push_back(often);
        for (int i = 0; i < 3; ++i)
            for (const std::string_view often :
                 {"maximum", "less", "negative", "square", "sqrt", "absolute", "greater"})
                all.push_back(often);
        return all;
    }();
    return list;
}

}  // namespace

void Writer::fill() {
    Statement s{.kind = Kind::fill, .shape = shape()};
    switch (dice_.below(3)) {
    case 0:
        s.op = "arange";
        s.shape = {dice_.one_of(sizes_)};
        break;
    case 1:
        s.op = "full";
        s.dtype = dtype();
        s.inputs = {{-1, dice_.between(0, 9)}};
        break;
    default:
        s.op = "uniform";
        s.seed = dice_.bits();
        break;
    }
    define(std::move(s));
}

void Writer::view() {
    const int source = any();
    if (source >= 0) {
        Statement statement = view_of(source);
        if (statement.form != Form::broadcast || fits(statement.shape))
            define(std::move(statement));
    }
}

void Writer::compute() {
    const int first = any();
    if (first < 0)
        return;
    const std::string_view op = dice_.one_of(operations());
    std::vector<Input> inputs{{first}};
    Shape shape = array(first).shape;
    std::vector<eager::OperandType> types{{false, array(first).dtype}};
    for (int i = 1; i < eager::arity_of(op); ++i) {
        const Input input =
            dice_.chance(10) ? Input{first} : operand(shape, array(first).dtype, false);
        inputs.push_back(input);
        if (input.variable < 0) {
            types.push_back({true, DType::float64, input.number.kind()});
        } else {
            types.push_back({false, array(input.variable).dtype});
            shape = *eager::broadcast(shape, array(input.variable).shape);
        }
    }
    const auto known = eager::types_of(op, eager::common_type(types));
    if (!known)
        return;
    if (is_unsigned(known->compute))  // numbers must fit the type they meet
        for (Input& input : inputs)
            if (input.variable < 0)
                input.number = dice_.between(0, 9);
    if (op == "power" && tenon::is_integer(known->compute)) {
        // Negative exponents of integers are an error.
        if (inputs[1].variable < 0)
            inputs[1].number = dice_.between(0, 5);
        else if (!is_unsigned(array(inputs[1].variable).dtype))
            return;
    }
    if (inputs.size() == 2 && dice_.chance(20) && op != "power")
        std::swap(inputs[0], inputs[1]);
    define({.kind = Kind::compute, .inputs = inputs, .op = std::string(op)});
}

void Writer::update() {
    const int target = writable();
    if (target < 0)
        return;
    const DType type = array(target).dtype;
    const std::string_view op = support::update_operations[dice_.below(
        static_cast<std::int64_t>(std::size(support::update_operations)))];
    const Input value = operand(array(target).shape, type, true);
    const eager::OperandType types[] = {
        {false, type},
        value.variable < 0 ? eager::OperandType{true, DType::float64, value.number.kind()}
                           : eager::OperandType{false, array(value.variable).dtype}};
    const auto known = eager::types_of(op, eager::common_type(types));
    if (!known || !eager::can_cast_same_kind(known->result, type) ||
        eager::is_approximate(op, known->compute))
        return;
    add({.kind = Kind::update, .target = target, .inputs = {value}, .op = std::string(op)});
}

void Writer::assign() {
    const int target = writable();
    if (target < 0)
        return;
    const DType type = array(target).dtype;
    const Input value = operand(array(target).shape, type, true);
    const bool complex = value.variable < 0 ? value.number.kind() == tenon::Kind::complex
                                            : tenon::is_complex(array(value.variable).dtype);
    // A number must be of the target's kind, as NumPy asks of Python's numbers in places.
    const bool fitting = value.variable >= 0 || tenon::is_complex(type) ||
                         (tenon::is_floating(type) && !complex) ||
                         (tenon::is_integer(type) && value.number.kind() < tenon::Kind::floating);
    if (fitting && (!complex || tenon::is_complex(type)))
        add({.kind = Kind::assign, .target = target, .inputs = {value}});
}

void Writer::convert() {
    const int source = any();
    const DType type = dtype();
    if (source >= 0 && (!tenon::is_complex(array(source).dtype) || tenon::is_complex(type)))
        define({.kind = Kind::convert, .inputs = {{source}}, .dtype = type});
}

void Writer::reduce() {
    const int source = any();
    if (source < 0)
        return;
    static const std::vector<std::string_view> names = {
        "sum",    "sum",  "sum", "prod", "min", "max", "argmin",
        "argmax", "mean", "var", "std",  "any", "all", "count_nonzero"};
    Statement s{.kind = Kind::reduce, .inputs = {{source}}};
    s.op = dice_.one_of(names);
    s.keepdims = dice_.chance(25);
    const eager::Array& a = array(source);
    for (int d = 0; d < a.ndim(); ++d)
        if (dice_.chance(45))
            s.axes.push_back(dice_.chance(20) ? d - a.ndim() : d);
    if (s.op.starts_with("arg") && s.axes.size() > 1)
        s.axes.resize(1);
    const bool ordered = s.op == "min" || s.op == "max" || s.op.starts_with("arg");
    const bool averaged = s.op == "mean" || s.op == "var" || s.op == "std";
    if (tenon::is_complex(a.dtype) && (ordered || averaged))
        return;
    if (a.size() == 0 && (ordered || averaged))
        return;
    define(std::move(s));
}

void Writer::scan() {
    const int source = any();
    if (source < 0)
        return;
    Statement s{.kind = Kind::scan, .inputs = {{source}}, .op = dice_.chance(70) ? "sum" : "prod"};
    const int n = array(source).ndim();
    if (n == 0)
        return;
    if (n != 1 || dice_.chance(75))  // only vectors need no axis
        s.axis = static_cast<int>(dice_.below(n));
    define(std::move(s));
}

void Writer::fold() {
    const int source = any();
    if (source < 0 || array(source).ndim() == 0)
        return;
    const eager::Array& a = array(source);
    Statement s{.kind = Kind::fold, .inputs = {{source}}};
    s.axis = static_cast<int>(dice_.below(a.ndim()));
    s.keepdims = dice_.chance(50);
    const std::int64_t size = a.shape[static_cast<std::size_t>(*s.axis)];
    s.op = dice_.one_of(std::vector<std::string_view>{"minimum", "maximum", "fmin", "fmax",
                                                      "bitwise_and", "bitwise_xor", "subtract"});
    // The oracle needs a statement for every position.
    const auto known = eager::types_of(s.op, a.dtype);
    if (size > 0 && size < 200 && known && known->result == a.dtype)
        define(std::move(s));
}

void Writer::choose() {
    const int condition = any();
    if (condition < 0)
        return;
    const Shape shape = array(condition).shape;
    const int yes = any_like(shape, false);
    if (yes < 0)
        return;
    const Shape both = *eager::broadcast(shape, array(yes).shape);
    const Input no = operand(both, array(yes).dtype, false);
    define({.kind = Kind::choose, .inputs = {{condition}, {yes}, no}});
}

void Writer::take() {
    const int source = any();
    if (source < 0)
        return;
    const eager::Array& a = array(source);
    Statement s{.kind = Kind::take, .inputs = {{source}}};
    if (a.ndim() > 0 && dice_.chance(80))
        s.axis = static_cast<int>(dice_.below(a.ndim()));
    const std::int64_t size = s.axis ? a.shape[static_cast<std::size_t>(*s.axis)] : a.size();
    const std::int64_t count = dice_.one_of({1, 5, 33});
    if (size < 7 || a.size() / size * count > limit_)
        return;
    int positions = create({count}, dice_.one_of({DType::int64, DType::int32, DType::uint8}), 0);
    if (positions >= 0 && !is_unsigned(array(positions).dtype) && dice_.chance(50))
        positions = apply("subtract", {{positions}, {-1, 3}});
    if (positions < 0)
        return;
    s.inputs.push_back({positions});
    define(std::move(s));
}

void Writer::product() {
    const std::int64_t rows = dice_.between(1, 33), inner = dice_.between(1, 40);
    const DType type = dice_.one_of(
        {DType::float64, DType::float32, DType::complex128, DType::int64, DType::int8});
    const int a = create({rows, inner}, type, 1);
    if (dice_.chance(40)) {
        const int turned =
            define({.kind = Kind::view, .inputs = {{a}}, .form = Form::transpose, .axes = {1, 0}});
        define({.kind = Kind::product, .inputs = {{a}, {turned}}});
        return;
    }
    const int b =
        create(dice_.chance(25) ? Shape{inner} : Shape{inner, dice_.between(1, 20)}, type, 2);
    define({.kind = Kind::product, .inputs = {{a}, {b}}});
}

/// Bounds of loops are small, or nothing would ever end.
Input Writer::second_argument(const Shape& shape, DType type) {
    const Shape like = dice_.chance(50) ? shape : Shape{1};
    if (type == DType::int64)
        return dice_.chance(50) ? Input{-1, dice_.between(0, 40)} : Input{create(like, type, 0)};
    return dice_.chance(50) ? Input{-1, dice_.unit()} : Input{create(like, type, 2)};
}

void Writer::kernel() {
    const auto which = static_cast<int>(dice_.below(kernel_count));
    const KernelType& type = kernel_type(which);
    std::vector<int> good;
    for (const int variable : live_)
        if (eager::promote(array(variable).dtype, type.inputs[0]) == type.inputs[0])
            good.push_back(variable);
    const int first = good.empty() ? create(shape(), type.inputs[0], 1) : dice_.one_of(good);
    if (first < 0)
        return;
    Statement s{.kind = Kind::kernel, .inputs = {{first}}};
    s.seed = static_cast<std::uint64_t>(which);
    if (type.inputs.size() == 2)
        s.inputs.push_back(second_argument(array(first).shape, type.inputs[1]));
    s.target = program_.variables;
    if (type.results.size() == 2)
        s.second = program_.variables + 1;
    add(std::move(s));
}

void Writer::drop() {
    if (live_.size() < 3)
        return;
    const auto which =
        static_cast<std::ptrdiff_t>(dice_.below(static_cast<std::int64_t>(live_.size())));
    const int gone = live_[static_cast<std::size_t>(which)];
    live_.erase(live_.begin() + which);
    add({.kind = Kind::drop, .target = gone});
}

void Writer::look() {
    if (const int variable = any(); variable >= 0)
        add({.kind = Kind::look, .target = variable});
}

}  // namespace programs
