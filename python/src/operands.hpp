// SPDX-License-Identifier: MIT
/// From Python objects to what operations take.
#pragma once

#include <array>
#include <optional>

#include "core.hpp"

namespace tenon::python {

/// What the caller shall do with an object that is no operand.
enum class Operands : std::uint8_t {
    ready,
    defer,    ///< another type's turn: NotImplemented, or its __array_ufunc__
    outside,  ///< an array that only NumPy can hold
};

/// Up to three operands, and what keeps them alive.
class OperandList {
public:
    /// Adds a Python or NumPy number, an array of either kind, or a nested sequence. `next` is the
    /// operand that will follow, if it is known.
    Operands add(PyObject* object, PyObject* next = nullptr);
    std::span<const Operand> get() const {
        return {reinterpret_cast<const Operand*>(storage_), count_};
    }
    /// Whether all are numbers or arrays without dimensions: NumPy's result is then a scalar.
    bool all_scalars() const noexcept { return all_scalars_; }
    bool has_array() const noexcept { return has_array_; }
    OperandList() = default;
    OperandList(const OperandList&) = delete;
    OperandList& operator=(const OperandList&) = delete;

private:
    void put(Operand operand);
    void put_array(const Array& array);
    Operands put_object(Ref converted);
    Operands put_numpy_scalar(PyObject* scalar, PyObject* next);

    static constexpr std::size_t most = 3;
    alignas(Operand) unsigned char storage_[most * sizeof(Operand)];
    std::array<Ref, most> kept_;
    std::size_t count_ = 0;
    bool all_scalars_ = true;
    bool has_array_ = false;
};

/// A Python number (bool, int, float, complex); nothing for other objects.
/// @throws PythonError (OverflowError) for integers beyond 64 bits.
std::optional<Scalar> python_number(PyObject* object);

/// Any array-like object as an array; a NumPy array that Tenon cannot hold as itself.
Ref as_array_object(PyObject* object);

Shape parse_shape(PyObject* object);
bool in_c_order(const Array& array);
/// None, an integer or a tuple of integers.
Axes parse_axes(PyObject* object);

}  // namespace tenon::python
