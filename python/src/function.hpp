// SPDX-License-Identifier: MIT
/// tenon.function: a function of the package whose usual calls are done here, without a Python
/// frame. Every other call goes to the Python function that it stands for, which also has all
/// errors.
#pragma once

#include <span>
#include <string_view>

#include "core.hpp"

namespace tenon::python {

/// The arguments of a call; `keywords` is null or the names of the last ones.
struct Call {
    PyObject* const* arguments;
    std::size_t count;  ///< positional ones
    PyObject* keywords;
    PyObject* of_numpy;  ///< NumPy's function of the same name, or null
    std::int64_t few;    ///< elements, with which it is called in a second try
    bool* decided;       ///< to be set where an error is the call's

    std::size_t named() const {
        return keywords == nullptr ? 0 : static_cast<std::size_t>(PyTuple_GET_SIZE(keywords));
    }
    bool positional(std::size_t least, std::size_t most) const {
        return named() == 0 && count >= least && count <= most;
    }
    /// The argument at `place`, by position or by its name; null where it is not given.
    PyObject* get(std::size_t place, const char* name) const;
};

/// Null, without a Python error, for a call that is not a usual one. After an error too the Python
/// function is called, but for Ctrl-C.
using Quick = PyObject* (*)(const Call& call);
struct QuickFunction {
    std::string_view name;
    Quick quick;
};

/// The call as NumPy's function takes it, on the same memory.
PyObject* through_numpy(const Call& call);
/// The same for a call with at most `few` elements and no other name than `axis`; to be asked of
/// functions that NumPy does as Tenon does, bit for bit.
PyObject* through_numpy_if_small(const Call& call);

/// numpy.f for "f" and for "ndarray.f", to which the array is the first argument; null if there is
/// none.
Ref numpys_function(std::string_view name);

void add_function_type(PyObject* module);

}  // namespace tenon::python
