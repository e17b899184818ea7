// SPDX-License-Identifier: MIT
#include "api/apply.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include <tenon/creation.hpp>
#include <tenon/manipulation.hpp>
#include <tenon/reduce.hpp>

#include "api/comparisons.hpp"
#include "api/count_again.hpp"
#include "api/operands.hpp"
#include "engine/direct.hpp"

namespace tenon::api {

namespace {

using tape::LayoutRef;
using tape::ViewRef;

/// Integer powers below zero have no integer value: they are looked for at once.
void check_exponent(const Operand& exponent, DType type) {
    if (!is_integer(type) || (exponent.is_scalar() && !fits(exponent.scalar(), type)))
        return;  // a number that does not fit the type is an error of its own
    const bool negative = exponent.is_scalar() ? exponent.scalar().kind() == Kind::signed_integer &&
                                                     exponent.scalar().integer() < 0
                          : is_signed(exponent.array().dtype()) && exponent.array().size() > 0
                              ? min(exponent.array()).item<std::int64_t>() < 0
                              : false;
    if (negative)
        throw ValueError(
            "power: integers to negative integer powers are not allowed; convert to float64 first");
}

/// Exact rewriting of literals: x / 2^k is x * 2^-k where that is exact, and NumPy's own fast paths
/// for powers.
ops::Op rewrite(ops::Op op, DType compute, const Operand& second, Scalar& literal) {
    const bool inexact = is_floating(compute) || is_complex(compute);
    if (!second.is_scalar() || second.scalar().imaginary() != 0)
        return op;
    const double value = second.scalar().real();
    if (op == ops::Op::divide && inexact && second.scalar().kind() != Kind::complex) {
        int exponent = 0;
        const bool power_of_two = std::frexp(std::fabs(value), &exponent) == 0.5;
        const int limit = compute == DType::float16              ? 14
                          : real_type(compute) == DType::float32 ? 100
                                                                 : 1000;
        if (power_of_two && std::abs(exponent) < limit && !is_complex(compute)) {
            literal = Scalar(1.0 / value);
            return ops::Op::multiply;
        }
    }
    if (op == ops::Op::power) {
        if (value == 2)
            return ops::Op::square;
        if (value == 1)
            return ops::Op::positive;
        if (value == 0.5 && inexact)
            return ops::Op::sqrt;
        if (value == -1 && inexact)
            return ops::Op::reciprocal;
    }
    return op;
}

}  // namespace

void Operands::add(std::size_t i, const Array& array, std::span<const std::int64_t> shape,
                   const char* operation) {
    ViewRef view = ArrayAccess::view(array, operation);
    const auto own = view.layout->shape();
    if (!std::equal(own.begin(), own.end(), shape.begin(), shape.end())) {
        made[i] = broadcast_layout(*view.layout, shape, operation);
        view.layout = made[i].get();
    }
    inputs[i].set(view);
    storages[storage_count++] = view.storage;
}

Array new_array(LayoutRef layout, const char* operation) {
    const std::int64_t bytes = layout->size * static_cast<std::int64_t>(size_of(layout->dtype));
    if (bytes >= tape::MemoryAccount::counted_from)
        engine::check_bytes(bytes, operation);
    detail::Storage* storage = detail::Storage::make(bytes, &engine::current_place());
    return ArrayAccess::adopt(storage, std::move(layout));
}

Array new_array(DType type, std::span<const std::int64_t> shape, const char* operation) {
    for (const std::int64_t size : shape)
        if (size < 0)
            throw ValueError(std::string(operation) + ": the size " + std::to_string(size) +
                             " in shape " + shape_text(shape) + " is negative");
    return new_array(tape::make_layout(type, shape), operation);
}

namespace {

/// The views of the array operands, and whether all are laid out alike: the common case, for which
/// nothing needs to be compared or broadcast.
struct Gathered {
    ViewRef views[3];
    const detail::Layout* first = nullptr;
    bool alike = true;

