// SPDX-License-Identifier: MIT
#include "drawing.hpp"

#include <tenon/tenon.hpp>

namespace tenon::tool {

Array plane_of(const Array& state) { return state.ndim() == 3 ? state(state.shape(0) / 2) : state; }

Array enlarged(const Array& plane, std::int64_t zoom) {
    if (zoom == 1)
        return plane;
    const std::int64_t rows = plane.shape(0);
    const std::int64_t columns = plane.shape(1);
    return reshape(broadcast_to(plane(all, newaxis, all, newaxis), {rows, zoom, columns, zoom}),
                   {rows * zoom, columns * zoom});
}

}  // namespace tenon::tool
