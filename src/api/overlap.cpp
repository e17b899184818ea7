// SPDX-License-Identifier: MIT
#include "api/overlap.hpp"

namespace tenon::api {

using tape::LayoutRef;
using tape::ViewRef;

void check_writable(const ViewRef& view, const char* operation) {
    if (tape::overlaps_itself(*view.layout))
        throw ValueError(
            std::string(operation) +
            ": the view repeats elements (broadcast_to), so it cannot be written; copy it first");
}

bool hazard(const ViewRef& out, const ViewRef& in) {
    if (out.storage != in.storage)
        return false;
    if (out.offset == in.offset && out.layout->same_as(*in.layout))
        return false;
    return tape::may_overlap(*out.layout, out.offset, *in.layout, in.offset);
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
