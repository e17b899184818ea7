// SPDX-License-Identifier: MIT
// Writing into arrays that are there: assignments, and results of operations in place.
#include <algorithm>

#include <tenon/manipulation.hpp>

#include "api/casting.hpp"
#include "api/comparisons.hpp"
#include "api/count_again.hpp"
#include "api/operands.hpp"
#include "api/overlap.hpp"

namespace tenon::api {

namespace {

using tape::ViewRef;

void check_storable(ops::Op op, DType result, DType target) {
    if (!same_kind(result, target))
        throw DTypeError(std::string(ops::name(op)) + ": the result is " +
                         std::string(name(result)) + " and cannot be stored in place into " +
                         std::string(name(target)) + "; use a = op(a, b), or astype");
}

/// Whether an array of shape `from` can be laid over `to`.
bool broadcasts(std::span<const std::int64_t> from, std::span<const std::int64_t> to) {
    if (from.size() > to.size())
        return false;
    const auto last = to.last(from.size());
    return std::equal(from.begin(), from.end(), last.begin(),
                      [](std::int64_t size, std::int64_t of) { return size == of || size == 1; });
}

}  // namespace

namespace {

void assign_anew(const Array& target, const Operand& value, const char* operation) {
    const ViewRef out = ArrayAccess::view(target, operation);
    check_writable(out, operation);
    Operands all;
    Array trimmed;  // its layout must be there until the statement is recorded
    if (value.is_scalar()) {
        // A fraction assigned to integers is truncated, as in NumPy: the kernel converts it.
        const bool fraction =
            is_integer(out.layout->dtype) && value.scalar().kind() == Kind::floating;
        const DType type = fraction ? DType::float64 : out.layout->dtype;
        all.inputs[0].set(type, convert(value.scalar(), type, operation));
    } else {
        trimmed = without_leading_ones(value.array(), out.layout->rank, operation);
        all.add(0, trimmed, out.layout->shape(), operation);
        if (hazard(out, all.inputs[0].view)) {
            assign(target, copy(value.array()), operation);
            return;
        }
    }
    if (out.layout->size == 0)
        return;
    if (engine::runs_direct(engine::what(ops::Op::positive), *out.layout) && all.can_read_now() &&
        engine::can_write_now(*out.storage) && engine::within_reach(out)) {
        engine::run_direct(ops::Op::positive, all.inputs[0].dtype, out, {all.inputs, 1}, false);
        value.use_up();
        return;
    }
    all.storages[all.storage_count++] = out.storage;
    const Operand given[] = {value, target};
    const Asked asked{.what = asks_assign, .free = is_floating(out.layout->dtype)};
    all.record(ops::Op::positive, out.layout->dtype, out, 1, asked, given);
}

}  // namespace

void assign(const Array& target, const Operand& value, const char* operation) {
    if (engine::thread_state.counts) {
        const Operand written(target);
        if (count_again(asks_assign, nullptr, value, written))
            return;
    }
    assign_anew(target, value, operation);
}

namespace {

/// op(operands) straight into `out`, when all is small and there; false when it must be recorded.
bool apply_direct(ops::Op op, std::span<const Operand> operands, DType compute, const ViewRef& out,
                  const char* operation) {
    if (!engine::runs_direct(engine::what(op), *out.layout) ||
        !engine::can_write_now(*out.storage) || !engine::within_reach(out) ||
        out.layout->size == 0 || ops::info(op).rule == ops::TypeRule::logical ||
        op == ops::Op::power || op == ops::Op::ldexp)
        return false;
    Operands all;
    for (std::size_t i = 0; i < operands.size(); ++i) {
        const Operand& operand = operands[i];
        if (operand.is_scalar()) {
            all.inputs[i].set(compute, convert(operand.scalar(), compute, operation));
            continue;
        }
        all.add(i, operand.array(), out.layout->shape(), operation);
        if (hazard(out, all.inputs[i].view))
            return false;
    }
    if (!all.can_read_now())
        return false;
    engine::run_direct(op, compute, out, {all.inputs, operands.size()}, false);
    return true;
}

}  // namespace

void apply_to(ops::Op op, std::span<const Operand> operands, const Array& target) {
    const char* operation = ops::info(op).name.data();
    const ViewRef out = ArrayAccess::view(target, operation);
    check_writable(out, operation);
    const DType common = common_type(operands);
    const ops::OpTypes types = ops::resolve(op, common);
    check_storable(op, types.result, out.layout->dtype);
    const Shape shape = broadcast(operands, operation);
    const auto own = out.layout->shape();
    if (!std::equal(shape.begin(), shape.end(), own.begin(), own.end())) {
        if (!broadcasts(shape, own))  // operands may repeat along the target, never the reverse
            throw ShapeError(std::string(operation) + ": a result of shape " + shape_text(shape) +
                             " does not fit in place into " + shape_text(own));
    }
    if (compares_apart(op, common, operands) ||
        !apply_direct(op, operands, types.compute, out, operation))
        assign(target, apply(op, operands), operation);
}

void apply_in_place(ops::Op op, const Array& target, const Operand& value) {
    const Operand operands[] = {target, value};
    apply_to(op, operands, target);
}

}  // namespace tenon::api
