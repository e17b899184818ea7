// SPDX-License-Identifier: MIT
/// Several arrays to one, one to several, and repetition.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include <tenon/array.hpp>

namespace tenon {

/// One after the other along an axis, in their common dtype; flattened ones without an axis.
TENON_API Array concatenate(std::span<const Array> arrays, std::optional<int> axis = 0);
TENON_API Array stack(std::span<const Array> arrays, int axis = 0);  ///< along a new axis
TENON_API Array hstack(std::span<const Array> arrays);
TENON_API Array vstack(std::span<const Array> arrays);
TENON_API Array dstack(std::span<const Array> arrays);
TENON_API Array column_stack(std::span<const Array> arrays);
TENON_API Array append(const Array& a, const Array& values, std::optional<int> axis = {});

// Views. `sections` equal parts, which `array_split` lets differ by one; or parts between
// positions.
TENON_API std::vector<Array> split(const Array& a, std::int64_t sections, int axis = 0);
TENON_API std::vector<Array> split(const Array& a, std::span<const std::int64_t> positions,
                                   int axis = 0);
TENON_API std::vector<Array> array_split(const Array& a, std::int64_t sections, int axis = 0);
TENON_API std::vector<Array> hsplit(const Array& a, std::int64_t sections);
TENON_API std::vector<Array> vsplit(const Array& a, std::int64_t sections);
TENON_API std::vector<Array> dsplit(const Array& a, std::int64_t sections);
TENON_API std::vector<Array> unstack(const Array& a, int axis = 0);

TENON_API Array tile(const Array& a, const std::vector<std::int64_t>& repetitions);
/// Every element (slice along the axis) `count` times; flattened without an axis.
TENON_API Array repeat(const Array& a, std::int64_t count, std::optional<int> axis = {});
/// Counts of one dimension, which are looked at now: the shape depends on them.
TENON_API Array repeat(const Array& a, const Array& counts, std::optional<int> axis = {});

enum class Padding : std::uint8_t {
    constant,   ///< one value
    edge,       ///< the first and the last element
    reflect,    ///< mirrored at the first and last element
    symmetric,  ///< mirrored, the first and last element included
    wrap,       ///< from the other end
};
/// How many elements come before and after along an axis.
struct PadWidth {
    std::int64_t before = 0;
    std::int64_t after = 0;
};
/// `widths`: one for each axis, or one for all.
TENON_API Array pad(const Array& a, const std::vector<PadWidth>& widths,
                    Padding mode = Padding::constant, const Scalar& value = 0);

}  // namespace tenon
