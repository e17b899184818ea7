// SPDX-License-Identifier: MIT
// The extension module tenon._core.
#include <map>
#include <string>

#include "called.hpp"
#include "casters.hpp"
#include "float_reports.hpp"
#include "function.hpp"

namespace nb = nanobind;

namespace tenon::python {

namespace {

std::map<std::string, PyObject*, std::less<>>& python_parts() {
    static auto& parts = *new std::map<std::string, PyObject*, std::less<>>;
    return parts;
}

void set_python_parts(const nb::dict& parts) {
    for (auto [name, function] : parts) {
        PyObject*& known = python_parts()[nb::cast<std::string>(name)];
        PyObject* before = std::exchange(known, Py_NewRef(function.ptr()));
        Py_XDECREF(before);
    }
}

PyObject* axis_error_type = nullptr;

}  // namespace

PyObject* axis_error() { return axis_error_type; }

PyObject* python_part(const char* name) {
    const auto found = python_parts().find(std::string_view(name));
    if (found == python_parts().end()) {
        PyErr_Format(PyExc_SystemError, "tenon: the package has no part named %s", name);
        throw PythonError();
    }
    return found->second;
}

PyObject* call_python_part(const char* name, PyObject* const* arguments, std::size_t nargsf,
                           PyObject* keywords) {
    return PyObject_Vectorcall(python_part(name), arguments, nargsf, keywords);
}

namespace {

void add_settings(nb::module_& module) {
    set_small_at_once(true);
    module.def("set_small_at_once", &set_small_at_once, nb::arg("at_once"));
    module.def("set_threads", &set_threads, nb::arg("threads"),
               "Threads that kernels use; 0 for OMP_NUM_THREADS, or all cores.");
    module.def("threads", &threads, "Threads that kernels use.");
    module.def("set_schedule", &set_schedule, nb::arg("schedule"));
    module.def(
        "synchronize",
        [] {
            synchronize();
            deliver_waiting_reports();
        },
        "Runs what this thread has recorded.");
    module.def("begin_batch", &begin_batch, "Statements on shared memory wait for end_batch.");
    module.def("end_batch", &end_batch);
    module.def("wait_for_compiler", &wait_for_compiler);
    module.def("explain", &explain, nb::arg("array"), "The plan of what is pending for the array.");
    module.def(
        "live_storages", [] { return live_counts().storages; },
        "How many storages arrays and what is recorded hold now.");
    module.def(
        "live_exports", [] { return live_counts().exports; },
        "How many times arrays' memory is open to others now.");
    module.def("reset_statistics", &reset_statistics);
    module.def("statistics", [] {
        const Statistics counted = statistics();
        nb::dict result;
        result["statements"] = counted.statements;
        result["evaluations"] = counted.evaluations;
        result["plans_made"] = counted.plans_made;
        result["launches"] = counted.launches;
        result["launches_in_tiles"] = counted.launches_in_tiles;
        result["kernels_interpreted"] = counted.kernels_interpreted;
        result["kernels_compiled"] = counted.kernels_compiled;
        result["kernels_cached"] = counted.kernels_cached;
        result["bytes_read"] = counted.bytes_read;
        result["bytes_written"] = counted.bytes_written;
        result["temporaries"] = counted.temporaries;
        result["looked_again"] = counted.looked_again;
        result["iterations_rolled"] = counted.iterations_rolled;
        result["compile_seconds"] = counted.compile_seconds;
        return result;
    });
}

/// Kernels run without the interpreter's lock; Ctrl-C is looked for between them.
void add_long_work_hooks() {
    set_long_work_hooks({
        .leave = []() noexcept -> void* {
            return Py_IsInitialized() && PyGILState_Check() ? PyEval_SaveThread() : nullptr;
        },
        .enter =
            [](void* state) noexcept { PyEval_RestoreThread(static_cast<PyThreadState*>(state)); },
        .interrupted =
            [](void*& state) noexcept {
                PyEval_RestoreThread(static_cast<PyThreadState*>(state));
                const bool raised = PyErr_CheckSignals() != 0;
                state = PyEval_SaveThread();
                return raised;
            },
    });
}

/// Which exceptions nanobind's functions raise.
void add_errors(nb::module_&) {
    nb::register_exception_translator([](const std::exception_ptr& error, void*) {
        try {
            std::rethrow_exception(error);
        } catch (const Error&) {
            set_error();
        } catch (const PythonError&) {
            set_error();
        }
    });
}

/// What the first operation of a process would have to do once is done by the import, which loads
/// much more.
void use_engine_once() {
    try {
        static_cast<void>(sum(tanh(arange(2) + 1.0)));  // tanh is in the library of functions
    } catch (const Error&) {
        return;  // a wrong environment variable, or no such library: the first use says so
    }
}

}  // namespace

void add_array_functions(nb::module_& module);
void add_advanced_functions(nb::module_& module);
void add_progress(nb::module_& module);

}  // namespace tenon::python

NB_MODULE(_core, module) {
    using namespace tenon::python;
    import_numpy();
    const nb::object axis_error_object = nb::module_::import_("numpy.exceptions").attr("AxisError");
    axis_error_type = Py_NewRef(axis_error_object.ptr());
    add_errors(module);
    add_long_work_hooks();
    watch_float_events();
    add_array_type(module.ptr());
    add_ufunc_type(module.ptr());
    add_function_type(module.ptr());
    add_called_functions(module.ptr());
    module.def("set_python_parts", &set_python_parts, nb::arg("parts"));
    module.attr("__version__") = TENON_VERSION_STRING;
    add_settings(module);
    use_engine_once();
    add_array_functions(module);
    add_advanced_functions(module);
    add_progress(module);
}
