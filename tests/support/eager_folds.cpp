// SPDX-License-Identifier: MIT
#include "support/eager_folds.hpp"

namespace eager {

namespace {

Array slice_at(const Array& a, int axis, std::int64_t position) {
    std::vector<Index> list(static_cast<std::size_t>(axis), Index(tenon::all));
    list.emplace_back(position);
    return at(a, list);
}

Array joined(std::string_view op, const Array& a, const Array& b) {
    return astype(elementwise(op, std::vector<Operand>{a, b}), a.dtype);
}

}  // namespace

Array fold(std::string_view op, const Array& a, int axis, std::int64_t first, std::int64_t last) {
    Array total = copy(slice_at(a, axis, first));
    for (std::int64_t i = first + 1; i < last; ++i)
        total = joined(op, total, slice_at(a, axis, i));
    return total;
}

Array accumulate(std::string_view op, const Array& a, int axis) {
    Array out = copy(a);
    for (std::int64_t i = 1; i < a.shape[static_cast<std::size_t>(axis)]; ++i)
        assign(slice_at(out, axis, i),
               joined(op, slice_at(out, axis, i - 1), slice_at(a, axis, i)));
    return out;
}

}  // namespace eager
