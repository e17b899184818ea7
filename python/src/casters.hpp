// SPDX-License-Identifier: MIT
/// How nanobind passes Tenon's types.
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "core.hpp"
#include "numpy.hpp"
#include "operands.hpp"

namespace nanobind::detail {

template <>
struct type_caster<tenon::Array> {
    NB_TYPE_CASTER(tenon::Array, const_name("tenon.ndarray"))
    bool from_python(handle source, std::uint8_t, cleanup_list*) noexcept {
        if (!tenon::python::is_array(source.ptr()))
            return false;
        value = tenon::python::as_array(source.ptr()).array;
        return true;
    }
    static handle from_cpp(tenon::Array array, rv_policy, cleanup_list*) noexcept {
        return tenon::python::guarded([&] { return tenon::python::wrap(std::move(array)); });
    }
};

template <>
struct type_caster<tenon::DType> {
    NB_TYPE_CASTER(tenon::DType, const_name("numpy.dtype"))
    bool from_python(handle source, std::uint8_t, cleanup_list*) noexcept {
        try {
            value = tenon::python::parse_dtype(source.ptr());
            return true;
        } catch (const tenon::python::PythonError&) {
            PyErr_Clear();
            return false;
        }
    }
    static handle from_cpp(tenon::DType type, rv_policy, cleanup_list*) noexcept {
        return tenon::python::dtype_object(type);
    }
};

}  // namespace nanobind::detail
