// SPDX-License-Identifier: MIT
#include <tenon/joining.hpp>

#include <algorithm>

#include <tenon/creation.hpp>
#include <tenon/manipulation.hpp>
#include <tenon/rearrange.hpp>

#include "api/apply.hpp"
#include "api/axes.hpp"
#include "api/memory_order.hpp"
#include "engine/direct.hpp"

namespace tenon {

namespace {

void check_some(std::span<const Array> arrays, const char* operation) {
    if (arrays.empty())
        throw ValueError(std::string(operation) + ": need at least one array");
}

void check_alike(std::span<const Array> arrays, int axis, const char* operation) {
    const Array& first = arrays[0];
    for (std::size_t i = 1; i < arrays.size(); ++i) {
        if (arrays[i].ndim() != first.ndim())
            throw ShapeError(std::string(operation) +
                             ": all the arrays must have the same number of dimensions, but number "
                             "0 has " +
                             std::to_string(first.ndim()) + " and number " + std::to_string(i) +
                             " has " + std::to_string(arrays[i].ndim()));
        for (int d = 0; d < first.ndim(); ++d)
            if (d != axis && arrays[i].shape(d) != first.shape(d))
                throw ShapeError(
                    std::string(operation) +
                    ": all sizes but those along the axis must be equal, but along axis " +
                    std::to_string(d) + " array 0 has size " + std::to_string(first.shape(d)) +
                    " and array " + std::to_string(i) + " has size " +
                    std::to_string(arrays[i].shape(d)));
    }
}

DType common_type(std::span<const Array> arrays) {
    DType type = arrays[0].dtype();
    for (const Array& one : arrays)  // the highest kind comes first, see convert.cpp
        if (kind(one.dtype()) > kind(type))
            type = one.dtype();
    for (const Array& one : arrays)
        type = promote_types(type, one.dtype());
    return type;
}

View part(const Array& a, int axis, std::int64_t begin, std::int64_t stop) {
    std::vector<Index> list(static_cast<std::size_t>(axis), Index(all));
    list.emplace_back(slice(begin, stop));
    return a.at(list);
}

/// Gives the result its bytes when the parts can be copied into it at once.
void place_if_small(const Array& result, std::span<const Array> arrays, const char* operation) {
    const tape::ViewRef out = detail::ArrayAccess::view(result, operation);
    if (engine::runs_direct(engine::what(engine::Move::join), *out.layout) &&
        std::ranges::all_of(arrays, [&](const Array& one) {
            return engine::can_read_now(*detail::ArrayAccess::view(one, operation).storage);
        }))
        engine::place_now(*out.storage);
}

Array joined(std::span<const Array> arrays, int given, const char* operation) {
    check_some(arrays, operation);
    if (arrays[0].ndim() == 0)
        throw ShapeError(std::string(operation) +
                         ": arrays without dimensions cannot be joined; use atleast_1d");
    const int axis = api::normalise_axis(given, arrays[0].ndim(), operation);
    check_alike(arrays, axis, operation);
    Shape shape = arrays[0].shape();
    std::int64_t& size = shape[static_cast<std::size_t>(axis)];
    size = 0;
    for (const Array& one : arrays)
        size += one.shape(axis);
    std::vector<const detail::Layout*> layouts;
    for (const Array& one : arrays)
        layouts.push_back(detail::ArrayAccess::view(one, operation).layout);
    const Array result =
        api::new_array(api::copy_layout(layouts, common_type(arrays), shape), operation);
    if (result.size() > 0)
        place_if_small(result, arrays, operation);
    std::int64_t at = 0;
    for (const Array& one : arrays) {
        const std::int64_t stop = at + one.shape(axis);
        if (one.size() > 0)
            api::assign(part(result, axis, at, stop), one, operation);
        at = stop;
    }
    return result;
}

template <class F>
std::vector<Array> each(std::span<const Array> arrays, const F& f) {
    std::vector<Array> list;
    for (const Array& one : arrays)
        list.push_back(f(one));
    return list;
}

void check_rank(const Array& a, int rank, const char* operation) {
    if (a.ndim() < rank)
        throw ShapeError(std::string(operation) + ": an array of " + std::to_string(rank) +
                         " or more dimensions is needed, not " + std::to_string(a.ndim()));
}

}  // namespace

Array concatenate(std::span<const Array> arrays, std::optional<int> axis) {
    if (axis)
        return joined(arrays, *axis, "concatenate");
    return joined(each(arrays, [](const Array& a) { return ravel(a); }), 0, "concatenate");
}

Array stack(std::span<const Array> arrays, int axis) {
    check_some(arrays, "stack");
    for (const Array& one : arrays)
        if (one.shape() != arrays[0].shape())
            throw ShapeError("stack: all input arrays must have the same shape, not " +
                             api::shape_text(arrays[0].shape()) + " and " +
                             api::shape_text(one.shape()));
    const int at = api::normalise_axis(axis, arrays[0].ndim() + 1, "stack");
    return joined(each(arrays, [at](const Array& a) { return expand_dims(a, at); }), at, "stack");
}

Array hstack(std::span<const Array> arrays) {
    check_some(arrays, "hstack");
    const std::vector<Array> list = each(arrays, atleast_1d);
    return joined(list, list[0].ndim() == 1 ? 0 : 1, "hstack");
}
Array vstack(std::span<const Array> arrays) {
    return joined(each(arrays, atleast_2d), 0, "vstack");
}
Array dstack(std::span<const Array> arrays) {
    return joined(each(arrays, atleast_3d), 2, "dstack");
}
Array column_stack(std::span<const Array> arrays) {
    const auto as_column = [](const Array& a) { return a.ndim() < 2 ? reshape(a, {-1, 1}) : a; };
    return joined(each(arrays, as_column), 1, "column_stack");
}

Array append(const Array& a, const Array& values, std::optional<int> axis) {
    const Array both[] = {a, values};
    return concatenate(both, axis);
}

std::vector<Array> split(const Array& a, std::span<const std::int64_t> positions, int given) {
    const int axis = api::normalise_axis(given, a.ndim(), "split");
    std::vector<Array> list;
    std::int64_t begin = 0;
    // A slice's bounds: negative positions count from the end, those outside are held there.
    for (const std::int64_t stop : positions) {
        list.push_back(part(a, axis, begin, stop));
        begin = stop;
    }
    std::vector<Index> rest(static_cast<std::size_t>(axis), Index(all));
    rest.emplace_back(slice(begin, end));
    list.push_back(a.at(rest));
    return list;
}

std::vector<Array> array_split(const Array& a, std::int64_t sections, int given) {
    if (sections <= 0)
        throw ValueError("array_split: the number of sections must be larger than 0, not " +
                         std::to_string(sections));
    const int axis = api::normalise_axis(given, a.ndim(), "array_split");
    const std::int64_t each_one = a.shape(axis) / sections;
    const std::int64_t longer = a.shape(axis) % sections;
    std::vector<Array> list;
    std::int64_t begin = 0;
    for (std::int64_t i = 0; i < sections; ++i) {
        const std::int64_t stop = begin + each_one + (i < longer ? 1 : 0);
        list.push_back(part(a, axis, begin, stop));
        begin = stop;
    }
    return list;
}

std::vector<Array> split(const Array& a, std::int64_t sections, int given) {
    const int axis = api::normalise_axis(given, a.ndim(), "split");
    if (sections > 0 && a.shape(axis) % sections != 0)
        throw ValueError("split: an axis of size " + std::to_string(a.shape(axis)) +
                         " is not divided into " + std::to_string(sections) +
                         " equal parts; use array_split");
    return array_split(a, sections, axis);
}

std::vector<Array> hsplit(const Array& a, std::int64_t sections) {
    check_rank(a, 1, "hsplit");
    return split(a, sections, a.ndim() == 1 ? 0 : 1);
}
std::vector<Array> vsplit(const Array& a, std::int64_t sections) {
    check_rank(a, 2, "vsplit");
    return split(a, sections, 0);
}
std::vector<Array> dsplit(const Array& a, std::int64_t sections) {
    check_rank(a, 3, "dsplit");
    return split(a, sections, 2);
}

std::vector<Array> unstack(const Array& a, int axis) {
    const Array front = moveaxis(a, axis, 0);
    std::vector<Array> list;
    for (std::int64_t i = 0; i < front.shape(0); ++i)
        list.push_back(front(i));
    return list;
}

}  // namespace tenon
