// SPDX-License-Identifier: MIT
#include <tenon/ufunc.hpp>

#include <array>

#include "api/index_plan.hpp"
#include "api/scatter.hpp"

namespace tenon {

namespace {

constexpr auto all_infos = [] {
    std::array<UfuncInfo, ops::op_count> infos;
    for (std::size_t i = 0; i < infos.size(); ++i) {
        const ops::OpInfo& op = ops::op_table[i];
        infos[i] = {op.name, op.arity, (op.traits & ops::commutative) != 0,
                    (op.traits & ops::associative) != 0, op.doc};
    }
    return infos;
}();

ops::Op op_of(std::uint8_t number) { return static_cast<ops::Op>(number); }

void check_arity(ops::Op op, std::size_t given, const char* what) {
    if (ops::info(op).arity != given)
        throw ValueError(std::string(ops::name(op)) + what + ": it takes " +
                         std::to_string(ops::info(op).arity) + " operands, not " +
                         std::to_string(given));
}

/// A basic index, or integers without dimensions, is a plan without index arrays.
void update_at(ops::Op op, const Array& target, std::span<const AdvancedIndex> indices,
               const Operand* value) {
    check_arity(op, value == nullptr ? 1 : 2, ".at");
    if (api::is_basic_by_value(indices))
        api::update(op, target,
                    {.base = target.at(api::basic_indices(indices)),
                     .at = 0,
                     .fancy = {},
                     .positions = {},
                     .strides = {}},
                    value);
    else
        api::update(op, target, api::plan_index(target, indices), value);
}

}  // namespace

Ufunc::Ufunc(std::string_view name) : op_(0) {
    const std::optional<Ufunc> found = find(name);
    if (!found)
        throw ValueError("there is no operation \"" + std::string(name) +
                         "\"; the reference page operations.md lists them");
    *this = *found;
}

std::optional<Ufunc> Ufunc::find(std::string_view name) {
    const std::optional<ops::Op> op = ops::find_op(name);
    return op ? std::optional(Ufunc(static_cast<std::uint8_t>(*op))) : std::nullopt;
}

std::span<const UfuncInfo> Ufunc::table() { return all_infos; }

Array Ufunc::operator()(std::span<const Operand> operands) const {
    check_arity(op_of(op_), operands.size(), "");
    for (const Operand& operand : operands)
        if (!operand.is_scalar())
            return api::apply(op_of(op_), operands);
    throw ValueError(std::string(name()) + ": one operand at least must be an array");
}

void Ufunc::operator()(std::span<const Operand> operands, const Array& out) const {
    check_arity(op_of(op_), operands.size(), "");
    api::apply_to(op_of(op_), operands, out);
}

DType Ufunc::result_type(std::span<const Operand> operands) const {
    check_arity(op_of(op_), operands.size(), ".result_type");
    return ops::resolve(op_of(op_), api::common_type(operands)).result;
}

void Ufunc::at(const Array& target, std::span<const AdvancedIndex> indices,
               const Operand& value) const {
    update_at(op_of(op_), target, indices, &value);
}

void Ufunc::at(const Array& target, std::span<const AdvancedIndex> indices) const {
    update_at(op_of(op_), target, indices, nullptr);
}

}  // namespace tenon
