// SPDX-License-Identifier: MIT
#include "support/engine_ops.hpp"

#include <map>
#include <stdexcept>
#include <string>

#include <tenon/functions.hpp>

namespace support {

namespace {

using tenon::Array;
using tenon::Operand;
using Function = Array (*)(std::span<const Operand>);

/// The table is expanded here too: an operation without its C++ function does not compile.
const std::map<std::string_view, Function>& functions() {
    static const std::map<std::string_view, Function> table = {
#define TENON_CALL_1(name) tenon::name(x[0])
#define TENON_CALL_2(name) tenon::name(x[0], x[1])
#define TENON_CALL_3(name) tenon::name(x[0], x[1], x[2])
#define OP(name, arity, ...)                                                                       \
    {#name, [](std::span<const Operand> x) { return TENON_CALL_##arity(name); }},
#include "ops/ops.def"
    };
    return table;
}

}  // namespace

Array engine_apply(std::string_view op, std::span<const Operand> inputs) {
    return functions().at(op)(inputs);
}

void engine_update(std::string_view op, Array& target, const Operand& value) {
    if (op == "add")
        target += value;
    else if (op == "subtract")
        target -= value;
    else if (op == "multiply")
        target *= value;
    else if (op == "divide")
        target /= value;
    else if (op == "remainder")
        target %= value;
    else if (op == "bitwise_and")
        target &= value;
    else if (op == "bitwise_or")
        target |= value;
    else if (op == "bitwise_xor")
        target ^= value;
    else if (op == "bitwise_left_shift")
        target <<= value;
    else if (op == "bitwise_right_shift")
        target >>= value;
    else
        throw std::logic_error("no operator for " + std::string(op));
}

void engine_assign(const Array& target, const Operand& value) {
    const tenon::View view = target(tenon::ellipsis);
    view = value;
}

}  // namespace support
