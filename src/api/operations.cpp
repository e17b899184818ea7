// SPDX-License-Identifier: MIT
#include <tenon/operations.hpp>

#include <array>

#include "api/apply.hpp"

namespace tenon {

namespace {

constexpr auto table = [] {
    std::array<OperationInfo, ops::op_count> infos;
    for (std::size_t i = 0; i < infos.size(); ++i) {
        const ops::OpInfo& op = ops::op_table[i];
        infos[i] = {op.name, op.arity, (op.traits & ops::commutative) != 0,
                    (op.traits & ops::associative) != 0, op.doc};
    }
    return infos;
}();

ops::Op op_of(Operation operation) { return static_cast<ops::Op>(operation); }

void check_count(ops::Op op, std::span<const Operand> operands) {
    if (operands.size() != ops::info(op).arity)
        throw ValueError(std::string(ops::name(op)) + " takes " +
                         std::to_string(ops::info(op).arity) + " operands, not " +
                         std::to_string(operands.size()));
}

}  // namespace

std::span<const OperationInfo> operations() { return table; }

std::optional<Operation> find_operation(std::string_view name) {
    const std::optional<ops::Op> op = ops::find_op(name);
    return op ? std::optional(static_cast<Operation>(*op)) : std::nullopt;
}

Array apply(Operation operation, std::span<const Operand> operands) {
    check_count(op_of(operation), operands);
    return api::apply(op_of(operation), operands);
}

void apply_to(Operation operation, std::span<const Operand> operands, const Array& out) {
    check_count(op_of(operation), operands);
    api::apply_to(op_of(operation), operands, out);
}

DType result_type(Operation operation, std::span<const Operand> operands) {
    check_count(op_of(operation), operands);
    return ops::resolve(op_of(operation), api::common_type(operands)).result;
}

void assign(const Array& target, const Operand& value) { api::assign(target, value, "assignment"); }

}  // namespace tenon
