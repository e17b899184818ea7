// SPDX-License-Identifier: MIT
// Indexing with arrays, masks and positions, as the package's Python part calls them.
#include "casters.hpp"
#include "errstate.hpp"

namespace nb = nanobind;

namespace tenon::python {

namespace {

Bound bound_of(nb::handle value) {
    return value.is_none() ? Bound(end) : Bound(nb::cast<std::int64_t>(value));
}

/// An int, a slice of ints, None, Ellipsis or an array of ours.
AdvancedIndex entry_of(nb::handle part) {
    if (is_array(part.ptr()))
        return as_array(part.ptr()).array;
    if (part.is_none())
        return Index(newaxis);
    if (part.ptr() == Py_Ellipsis)
        return Index(ellipsis);
    if (PySlice_Check(part.ptr())) {
        const nb::object step = part.attr("step");
        return Index(Slice{bound_of(part.attr("start")), bound_of(part.attr("stop")),
                           step.is_none() ? 1 : nb::cast<std::int64_t>(step)});
    }
    return Index(nb::cast<std::int64_t>(part));
}

std::vector<AdvancedIndex> entries_of(const nb::tuple& key) {
    std::vector<AdvancedIndex> entries;
    for (const nb::handle part : key)
        entries.push_back(entry_of(part));
    return entries;
}

void add_operand(OperandList& list, nb::handle value) {
    if (list.add(value.ptr()) != Operands::ready)
        throw nb::type_error("an array or a number is needed");
}

Outside outside_of(const std::string& mode) {
    if (mode == "wrap")
        return Outside::wrap;
    return mode == "clip" ? Outside::clip : Outside::raise;
}

nb::tuple tuple_of(const std::vector<Array>& arrays) {
    nb::list list;
    for (const Array& array : arrays)
        list.append(array);
    return nb::tuple(list);
}

void add_indexing(nb::module_& module) {
    module.def("index",
               [](const Array& a, const nb::tuple& key) { return index(a, entries_of(key)); });
    module.def("assign_index", [](const Array& a, const nb::tuple& key, nb::handle value) {
        OperandList list;
        add_operand(list, value);
        assign_index(a, entries_of(key), list.get()[0]);
    });
    module.def("ufunc_at", [](const std::string& name, const Array& a, const nb::tuple& key) {
        Ufunc(name).at(a, entries_of(key));
    });
    module.def("ufunc_at",
               [](const std::string& name, const Array& a, const nb::tuple& key, nb::handle value) {
                   OperandList list;
                   add_operand(list, value);
                   Ufunc(name).at(a, entries_of(key), list.get()[0]);
               });
}

void add_masks(nb::module_& module) {
    module.def("nonzero", [](const Array& a) { return tuple_of(nonzero(a)); });
    module.def("flatnonzero", &flatnonzero);
    module.def("argwhere", &argwhere);
    module.def("compress", &compress, nb::arg("condition"), nb::arg("a"), nb::arg("axis").none());
    module.def("extract", &extract);
    module.def("place", &place);
    module.def("putmask", &putmask);
}

void add_positions(nb::module_& module) {
    module.def(
        "take_outside",
        [](const Array& a, const Array& indices, std::optional<int> axis, const std::string& mode) {
            return take(a, indices, axis, outside_of(mode));
        },
        nb::arg("a"), nb::arg("indices"), nb::arg("axis").none(), nb::arg("mode"));
    module.def("put",
               [](const Array& target, const Array& indices, const Array& values,
                  const std::string& mode) { put(target, indices, values, outside_of(mode)); });
    module.def("take_along_axis", &take_along_axis, nb::arg("a"), nb::arg("indices"),
               nb::arg("axis").none());
    module.def(
        "put_along_axis",
        [](const Array& target, const Array& indices, const Array& values,
           std::optional<int> axis) { put_along_axis(target, indices, values, axis); },
        nb::arg("target"), nb::arg("indices"), nb::arg("values"), nb::arg("axis").none());
    module.def("isclose", [](nb::handle a, nb::handle b, double rtol, double atol, bool equal_nan) {
        OperandList list;
        add_operand(list, a);
        add_operand(list, b);
        const UnwatchedFloats unwatched(float_invalid);  // as NumPy's
        return isclose(list.get()[0], list.get()[1], rtol, atol, equal_nan);
    });
}

}  // namespace

void add_advanced_functions(nb::module_& module) {
    add_indexing(module);
    add_masks(module);
    add_positions(module);
}

}  // namespace tenon::python
