// SPDX-License-Identifier: MIT
#include "api/axes.hpp"

namespace tenon::api {

int normalise_axis(int axis, int rank, const char* operation) {
    const int wanted = axis < 0 ? axis + rank : axis;
    if (wanted < 0 || wanted >= rank)
        throw AxisError(std::string(operation) + ": axis " + std::to_string(axis) +
                        " is out of bounds for an array of " + std::to_string(rank) +
                        " dimensions");
    return wanted;
}

std::uint32_t axes_mask(const Axes& axes, int rank, const char* operation) {
    if (!axes.given)
        return rank == 32 ? ~0U : (1U << rank) - 1;
    std::uint32_t mask = 0;
    for (const int axis : axes.list) {
        const std::uint32_t bit = 1U << normalise_axis(axis, rank, operation);
        if ((mask & bit) != 0)
            throw ValueError(std::string(operation) + ": axis " + std::to_string(axis) +
                             " is given twice");
        mask |= bit;
    }
    return mask;
}

std::int64_t reduced_count(const Array& a, std::uint32_t mask) {
    std::int64_t count = 1;
    for (int axis = 0; axis < a.ndim(); ++axis)
        if ((mask >> axis & 1) != 0)
            count *= a.shape(axis);
    return count;
}

}  // namespace tenon::api
