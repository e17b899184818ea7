// SPDX-License-Identifier: MIT
#include "api/overlap.hpp"

namespace tenon::api {

using tape::LayoutRef;
using tape::ViewRef;

void check_writable(const ViewRef& view, const char* operation) {
    if (view.layout->size > 0 && tape::overlaps_itself(*view.layout))
        throw ValueError(
            std::string(operation) +
            ": the view repeats elements (broadcast_to), so it cannot be written; copy it first");
}

bool may_overlap(const ViewRef& a, const ViewRef& b) {
    if (a.storage == b.storage)
        return tape::may_overlap(*a.layout, a.offset, *b.layout, b.offset);
    // Memory of another owner may be that of one of ours which was lent out.
    const auto known_elsewhere = [](const detail::Storage& storage) {
        return storage.owner != nullptr || storage.exports.load(std::memory_order_acquire) > 0;
    };
    if (!known_elsewhere(*a.storage) || !known_elsewhere(*b.storage))
        return false;
    const auto begin = [](const ViewRef& view) {
        return reinterpret_cast<std::intptr_t>(view.storage->address) + view.offset;
    };
    const tape::ByteRange of_a = tape::byte_range(*a.layout, begin(a));
    const tape::ByteRange of_b = tape::byte_range(*b.layout, begin(b));
    return of_a.begin < of_b.end && of_b.begin < of_a.end;
}

bool hazard(const ViewRef& out, const ViewRef& in) {
    const bool same_place = out.storage == in.storage && out.offset == in.offset;
    return !(same_place && out.layout->same_as(*in.layout)) && may_overlap(out, in);
}

Array without_leading_ones(const Array& value, int rank, const char* operation) {
    const ViewRef view = ArrayAccess::view(value, operation);
    int extra = 0;
    while (view.layout->rank - extra > rank && view.layout->shape(extra) == 1)
        ++extra;
    if (extra == 0)
        return value;
    const LayoutRef layout = tape::make_layout(
        view.layout->dtype, view.layout->shape().subspan(static_cast<std::size_t>(extra)),
        view.layout->strides().subspan(static_cast<std::size_t>(extra)));
    return ArrayAccess::make({view.storage, layout.get(), view.offset});
}

}  // namespace tenon::api