    Gathered(std::span<const Operand> operands, const char* operation) {
        for (std::size_t i = 0; i < operands.size(); ++i) {
            if (operands[i].is_scalar())
                continue;
            views[i] = ArrayAccess::view(operands[i].array(), operation);
            alike = alike && (first == nullptr || first->same_as(*views[i].layout));
            first = views[i].layout;
        }
        alike = alike && first != nullptr;
    }
};

/// The common dtype without looking at every array, where a number does not raise the kind.
DType common_of(const Gathered& gathered, std::span<const Operand> operands) {
    if (!gathered.alike)
        return common_type(operands);
    const DType type = gathered.first->dtype;
    for (const Operand& operand : operands)
        if (operand.is_scalar() && (operand.scalar().kind() == Kind::complex || !is_floating(type)))
            return common_type(operands);
    return type;
}

/// A number of which only matters whether it is zero; it need not fit the dtype.
tape::ScalarBits truth_of(const Scalar& number, DType type, const char* operation) {
    const bool truth = convert(number, DType::bool_, operation).bits[0] != 0;
    return convert(Scalar(truth ? 1 : 0), type, operation);
}

void fill_inputs(Operands& all, const Gathered& gathered, std::span<const Operand> operands,
                 const Scalar& literal, DType compute, std::span<const std::int64_t> shape,
                 std::size_t arity, bool truth_only, const char* operation) {
    for (std::size_t i = 0; i < arity; ++i) {
        const Operand& operand = operands[i];
        if (operand.is_scalar()) {
            const Scalar& number = i + 1 == operands.size() ? literal : operand.scalar();
            all.inputs[i].set(compute, truth_only ? truth_of(number, compute, operation)
                                                  : convert(number, compute, operation));
        } else if (gathered.alike) {
            all.inputs[i].set(gathered.views[i]);
            all.storages[all.storage_count++] = gathered.views[i].storage;
        } else {
            all.add(i, operand.array(), shape, operation);
        }
    }
}

}  // namespace

namespace {

Array apply_alike(ops::Op op, std::span<const Operand> operands);

/// Whether another number of a lower kind changes nothing but the number in what is recorded.
bool takes_any_number(ops::Op op, std::span<const Operand> operands) {
    return op != ops::Op::power && op != ops::Op::divide &&
           ops::info(op).rule != ops::TypeRule::logical &&
           std::ranges::all_of(operands, [](const Operand& operand) {
               return operand.is_scalar() || is_floating(operand.array().dtype());
           });
}

/// The power of two does not take part in promotion: it becomes a number of x1's type.
[[gnu::noinline]] Array scale_by_power(const Operand& number, const Operand& power) {
    const DType given = common_type({&power, 1});
    if (!is_bool(given) && !is_integer(given))
        throw DTypeError("ldexp: not defined for exponents of " + std::string(name(given)) +
                         "; use an integer type");
    const DType type = ops::resolve(ops::Op::ldexp, common_type({&number, 1})).compute;
    const auto as_type = [&](const Operand& operand) {
        return operand.is_scalar() ? Array() : operand.array().astype(type);
    };
    const Array x = as_type(number), n = as_type(power);
    const Operand operands[] = {number.is_scalar() ? number : Operand(x),
                                power.is_scalar() ? Operand(power.scalar().real()) : Operand(n)};
    return apply_alike(ops::Op::ldexp, operands);
}

}  // namespace

namespace {

Array apply_anew(ops::Op op, std::span<const Operand> operands) {
    return op == ops::Op::ldexp ? scale_by_power(operands[0], operands[1])
                                : apply_alike(op, operands);
}

/// The operands are copied only where they need to be looked into.
template <std::same_as<Operand>... Given>
[[gnu::noinline]] Array copy_and_apply(ops::Op op, const Given&... given) {
    const Operand operands[] = {given...};
    return apply_anew(op, operands);
}

template <std::same_as<Operand>... Given>
inline Array count_or_apply(ops::Op op, const Given&... given) {
    Array result;
    if (!engine::thread_state.counts || !count_again(asks(op, sizeof...(given)), &result, given...))
        result = copy_and_apply(op, given...);
    return result;
}

}  // namespace

Array apply(ops::Op op, const Operand& a) { return count_or_apply(op, a); }
Array apply(ops::Op op, const Operand& a, const Operand& b) { return count_or_apply(op, a, b); }
Array apply(ops::Op op, const Operand& a, const Operand& b, const Operand& c) {
    return count_or_apply(op, a, b, c);
}

Array apply(ops::Op op, std::span<const Operand> operands) {
    switch (operands.size()) {
    case 1: return count_or_apply(op, operands[0]);
    case 2: return count_or_apply(op, operands[0], operands[1]);
    default: return count_or_apply(op, operands[0], operands[1], operands[2]);
    }
}

namespace {

Array apply_alike(ops::Op op, std::span<const Operand> operands) {
    const char* operation = ops::info(op).name.data();
    const Gathered gathered(operands, operation);
    const DType common = common_of(gathered, operands);
    if (compares_apart(op, common, operands))
        return compare_apart(op, common, operands);
    const ops::OpTypes types = ops::resolve(op, common);
    Scalar literal = operands.back().scalar();
    const ops::Op used =
        operands.size() == 2 ? rewrite(op, types.compute, operands[1], literal) : op;
    const std::size_t arity = ops::info(used).arity;

    Operands all;
    Shape joined;
    if (!gathered.alike)
        joined = broadcast(operands, operation);
    const std::span<const std::int64_t> shape =
        gathered.alike ? gathered.first->shape() : std::span<const std::int64_t>(joined);
    if (op == ops::Op::power && std::ranges::find(shape, 0) == shape.end())
        check_exponent(operands[1], types.compute);
    fill_inputs(all, gathered, operands, literal, types.compute, shape, arity,
                ops::info(op).rule == ops::TypeRule::logical, operation);
    const bool keeps_layout = gathered.alike && gathered.first->contiguous &&
                              gathered.first->dtype == types.result && gathered.first->size > 0;
    Array result = new_array(keeps_layout ? LayoutRef::share(gathered.first)
                                          : result_layout(operands, types.result, shape),
                             operation);
    if (result.size() == 0)
        return result;
    const ViewRef out = ArrayAccess::view(result, operation);
    if (engine::runs_direct(engine::what(used), *out.layout) && all.can_read_now()) {
        engine::place_now(*out.storage);
        engine::run_direct(used, types.compute, out, {all.inputs, arity}, true);
        use_up(operands);
        return result;
    }
    all.storages[all.storage_count++] = out.storage;
    // Whole powers are looked at (check_exponent), exponents of two are not what was given.
    const bool known_by_layouts =
        op != ops::Op::ldexp && (op != ops::Op::power || !is_integer(types.compute));
    const Asked asked{.what = known_by_layouts ? asks(op, operands.size()) : Asked::nothing,
                      .result = out.layout,
                      .free = takes_any_number(op, operands)};
    all.record(used, types.compute, out, arity, asked, operands);
    return result;
}

}  // namespace

}  // namespace tenon::api
