// SPDX-License-Identifier: MIT
#include <stdexcept>

#include "random/kernels.hpp"
#include "random/machine.hpp"
#include "support/eager_folds.hpp"
#include "support/philox.hpp"
#include "support/values.hpp"

namespace programs {

namespace {

eager::Reduce reduction(const std::string& op) {
    static const std::map<std::string, eager::Reduce> table = {
        {"sum", eager::Reduce::sum},       {"prod", eager::Reduce::prod},
        {"min", eager::Reduce::min},       {"max", eager::Reduce::max},
        {"argmin", eager::Reduce::argmin}, {"argmax", eager::Reduce::argmax},
        {"any", eager::Reduce::any},       {"all", eager::Reduce::all},
        {"mean", eager::Reduce::mean},     {"count_nonzero", eager::Reduce::count_nonzero},
        {"var", eager::Reduce::var},       {"std", eager::Reduce::std},
    };
    return table.at(op);
}

}  // namespace

namespace {

eager::Array filled(const Statement& s) {
    if (s.op == "full")
        return eager::full(s.shape, s.inputs[0].number, s.dtype);
    if (s.op == "arange")
        return support::counted(s.shape, DType::int64);
    eager::Array made = eager::make(s.shape, DType::float64);
    for (std::int64_t i = 0; i < made.size(); ++i) {
        const support::PhiloxWords words =
            support::random_block(s.seed, 0, static_cast<std::uint64_t>(i));
        made.put(i, support::unit_of(words[0], words[1]));
    }
    return made;
}

}  // namespace

bool is_approximate(const Statement& statement, const std::vector<eager::Operand>& inputs) {
    if (statement.kind == Kind::product)
        return inputs[0].array->dtype >= DType::float32 || inputs[1].array->dtype >= DType::float32;
    if (statement.kind != Kind::compute)
        return false;
    std::vector<eager::OperandType> types;
    for (const eager::Operand& input : inputs)
        types.push_back(input.type());
    const auto known = eager::types_of(statement.op, eager::common_type(types));
    return known && eager::is_approximate(statement.op, known->compute);
}

const eager::Array& Oracle::array(int variable) const {
    const auto& slot = arrays_.at(static_cast<std::size_t>(variable));
    if (!slot)
        throw std::logic_error("variable " + std::to_string(variable) + " has no value");
    return *slot;
}

bool Oracle::has(int variable) const {
    return arrays_.at(static_cast<std::size_t>(variable)).has_value();
}

void Oracle::adopt(int variable, const Seen& seen) {
    auto& slot = arrays_.at(static_cast<std::size_t>(variable));
    if (slot && slot->shape == seen.shape && slot->dtype == seen.dtype)
        eager::overwrite(*slot, seen.bytes);
    else
        slot = eager::from_bytes(seen.bytes, seen.shape, seen.dtype);
}

std::vector<eager::Operand> Oracle::inputs_of(const Statement& statement) const {
    std::vector<eager::Operand> list;
    for (const Input& input : statement.inputs) {
        if (input.variable < 0)
            list.emplace_back(input.number);
        else
            list.emplace_back(array(input.variable));
    }
    return list;
}

eager::Array Oracle::view(const Statement& s) const {
    const eager::Array& source = array(s.inputs[0].variable);
    switch (s.form) {
    case Form::index: return eager::at(source, s.indices);
    case Form::transpose: return eager::transpose(source, s.axes);
    case Form::reshape: return eager::reshape(source, s.shape);
    case Form::broadcast: return eager::broadcast_to(source, s.shape);
    case Form::flip: return eager::flip(source, *s.axis);
    case Form::expand: return eager::expand_dims(source, *s.axis);
    case Form::squeeze: return eager::squeeze(source);
    }
    throw std::logic_error("no such view");
}

std::vector<eager::AnyIndex> Oracle::places(const Statement& s) const {
    std::vector<eager::AnyIndex> list;
    for (std::size_t i = 0; i < s.indices.size(); ++i)
        if (s.places[i] > 0)
            list.emplace_back(array(s.inputs[static_cast<std::size_t>(s.places[i])].variable));
        else
            list.emplace_back(s.indices[i]);
    return list;
}

eager::Array Oracle::result(const Statement& s) const {
    const std::vector<eager::Operand> in = inputs_of(s);
    switch (s.kind) {
    case Kind::create:
        return eager::from_bytes(contents(s.shape, s.dtype, s.seed), s.shape, s.dtype);
    case Kind::fill: return filled(s);
    case Kind::view: return view(s);
    case Kind::compute: return eager::in_order_of(in, eager::elementwise(s.op, in));
    case Kind::convert: return eager::in_order_of(in, eager::astype(*in[0].array, s.dtype));
    case Kind::reduce:
        return eager::reduce(reduction(s.op), *in[0].array, s.axes, s.keepdims, s.op == "std");
    case Kind::scan:
        return eager::in_order_of(in,
                                  eager::scan(s.op == "sum" ? eager::Scan::sum : eager::Scan::prod,
                                              *in[0].array, s.axis));
    case Kind::fold: {
        const eager::Array& a = *in[0].array;
        const bool in_tree = s.op == "minimum" || s.op == "maximum";  // reduction_tree.md
        if (in_tree && !s.keepdims)
            return eager::reduce(reduction(s.op.substr(0, 3)), a, {*s.axis}, false);
        return s.keepdims ? eager::accumulate(s.op, a, *s.axis)
                          : eager::fold(s.op, a, *s.axis, 0,
                                        a.shape.at(static_cast<std::size_t>(*s.axis)));
    }
    case Kind::choose: return eager::in_order_of(in, eager::where(in[0], in[1], in[2]));
    case Kind::take: return eager::take(*in[0].array, *in[1].array, s.axis);
    case Kind::pick: return eager::index(*in[0].array, places(s));
    case Kind::product: return eager::matmul(*in[0].array, *in[1].array);
    default: throw std::logic_error("a statement without a result");
    }
}

void Oracle::run(const Statement& s) {
    auto& slot = arrays_.at(static_cast<std::size_t>(s.target));
    switch (s.kind) {
    case Kind::look: array(s.target); return;
    case Kind::drop: slot.reset(); return;
    case Kind::assign: eager::assign(array(s.target), inputs_of(s)[0]); return;
    case Kind::update:
        eager::assign(array(s.target),
                      eager::elementwise(
                          s.op, std::vector<eager::Operand>{array(s.target), inputs_of(s)[0]}));
        return;
    case Kind::put: eager::assign_index(array(s.target), places(s), inputs_of(s)[0]); return;
    case Kind::at: eager::update_at(s.op, array(s.target), places(s), inputs_of(s)[0]); return;
    case Kind::kernel: {
        const std::vector<eager::Operand> in = inputs_of(s);
        const std::vector<eager::Array> made = run_kernel(static_cast<int>(s.seed), in);
        slot = eager::in_order_of(in, made[0]);
        if (s.second >= 0)
            arrays_.at(static_cast<std::size_t>(s.second)) = eager::in_order_of(in, made[1]);
        return;
    }
    default: slot = result(s); return;
    }
}

}  // namespace programs
