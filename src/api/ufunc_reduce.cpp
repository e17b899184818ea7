// SPDX-License-Identifier: MIT
/// The methods of operations that join elements along axes.
#include <tenon/creation.hpp>
#include <tenon/functions.hpp>
#include <tenon/manipulation.hpp>
#include <tenon/ufunc.hpp>

#include <cmath>

#include "api/axes.hpp"
#include "api/fold.hpp"
#include "api/positions.hpp"

namespace tenon {

namespace {

using ops::Op;

/// The value that changes nothing when it is joined, if there is one.
std::optional<Scalar> identity(Op op) {
    switch (op) {
    case Op::add:
    case Op::logical_or:
    case Op::logical_xor:
    case Op::bitwise_or:
    case Op::bitwise_xor:
    case Op::gcd:
    case Op::hypot: return 0;
    case Op::multiply:
    case Op::logical_and: return 1;
    case Op::bitwise_and: return -1;
    case Op::logaddexp:
    case Op::logaddexp2: return -HUGE_VAL;
    default: return {};
    }
}

/// A number as an array without dimensions; -1 is all bits of any integer.
Array number(const Scalar& value, DType type, const char* operation) {
    if (is_integer(type) && value.kind() == Kind::signed_integer && value.integer() == -1)
        return full({}, -1).astype(type);
    Array made = api::new_array(type, {}, operation);
    api::assign(made, value, operation);
    return made;
}

class Reduction {
public:
    Reduction(Op op, const Array& a, const ReduceOptions& options)
        : op_(op), name_(ops::name(op)), options_(options),
          type_(api::folding_type(op, a.dtype(), options.dtype, "reduce")),
          mask_(api::axes_mask(options.axes, a.ndim(), name_.c_str())),
          reorders_(api::is_associative(op)) {
        if (!reorders_ && __builtin_popcount(mask_) > 1)
            throw ValueError(name_ + ".reduce: the operation is not reorderable, so at most one "
                                     "axis may be specified");
        if (options.initial)
            initial_ = number(*options.initial, type_, name_.c_str());
        else if (options.where && !identity(op))
            throw ValueError(name_ + ".reduce: the operation does not have an identity, so to use "
                                     "a where mask one has to specify 'initial'");
        values_ = a.dtype() == type_ ? a : a.astype(type_);
        if (options.where)
            apply_mask();
    }

    Array run() {
        std::int64_t count = 1;
        for (int axis = 0; axis < values_.ndim(); ++axis)
            if ((mask_ >> axis & 1) != 0)
                count *= values_.shape(axis);
        if (count == 0)
            return of_nothing();
        if (!reorders_)
            return in_order();
        Array result = joined();
        if (result.dtype() != type_)
            result = result.astype(type_);
        if (initial_.valid())
            result = api::apply(op_, initial_, result);
        return result.dtype() == type_ ? result : result.astype(type_);
    }

private:
    /// Elements that do not take part become one that changes nothing.
    void apply_mask() {
        const Array chosen = options_.where->astype(DType::bool_);
        if (!reorders_) {
            chosen_ = broadcast_to(chosen, values_.shape());
            return;
        }
        const Array nothing =
            identity(op_) ? number(*identity(op_), type_, name_.c_str()) : initial_;
        values_ = where(broadcast_to(chosen, values_.shape()), values_, nothing);
    }

    Shape shape() const {
        Shape shape;
        for (int axis = 0; axis < values_.ndim(); ++axis)
            if ((mask_ >> axis & 1) == 0)
                shape.push_back(values_.shape(axis));
            else if (options_.keepdims)
                shape.push_back(1);
        return shape;
    }

    Array of_nothing() const {
        const auto start = options_.initial ? options_.initial : identity(op_);
        if (!start)
            throw ValueError(name_ + ".reduce: zero-size array of shape " +
                             api::shape_text(values_.shape()) +
                             " to reduction operation which has no identity");
        return copy(broadcast_to(number(*start, type_, name_.c_str()), shape()));
    }

    Array in_order() const {
        if (mask_ == 0)
            return initial_.valid() ? api::apply(op_, initial_, values_) : copy(values_);
        const Array total =
            api::fold(op_, values_, __builtin_ctz(mask_), initial_.valid() ? &initial_ : nullptr,
                      chosen_.valid() ? &chosen_ : nullptr);
        return reshape(total, shape());
    }

