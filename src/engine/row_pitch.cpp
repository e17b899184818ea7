// SPDX-License-Identifier: MIT
#include "engine/row_pitch.hpp"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <optional>

#include "engine/time_tiles.hpp"
#include "ops/ops.hpp"

namespace tenon::engine {

namespace {

using tape::LoopBody;
using tape::LoopRole;
using tape::LoopView;

/// Bytes after which addresses fall on the same sets of a first-level cache, and on a few groups of
/// sets of the second one. Rows nearer to a multiple of it than `least_distance` are moved.
constexpr std::int64_t cache_period = 4096;
constexpr std::int64_t least_distance = 256;
/// Gaps that spread rows over the sets of both levels; no multiple of a line's neighbours.
constexpr std::int64_t gap = 2624, gap_of_short_rows = 1088, short_row = 16384;

/// Roles whose storages change hands with each other, directly or not, have one number.
std::vector<std::uint32_t> families_of(const LoopBody& body) {
    std::vector<std::uint32_t> family(body.roles.size());
    for (std::uint32_t role = 0; role < family.size(); ++role)
        family[role] = role;
    const std::function<std::uint32_t(std::uint32_t)> root = [&](std::uint32_t role) {
        return family[role] == role ? role : family[role] = root(family[role]);
    };
    for (std::uint32_t role = 0; role < family.size(); ++role)
        if (body.roles[role].from != LoopRole::none)
            family[root(role)] = root(body.roles[role].from);
    for (std::uint32_t role = 0; role < family.size(); ++role)
        family[role] = root(role);
    return family;
}

/// Strides of the dimensions that have several elements, the longest first; none if they do not
/// divide each other.
std::vector<std::int64_t> lines_of(const detail::Layout& layout) {
    std::vector<std::int64_t> strides;
    for (int axis = 0; axis < layout.rank; ++axis)
        if (layout.shape(axis) > 1)
            strides.push_back(layout.stride(axis));
    std::ranges::sort(strides, std::greater());
    for (std::size_t i = 0; i < strides.size(); ++i)
        if (strides[i] <= 0 || (i > 0 && strides[i - 1] % strides[i] != 0))
            return {};
    return strides;
}

/// A view whose positions go from row to row, or along one row without leaving it.
bool keeps_to_rows(const LoopView& view, std::int64_t pitch) {
    const detail::Layout& layout = *view.layout;
    if (view.offset < 0 || layout.size == 0)
        return false;
    std::int64_t first = view.offset % pitch;
    std::int64_t last = first + static_cast<std::int64_t>(size_of(layout.dtype));
    for (int axis = 0; axis < layout.rank; ++axis) {
        const std::int64_t stride = layout.stride(axis);
        if (layout.shape(axis) == 1 || stride % pitch == 0)
            continue;
        if (std::abs(stride) > pitch)
            return false;
        const std::int64_t way = (layout.shape(axis) - 1) * stride;
        (way < 0 ? first : last) += way;
    }
    return first >= 0 && last <= pitch;
}

/// As the view of most dimensions shows.
RowPitch pitch_of_family(const LoopBody& body, std::span<const std::uint32_t> family,
                         std::uint32_t number) {
    RowPitch pitch;
    for (const LoopView& view : body.views) {
        if (family[view.role] != number)
            continue;
        std::vector<std::int64_t> lines = lines_of(*view.layout);
        if (lines.size() > std::max<std::size_t>(pitch.strides.size(), 1)) {
            pitch.strides = std::move(lines);
            pitch.dtype = view.layout->dtype;
        }
    }
    if (pitch.strides.empty() ||
        pitch.strides.back() != static_cast<std::int64_t>(size_of(pitch.dtype)))
        return {};
    pitch.from = pitch.strides[pitch.strides.size() - 2];
    pitch.to = pitch.from + row_gap(pitch.from);
    const bool all_keep = std::ranges::all_of(body.views, [&](const LoopView& view) {
        return family[view.role] != number || keeps_to_rows(view, pitch.from);
    });
    return all_keep && pitch.to != pitch.from ? pitch : RowPitch{};
}

tape::LayoutRef with_gaps(const detail::Layout& layout, const RowPitch& pitch) {
    std::vector<std::int64_t> strides(layout.strides().begin(), layout.strides().end());
    for (std::int64_t& stride : strides)
        if (stride % pitch.from == 0)
            stride = stride / pitch.from * pitch.to;
    return tape::make_layout(layout.dtype, layout.shape(), strides);
}

/// The statement `out = in` on two arrays of so many dimensions, none of which join. The last one
/// goes along rows, or down `columns`.
tape::CanonicalTape copy_form(const RowPitch& pitch, bool columns, bool streaming) {
    tape::CanonicalTape form;
    tape::LayoutClass lines;
    lines.dtype = pitch.dtype;
    lines.contiguous = false;
    for (std::uint32_t axis = 0; axis < pitch.strides.size(); ++axis)
        lines.axes.push_back({.size = axis + 1,
                              .stride = axis + 1 == pitch.strides.size() && !columns
                                            ? tape::StrideClass::contiguous
                                            : tape::StrideClass::other});
    form.layouts = {lines, lines};
    form.layouts[1].streaming = streaming;
    form.views = {{.slot = 0, .layout = 0}, {.slot = 1, .layout = 1}};
    form.slots = {{.had_bytes = true, .live = true}, {.had_bytes = true, .live = true}};
    tape::CanonicalStatement& copy = form.statements.emplace_back();
    copy.header = {.kind = tape::StatementKind::elementwise,
                   .op = static_cast<std::uint8_t>(ops::Op::positive),
                   .dtype = pitch.dtype,
                   .outputs = 1,
                   .inputs = 1};
    copy.in.push_back({.dtype = pitch.dtype, .view = 0});
    copy.out.push_back({.dtype = pitch.dtype, .view = 1});
    return form;
}

}  // namespace

std::vector<std::int64_t> RowPitch::extents(std::int64_t bytes) const {
    std::vector<std::int64_t> extents;
    for (std::size_t i = 0; i < strides.size(); ++i)
        extents.push_back((i == 0 ? bytes : strides[i - 1]) / strides[i]);
    return extents;
}

std::int64_t row_gap(std::int64_t pitch) {
    if (const std::optional<std::int64_t> wished = tile_limits().row_gap)
        return *wished;
    const std::int64_t behind = pitch % cache_period;
    if (pitch < cache_period - least_distance ||
        std::min(behind, cache_period - behind) >= least_distance)
        return 0;
    const std::int64_t rounded = (pitch + least_distance) / cache_period * cache_period;
    return rounded - pitch + (pitch < short_row ? gap_of_short_rows : gap);
}

std::vector<RowPitch> find_row_pitches(const LoopBody& body) {
    const std::vector<std::uint32_t> family = families_of(body);
    std::vector<RowPitch> pitches(body.roles.size());
    for (std::uint32_t role = 0; role < pitches.size(); ++role)
        pitches[role] = family[role] == role ? pitch_of_family(body, family, role) : RowPitch{};
    for (std::uint32_t role = 0; role < pitches.size(); ++role)
        pitches[role] = pitches[family[role]];
    return pitches;
}

std::vector<LoopView> with_gaps(const LoopBody& body, std::span<const RowPitch> pitches) {
    std::vector<LoopView> views = body.views;
    for (LoopView& view : views) {
        const RowPitch& pitch = pitches[view.role];
        if (!pitch.moves())
            continue;
        view.layout = with_gaps(*view.layout, pitch);
        view.offset = view.offset / pitch.from * pitch.to + view.offset % pitch.from;
    }
    return views;
}

RowCopyPlans::RowCopyPlans(const RowPitch& pitch) {
    const auto plan_of = [&](bool columns, bool streaming) {
        const tape::CanonicalTape form = copy_form(pitch, columns, streaming);
        schedule::Plan plan = schedule::schedule(form, {});
        schedule::verify(plan, form);
        return load_plan(std::move(plan));
    };
    there = plan_of(false, false);
    columns_there = plan_of(true, false);
    back = plan_of(false, true);
}

namespace {

/// Rows of so few elements are copied down the columns: vectors hold elements of several rows.
bool is_narrow(const RowBox& box) {
    constexpr std::int64_t narrow = 16;
    return box.end.back() - box.begin.back() < narrow;
}

}  // namespace

RowCopy::RowCopy(const RowPitch& pitch, const RowCopyPlans& plans, const RowBox& box, void* plain,
                 void* gapped, bool back)
    : plan_(back             ? plans.back
            : is_narrow(box) ? plans.columns_there
                             : plans.there) {
    std::vector<std::int64_t> shape, strides = pitch.strides, moved = pitch.strides;
    for (std::size_t i = 0; i + 1 < moved.size(); ++i)
        moved[i] = moved[i] / pitch.from * pitch.to;
    std::int64_t first = 0, first_moved = 0;  // bytes to the first element
    for (std::size_t i = 0; i < strides.size(); ++i) {
        shape.push_back(box.end[i] - box.begin[i]);
        first += box.begin[i] * strides[i];
        first_moved += box.begin[i] * moved[i];
    }
    if (!back && is_narrow(box))
        for (std::vector<std::int64_t>* axes : {&shape, &strides, &moved})
            std::ranges::rotate(*axes, axes->end() - 1);
    std::vector<LoopView> views;
    views.push_back({0, tape::make_layout(pitch.dtype, shape, strides), first});
    views.push_back({1, tape::make_layout(pitch.dtype, shape, moved), first_moved});
    void* addresses[] = {plain, gapped};
    if (back) {
        std::swap(views[0].layout, views[1].layout);
        std::swap(views[0].offset, views[1].offset);
        std::swap(addresses[0], addresses[1]);
    }
    bind_kernel(step(), {views, addresses, {}}, bound_);
}

}  // namespace tenon::engine
