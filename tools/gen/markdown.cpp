// SPDX-License-Identifier: MIT
#include <algorithm>
#include <optional>

#include <tenon/error.hpp>

#include "gen.hpp"

namespace tenon::gen {

namespace {

struct Group {
    std::string_view name;
    std::vector<DType> types;
};

const std::vector<Group>& groups() {
    using enum DType;
    static const std::vector<Group> list = {
        {"bool", {bool_}},
        {"integers", {int8, int16, int32, int64, uint8, uint16, uint32, uint64}},
        {"floats", {float16, float32, float64}},
        {"complex", {complex64, complex128}},
    };
    return list;
}

std::optional<DType> result_of(ops::Op op, DType type) {
    try {
        return ops::resolve(op, type).result;
    } catch (const DTypeError&) {
        return std::nullopt;
    }
}

/// "same", "bool", "float64", ... ; "float32, float64" where a group's members differ.
std::string group_result(ops::Op op, const Group& group) {
    std::vector<DType> results;
    bool same = true;
    for (const DType type : group.types) {
        const std::optional<DType> result = result_of(op, type);
        if (!result)
            return "";
        same = same && *result == type;
        if (std::find(results.begin(), results.end(), *result) == results.end())
            results.push_back(*result);
    }
    if (same)
        return "same";
    std::string text;
    for (const DType type : results)
        text += (text.empty() ? "" : ", ") + std::string(name(type));
    return text;
}

/// `text` with the table's own separator escaped.
std::string cell(std::string_view text) {
    std::string escaped;
    for (const char c : text)
        escaped += (c == '|' ? "\\" : "") + std::string(1, c);
    return escaped;
}

std::string call(ops::Op op) {
    std::string text = "`" + std::string(ops::name(op)) + "(";
    bool first = true;
    for (const std::string& parameter : parameters(op)) {
        text += (first ? "" : ", ") + parameter;
        first = false;
    }
    text += ")`";
    for (const Alias& alias : aliases())
        if (alias.op == op)
            text += " `" + std::string(alias.name) + "`";
    return text;
}

}  // namespace

std::string reference_page() {
    std::string text =
        "# Operations\n\n"
        "<!-- Generated from src/ops/ops.def by tenon-gen (tools/gen): do not edit. -->\n\n"
        "Every function works element by element. Operands broadcast as in NumPy; their types are\n"
        "joined by NumPy 2's promotion (a C++ number takes the array's type where the kind "
        "allows),\n"
        "and the columns tell the result's type for a joined type of each kind. An empty cell "
        "means\n"
        "that the operation refuses the kind with a `DTypeError`. Second names stand beside the\n"
        "first. The declarations are in `<tenon/functions.hpp>`.\n\n"
        "| operation | meaning | bool | integers | floats | complex |\n"
        "|---|---|---|---|---|---|\n";
    for (int i = 0; i < ops::op_count; ++i) {
        const auto op = static_cast<ops::Op>(i);
        text += "| " + call(op) + " | " + cell(ops::info(op).doc);
        for (const Group& group : groups())
            text += " | " + group_result(op, group);
        text += " |\n";
    }
    return text;
}

}  // namespace tenon::gen