    /// Through the reduction tree where it has the operation, else axis by axis.
    Array joined() const {
        const Axes axes = reduced_axes();
        const bool keepdims = options_.keepdims;
        if (is_bool(type_) && mask_ != 0) {
            switch (op_) {
            case Op::add:
            case Op::logical_or:
            case Op::bitwise_or:
            case Op::maximum: return any(values_, axes, keepdims);
            case Op::multiply:
            case Op::logical_and:
            case Op::bitwise_and:
            case Op::minimum: return all_of(values_, axes, keepdims);
            case Op::logical_xor:
            case Op::bitwise_xor: return not_equal(remainder(sum(values_, axes, keepdims), 2), 0);
            default: break;
            }
        }
        switch (op_) {
        case Op::add: return sum(values_, axes, keepdims);
        case Op::multiply: return prod(values_, axes, keepdims);
        case Op::minimum: return min(values_, axes, keepdims);
        case Op::maximum: return max(values_, axes, keepdims);
        default: break;
        }
        Array result = values_;
        for (int axis = values_.ndim() - 1; axis >= 0; --axis)
            if ((mask_ >> axis & 1) != 0)
                result = api::fold(op_, result, axis, nullptr, nullptr);
        return reshape(result, shape());
    }

    Axes reduced_axes() const {
        std::vector<int> list;
        for (int axis = 0; axis < values_.ndim(); ++axis)
            if ((mask_ >> axis & 1) != 0)
                list.push_back(axis);
        return list;
    }

    Op op_;
    std::string name_;
    const ReduceOptions& options_;
    DType type_;
    std::uint32_t mask_;
    bool reorders_;
    Array values_;
    Array initial_;
    Array chosen_;
};

Op op_of(std::uint8_t number) { return static_cast<Op>(number); }

void check_dimensions(const Array& a, Op op, const char* method) {
    if (a.ndim() == 0)
        throw DTypeError(std::string(ops::name(op)) + ": cannot " + method + " on a scalar");
}

/// In the dtype that the result has, each element converted first.
Array prepared(const Array& a, Op op, std::optional<DType> dtype, const char* method) {
    check_dimensions(a, op, method);
    const DType type = api::folding_type(op, a.dtype(), dtype, method);
    return a.dtype() == type ? a : a.astype(type);
}

}  // namespace

Array Ufunc::reduce(const Array& a, const ReduceOptions& options) const {
    return Reduction(op_of(op_), a, options).run();
}

Array Ufunc::accumulate(const Array& a, int axis, std::optional<DType> dtype) const {
    const Op op = op_of(op_);
    const Array values = prepared(a, op, dtype, "accumulate");
    const int at = api::normalise_axis(axis, values.ndim(), "accumulate");
    if (values.size() == 0)
        return copy(values);
    if ((op == Op::add || op == Op::multiply) && !is_bool(values.dtype())) {
        const Array sums = op == Op::add ? cumulative_sum(values, at) : cumulative_prod(values, at);
        return sums.dtype() == values.dtype() ? sums : sums.astype(values.dtype());
    }
    return api::accumulate(op, values, at);
}

Array Ufunc::reduceat(const Array& a, const Array& indices, int axis,
                      std::optional<DType> dtype) const {
    const Op op = op_of(op_);
    const Array values = prepared(a, op, dtype, "reduceat");
    const int at = api::normalise_axis(axis, values.ndim(), "reduceat");
    if (indices.ndim() != 1 || !(is_integer(indices.dtype()) || indices.size() == 0))
        throw IndexError(std::string(name()) +
                         ".reduceat: indices must be whole numbers of one "
                         "dimension, not " +
                         std::string(tenon::name(indices.dtype())) + " of shape " +
                         api::shape_text(indices.shape()));
    const Array starts = indices.astype(DType::int64);
    if (starts.size() > 0)
        if (const auto low = min(starts).item<std::int64_t>(); low < 0)
            throw IndexError("index " + std::to_string(low) + " is out of bounds in " +
                             std::string(name()) + ".reduceat [0, " +
                             std::to_string(values.shape(at)) + ")");
    const api::IndexedAxis along{at, values.shape(at)};
    return api::reduceat(
        op, values,
        api::checked_positions({starts}, {&along, 1}, std::string(name()) + ".reduceat: ")[0], at);
}

Array Ufunc::outer(const Array& a, const Array& b) const {
    Shape shape = a.shape();
    shape.insert(shape.end(), static_cast<std::size_t>(b.ndim()), 1);
    return (*this)({reshape(a, shape), b});
}

}  // namespace tenon
