// SPDX-License-Identifier: MIT
#include "api/fold.hpp"

#include <algorithm>

#include <tenon/creation.hpp>
#include <tenon/manipulation.hpp>
#include <tenon/reduce.hpp>

#include "lib/folds/folds.hpp"

namespace tenon::api {

namespace {

using tape::ViewRef;

/// The sizes before, along and after an axis.
Shape around(const Array& a, int axis) {
    Shape three{1, a.shape(axis), 1};
    for (int d = 0; d < a.ndim(); ++d)
        if (d != axis)
            three[d < axis ? 0 : 2] *= a.shape(d);
    return three;
}

Shape with_size(const Array& a, int axis, std::int64_t size) {
    Shape shape = a.shape();
    shape[static_cast<std::size_t>(axis)] = size;
    return shape;
}

Array along(const Array& a, int axis, const Index& index) {
    std::vector<Index> list(static_cast<std::size_t>(axis), Index(all));
    list.push_back(index);
    return a.at(list);
}

/// Records the call over (outer, n, inner); `more` are further operands. The result has `size`
/// elements along the axis.
Array record_call(const tape::Call& call, const Array& given, int axis, std::int64_t size,
                  const Array* more) {
    const Array values = in_c_order(given, given.dtype(), call.name.c_str());
    Array result = new_array(values.dtype(), with_size(values, axis, size), call.name.c_str());
    if (result.size() == 0)
        return result;
    const Array in = reshape(values, around(values, axis));
    const Array out = reshape(result, around(result, axis));
    const ViewRef to = ArrayAccess::view(out, "");
    std::vector<ViewRef> from{ArrayAccess::view(in, "")};
    std::vector<detail::Storage*> storages{to.storage, from[0].storage};
    if (more != nullptr) {
        from.push_back(ArrayAccess::view(*more, ""));
        storages.push_back(from[1].storage);
    }
    record(storages, false, [&](tape::Tape& tape) { tape.call(&call, {&to, 1}, from); });
    return result;
}

Array join(ops::Op op, const Array& a, const Array& b) {
    Array result = apply(op, a, b);
    return result.dtype() == a.dtype() ? result : result.astype(a.dtype());
}

/// Sequences from four times this size are cut into blocks that threads share.
constexpr std::int64_t block = 8192;

/// An associative operation: blocks along the axis are folded each, and what they give again.
Array folded_by_blocks(ops::Op op, const Array& values, int axis) {
    const std::int64_t whole = values.shape(axis) / block * block;
    Shape split = with_size(values, axis, whole / block);
    split.insert(split.begin() + axis + 1, block);
    const Array front = reshape(along(values, axis, slice(0, whole)), split);
    Array total = fold(op, fold(op, front, axis + 1, nullptr, nullptr), axis, nullptr, nullptr);
    if (whole == values.shape(axis))
        return total;
    return join(op, total,
                fold(op, along(values, axis, slice(whole, end)), axis, nullptr, nullptr));
}

/// An associative operation: neighbours are joined until one is left, so that whole-array
/// statements do it.
Array halved(ops::Op op, Array values, int axis) {
    while (values.shape(axis) > 1) {
        const std::int64_t size = values.shape(axis);
        const std::int64_t even = size / 2 * 2;
        Array next = join(op, along(values, axis, slice(0, even, 2)),
                          along(values, axis, slice(1, even, 2)));
        if (even < size) {
            // The last one goes up with what is joined from the last pair.
            const Array last = along(next, axis, slice(even / 2 - 1, even / 2));
            last.at({}) = join(op, last, along(values, axis, slice(even, size)));
        }
        values = std::move(next);
    }
    return along(values, axis, 0);
}

}  // namespace

bool is_associative(ops::Op op) {
    using ops::Op;
    switch (op) {
    case Op::fmax:
    case Op::fmin:
    case Op::gcd:
    case Op::hypot:
    case Op::lcm:
    case Op::logaddexp:
    case Op::logaddexp2:
    case Op::logical_and:
    case Op::logical_or:
    case Op::logical_xor: return true;
    default: return ops::has(op, ops::associative);
    }
}

DType folding_type(ops::Op op, DType type, std::optional<DType> wanted, const char* method) {
    const auto title = [&] { return std::string(ops::name(op)) + "." + method; };
    if (ops::info(op).arity != 2)
        throw ValueError(title() + ": only operations of two operands have this");
    if (ops::info(op).rule == ops::TypeRule::logical)
        return DType::bool_;
    DType start = wanted.value_or(type);
    if (!wanted && (op == ops::Op::add || op == ops::Op::multiply) &&
        (is_integer(type) || is_bool(type)))  // NumPy's accumulator for sums and products
        start = kind(type) == Kind::unsigned_integer ? DType::uint64 : DType::int64;
    const DType result = ops::resolve(op, start).result;
    const ops::OpTypes again = ops::resolve(op, result);
    const bool compares = ops::info(op).rule == ops::TypeRule::compare;
    if (again.compute != result || again.result != result || (compares && !is_bool(start)))
        throw DTypeError(title() + ": of elements of " + std::string(name(start)) +
                         " the result is not an operand again");
    return result;
}

Array fold(ops::Op op, const Array& values, int axis, const Array* initial, const Array* mask) {
    if (initial == nullptr && mask == nullptr) {
        const tape::Call* const call = lib::fold_call(op, values.dtype());
        if (call != nullptr && is_associative(op) && values.shape(axis) >= 4 * block)
            return folded_by_blocks(op, values, axis);
        if (call != nullptr)
            return along(record_call(*call, values, axis, 1, nullptr), axis, 0);
        if (is_associative(op))
            return halved(op, values, axis);
    }
    Array total = initial != nullptr ? broadcast_to(*initial, along(values, axis, 0).shape())
                                     : along(values, axis, 0);
    for (std::int64_t i = initial != nullptr ? 0 : 1; i < values.shape(axis); ++i) {
        Array next = join(op, total, along(values, axis, i));
        total = mask != nullptr ? where(along(*mask, axis, i), next, total) : std::move(next);
    }
    return total;
}

Array accumulate(ops::Op op, const Array& values, int axis) {
    if (const tape::Call* const call = lib::accumulate_call(op, values.dtype()))
        return record_call(*call, values, axis, values.shape(axis), nullptr);
    Array result = copy(values);
    for (std::int64_t i = 1; i < values.shape(axis); ++i)
        along(result, axis, i).at({}) =
            join(op, along(result, axis, i - 1), along(values, axis, i));
    return result;
}

Array reduceat(ops::Op op, const Array& values, const Array& starts, int axis) {
    if (const tape::Call* const call = lib::reduceat_call(op, values.dtype())) {
        const Array listed = in_c_order(starts, DType::int64, "reduceat");
        return record_call(*call, values, axis, starts.size(), &listed);
    }
    Array result = new_array(values.dtype(), with_size(values, axis, starts.size()), "reduceat");
    const std::vector<std::int64_t> from = starts.values<std::int64_t>();
    for (std::size_t k = 0; k < from.size(); ++k) {
        const std::int64_t stop = k + 1 < from.size() ? from[k + 1] : values.shape(axis);
        along(result, axis, static_cast<std::int64_t>(k)).at({}) =
            fold(op, along(values, axis, slice(from[k], std::max(stop, from[k] + 1))), axis,
                 nullptr, nullptr);
    }
    return result;
}

}  // namespace tenon::api
