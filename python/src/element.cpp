// SPDX-License-Identifier: MIT
#include "element.hpp"

#include <cmath>
#include <complex>
#include <cstring>
#include <limits>
#include <utility>

#include "numpy.hpp"

namespace tenon::python {

namespace {

/// A Python int of 64 bits.
bool read_int(PyObject* object, std::int64_t& value) {
    if (!PyLong_CheckExact(object))
        return false;
    int overflow = 0;
    value = PyLong_AsLongLongAndOverflow(object, &overflow);
    return overflow == 0;
}

/// Or NumPy's.
bool read_position(PyObject* object, std::int64_t& value) {
    if (read_int(object, value))
        return true;
    if (!is_numpy_scalar(object))
        return false;
    const auto found = number_of(object);
    value = found ? found->first.integer() : 0;
    return found && found->first.kind() == Kind::signed_integer;
}

std::optional<Scalar> number(PyObject* object) {
    if (PyFloat_CheckExact(object))
        return Scalar(PyFloat_AS_DOUBLE(object));
    std::int64_t whole = 0;
    if (read_int(object, whole))
        return Scalar(whole);
    if (PyBool_Check(object))
        return Scalar(object == Py_True);
    if (PyComplex_CheckExact(object))
        return Scalar(std::complex(PyComplex_RealAsDouble(object), PyComplex_ImagAsDouble(object)));
    if (PyLong_CheckExact(object)) {
        const std::uint64_t large = PyLong_AsUnsignedLongLong(object);
        if (PyErr_Occurred() == nullptr)
            return Scalar(large);
        PyErr_Clear();
        return std::nullopt;
    }
    if (!is_numpy_scalar(object))
        return std::nullopt;
    const auto found = number_of(object);
    return found ? std::optional(found->first) : std::nullopt;
}

template <class T>
bool store(void* address, T value) {
    std::memcpy(address, &value, sizeof(T));
    return true;
}

bool is_whole(const Scalar& value) { return value.kind() < Kind::floating; }

template <class T>
bool in_range(const Scalar& value) {
    if (value.kind() == Kind::unsigned_integer)
        return std::in_range<T>(static_cast<std::uint64_t>(value.integer()));
    return std::in_range<T>(value.integer());
}
template <class T>
bool store_whole(void* address, const Scalar& value) {
    return is_whole(value) && in_range<T>(value) && store(address, static_cast<T>(value.integer()));
}

/// Whether no conversion makes an infinity of it.
bool in_range_of(double largest, double value) {
    return !std::isfinite(value) || std::fabs(value) <= largest;
}
constexpr double largest_half = 65504;
constexpr double largest_float = std::numeric_limits<float>::max();

bool store_float(void* address, const Scalar& value) {
    return value.kind() != Kind::complex && in_range_of(largest_float, value.real()) &&
           store(address, static_cast<float>(value.real()));
}

/// False, having done nothing, where a conversion would lose what NumPy warns of, or fail.
bool store_as(DType type, void* address, const Scalar& value) {
    switch (type) {
    case DType::bool_: return value.kind() == Kind::boolean && store(address, value.integer() != 0);
    case DType::int8: return store_whole<std::int8_t>(address, value);
    case DType::int16: return store_whole<std::int16_t>(address, value);
    case DType::int32: return store_whole<std::int32_t>(address, value);
    case DType::int64: return store_whole<std::int64_t>(address, value);
    case DType::uint8: return store_whole<std::uint8_t>(address, value);
    case DType::uint16: return store_whole<std::uint16_t>(address, value);
    case DType::uint32: return store_whole<std::uint32_t>(address, value);
    case DType::uint64: return store_whole<std::uint64_t>(address, value);
    case DType::float32: return store_float(address, value);
    case DType::float64: return value.kind() != Kind::complex && store(address, value.real());
    case DType::complex128:
        return store(address, std::complex<double>(value.real(), value.imaginary()));
    default: return false;
    }
}

/// Of a whole number too large, and of a real one's overflow; whole numbers of floats are looked at
/// elsewhere.
bool in_range(DType type, const Scalar& value) {
    switch (type) {
    case DType::int8: return in_range<std::int8_t>(value);
    case DType::int16: return in_range<std::int16_t>(value);
    case DType::int32: return in_range<std::int32_t>(value);
    case DType::int64: return in_range<std::int64_t>(value);
    case DType::uint8: return in_range<std::uint8_t>(value);
    case DType::uint16: return in_range<std::uint16_t>(value);
    case DType::uint32: return in_range<std::uint32_t>(value);
    case DType::uint64: return in_range<std::uint64_t>(value);
    case DType::float16: return in_range_of(largest_half, value.real());
    case DType::float32: return in_range_of(largest_float, value.real());
    case DType::complex64:
        return in_range_of(largest_float, value.real()) &&
               in_range_of(largest_float, value.imaginary());
    default: return true;
    }
}

}  // namespace

bool ElementPosition::read(PyObject* key, int ndim) {
    count_ = static_cast<std::size_t>(ndim);
    if (ndim == 1 && read_position(key, at_[0]))
        return true;
    if (!PyTuple_CheckExact(key) || PyTuple_GET_SIZE(key) != ndim || ndim == 0 || count_ > most)
        return false;
    for (int axis = 0; axis < ndim; ++axis)
        if (!read_position(PyTuple_GET_ITEM(key, axis), at_[static_cast<std::size_t>(axis)]))
            return false;
    return true;
}

bool set_element(const Array& array, PyObject* key, PyObject* value) {
    ElementPosition position;
    if (!position.read(key, array.ndim()))
        return false;
    const std::optional<Scalar> given = number(value);
    void* const address = given ? poke(array, position.get()) : nullptr;
    return address != nullptr && store_as(array.dtype(), address, *given);
}

bool loses(DType type, PyObject* value) {
    const std::optional<Scalar> given = number(value);
    if (!given)
        return false;
    if (given->kind() == Kind::complex && !is_complex(type))
        return true;
    return (is_whole(*given) || !is_integer(type)) && !in_range(type, *given);
}

}  // namespace tenon::python
