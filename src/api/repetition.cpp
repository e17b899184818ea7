// SPDX-License-Identifier: MIT
/// Elements more than once: tile, repeat, pad.
#include <algorithm>

#include <tenon/creation.hpp>
#include <tenon/indexing.hpp>
#include <tenon/joining.hpp>
#include <tenon/manipulation.hpp>

#include "api/apply.hpp"
#include "api/axes.hpp"

namespace tenon {

namespace {

/// Where along an axis the element at `position` comes from, which may lie before or after it.
std::int64_t source(std::int64_t position, std::int64_t size, Padding mode) {
    const auto modulo = [](std::int64_t a, std::int64_t n) { return ((a % n) + n) % n; };
    switch (mode) {
    case Padding::constant:
    case Padding::edge: return std::clamp<std::int64_t>(position, 0, size - 1);
    case Padding::wrap: return modulo(position, size);
    case Padding::symmetric: {
        const std::int64_t within = modulo(position, 2 * size);
        return std::min(within, 2 * size - 1 - within);
    }
    case Padding::reflect: break;
    }
    if (size == 1)
        return 0;
    const std::int64_t within = modulo(position, 2 * (size - 1));
    return std::min(within, 2 * (size - 1) - within);
}

Array extended(const Array& a, int axis, const PadWidth& width, Padding mode) {
    const std::int64_t size = a.shape(axis);
    if (width.before == 0 && width.after == 0)
        return a;
    if (size == 0)
        throw ValueError("pad: the empty axis " + std::to_string(axis) +
                         " can be extended by a constant only");
    std::vector<std::int64_t> positions;
    for (std::int64_t i = -width.before; i < size + width.after; ++i)
        positions.push_back(source(i, size, mode));
    return take(a, array(positions), axis, Outside::clip);
}

Array padded_with(const Array& a, const std::vector<PadWidth>& widths, const Scalar& value) {
    Shape shape = a.shape();
    std::vector<Index> middle;
    for (std::size_t d = 0; d < shape.size(); ++d) {
        middle.emplace_back(slice(widths[d].before, widths[d].before + shape[d]));
        shape[d] += widths[d].before + widths[d].after;
    }
    const Array result = api::new_array(a.dtype(), shape, "pad");
    api::assign(result, value, "pad");
    if (a.size() > 0)
        api::assign(result.at(middle), a, "pad");
    return result;
}

}  // namespace

Array tile(const Array& a, const std::vector<std::int64_t>& repetitions) {
    for (const std::int64_t count : repetitions)
        if (count < 0)
            throw ValueError("tile: the number of repetitions " + std::to_string(count) +
                             " is negative");
    const std::size_t rank =
        std::max<std::size_t>(repetitions.size(), static_cast<std::size_t>(a.ndim()));
    Shape own = a.shape();
    own.insert(own.begin(), rank - own.size(), 1);
    Shape counts = repetitions;
    counts.insert(counts.begin(), rank - counts.size(), 1);
    Shape one;     // (1, size) for every axis
    Shape spread;  // (count, size)
    Shape shape;
    for (std::size_t d = 0; d < rank; ++d) {
        one.insert(one.end(), {1, own[d]});
        spread.insert(spread.end(), {counts[d], own[d]});
        shape.push_back(counts[d] * own[d]);
    }
    return reshape(copy(broadcast_to(reshape(a, one), spread)), shape);
}

Array repeat(const Array& a, std::int64_t count, std::optional<int> axis) {
    if (!axis)
        return repeat(ravel(a), count, 0);
    if (count < 0)
        throw ValueError("repeat: the count " + std::to_string(count) + " is negative");
    const int at = api::normalise_axis(*axis, a.ndim(), "repeat");
    Shape spread = a.shape();
    spread.insert(spread.begin() + at + 1, count);
    Shape shape = a.shape();
    shape[static_cast<std::size_t>(at)] *= count;
    return reshape(copy(broadcast_to(expand_dims(a, at + 1), spread)), shape);
}

Array repeat(const Array& a, const Array& counts, std::optional<int> axis) {
    if (!axis)
        return repeat(ravel(a), counts, 0);
    const int at = api::normalise_axis(*axis, a.ndim(), "repeat");
    if (!is_integer(counts.dtype()) && !is_bool(counts.dtype()))
        throw DTypeError("repeat: counts are " + std::string(name(counts.dtype())) +
                         "; use an integer dtype");
    if (counts.size() == 1)
        return repeat(a, counts.item<std::int64_t>(), at);
    if (counts.ndim() != 1 || counts.size() != a.shape(at))
        throw ShapeError("repeat: counts of shape " + api::shape_text(counts.shape()) +
                         " do not fit axis " + std::to_string(at) + " with size " +
                         std::to_string(a.shape(at)));
    std::vector<std::int64_t> positions;
    std::int64_t position = 0;
    for (const std::int64_t count : counts.values<std::int64_t>()) {
        if (count < 0)
            throw ValueError("repeat: the count " + std::to_string(count) + " is negative");
        positions.insert(positions.end(), static_cast<std::size_t>(count), position++);
    }
    if (positions.empty()) {
        Shape shape = a.shape();
        shape[static_cast<std::size_t>(at)] = 0;
        return zeros(shape, a.dtype());
    }
    return take(a, array(positions), at, Outside::clip);
}

Array pad(const Array& a, const std::vector<PadWidth>& given, Padding mode, const Scalar& value) {
    const auto rank = static_cast<std::size_t>(a.ndim());
    if (given.size() != 1 && given.size() != rank)
        throw ValueError("pad: " + std::to_string(given.size()) + " widths for an array of " +
                         std::to_string(rank) + " dimensions");
    const std::vector<PadWidth> widths =
        given.size() == rank ? given : std::vector<PadWidth>(rank, given[0]);
    for (const PadWidth& width : widths)
        if (width.before < 0 || width.after < 0)
            throw ValueError("pad: a width of " +
                             std::to_string(std::min(width.before, width.after)) + " is negative");
    if (mode == Padding::constant)
        return padded_with(a, widths, value);
    Array result = copy(a);
    for (std::size_t d = 0; d < rank; ++d)
        result = extended(result, static_cast<int>(d), widths[d], mode);
    return result;
}

}  // namespace tenon
