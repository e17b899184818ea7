// SPDX-License-Identifier: MIT
/// The shape of a view: dtype, sizes and byte strides. Immutable and shared, so that recording an
/// operation on arrays of one shape copies a pointer, not numbers.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <span>
#include <utility>

#include <tenon/dtype.hpp>

namespace tenon::detail {

inline constexpr int max_rank = 32;

struct Layout {
    mutable std::atomic<std::uint32_t> refs{1};
    DType dtype = DType::float64;
    std::uint8_t rank = 0;
    bool contiguous = true;      ///< C order without gaps
    bool kept = false;           ///< for the life of the process (LayoutTable): not counted
    std::int64_t size = 1;       ///< number of elements
    std::int64_t dims[1] = {0};  ///< rank sizes, then rank strides in bytes (allocated longer)

    std::int64_t shape(int axis) const { return dims[axis]; }
    std::int64_t stride(int axis) const { return dims[rank + axis]; }
    std::span<const std::int64_t> shape() const { return {dims, rank}; }
    std::span<const std::int64_t> strides() const { return {dims + rank, rank}; }
    /// The same element type, sizes and strides.
    bool same_as(const Layout& other) const {
        return this == &other || (dtype == other.dtype && rank == other.rank &&
                                  std::equal(dims, dims + 2 * rank, other.dims));
    }
};

}  // namespace tenon::detail

namespace tenon::tape {

using detail::Layout;

/// Owns one reference.
class LayoutRef {
public:
    LayoutRef() = default;
    explicit LayoutRef(const Layout* adopted) noexcept : layout_(adopted) {}
    LayoutRef(const LayoutRef& other) noexcept : layout_(other.layout_) { retain(layout_); }
    LayoutRef(LayoutRef&& other) noexcept : layout_(std::exchange(other.layout_, nullptr)) {}
    LayoutRef& operator=(LayoutRef other) noexcept {
        std::swap(layout_, other.layout_);
        return *this;
    }
    ~LayoutRef() { release(layout_); }

    static void retain(const Layout* layout) noexcept {
        if (layout != nullptr && !layout->kept)
            layout->refs.fetch_add(1, std::memory_order_relaxed);
    }
    static void release(const Layout* layout) noexcept {
        if (layout != nullptr && !layout->kept &&
            layout->refs.fetch_sub(1, std::memory_order_acq_rel) == 1)
            destroy(layout);
    }
    static LayoutRef share(const Layout* layout) noexcept {
        retain(layout);
        return LayoutRef(layout);
    }

    const Layout* get() const noexcept { return layout_; }
    const Layout* operator->() const noexcept { return layout_; }
    const Layout& operator*() const noexcept { return *layout_; }
    const Layout* take() noexcept { return std::exchange(layout_, nullptr); }

private:
    static void destroy(const Layout* layout) noexcept;
    const Layout* layout_ = nullptr;
};

/// @throws MemoryError when the bytes overflow 63 bits; ShapeError past max_rank dimensions.
LayoutRef make_layout(DType type, std::span<const std::int64_t> shape);
LayoutRef make_layout(DType type, std::span<const std::int64_t> shape,
                      std::span<const std::int64_t> strides);

/// Lowest and one past the highest byte that a view at `offset` touches; equal when it is empty.
struct ByteRange {
    std::int64_t begin = 0;
    std::int64_t end = 0;
};
ByteRange byte_range(const Layout& layout, std::int64_t offset);

/// Whether two views of one storage may share a byte. Exact for boxes cut out of one array;
/// elsewhere it errs towards true.
bool may_overlap(const Layout& a, std::int64_t offset_a, const Layout& b, std::int64_t offset_b);

/// Whether two positions of the view are the same byte (a broadcast view): it cannot be written.
bool overlaps_itself(const Layout& layout);

}  // namespace tenon::tape
