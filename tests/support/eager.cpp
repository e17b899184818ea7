// SPDX-License-Identifier: MIT
// Storages, views and movement.
#include "support/eager.hpp"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <numeric>
#include <stdexcept>

#include "support/eager_scalar.hpp"

namespace eager {

namespace {

std::vector<std::int64_t> c_strides(const Shape& shape) {
    std::vector<std::int64_t> strides(shape.size());
    std::int64_t step = 1;
    for (std::size_t i = shape.size(); i-- > 0; step *= shape[i])
        strides[i] = step;
    return strides;
}

/// Python's slice.indices: the bounds after clamping, and how many positions lie between.
struct Span {
    std::int64_t start, count;
};

Span clamp(const tenon::Slice& slice, std::int64_t size) {
    const bool down = slice.step < 0;
    const std::int64_t lowest = down ? -1 : 0;
    const std::int64_t highest = down ? size - 1 : size;
    const auto bound = [&](const tenon::Bound& given, std::int64_t open) {
        if (given.open())
            return open;
        const std::int64_t value = given.value() < 0 ? given.value() + size : given.value();
        return std::clamp(value, lowest, highest);
    };
    const std::int64_t start = bound(slice.start, down ? highest : lowest);
    const std::int64_t stop = bound(slice.stop, down ? lowest : highest);
    const std::int64_t distance = down ? start - stop : stop - start;
    const std::int64_t step = down ? -slice.step : slice.step;
    return {start, distance <= 0 ? 0 : (distance + step - 1) / step};
}

int dimensions_used(std::span<const Index> indices) {
    return static_cast<int>(std::ranges::count_if(indices, [](const Index& index) {
        return index.form() == Index::Form::position || index.form() == Index::Form::slice;
    }));
}

}  // namespace

std::int64_t product(const Shape& shape) {
    return std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
}

std::vector<std::int64_t> Array::positions() const {
    std::vector<std::int64_t> list;
    if (size() == 0)
        return list;
    list.reserve(static_cast<std::size_t>(size()));
    std::vector<std::int64_t> index(shape.size(), 0);
    std::int64_t position = offset;
    while (true) {
        list.push_back(position);
        std::size_t d = shape.size();
        while (d-- > 0) {
            position += strides[d];
            if (++index[d] < shape[d])
                break;
            position -= strides[d] * shape[d];
            index[d] = 0;
        }
        if (d == static_cast<std::size_t>(-1))
            return list;
    }
}

bool Array::repeats() const {
    for (std::size_t d = 0; d < shape.size(); ++d)
        if (strides[d] == 0 && shape[d] > 1)
            return true;  // even where another axis has no elements
    std::vector<std::int64_t> list = positions();
    std::ranges::sort(list);
    return std::ranges::adjacent_find(list) != list.end();
}

std::vector<std::byte> Array::bytes() const {
    const std::size_t width = tenon::size_of(dtype);
    std::vector<std::byte> out;
    out.reserve(static_cast<std::size_t>(size()) * width);
    for (const std::int64_t position : positions()) {
        const std::byte* const first =
            storage->data() + position * static_cast<std::int64_t>(width);
        out.insert(out.end(), first, first + width);
    }
    return out;
}

Array make(const Shape& shape, DType type) {
    Array made;
    made.dtype = type;
    made.shape = shape;
    made.strides = c_strides(shape);
    made.storage = std::make_shared<std::vector<std::byte>>(
        static_cast<std::size_t>(product(shape)) * tenon::size_of(type));
    return made;
}

Array from_bytes(std::span<const std::byte> bytes, const Shape& shape, DType type) {
    Array made = make(shape, type);
    std::ranges::copy(bytes, made.storage->begin());
    return made;
}

Array full(const Shape& shape, const Scalar& value, DType type) {
    Array made = make(shape, type);
    assign(made, value);
    return made;
}

OperandType Operand::type() const {
    if (array)
        return {false, array->dtype, Kind::floating};
    return {true, DType::float64, scalar.kind()};
}

Array Operand::as(DType type) const {
    if (array)
        return astype(*array, type);
    Array made = make({}, type);
    with_type(type, [&]<class T>() {
        if (scalar.kind() == Kind::complex)
            made.put(0, convert<T>(std::complex<double>(scalar.real(), scalar.imaginary())));
        else if (scalar.kind() == Kind::floating)
            made.put(0, convert<T>(scalar.real()));
        else if (scalar.kind() == Kind::unsigned_integer)
            made.put(0, convert<T>(static_cast<std::uint64_t>(scalar.integer())));
        else
            made.put(0, convert<T>(scalar.integer()));
    });
    return made;
}

Array at(const Array& a, std::span<const Index> indices) {
    Array view{a.storage, a.dtype, {}, {}, a.offset};
    std::size_t d = 0;
    const auto keep = [&](std::int64_t size, std::int64_t stride) {
        view.shape.push_back(size);
        view.strides.push_back(stride);
    };
    for (const Index& index : indices) {
        switch (index.form()) {
        case Index::Form::newaxis: keep(1, 0); break;
        case Index::Form::position: {
            const std::int64_t wanted = index.position();
            view.offset += (wanted < 0 ? wanted + a.shape.at(d) : wanted) * a.strides.at(d);
            ++d;
            break;
        }
        case Index::Form::slice: {
            const Span span = clamp(index.slice(), a.shape.at(d));
            view.offset += span.count ? span.start * a.strides.at(d) : 0;
            keep(span.count, a.strides.at(d) * index.slice().step);
            ++d;
            break;
        }
        case Index::Form::ellipsis:
            for (int left = a.ndim() - dimensions_used(indices); left > 0; --left, ++d)
                keep(a.shape.at(d), a.strides.at(d));
            break;
        }
    }
    for (; d < a.shape.size(); ++d)
        keep(a.shape[d], a.strides[d]);
    return view;
}

Array transpose(const Array& a, const std::vector<int>& axes) {
    Array view = a;
    for (std::size_t i = 0; i < a.shape.size(); ++i) {
        const std::size_t from =
            axes.empty() ? a.shape.size() - 1 - i : static_cast<std::size_t>(axes[i]);
        view.shape[i] = a.shape[from];
        view.strides[i] = a.strides[from];
    }
    return view;
}

Array broadcast_to(const Array& a, const Shape& shape) {
    Array view{a.storage, a.dtype, shape, std::vector<std::int64_t>(shape.size(), 0), a.offset};
    const std::size_t front = shape.size() - a.shape.size();
    for (std::size_t i = 0; i < a.shape.size(); ++i)
        if (a.shape[i] == shape[front + i])
            view.strides[front + i] = a.strides[i];
        else if (a.shape[i] != 1)
            throw std::logic_error("broadcast_to: shapes do not fit");
    return view;
}

Array flip(const Array& a, int axis) {
    Array view = a;
    const auto d = static_cast<std::size_t>(axis);
    if (a.shape[d] > 0)
        view.offset += (a.shape[d] - 1) * a.strides[d];
    view.strides[d] = -a.strides[d];
    return view;
}

Array expand_dims(const Array& a, int axis) {
    Array view = a;
    view.shape.insert(view.shape.begin() + axis, 1);
    view.strides.insert(view.strides.begin() + axis, 0);
    return view;
}

Array squeeze(const Array& a) {
    Array view{a.storage, a.dtype, {}, {}, a.offset};
    for (std::size_t i = 0; i < a.shape.size(); ++i)
        if (a.shape[i] != 1) {
            view.shape.push_back(a.shape[i]);
            view.strides.push_back(a.strides[i]);
        }
    return view;
}

/// The strides of a view are tried out: in each run of new dimensions that covers a run of old
/// ones, the innermost stride is that of the old run, and all positions must then agree.
Array reshape(const Array& a, const Shape& shape) {
    Array view{a.storage, a.dtype, shape, c_strides(shape), a.offset};
    if (a.size() == 0)
        return view;
    const Array old = squeeze(a);
    std::size_t from = old.shape.size();
    std::int64_t covered_old = 1, covered_new = 1, stride = 1;
    for (std::size_t d = shape.size(); d-- > 0;) {
        if (covered_new == covered_old && shape[d] != 1 && from > 0) {
            --from;  // a new run begins with the next old dimension
            stride = old.strides[from];
            covered_old *= old.shape[from];
        }
        view.strides[d] = stride;
        stride *= shape[d];
        covered_new *= shape[d];
        while (covered_new > covered_old && from > 0)
            covered_old *= old.shape[--from];
    }
    if (view.positions() == a.positions())
        return view;
    Array made = copy(a);
    made.shape = shape;
    made.strides = c_strides(shape);
    return made;
}

std::optional<Shape> broadcast(const Shape& a, const Shape& b) {
    Shape out(std::max(a.size(), b.size()), 1);
    for (std::size_t i = 0; i < out.size(); ++i) {
        const std::int64_t x = i < a.size() ? a[a.size() - 1 - i] : 1;
        const std::int64_t y = i < b.size() ? b[b.size() - 1 - i] : 1;
        if (x != y && x != 1 && y != 1)
            return std::nullopt;
        out[out.size() - 1 - i] = x == 1 ? y : x;
    }
    return out;
}

Array copy(const Array& a) { return from_bytes(a.bytes(), a.shape, a.dtype); }

Array astype(const Array& a, DType type) {
    if (a.dtype == type)
        return copy(a);
    Array made = make(a.shape, type);
    with_type(a.dtype, [&]<class From>() {
        with_type(type, [&]<class To>() {
            std::int64_t i = 0;
            for (const std::int64_t position : a.positions())
                made.put(i++, convert<To>(a.get<From>(position)));
        });
    });
    return made;
}

void overwrite(const Array& target, std::span<const std::byte> bytes) {
    const std::size_t width = tenon::size_of(target.dtype);
    std::size_t i = 0;
    for (const std::int64_t position : target.positions())
        std::ranges::copy(bytes.subspan(width * i++, width),
                          target.storage->begin() + position * static_cast<std::int64_t>(width));
}

namespace {

/// The axes that have more than one element, outermost in memory first, whichever way they run;
/// nothing when one repeats.
std::optional<std::vector<std::size_t>> memory_order(const Array& a) {
    std::vector<std::size_t> axes;
    for (std::size_t d = 0; d < a.shape.size(); ++d) {
        if (a.shape[d] != 1 && a.strides[d] == 0)
            return std::nullopt;
        if (a.shape[d] != 1)
            axes.push_back(d);
    }
    std::ranges::sort(axes, {},
                      [&](std::size_t d) { return std::pair(-std::abs(a.strides[d]), d); });
    return axes;
}

}  // namespace

Array in_order_of(std::span<const Operand> inputs, const Array& result) {
    std::optional<std::vector<std::size_t>> order;
    for (const Operand& input : inputs) {
        if (!input.array || input.array->shape != result.shape)
            continue;
        const auto own = memory_order(*input.array);
        if (!own || (order && *order != *own))
            return result;
        order = own;
    }
    return order ? arranged(result, *order) : result;
}

Array arranged(const Array& result, std::span<const std::size_t> outermost_first) {
    if (result.size() == 0)
        return result;
    Array made = make(result.shape, result.dtype);
    std::int64_t stride = 1;
    for (auto axis = outermost_first.rbegin(); axis != outermost_first.rend(); ++axis) {
        made.strides[*axis] = stride;
        stride *= made.shape[*axis];
    }
    overwrite(made, result.bytes());
    return made;
}

void assign(const Array& target, const Operand& value) {
    const Array source = broadcast_to(value.as(target.dtype), target.shape);
    with_type(target.dtype, [&]<class T>() {
        const std::vector<T> values = source.values<T>();
        std::size_t i = 0;
        for (const std::int64_t position : target.positions())
            target.put(position, values[i++]);
    });
}

}  // namespace eager
