// SPDX-License-Identifier: MIT
#include <tenon/ufunc.hpp>

#include "api/index_plan.hpp"
#include "api/scatter.hpp"

namespace tenon {

namespace {

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
    const std::optional<ops::Op> found = ops::find_op(name);
    if (!found)
        throw ValueError("there is no operation \"" + std::string(name) +
                         "\"; the reference page operations.md lists them");
    op_ = static_cast<std::uint8_t>(*found);
}

std::string_view Ufunc::name() const { return ops::name(op_of(op_)); }
int Ufunc::arity() const { return ops::info(op_of(op_)).arity; }

Array Ufunc::operator()(std::span<const Operand> operands) const {
    check_arity(op_of(op_), operands.size(), "");
    for (const Operand& operand : operands)
        if (!operand.is_scalar())
            return api::apply(op_of(op_), operands);
    throw ValueError(std::string(name()) + ": one operand at least must be an array");
}

void Ufunc::at(const Array& target, std::span<const AdvancedIndex> indices,
               const Operand& value) const {
    update_at(op_of(op_), target, indices, &value);
}

void Ufunc::at(const Array& target, std::span<const AdvancedIndex> indices) const {
    update_at(op_of(op_), target, indices, nullptr);
}

}  // namespace tenon
