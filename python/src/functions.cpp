// SPDX-License-Identifier: MIT
// Functions on arrays, as the package's Python part calls them: arguments are already arrays,
// dtypes and tuples.
#include "casters.hpp"

namespace nb = nanobind;

namespace tenon::python {

namespace {

Operand operand_of(nb::handle object, OperandList& list) {
    if (list.add(object.ptr()) != Operands::ready)
        throw nb::type_error("an array or a number is needed");
    return list.get().back();
}

Array full_of(const Shape& shape, nb::handle value, DType type) {
    if (const auto number = python_number(value.ptr()))
        return full(shape, *number, type);
    if (is_numpy_scalar(value.ptr()))
        if (const auto number = number_of(value.ptr()))
            return full(shape, number->first, type);
    throw nb::type_error("full: a number is needed");
}

Scalar number(nb::handle object) {
    if (const auto found = python_number(object.ptr()))
        return *found;
    if (is_numpy_scalar(object.ptr()))
        if (const auto found = number_of(object.ptr()))
            return found->first;
    throw nb::type_error("a number is needed");
}

Axes axes_of(nb::handle axis) { return parse_axes(axis.ptr()); }

using Reduction = Array (*)(Array, const Axes&, bool);

void add_reductions(nb::module_& module) {
    const auto add = [&](const char* name, Reduction reduce) {
        module.def(
            name,
            [reduce](const Array& a, nb::handle axis, bool keepdims) {
                return reduce(a, axes_of(axis), keepdims);
            },
            nb::arg("a"), nb::arg("axis").none(), nb::arg("keepdims") = false);
    };
    add("reduce_sum", &sum);
    add("reduce_prod", &prod);
    add("reduce_min", &min);
    add("reduce_max", &max);
    add("reduce_any", &any);
    add("reduce_all", &all_of);
    add("count_nonzero", &count_nonzero);
    module.def(
        "mean",
        [](const Array& a, nb::handle axis, bool keepdims) {
            return mean(a, axes_of(axis), keepdims);
        },
        nb::arg("a"), nb::arg("axis").none(), nb::arg("keepdims") = false);
    const auto spread = [&](const char* name, auto* function) {
        module.def(
            name,
            [function](const Array& a, nb::handle axis, double correction,
                       bool keepdims) -> std::optional<Array> {
                const WatchFloatFlags watch(WatchFloatFlags::Flags::noted);
                Array result = function(a, axes_of(axis), correction, keepdims);
                return watch.raised() ? std::nullopt : std::optional(std::move(result));
            },
            nb::arg("a"), nb::arg("axis").none(), nb::arg("correction") = 0.0,
            nb::arg("keepdims") = false, "None where NumPy would warn.");
    };
    spread("var", &var);
    spread("std", &tenon::std);
    module.def("cumulative_sum", &cumulative_sum, nb::arg("a"), nb::arg("axis").none());
    module.def("cumulative_prod", &cumulative_prod, nb::arg("a"), nb::arg("axis").none());
}

void add_creation(nb::module_& module) {
    module.def("full", &full_of, nb::arg("shape"), nb::arg("value"), nb::arg("dtype"));
    module.def("arange", [](nb::handle start, nb::handle stop, nb::handle step) {
        return arange(number(start), number(stop), number(step));
    });
    module.def("linspace", &linspace, nb::arg("start"), nb::arg("stop"), nb::arg("count"),
               nb::arg("endpoint") = true);
    module.def("eye", &eye, nb::arg("rows"), nb::arg("columns"), nb::arg("dtype"));
}

void add_manipulation(nb::module_& module) {
    module.def("reshape", [](const Array& a, const Shape& shape) { return reshape(a, shape); });
    module.def("transpose",
               [](const Array& a, std::vector<int> axes) { return transpose(a, std::move(axes)); });
    module.def("broadcast_to",
               [](const Array& a, const Shape& shape) { return broadcast_to(a, shape); });
    module.def("as_strided", &as_strided);
    module.def("may_share_memory", &may_share_memory);
    module.def("copy", [](const Array& a) { return copy(a); });
    module.def("concatenate", [](const std::vector<Array>& arrays, int axis) {
        return concatenate(arrays, axis);
    });
    module.def("astype", [](const Array& a, DType type) { return copy_in_order(a, type); });
    module.def("convert", [](const Array& a, DType type) { return astype(a, type); });
    module.def(
        "take",
        [](const Array& a, const Array& indices, std::optional<int> axis) {
            return axis ? take(a, indices, *axis) : take(a, indices);
        },
        nb::arg("a"), nb::arg("indices"), nb::arg("axis").none());
    module.def("where", [](nb::handle condition, nb::handle a, nb::handle b) {
        OperandList c, x, y;
        return where(operand_of(condition, c), operand_of(a, x), operand_of(b, y));
    });
    module.def("assign", [](const Array& target, nb::handle value) {
        OperandList list;
        assign(target, operand_of(value, list));
    });
    module.def("dot", [](const Array& a, const Array& b) { return dot(a, b); });
    module.def("matmul", [](const Array& a, const Array& b) { return matmul(a, b); });
}

/// What views of arrays, and their attributes, need.
void add_views(nb::module_& module) {
    module.def(
        "view_of",
        [](nb::handle source, nb::handle view) {
            if (!is_array(source.ptr()) || !is_array(view.ptr()))
                throw nb::type_error("arrays of Tenon's are needed");
            return nb::steal(wrap_view(Array(as_array(view.ptr()).array), source.ptr()));
        },
        "The view of the source's memory, read-only if that is, with NumPy's base.");
    module.def(
        "become",
        [](nb::handle array, const Array& other) { as_array(array.ptr()).array = Array(other); },
        "The object stands for another array from now on; views of what it was do not.");
    module.def(
        "pin",
        [](nb::handle array) {
            ArrayObject& object = as_array(array.ptr());
            if (object.pinned == nullptr)
                object.pinned = new Export(object.array);
        },
        "While the object lives, others may read and write its memory.");
}

void add_memory(nb::module_& module) {
    module.def(
        "to_numpy",
        [](nb::handle array) {
            const nb::object numpy = nb::steal(to_numpy(as_array(array.ptr())));
            deliver_waiting_reports();
            return numpy;
        },
        "A numpy.ndarray on the array's memory.");
    module.def(
        "from_numpy",
        [](nb::handle array) {
            PyObject* result = from_numpy(Ref::borrow(array.ptr()));
            if (result == nullptr && PyErr_Occurred())
                throw PythonError();
            return result == nullptr ? nb::none() : nb::steal(result);
        },
        "An array on the memory of a numpy.ndarray; None where Tenon cannot hold it.");
    module.def(
        "scalar_of",
        [](const Array& array) {
            const nb::object scalar = nb::steal(scalar_of(array));
            deliver_waiting_reports();
            return scalar;
        },
        "The only element as NumPy's scalar.");
    module.def("loop", [](std::int64_t n, const nb::callable& body, std::vector<Array> state) {
        const LoopStep step = [&](std::int64_t i, std::span<const Array> now) {
            nb::list arrays;
            for (const Array& array : now)
                arrays.append(array);
            return nb::cast<std::vector<Array>>(body(i, arrays));
        };
        std::vector<Array> last = loop(n, step, std::move(state));
        deliver_waiting_reports();
        return last;
    });
    module.def("host_loop", [](const nb::callable& iterate) {
        host_loop([&] { return nb::cast<bool>(iterate()); });
        deliver_waiting_reports();
    });
    module.def("evaluate", [](const Array& array) {
        array.eval();
        deliver_waiting_reports();
    });
    module.def("address", [](const Array& array) {
        const void* address = peek(array);
        deliver_waiting_reports();
        return reinterpret_cast<std::uintptr_t>(address);
    });
}

void add_random(nb::module_& module) {
    nb::class_<Generator>(module, "Philox", "Counter-based random numbers.")
        .def(nb::init<std::uint64_t>(), nb::arg("seed"))
        .def("uniform", &Generator::uniform, nb::arg("shape"), nb::arg("dtype"))
        .def("normal", &Generator::normal, nb::arg("shape"), nb::arg("dtype"))
        .def("exponential", &Generator::exponential, nb::arg("shape"), nb::arg("dtype"))
        .def("bits", &Generator::bits, nb::arg("shape"))
        .def_prop_rw("draws", &Generator::draws, &Generator::set_draws, "Number of the next draw.");
}

}  // namespace

void add_array_functions(nb::module_& module) {
    add_creation(module);
    add_manipulation(module);
    add_reductions(module);
    add_memory(module);
    add_views(module);
    add_random(module);
}

}  // namespace tenon::python
