// SPDX-License-Identifier: MIT
#include <tenon/creation.hpp>

#include <cmath>
#include <cstring>
#include <numeric>

#include <tenon/functions.hpp>

#include "api/apply.hpp"
#include "engine/direct.hpp"

namespace tenon {

namespace {

using api::new_array;
using detail::ArrayAccess;
using tape::Input;

Array filled(const Shape& shape, const Scalar& value, DType type, const char* operation) {
    const tape::ScalarBits bits = api::convert(value, type, operation);
    Array result = new_array(type, shape, operation);
    if (result.size() == 0)
        return result;
    const tape::ViewRef out = ArrayAccess::view(result, operation);
    const Input input = Input::of(type, bits);
    if (engine::runs_direct(engine::what(ops::Op::positive), *out.layout)) {
        engine::place_now(*out.storage);
        engine::run_direct(ops::Op::positive, type, out, {&input, 1}, true);
        return result;
    }
    detail::Storage* storages[] = {out.storage};
    api::record(storages, false, [&](tape::Tape& tape) {
        tape.elementwise(ops::Op::positive, type, out, {&input, 1});
    });
    return result;
}

/// 0, 1, 2, ... as int64.
Array positions(std::int64_t count, const char* operation) {
    const std::int64_t sizes[] = {count};
    Array result = new_array(DType::int64, sizes, operation);
    if (count == 0)
        return result;
    const tape::ViewRef out = ArrayAccess::view(result, operation);
    if (engine::runs_direct(engine::what(ops::Op::positive), *out.layout)) {
        engine::place_now(*out.storage);
        auto* values = static_cast<std::int64_t*>(out.storage->address);
        std::iota(values, values + count, std::int64_t{0});
        return result;
    }
    const Input input = Input::position();
    detail::Storage* storages[] = {out.storage};
    api::record(storages, false, [&](tape::Tape& tape) {
        tape.elementwise(ops::Op::positive, DType::int64, out, {&input, 1});
    });
    return result;
}

DType natural_type(const Scalar& value) {
    switch (value.kind()) {
    case Kind::boolean: return DType::bool_;
    case Kind::floating: return DType::float64;
    case Kind::complex: return DType::complex128;
    case Kind::unsigned_integer: return DType::uint64;
    default: return DType::int64;
    }
}

bool whole(const Scalar& value) {
    return value.kind() == Kind::boolean || value.kind() == Kind::signed_integer;
}

}  // namespace

Array zeros(const Shape& shape, DType type) { return filled(shape, 0, type, "zeros"); }
Array ones(const Shape& shape, DType type) { return filled(shape, 1, type, "ones"); }
Array empty(const Shape& shape, DType type) { return filled(shape, 0, type, "empty"); }
Array full(const Shape& shape, Scalar value) {
    return filled(shape, value, natural_type(value), "full");
}
Array full(const Shape& shape, Scalar value, DType type) {
    return filled(shape, value, type, "full");
}
Array zeros_like(const Array& array) { return zeros(array.shape(), array.dtype()); }
Array ones_like(const Array& array) { return ones(array.shape(), array.dtype()); }
Array full_like(const Array& array, Scalar value) {
    return full(array.shape(), value, array.dtype());
}

Array arange(Scalar start, Scalar stop, Scalar step) {
    if (start.kind() == Kind::complex || stop.kind() == Kind::complex ||
        step.kind() == Kind::complex)
        throw DTypeError("arange: complex numbers have no order; use real ones");
    if (step.real() == 0)
        throw ValueError("arange: the step is zero; use a positive or negative step");
    if (whole(start) && whole(stop) && whole(step)) {
        const std::int64_t distance = stop.integer() - start.integer();
        const std::int64_t stride = step.integer();
        const std::int64_t count = (distance > 0) != (stride > 0) || distance == 0
                                       ? 0
                                       : (distance - (stride > 0 ? 1 : -1)) / stride + 1;
        Array result = positions(count, "arange");
        if (stride != 1)
            result = result * stride;
        return start.integer() == 0 ? result : result + start.integer();
    }
    const double count = std::ceil((stop.real() - start.real()) / step.real());
    if (!std::isfinite(count))
        throw ValueError("arange: the bounds and the step must be finite");
    if (count >= 9.2e18)
        throw MemoryError("arange: more elements than can be counted; use a larger step");
    // NumPy's own formula: start + i * ((start + step) - start).
    const double delta = (start.real() + step.real()) - start.real();
    return positions(static_cast<std::int64_t>(std::max(count, 0.0)), "arange")
                   .astype(DType::float64) *
               delta +
           start.real();
}

Array arange(Scalar stop) { return arange(0, stop, 1); }

Array linspace(double start, double stop, std::int64_t count, bool endpoint) {
    if (count < 0)
        throw ValueError("linspace: the count " + std::to_string(count) + " is negative");
    const std::int64_t intervals = endpoint ? count - 1 : count;
    const Array i = positions(count, "linspace").astype(DType::float64);
    if (intervals <= 0)
        return i * 0.0 + start;
    const double step = (stop - start) / static_cast<double>(intervals);
    Array result = i * step + start;
    if (endpoint && count > 1)
        result(-1) = stop;
    return result;
}

Array eye(std::int64_t rows, std::int64_t columns, DType type) {
    const std::int64_t width = columns < 0 ? rows : columns;
    if (rows < 0)
        throw ValueError("eye: the number of rows " + std::to_string(rows) + " is negative");
    Array result = zeros({rows, width}, type);
    const std::int64_t diagonal = std::min(rows, width);
    if (diagonal == 0)
        return result;
    const tape::ViewRef view = ArrayAccess::view(result, "eye");
    const std::int64_t sizes[] = {diagonal};
    const std::int64_t strides[] = {view.layout->stride(0) + view.layout->stride(1)};
    const tape::LayoutRef layout = tape::make_layout(type, sizes, strides);
    api::assign(ArrayAccess::make({view.storage, layout.get(), view.offset}), 1, "eye");
    return result;
}

Array from_bytes(const void* data, const Shape& shape, DType type) {
    Array result = new_array(type, shape, "from_bytes");
    if (result.size() == 0)
        return result;
    const tape::ViewRef view = ArrayAccess::view(result, "from_bytes");
    auto& place = engine::current_place();
    view.storage->address = place.allocate(view.storage->bytes);
    view.storage->end_promise();
    place.device().copy_from_host(view.storage->address, data,
                                  static_cast<std::size_t>(result.nbytes()));
    return result;
}

}  // namespace tenon
