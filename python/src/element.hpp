// SPDX-License-Identifier: MIT
/// Single elements by plain positions, read and written without a view: loops over elements spend
/// their time here.
#pragma once

#include <array>

#include "core.hpp"

namespace tenon::python {

/// An index of one int, Python's or NumPy's, for every dimension.
class ElementPosition {
public:
    /// False for every other index.
    bool read(PyObject* key, int ndim);
    std::span<const std::int64_t> get() const { return {at_.data(), count_}; }

private:
    static constexpr std::size_t most = 8;
    std::array<std::int64_t, most> at_;
    std::size_t count_ = 0;
};

/// array[key] = value, of one number that the dtype holds, where that can be written this moment.
/// False, with nothing done, for everything else, errors too.
bool set_element(const Array& array, PyObject* key, PyObject* value);
/// Whether the dtype has no such number, of which NumPy warns or which it refuses.
bool loses(DType type, PyObject* value);

}  // namespace tenon::python
