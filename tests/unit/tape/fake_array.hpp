// SPDX-License-Identifier: MIT
/// Arrays without memory, and short ways to record statements on them: tapes can be looked at and
/// scheduled without an engine.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "tape/canonical.hpp"

namespace tenon::tape::test {

using Sizes = std::vector<std::int64_t>;

/// Notes what is given back.
struct NotingPlace : Place {
    void release(void* address, std::int64_t bytes) noexcept override {
        ++released;
        last_address = address;
        last_bytes = bytes;
    }
    int released = 0;
    void* last_address = nullptr;
    std::int64_t last_bytes = 0;
};

inline NotingPlace& place() {
    static NotingPlace instance;
    return instance;
}

/// One axis of a slice: count positions from start on.
struct Cut {
    std::int64_t start = 0;
    std::int64_t count = 0;
    std::int64_t step = 1;
};

/// A handle to a view, as Array is one.
class FakeArray {
public:
    /// A new storage; a filled one held values before the tape began.
    static FakeArray make(const Sizes& shape, DType type = DType::float64, bool filled = false) {
        LayoutRef layout = make_layout(type, shape);
        Storage* storage =
            Storage::make(layout->size * static_cast<std::int64_t>(size_of(type)), &place());
        if (filled)
            storage->address = &place();  // never read
        return {storage, std::move(layout), 0};
    }
    static FakeArray filled(const Sizes& shape, DType type = DType::float64) {
        return make(shape, type, true);
    }

    FakeArray(const FakeArray& other)
        : storage_(other.storage_), layout_(other.layout_), offset_(other.offset_) {
        Storage::retain(storage_, Storage::handle);
    }
    FakeArray(FakeArray&& other) noexcept
        : storage_(std::exchange(other.storage_, nullptr)), layout_(std::move(other.layout_)),
          offset_(other.offset_) {}
    FakeArray& operator=(FakeArray other) noexcept {
        std::swap(storage_, other.storage_);
        std::swap(layout_, other.layout_);
        std::swap(offset_, other.offset_);
        return *this;
    }
    ~FakeArray() { Storage::release(storage_, Storage::handle); }

    ViewRef ref() const { return {storage_, layout_.get(), offset_}; }
    Storage& storage() const { return *storage_; }
    const Layout& layout() const { return *layout_; }
    std::int64_t offset() const { return offset_; }
    Sizes shape() const { return {layout_->shape().begin(), layout_->shape().end()}; }

    FakeArray view(const Sizes& shape, const Sizes& strides, std::int64_t moved = 0) const {
        Storage::retain(storage_, Storage::handle);
        return {storage_, make_layout(layout_->dtype, shape, strides), offset_ + moved};
    }
    FakeArray slice(const std::vector<Cut>& cuts) const {
        Sizes shape;
        Sizes strides;
        std::int64_t moved = 0;
        for (std::size_t i = 0; i < cuts.size(); ++i) {
            const std::int64_t stride = layout_->stride(static_cast<int>(i));
            shape.push_back(cuts[i].count);
            strides.push_back(stride * cuts[i].step);
            moved += stride * cuts[i].start;
        }
        return view(shape, strides, moved);
    }
    FakeArray transposed() const {
        const auto shape = layout_->shape();
        const auto strides = layout_->strides();
        return view({shape.rbegin(), shape.rend()}, {strides.rbegin(), strides.rend()});
    }
    FakeArray broadcast(const Sizes& shape) const {
        Sizes strides(shape.size(), 0);
        const std::size_t shift = shape.size() - layout_->rank;
        for (int axis = 0; axis < layout_->rank; ++axis)
            if (layout_->shape(axis) != 1)
                strides[shift + static_cast<std::size_t>(axis)] = layout_->stride(axis);
        return view(shape, strides);
    }

private:
    FakeArray(Storage* storage, LayoutRef layout, std::int64_t offset)
        : storage_(storage), layout_(std::move(layout)), offset_(offset) {}

    Storage* storage_;
    LayoutRef layout_;
    std::int64_t offset_;
};

inline Input number(DType type, std::uint64_t bits) { return Input::of(type, {{bits, 0}}); }
inline Input one() { return number(DType::float64, 0x3ff0000000000000); }

inline void record(Tape& tape, ops::Op op, const FakeArray& out, const FakeArray& a) {
    const Input in[] = {Input::of(a.ref())};
    tape.elementwise(op, a.layout().dtype, out.ref(), in);
}
inline void record(Tape& tape, ops::Op op, const FakeArray& out, const FakeArray& a,
                   const FakeArray& b) {
    const Input in[] = {Input::of(a.ref()), Input::of(b.ref())};
    tape.elementwise(op, a.layout().dtype, out.ref(), in);
}
inline void record(Tape& tape, ops::Op op, const FakeArray& out, const FakeArray& a,
                   const Input& b) {
    const Input in[] = {Input::of(a.ref()), b};
    tape.elementwise(op, a.layout().dtype, out.ref(), in);
}
/// target[...] = value
inline void assign(Tape& tape, const FakeArray& target, const FakeArray& value) {
    record(tape, ops::Op::positive, target, value);
}
inline void fill(Tape& tape, const FakeArray& target, const Input& value) {
    tape.elementwise(ops::Op::positive, target.layout().dtype, target.ref(), {&value, 1});
}

/// A new array, recorded.
inline FakeArray apply(Tape& tape, ops::Op op, const FakeArray& a) {
    FakeArray out = FakeArray::make(a.shape(), a.layout().dtype);
    record(tape, op, out, a);
    return out;
}
inline FakeArray apply(Tape& tape, ops::Op op, const FakeArray& a, const FakeArray& b) {
    FakeArray out = FakeArray::make(a.shape(), a.layout().dtype);
    record(tape, op, out, a, b);
    return out;
}
inline FakeArray apply(Tape& tape, ops::Op op, const FakeArray& a, const Input& b) {
    FakeArray out = FakeArray::make(a.shape(), a.layout().dtype);
    record(tape, op, out, a, b);
    return out;
}

/// A reduction as the API records it: `axes` is a bit mask, the row starts where the trailing
/// reduced axes start.
inline FakeArray reduce(Tape& tape, ops::ReduceOp op, const FakeArray& a, std::uint32_t axes,
                        bool keepdims = false) {
    Sizes shape;
    const int rank = a.layout().rank;
    for (int axis = 0; axis < rank; ++axis)
        if ((axes >> axis & 1) == 0)
            shape.push_back(a.layout().shape(axis));
        else if (keepdims)
            shape.push_back(1);
    int row = rank;
    while (row > 0 && (axes >> (row - 1) & 1) != 0)
        --row;
    const bool position = op == ops::ReduceOp::argmin || op == ops::ReduceOp::argmax;
    FakeArray out = FakeArray::make(shape, position ? DType::int64 : a.layout().dtype);
    tape.reduce(op, a.layout().dtype, out.ref(), Input::of(a.ref()), axes,
                static_cast<std::uint32_t>(row));
    return out;
}

inline std::vector<std::uint64_t> key_of(Tape& tape) {
    note_live(tape);
    std::vector<std::uint64_t> key;
    make_key(tape, key);
    return key;
}
inline CanonicalTape canonical_of(Tape& tape) {
    note_live(tape);
    return canonical(tape);
}

}  // namespace tenon::tape::test
