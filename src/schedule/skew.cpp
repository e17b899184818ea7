// SPDX-License-Identifier: MIT
#include "schedule/skew.hpp"

#include <algorithm>

namespace tenon::schedule {

namespace {

struct Bytes {
    std::int64_t begin = 0, end = 0;
};

/// Strides are not negative where this is asked.
Bytes bytes_of(const GridAccess& access, const GridVector& extents) {
    Bytes bytes{access.address, access.address + access.size};
    for (std::size_t d = 0; d < extents.size(); ++d)
        bytes.end += (extents[d] - 1) * access.strides[d];
    return bytes;
}

bool apart(const Bytes& a, const Bytes& b) { return a.end <= b.begin || b.end <= a.begin; }

std::int64_t floor_of(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

/// All x' - x for which the later access at x and the earlier one at x' have a byte in common.
class Distances {
public:
    Distances(const GridAccess& later, const GridVector& later_extents, const GridAccess& earlier,
              const GridVector& earlier_extents)
        : later_(later), later_extents_(later_extents), earlier_(earlier),
          earlier_extents_(earlier_extents) {}

    /// Calls visit(distance) for each. False: there may be more than can be listed.
    template <class Visit>
    bool each(const Visit& visit) {
        return agree_on_strides() && from(0, later_.address - earlier_.address, visit);
    }

private:
    /// Along a dimension of one element any stride will do.
    bool agree_on_strides() {
        for (std::size_t i = 0; i < grid_rank; ++i) {
            const bool later_moves = later_extents_[i] > 1, earlier_moves = earlier_extents_[i] > 1;
            if (later_moves && earlier_moves && later_.strides[i] != earlier_.strides[i])
                return false;
            strides_[i] = later_moves ? later_.strides[i] : earlier_.strides[i];
            if (!later_moves && !earlier_moves)
                strides_[i] = 0;
            else if (strides_[i] <= 0)
                return false;
        }
        return true;
    }

    template <class Visit>
    bool from(std::size_t d, std::int64_t rest, const Visit& visit) {
        if (d == grid_rank) {
            const bool common = rest < earlier_.size && -rest < later_.size;
            if (common)
                visit(distance_);
            return true;
        }
        if (strides_[d] == 0) {
            distance_[d] = 0;
            return from(d + 1, rest, visit);
        }
        // The dimensions behind this one reach less far than one step of it, or they are too many
        // to list.
        const std::int64_t reach = reach_behind(d);
        const std::int64_t first = floor_of(rest - reach, strides_[d]);
        const std::int64_t last = floor_of(rest + reach, strides_[d]) + 1;
        if (last - first > 4)
            return false;
        for (std::int64_t steps = std::max(first, 1 - later_extents_[d]);
             steps <= std::min(last, earlier_extents_[d] - 1); ++steps) {
            distance_[d] = steps;
            if (!from(d + 1, rest - steps * strides_[d], visit))
                return false;
        }
        return true;
    }

    std::int64_t reach_behind(std::size_t d) const {
        std::int64_t reach = std::max(later_.size, earlier_.size) - 1;
        for (std::size_t i = d + 1; i < grid_rank; ++i)
            reach += (std::max(later_extents_[i], earlier_extents_[i]) - 1) * strides_[i];
        return reach;
    }

    const GridAccess& later_;
    const GridVector& later_extents_;
    const GridAccess& earlier_;
    const GridVector& earlier_extents_;
    GridVector strides_{};
    GridVector distance_{};
};

bool same_place(const GridAccess& a, const GridAccess& b) {
    return a.address == b.address && a.strides == b.strides && a.size == b.size;
}

}  // namespace

bool Skew::constrain(const GridAccess& later, const GridVector& extents, const Earlier& earlier,
                     GridVector& least) {
    if ((!later.written && !earlier.access.written) ||
        apart(bytes_of(later, extents), bytes_of(earlier.access, earlier.extents)))
        return true;
    Distances distances(later, extents, earlier.access, earlier.extents);
    const bool listed = distances.each([&](const GridVector& distance) {
        for (std::size_t d = 0; d < least.size(); ++d)
            least[d] = std::max(least[d], earlier.shift[d] + distance[d]);
    });
    if (!listed)
        why_not_ = "two statements see one array with different strides";
    return listed;
}

bool Skew::add(const Sweep& sweep, GridVector* shift) {
    for (const GridAccess& access : sweep.accesses)
        for (std::size_t d = 0; d < sweep.extents.size(); ++d)
            if (sweep.extents[d] > 1 && access.strides[d] < 0) {
                why_not_ = "an array is seen backwards";
                return false;
            }
    GridVector least{};
    for (const GridAccess& access : sweep.accesses)
        for (const Earlier& earlier : earlier_)
            if (!constrain(access, sweep.extents, earlier, least))
                return false;
    for (const GridAccess& access : sweep.accesses)
        note(access, sweep.extents, least);
    ++sweeps_;
    *shift = least;
    return true;
}

void Skew::note(const GridAccess& access, const GridVector& extents, const GridVector& shift) {
    for (Earlier& known : earlier_) {
        if (!same_place(known.access, access) || known.extents != extents)
            continue;
        known.access.written |= access.written;
        known.last_sweep = sweeps_;
        for (std::size_t d = 0; d < shift.size(); ++d)
            known.shift[d] = std::max(known.shift[d], shift[d]);
        return;
    }
    earlier_.push_back({access, extents, shift, sweeps_, sweeps_});
}

std::vector<Skew::Array> Skew::arrays() const {
    std::vector<Array> arrays;
    for (const Earlier& known : earlier_) {
        const Bytes here = bytes_of(known.access, known.extents);
        const auto met = std::ranges::find_if(
            arrays, [&](const Array& array) { return !apart({array.begin, array.end}, here); });
        if (met == arrays.end()) {
            arrays.push_back(
                {here.begin, here.end, known.access.size, known.first_sweep, known.last_sweep});
            continue;
        }
        met->begin = std::min(met->begin, here.begin);
        met->end = std::max(met->end, here.end);
        met->first_sweep = std::min(met->first_sweep, known.first_sweep);
        met->last_sweep = std::max(met->last_sweep, known.last_sweep);
    }
    return arrays;
}

std::int64_t Skew::bytes_per_cell() const {
    std::int64_t bytes = 0;
    for (const Array& array : arrays())
        bytes += array.size;
    return bytes;
}

std::int64_t Skew::bytes_kept_per_cell() const {
    std::int64_t bytes = 0;
    for (const Array& array : arrays())
        bytes += array.first_sweep != array.last_sweep ? array.size : 0;
    return bytes;
}

}  // namespace tenon::schedule
