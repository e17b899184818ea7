// SPDX-License-Identifier: MIT
/// Arrays of a loop whose rows meet on the same sets of the caches: how they are laid out while the
/// loop runs, with a gap behind each row.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/bind.hpp"
#include "engine/plan_cache.hpp"
#include "tape/loop.hpp"

namespace tenon::engine {

/// How a storage is seen as lines of elements, in bytes. With a gap behind each row, byte b is
/// found at b / from * to + b % from.
struct RowPitch {
    std::int64_t from = 0;  ///< between rows; 0: the storage stays as it is
    std::int64_t to = 0;
    DType dtype = DType::float64;
    std::vector<std::int64_t> strides;  ///< from the outermost dimension to rows and elements

    bool moves() const { return from != 0; }
    bool fits(std::int64_t bytes) const { return bytes > 0 && bytes % strides.front() == 0; }
    std::int64_t with_gaps(std::int64_t bytes) const { return bytes / from * to; }
    /// Of a storage, along `strides`.
    std::vector<std::int64_t> extents(std::int64_t bytes) const;
    bool operator==(const RowPitch&) const = default;
};

/// Some elements of a storage that is seen so, along the strides.
struct RowBox {
    std::vector<std::int64_t> begin, end;
};

/// The gap that rows so far apart should have; 0: they do not meet.
std::int64_t row_gap(std::int64_t pitch);
/// By role. Storages that change hands are laid out alike; where one of their views does not keep
/// to rows, all of them stay.
std::vector<RowPitch> find_row_pitches(const tape::LoopBody& body);
/// The body's views, as they are then.
std::vector<tape::LoopView> with_gaps(const tape::LoopBody& body,
                                      std::span<const RowPitch> pitches);

/// How storages are copied to where they have gaps, and back. What comes back is not looked at
/// before the caches have forgotten it, so it is written past them.
struct RowCopyPlans {
    explicit RowCopyPlans(const RowPitch& pitch);
    std::shared_ptr<const CachedPlan> there, columns_there, back;
};

/// One such copy: a kernel step of as many dimensions as the loop's own.
class RowCopy {
public:
    RowCopy(const RowPitch& pitch, const RowCopyPlans& plans, const RowBox& box, void* plain,
            void* gapped, bool back);
    /// Of all elements.
    RowCopy(const RowPitch& pitch, const RowCopyPlans& plans, std::int64_t bytes, void* plain,
            void* gapped, bool back)
        : RowCopy(pitch, plans,
                  {std::vector<std::int64_t>(pitch.strides.size()), pitch.extents(bytes)}, plain,
                  gapped, back) {}

    const schedule::Step& step() const { return plan_->plan.steps.front(); }
    const BoundStep& bound() const { return bound_; }
    LoadedKernel& kernel() const { return *plan_->kernels.front(); }

private:
    std::shared_ptr<const CachedPlan> plan_;
    BoundStep bound_;
};

}  // namespace tenon::engine
