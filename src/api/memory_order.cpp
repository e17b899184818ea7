// SPDX-License-Identifier: MIT
#include "api/memory_order.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <functional>
#include <limits>
#include <numeric>
#include <optional>

#include "api/apply.hpp"

namespace tenon::api {

using tape::LayoutRef;

namespace {

/// NumPy's insertion sort of axes: `sooner(axis, before)` says whether the one that comes after
/// shall come first, and nothing where nobody minds; those are passed over.
template <class Sooner>
void insert_sorted(std::span<int> axes, const Sooner& sooner) {
    for (auto next = axes.begin(); next != axes.end(); ++next) {
        auto place = next;
        for (auto before = next; before != axes.begin();) {
            --before;
            const std::optional<bool> swap = sooner(*next, *before);
            if (swap && !*swap)
                break;
            if (swap)
                place = before;
        }
        std::rotate(place, next, next + 1);
    }
}

/// The axes of a result, the innermost first: NumPy's order K. Two axes are put in the order of
/// their strides; operands that are broadcast along one of them have no say, and where operands
/// disagree C order wins (NumPy: "Iterating over arrays", order 'K').
void sort_axes(std::span<const LayoutRef> operands, std::span<int> inner_first) {
    const auto sooner = [&](int outer, int inner) -> std::optional<bool> {
        std::optional<bool> swap;
        for (const LayoutRef& operand : operands) {
            const std::int64_t of_outer = std::abs(operand->stride(outer));
            const std::int64_t of_inner = std::abs(operand->stride(inner));
            if (of_outer == 0 || of_inner == 0 || operand->shape(outer) == 1 ||
                operand->shape(inner) == 1)
                continue;
            swap = of_inner > of_outer && swap.value_or(true);
        }
        return swap;
    };
    insert_sorted(inner_first, sooner);
}

/// Whether no axis of the view has a larger stride than one before it: sort_axes leaves C order.
bool lies_in_c_order(const detail::Layout& layout) {
    std::int64_t least = std::numeric_limits<std::int64_t>::max();
    for (int axis = 0; axis < layout.rank; ++axis) {
        const std::int64_t stride = std::abs(layout.stride(axis));
        if (stride == 0 || layout.shape(axis) == 1)
            continue;
        if (stride > least)
            return false;
        least = stride;
    }
    return true;
}

/// A layout without gaps, the axes listed from the innermost.
LayoutRef layout_in_order(DType type, std::span<const std::int64_t> shape,
                          std::span<const int> inner_first) {
    std::array<std::int64_t, detail::max_rank> strides{};
    auto stride = static_cast<std::int64_t>(size_of(type));
    for (const int axis : inner_first) {
        const auto place = static_cast<std::size_t>(axis);
        strides[place] = shape[place] == 1 ? 0 : stride;
        stride *= shape[place];
    }
    return tape::make_layout(type, shape, {strides.data(), shape.size()});
}

}  // namespace

LayoutRef result_layout(std::span<const Operand> operands, DType type,
                        std::span<const std::int64_t> shape) {
    if (std::ranges::find(shape, 0) != shape.end())  // as NumPy: no order to keep
        return tape::make_layout(type, shape);
    bool all_contiguous = true;
    for (const Operand& operand : operands) {
        if (operand.is_scalar())
            continue;
        const detail::Layout& layout = *ArrayAccess::view(operand.array(), "").layout;
        if (layout.contiguous && layout.dtype == type && std::ranges::equal(layout.shape(), shape))
            return LayoutRef::share(&layout);
        all_contiguous = all_contiguous && layout.contiguous;
    }
    if (all_contiguous)
        return tape::make_layout(type, shape);
    if (std::ranges::all_of(operands, [](const Operand& operand) {
            return operand.is_scalar() ||
                   lies_in_c_order(*ArrayAccess::view(operand.array(), "").layout);
        }))
        return tape::make_layout(type, shape);
    std::vector<LayoutRef> layouts;
    for (const Operand& operand : operands)
        if (!operand.is_scalar())
            layouts.push_back(
                broadcast_layout(*ArrayAccess::view(operand.array(), "").layout, shape, "result"));
    std::array<int, detail::max_rank> axes;
    const std::span<int> inner_first(axes.data(), shape.size());
    for (std::size_t i = 0; i < shape.size(); ++i)
        inner_first[i] = static_cast<int>(shape.size() - 1 - i);
    sort_axes(layouts, inner_first);
    if (std::ranges::is_sorted(inner_first, std::greater<>()))
        return tape::make_layout(type, shape);
    return layout_in_order(type, shape, inner_first);
}

namespace {

std::vector<int> in_c_order(int rank) {
    std::vector<int> axes(static_cast<std::size_t>(rank));
    std::iota(axes.begin(), axes.end(), 0);
    return axes;
}

}  // namespace

std::vector<int> iteration_order(const detail::Layout& layout) {
    std::vector<int> axes = in_c_order(layout.rank);
    if (layout.contiguous && layout.size > 0)  // without elements all are, whatever their strides
        return axes;
    const LayoutRef operand = LayoutRef::share(&layout);
    std::ranges::reverse(axes);
    sort_axes({&operand, 1}, axes);
    std::ranges::reverse(axes);
    return axes;
}

std::vector<int> copy_order(std::span<const detail::Layout* const> layouts) {
    std::vector<int> axes = in_c_order(layouts.front()->rank);
    if (std::ranges::all_of(layouts, &detail::Layout::contiguous))
        return axes;
    // Whether `axis`, which comes after `before`, shall come first; nothing where nobody minds.
    const auto sooner = [&](int axis, int before) -> std::optional<bool> {
        std::optional<bool> swap;
        for (const detail::Layout* layout : layouts)
            if (layout->shape(axis) != 1 && layout->shape(before) != 1)
                swap = std::abs(layout->stride(axis)) > std::abs(layout->stride(before)) &&
                       swap.value_or(true);
        return swap;
    };
    insert_sorted(axes, sooner);
    return axes;
}

bool is_c_order(std::span<const int> axes) { return std::ranges::is_sorted(axes); }

std::vector<int> inverse(std::span<const int> axes) {
    std::vector<int> places(axes.size());
    for (std::size_t i = 0; i < axes.size(); ++i)
        places[static_cast<std::size_t>(axes[i])] = static_cast<int>(i);
    return places;
}

LayoutRef copy_layout(std::span<const detail::Layout* const> layouts, DType type,
                      std::span<const std::int64_t> shape) {
    std::vector<int> axes = copy_order(layouts);
    if (is_c_order(axes))
        return tape::make_layout(type, shape);
    std::ranges::reverse(axes);
    return layout_in_order(type, shape, axes);
}

}  // namespace tenon::api
