// SPDX-License-Identifier: MIT
/// a(…): from indices to a view.
#include <algorithm>

#include "api/apply.hpp"
#include "engine/thread_tape.hpp"

namespace tenon {

namespace {

using detail::ArrayAccess;

struct Selection {
    std::int64_t start = 0;
    std::int64_t count = 0;
    std::int64_t step = 1;
};

/// Python's rules for slices: bounds beyond the ends are clipped, open ones follow the step.
Selection resolve(const Slice& slice, std::int64_t size) {
    const std::int64_t step = slice.step;
    if (step == 0)
        throw ValueError("slice: the step is zero; use a positive or negative step");
    const auto clip = [&](const Bound& bound, std::int64_t open) {
        if (bound.open())
            return open;
        std::int64_t value = bound.value() < 0 ? bound.value() + size : bound.value();
        const std::int64_t low = step > 0 ? 0 : -1;
        const std::int64_t high = step > 0 ? size : size - 1;
        return std::clamp(value, low, high);
    };
    const std::int64_t start = clip(slice.start, step > 0 ? 0 : size - 1);
    const std::int64_t stop = clip(slice.stop, step > 0 ? size : -1);
    const std::int64_t distance = step > 0 ? stop - start : start - stop;
    const std::int64_t stride = step > 0 ? step : -step;
    return {start, distance <= 0 ? 0 : (distance - 1) / stride + 1, step};
}

class Indexer {
public:
    explicit Indexer(const tape::ViewRef& from) : from_(from), offset_(from.offset) {}

    void position(std::int64_t position) {
        const std::int64_t size = from_.layout->shape(axis_);
        const std::int64_t wanted = position < 0 ? position + size : position;
        if (wanted < 0 || wanted >= size)
            throw IndexError("index " + std::to_string(position) + " is out of bounds for axis " +
                             std::to_string(axis_) + " with size " + std::to_string(size));
        offset_ += wanted * from_.layout->stride(axis_);
        ++axis_;
    }

    void slice(const Slice& slice) {
        const std::int64_t stride = from_.layout->stride(axis_);
        const Selection chosen = resolve(slice, from_.layout->shape(axis_));
        if (chosen.count > 0)
            offset_ += chosen.start * stride;
        add_axis(chosen.count, stride * chosen.step);
        ++axis_;
    }

    void newaxis() { add_axis(1, 0); }

    void whole_axes(int count) {
        for (int i = 0; i < count; ++i, ++axis_)
            add_axis(from_.layout->shape(axis_), from_.layout->stride(axis_));
    }

    int rest() const { return from_.layout->rank - axis_; }

    tape::LayoutRef layout() const {
        return is_contiguous()
                   ? tape::make_layout(from_.layout->dtype, {shape_, rank_})
                   : tape::make_layout(from_.layout->dtype, {shape_, rank_}, {strides_, rank_});
    }
    std::int64_t distance() const { return offset_ - from_.offset; }

private:
    /// Such layouts are shared by all views of their shape.
    bool is_contiguous() const {
        auto stride = static_cast<std::int64_t>(size_of(from_.layout->dtype));
        for (std::size_t axis = rank_; axis-- > 0;) {
            if (strides_[axis] != stride)
                return false;
            stride *= shape_[axis];
        }
        return true;
    }
    void add_axis(std::int64_t size, std::int64_t stride) {
        if (rank_ == detail::max_rank)
            throw ShapeError("an array has at most " + std::to_string(detail::max_rank) +
                             " dimensions, not more");
        shape_[rank_] = size;
        strides_[rank_++] = stride;
    }

    tape::ViewRef from_;
    std::int64_t offset_;
    int axis_ = 0;
    std::size_t rank_ = 0;
    std::int64_t shape_[detail::max_rank];
    std::int64_t strides_[detail::max_rank];
};

void walk(Indexer& indexer, const detail::Layout& layout, std::span<const Index> indices) {
    const auto consumes = [](const Index& i) {
        return i.form() == Index::Form::position || i.form() == Index::Form::slice;
    };
    const auto used = static_cast<int>(std::ranges::count_if(indices, consumes));
    const auto ellipses = std::ranges::count_if(
        indices, [](const Index& i) { return i.form() == Index::Form::ellipsis; });
    if (used > layout.rank)
        throw IndexError("too many indices: " + std::to_string(used) + " for an array of " +
                         std::to_string(layout.rank) + " dimensions");
    if (ellipses > 1)
        throw IndexError("an index can have one ellipsis only");
    for (const Index& index : indices)
        switch (index.form()) {
        case Index::Form::position: indexer.position(index.position()); break;
        case Index::Form::slice: indexer.slice(index.slice()); break;
        case Index::Form::newaxis: indexer.newaxis(); break;
        case Index::Form::ellipsis: indexer.whole_axes(layout.rank - used); break;
        }
    indexer.whole_axes(indexer.rest());
}

View make_view(const tape::ViewRef& from, tape::LayoutRef layout, std::int64_t distance) {
    detail::Storage::retain(from.storage, detail::Storage::handle);
    return View(ArrayAccess::adopt(from.storage, std::move(layout), from.offset + distance));
}

}  // namespace

View Array::at(std::span<const Index> indices) const& {
    const tape::ViewRef from = ArrayAccess::view(*this, "indexing");
    if (indices.size() > tape::ViewMemo::most_indices) {
        Indexer indexer(from);
        walk(indexer, *from.layout, indices);
        return make_view(from, indexer.layout(), indexer.distance());
    }
    tape::ViewMemo& memo = engine::thread_scratch().views;
    const tape::ViewMemo::Known* known = memo.find(from.layout, indices);
    if (known == nullptr) {
        Indexer indexer(from);
        walk(indexer, *from.layout, indices);
        known = memo.note(from.layout, indices, indexer.layout(), indexer.distance());
    }
    return make_view(from, known->layout, known->distance);
}

View Array::at(std::span<const Index> indices) && {
    const Array own = std::move(*this);
    return own.at(indices);
}

}  // namespace tenon
