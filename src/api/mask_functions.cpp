// SPDX-License-Identifier: MIT
/// NumPy's functions of masks.
#include <tenon/creation.hpp>
#include <tenon/functions.hpp>
#include <tenon/indexing.hpp>
#include <tenon/manipulation.hpp>

#include "api/axes.hpp"
#include "api/casting.hpp"
#include "api/masks.hpp"

namespace tenon {

namespace {

Array truth(const Array& condition) {
    return is_bool(condition.dtype()) ? condition : not_equal(condition, 0);
}

/// Elements 0 .. count-1 of the values repeated.
Array repeated(const Array& values, std::int64_t count) {
    return take(ravel(values), remainder(arange(count), values.size()), 0, Outside::clip);
}

void check_sizes(const Array& target, const Array& mask, const char* operation) {
    if (mask.size() != target.size())
        throw ValueError(std::string(operation) + ": mask and data must be the same size, not " +
                         api::shape_text(mask.shape()) + " and " + api::shape_text(target.shape()));
}

}  // namespace

Array flatnonzero(const Array& a) { return nonzero(ravel(a))[0]; }

Array argwhere(const Array& a) {
    if (a.ndim() == 0)  // coordinates of no dimension, once or not at all
        return zeros({flatnonzero(a).size(), 0}, DType::int64);
    const std::vector<Array> positions = nonzero(a);
    const Array rows = zeros({positions[0].size(), a.ndim()}, DType::int64);
    for (int axis = 0; axis < a.ndim(); ++axis)
        rows(all, axis) = positions[static_cast<std::size_t>(axis)];
    return rows;
}

Array compress(const Array& condition, const Array& a, std::optional<int> axis) {
    if (condition.ndim() != 1)
        throw ValueError("compress: condition must be a 1-d array, not of shape " +
                         api::shape_text(condition.shape()));
    const Array from = axis ? a : ravel(a);
    const int along = api::normalise_axis(axis.value_or(0), from.ndim(), "compress");
    const Array chosen = truth(condition);
    if (from.ndim() == 1 && chosen.size() == from.size())
        return api::compressed(from, chosen, "compress");
    return take(from, nonzero(chosen)[0], along);
}

Array extract(const Array& condition, const Array& a) { return compress(ravel(condition), a); }

void copyto(const Array& target, const Operand& value, const std::optional<Array>& where) {
    api::check_same_kind(value, target.dtype(), "copyto");
    if (where)
        api::assign_where(target, truth(*where), value, "copyto");
    else
        api::assign(target, value, "copyto");
}

void place(const Array& target, const Array& mask, const Array& values) {
    check_sizes(target, mask, "place");
    const Array chosen = reshape(truth(mask), target.shape());
    if (values.size() == 1) {
        api::assign_where(target, chosen, reshape(values, {}), "place");
        return;
    }
    const std::int64_t count = api::look_at(chosen, "place").count;
    if (count == 0)
        return;
    if (values.size() == 0)
        throw ValueError("place: cannot insert from an empty array");
    assign_index(target, {chosen}, repeated(values, count));
}

void putmask(const Array& target, const Array& mask, const Array& values) {
    check_sizes(target, mask, "putmask");
    if (values.size() == 0 || target.size() == 0)
        return;
    const Array chosen = reshape(truth(mask), target.shape());
    if (values.size() == 1 || values.shape() == target.shape())
        api::assign_where(target, chosen, values.size() == 1 ? reshape(values, {}) : values,
                          "putmask");
    else
        api::assign_where(target, chosen, reshape(repeated(values, target.size()), target.shape()),
                          "putmask");
}

}  // namespace tenon
