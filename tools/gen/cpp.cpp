// SPDX-License-Identifier: MIT
#include "gen.hpp"

namespace tenon::gen {

namespace {

constexpr std::string_view notice =
    "// Generated from src/ops/ops.def by tenon-gen (tools/gen): do not edit.\n";

std::string joined(const std::vector<std::string>& parts, std::string_view before) {
    std::string text;
    for (const std::string& part : parts)
        text += (text.empty() ? "" : ", ") + std::string(before) + part;
    return text;
}

std::string declaration(std::string_view name, ops::Op op) {
    return std::string("Array ") + std::string(name) + "(" +
           joined(parameters(op), "const Operand& ") + ")";
}

/// A function of one statement, on one line where 100 columns hold it, as clang-format has it.
std::string definition(const std::string& head, const std::string& body) {
    if (head.size() + body.size() + 5 <= 100)
        return head + " { " + body + " }\n";
    return head + " {\n    " + body + "\n}\n";
}

}  // namespace

std::span<const Alias> aliases() {
    using enum ops::Op;
    static constexpr Alias list[] = {
        {"abs", absolute},
        {"arccos", acos},
        {"arccosh", acosh},
        {"arcsin", asin},
        {"arcsinh", asinh},
        {"arctan", atan},
        {"arctan2", atan2},
        {"arctanh", atanh},
        {"bitwise_not", bitwise_invert},
        {"conjugate", conj},
        {"deg2rad", radians},
        {"invert", bitwise_invert},
        {"left_shift", bitwise_left_shift},
        {"mod", remainder},
        {"pow", power},
        {"rad2deg", degrees},
        {"right_shift", bitwise_right_shift},
        {"true_divide", divide},
    };
    return list;
}

std::vector<std::string> parameters(ops::Op op) {
    const int arity = ops::info(op).arity;
    if (arity == 1)
        return {"x"};
    std::vector<std::string> names;
    for (int i = 1; i <= arity; ++i)
        names.push_back("x" + std::to_string(i));
    return names;
}

std::string functions_header() {
    std::string text = "// SPDX-License-Identifier: MIT\n" + std::string(notice) +
                       "/// Element-wise functions: operands broadcast and promote as in NumPy 2.\n"
                       "#pragma once\n\n#include <tenon/array.hpp>\n\nnamespace tenon {\n\n";
    for (int i = 0; i < ops::op_count; ++i) {
        const auto op = static_cast<ops::Op>(i);
        text += "/// " + std::string(ops::info(op).doc) + "\n";
        text += "TENON_API " + declaration(ops::name(op), op) + ";\n";
    }
    text += "\n// Second names, of NumPy and of the Python Array API standard.\n\n";
    for (const Alias& alias : aliases())
        text += definition("inline " + declaration(alias.name, alias.op),
                           "return " + std::string(ops::name(alias.op)) + "(" +
                               joined(parameters(alias.op), "") + ");");
    return text + "\n}  // namespace tenon\n";
}

std::string functions_source() {
    std::string text = "// SPDX-License-Identifier: MIT\n" + std::string(notice) +
                       "#include <tenon/functions.hpp>\n\n#include \"api/apply.hpp\"\n\n"
                       "namespace tenon {\n\nusing api::apply;\nusing ops::Op;\n\n";
    for (int i = 0; i < ops::op_count; ++i) {
        const auto op = static_cast<ops::Op>(i);
        const std::string name(ops::name(op));
        text += definition(declaration(name, op),
                           "return apply(Op::" + name + ", " + joined(parameters(op), "") + ");");
    }
    return text + "\n}  // namespace tenon\n";
}

}  // namespace tenon::gen
