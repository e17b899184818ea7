// SPDX-License-Identifier: MIT
#include <tenon/reduce.hpp>

#include <algorithm>
#include <limits>
#include <numeric>

#include <tenon/creation.hpp>
#include <tenon/functions.hpp>
#include <tenon/manipulation.hpp>

#include "api/apply.hpp"
#include "api/axes.hpp"
#include "api/memory_order.hpp"
#include "engine/direct.hpp"
#include "ops/reduce.hpp"

namespace tenon {

namespace {

using detail::ArrayAccess;
using detail::Layout;
using ops::ReduceOp;
using tape::ViewRef;

Shape reduced_shape(const Layout& layout, std::uint32_t mask, bool keepdims) {
    Shape shape;
    for (int axis = 0; axis < layout.rank; ++axis)
        if ((mask >> axis & 1) == 0)
            shape.push_back(layout.shape(axis));
        else if (keepdims)
            shape.push_back(1);
    return shape;
}

/// Where the row starts: the last axis joined with the reduced ones before it while the row is
/// shorter than a leaf. Axes of size one are passed over.
std::uint32_t row_start(const Layout& layout, std::uint32_t mask) {
    std::int64_t size = 1;
    int start = layout.rank;
    for (int axis = layout.rank - 1; axis >= 0; --axis) {
        if (layout.shape(axis) == 1)
            continue;
        if ((mask >> axis & 1) == 0 || size >= ops::leaf_size)
            break;
        size *= layout.shape(axis);
        start = axis;
    }
    return static_cast<std::uint32_t>(start);
}

/// Whether the axes from `start` on are one evenly spaced row.
bool row_is_even(const Layout& layout, std::uint32_t start) {
    std::int64_t expected = 0;
    bool first = true;
    for (int axis = layout.rank - 1; axis >= static_cast<int>(start); --axis) {
        if (layout.shape(axis) == 1)
            continue;
        if (!first && layout.stride(axis) != expected)
            return false;
        expected = layout.stride(axis) * layout.shape(axis);
        first = false;
    }
    return true;
}

/// The reduction of one element for each result.
Array alone(ReduceOp op, const Array& a, DType result_type, const Shape& shape) {
    if (ops::finds_position(op))
        return zeros(shape, result_type);
    return reshape(a, shape).astype(result_type);
}

/// A whole leaf whose values are there.
Array reduce_at_once(ReduceOp op, const ViewRef& in, DType compute, DType result_type,
                     bool keepdims, const char* operation) {
    Array result = api::new_array(result_type, reduced_shape(*in.layout, 1, keepdims), operation);
    const ViewRef out = ArrayAccess::view(result, operation);
    engine::place_now(*out.storage);
    engine::reduce_direct(op, compute, out, in);
    return result;
}

/// Records one reduction of a non-empty array.
Array reduce(ReduceOp op, Array taken, DType compute, DType result_type, std::uint32_t mask,
             bool keepdims, const char* operation) {
    if (taken.dtype() == DType::float16 && !is_bool(compute)) {  // joined in float32, rounded once
        const DType wide = DType::float32;
        const Array result =
            reduce(op, std::move(taken).astype(wide), wide,
                   result_type == DType::float16 ? wide : result_type, mask, keepdims, operation);
        return result.astype(result_type);
    }
    const Array a = std::move(taken);
    ViewRef in = ArrayAccess::view(a, operation);
    if (in.layout->rank == 1 && mask == 1 && in.layout->size <= ops::leaf_size &&
        engine::runs_direct(engine::what(op), *in.layout) && engine::can_read_now(*in.storage))
        return reduce_at_once(op, in, compute, result_type, keepdims, operation);
    if (api::reduced_count(a, mask) == 1)  // nothing to join: a copy, or position 0
        return alone(op, a, result_type, reduced_shape(*in.layout, mask, keepdims));
    const std::uint32_t start = row_start(*in.layout, mask);
    Array even = a;
    if (!row_is_even(*in.layout, start)) {
        even = copy(a);
        in = ArrayAccess::view(even, operation);
    }
    Array result =
        api::new_array(result_type, reduced_shape(*in.layout, mask, keepdims), operation);
    if (result.size() == 0)
        return result;
    const ViewRef out = ArrayAccess::view(result, operation);
    detail::Storage* storages[] = {in.storage, out.storage};
    api::record(storages, false, [&](tape::Tape& tape) {
        tape.reduce(op, compute, out, tape::Input::of(in), mask, start);
    });
    return result;
}

/// The axes as `reduce` takes them: the kept ones in the order in which they lie in memory, reduced
/// ones where they are, so that every element's sequence, and with it its bits, stays.
std::vector<int> kept_in_memory_order(const Layout& layout, std::uint32_t mask) {
    const auto moves = [&](int axis) { return (mask >> axis & 1) == 0 && layout.shape(axis) != 1; };
    std::vector<int> axes(static_cast<std::size_t>(layout.rank));
    std::iota(axes.begin(), axes.end(), 0);
    if ((layout.contiguous && layout.size > 0) || std::ranges::count_if(axes, moves) < 2)
        return axes;
    auto place = axes.begin();
    for (const int axis : api::iteration_order(layout))
        if (moves(axis))
            *(place = std::find_if(place, axes.end(), moves))++ = axis;
    return axes;
}

/// A result over the axes in another order as that over the axes themselves.
Array in_own_order(const Array& result, std::span<const int> axes, std::uint32_t mask,
                   bool keepdims) {
    std::vector<int> kept;
    for (const int axis : axes)
        if (keepdims || (mask >> axis & 1) == 0)
            kept.push_back(axis);
    std::vector<int> order(kept.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::sort(order, {}, [&](int place) { return kept[static_cast<std::size_t>(place)]; });
    return transpose(result, order);
}

/// The reduction with its result in the order of the operand in memory, as NumPy's.
Array reduce_in_order(ReduceOp op, Array a, DType compute, DType result_type, std::uint32_t mask,
                      bool keepdims, const char* operation) {
    const std::vector<int> axes =
        kept_in_memory_order(*ArrayAccess::view(a, operation).layout, mask);
    if (api::is_c_order(axes))
        return reduce(op, std::move(a), compute, result_type, mask, keepdims, operation);
    const Array result =
        reduce(op, transpose(a, axes), compute, result_type, mask, keepdims, operation);
    return in_own_order(result, axes, mask, keepdims);
}

Array empty_result(const Array& a, std::uint32_t mask, bool keepdims, Scalar value, DType type) {
    const Layout& layout = *ArrayAccess::view(a, "reduce").layout;
    const std::vector<int> axes = kept_in_memory_order(layout, mask);
    const Array turned = api::is_c_order(axes) ? a : transpose(a, axes);
    const Shape shape = reduced_shape(*ArrayAccess::view(turned, "reduce").layout, mask, keepdims);
    const Array result = full(shape, value, type);
    return api::is_c_order(axes) ? result : in_own_order(result, axes, mask, keepdims);
}

Array extreme(ReduceOp op, Array a, const Axes& axes, bool keepdims, const char* operation) {
    const ViewRef view = ArrayAccess::view(a, operation);
    if (is_complex(a.dtype()))
        throw DTypeError(std::string(operation) +
                         ": complex numbers have no order; use real() or absolute() first");
    const std::uint32_t mask = api::axes_mask(axes, view.layout->rank, operation);
    if (api::reduced_count(a, mask) == 0)
        throw ValueError(std::string(operation) + ": there is no element to choose from in shape " +
                         api::shape_text(a.shape()));
    if (is_bool(a.dtype()))
        return reduce_in_order(op == ReduceOp::minimum ? ReduceOp::all : ReduceOp::any,
                               std::move(a), DType::bool_, DType::bool_, mask, keepdims, operation);
    const DType type = a.dtype();
    return reduce_in_order(op, std::move(a), type, type, mask, keepdims, operation);
}

/// Positions are in C order in NumPy too.
Array position(ReduceOp op, Array a, std::optional<int> axis, bool keepdims,
               const char* operation) {
    const ViewRef view = ArrayAccess::view(a, operation);
    if (is_complex(a.dtype()))
        throw DTypeError(std::string(operation) +
                         ": complex numbers have no order; use real() or absolute() first");
    const std::uint32_t mask =
        api::axes_mask(axis ? Axes(*axis) : Axes(), view.layout->rank, operation);
    if (api::reduced_count(a, mask) == 0)
        throw ValueError(std::string(operation) + ": there is no element to choose from in shape " +
                         api::shape_text(a.shape()));
    const DType compute = is_bool(a.dtype()) ? DType::uint8 : a.dtype();
    if (is_bool(a.dtype()))
        a = std::move(a).astype(compute);
    return reduce(op, std::move(a), compute, DType::int64, mask, keepdims, operation);
}

}  // namespace

Array sum(Array a, const Axes& axes, bool keepdims) {
    const std::uint32_t mask = api::axes_mask(axes, a.ndim(), "sum");
    const DType type = ops::accumulator_type(a.dtype());
    if (api::reduced_count(a, mask) == 0)
        return empty_result(a, mask, keepdims, 0, type);
    return reduce_in_order(ReduceOp::sum, std::move(a), type, type, mask, keepdims, "sum");
}

Array prod(Array a, const Axes& axes, bool keepdims) {
    const std::uint32_t mask = api::axes_mask(axes, a.ndim(), "prod");
    const DType type = ops::accumulator_type(a.dtype());
    if (api::reduced_count(a, mask) == 0)
        return empty_result(a, mask, keepdims, 1, type);
    return reduce_in_order(is_complex(type) ? ReduceOp::complex_product : ReduceOp::product,
                           std::move(a), type, type, mask, keepdims, "prod");
}

Array min(Array a, const Axes& axes, bool keepdims) {
    return extreme(ReduceOp::minimum, std::move(a), axes, keepdims, "min");
}
Array max(Array a, const Axes& axes, bool keepdims) {
    return extreme(ReduceOp::maximum, std::move(a), axes, keepdims, "max");
}
Array argmin(Array a, std::optional<int> axis, bool keepdims) {
    return position(ReduceOp::argmin, std::move(a), axis, keepdims, "argmin");
}
Array argmax(Array a, std::optional<int> axis, bool keepdims) {
    return position(ReduceOp::argmax, std::move(a), axis, keepdims, "argmax");
}

Array any(Array a, const Axes& axes, bool keepdims) {
    const std::uint32_t mask = api::axes_mask(axes, a.ndim(), "any");
    if (api::reduced_count(a, mask) == 0)
        return empty_result(a, mask, keepdims, false, DType::bool_);
    return reduce_in_order(ReduceOp::any, std::move(a), DType::bool_, DType::bool_, mask, keepdims,
                           "any");
}

Array all_of(Array a, const Axes& axes, bool keepdims) {
    const std::uint32_t mask = api::axes_mask(axes, a.ndim(), "all");
    if (api::reduced_count(a, mask) == 0)
        return empty_result(a, mask, keepdims, true, DType::bool_);
    return reduce_in_order(ReduceOp::all, std::move(a), DType::bool_, DType::bool_, mask, keepdims,
                           "all");
}

Array count_nonzero(Array a, const Axes& axes, bool keepdims) {
    if (!is_bool(a.dtype()))
        a = not_equal(std::move(a), 0);
    return sum(std::move(a), axes, keepdims);
}

}  // namespace tenon
