// SPDX-License-Identifier: MIT
// What tenon/_progress.py draws.
#include <tenon/progress.hpp>

#include "casters.hpp"

namespace nb = nanobind;

namespace tenon::python {

void add_progress(nb::module_& module) {
    nb::class_<ProgressMeter>(module, "ProgressMeter", "Counts while it is not stopped.")
        .def(nb::init<std::string, std::int64_t>(), nb::arg("label"), nb::arg("total"))
        .def_prop_ro("iterations", [](const ProgressMeter& m) { return m.state().iterations; })
        .def_prop_ro("total", [](const ProgressMeter& m) { return m.state().total; })
        .def_prop_ro("statements", [](const ProgressMeter& m) { return m.state().statements; })
        .def_prop_ro("rate", [](const ProgressMeter& m) { return m.state().rate(); })
        .def(
            "line",
            [](const ProgressMeter& m, int width) { return progress_line(m.state(), width); },
            nb::arg("width"))
        .def("stop", &ProgressMeter::stop);
}

}  // namespace tenon::python
