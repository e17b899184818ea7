// SPDX-License-Identifier: MIT
// What recorded statements seem to have done, told as NumPy tells it: its ufunc is called on the
// statement's operands, under the errstate of the time when the statement was recorded.
#include "float_reports.hpp"

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "called.hpp"
#include "errstate.hpp"
#include "numpy.hpp"
#include "ufunc.hpp"

namespace tenon::python {

namespace {

PyObject* numpy_module = nullptr;
PyObject* error_state = nullptr;  ///< NumPy's contextvars.ContextVar, or null

unsigned modes_now() {
    const Ref state = Ref::check(PyObject_CallMethod(numpy_module, "geterr", nullptr));
    unsigned modes = 0;
    for (const auto& [name, event] : float_kinds) {
        PyObject* mode = PyDict_GetItemString(state.get(), name);
        if (mode == nullptr || PyUnicode_CompareWithASCIIString(mode, "ignore") == 0)
            continue;
        modes |= event;
        if (PyUnicode_CompareWithASCIIString(mode, "warn") != 0)
            modes |= float_at_once;
    }
    return modes;
}

/// Every `with errstate` makes a new state object, and the threads' may alternate.
struct KnownState {
    PyObject* state = nullptr;
    unsigned modes = 0;
};
std::array<KnownState, 4> known_states;
std::size_t next_state = 0;

thread_local unsigned unwatched_events = 0;

unsigned modes_of_call(unsigned modes) {
    const unsigned watched = modes & ~unwatched_events;
    return watched == 0 ? 0 : watched | called_now();
}

}  // namespace

unsigned float_modes() noexcept {
    if (!PyGILState_Check())
        return 0;
    if (error_state == nullptr)
        return float_at_once;
    PyObject* state = nullptr;
    if (PyContextVar_Get(error_state, nullptr, &state) < 0 || state == nullptr) {
        PyErr_Clear();
        return 0;
    }
    Ref kept(state);
    for (const KnownState& known : known_states)
        if (known.state == state)
            return modes_of_call(known.modes);
    try {
        const unsigned modes = modes_now();
        KnownState& place = known_states[next_state++ % known_states.size()];
        const Ref before(std::exchange(place.state, kept.release()));
        place.modes = modes;
        return modes_of_call(modes);
    } catch (const PythonError&) {
        PyErr_Clear();
        return 0;
    }
}

UnwatchedFloats::UnwatchedFloats(unsigned events) noexcept
    : before_(std::exchange(unwatched_events, unwatched_events | events)) {}

UnwatchedFloats::~UnwatchedFloats() { unwatched_events = before_; }

namespace {

Ref number_object(const Scalar& number) {
    switch (number.kind()) {
    case Kind::complex: return Ref::check(PyComplex_FromDoubles(number.real(), number.imaginary()));
    case Kind::floating: return Ref::check(PyFloat_FromDouble(number.real()));
    default: return Ref::check(PyLong_FromLongLong(number.integer()));
    }
}

Ref numpy_operand(const std::variant<Array, Scalar>& operand) {
    if (const auto* number = std::get_if<Scalar>(&operand))
        return number_object(*number);
    const Ref array = Ref::check(wrap(Array(std::get<Array>(operand))));
    return as_numpy(array.get());
}

/// NumPy's function of an operation or a join; null where it has none.
Ref numpy_function(const FloatReport& report) {
    if (report.kind == FloatReport::Kind::operation)
        return Ref::borrow(numpy_ufunc_of(report.name));
    const Ref ufunc =
        Ref::check(PyObject_GetAttrString(numpy_module, report.name == "sum" ? "add" : "multiply"));
    const char* method = report.kind == FloatReport::Kind::scan ? "accumulate" : "reduce";
    return Ref::check(PyObject_GetAttrString(ufunc.get(), method));
}

Ref axes_object(const FloatReport& report) {
    if (report.kind == FloatReport::Kind::scan)
        return Ref::check(PyLong_FromLong(report.axes.at(0)));
    Ref axes = Ref::check(PyTuple_New(static_cast<Py_ssize_t>(report.axes.size())));
    for (std::size_t i = 0; i < report.axes.size(); ++i)
        PyTuple_SET_ITEM(axes.get(), static_cast<Py_ssize_t>(i), PyLong_FromLong(report.axes[i]));
    return axes;
}

/// ldexp is recorded with its exponents in the type of the numbers; NumPy's takes whole ones only.
Ref whole_numbers(const Ref& numbers) {
    const Ref array = Ref::check(PyObject_CallMethod(numpy_module, "asarray", "O", numbers.get()));
    return Ref::check(PyObject_CallMethod(array.get(), "astype", "s", "int64"));
}

void look_closer(const FloatReport& report) {
    std::vector<Ref> operands;
    for (const auto& operand : report.operands)
        operands.push_back(numpy_operand(operand));
    if (report.name == "ldexp")
        operands.at(1) = whole_numbers(operands.at(1));
    if (report.kind == FloatReport::Kind::cast) {
        const Ref type = Ref::check(dtype_object(report.result));
        Ref::check(PyObject_CallMethod(operands.at(0).get(), "astype", "O", type.get()));
        return;
    }
    const Ref function = numpy_function(report);
    if (!function || function.get() == Py_None)
        return;  // not one of NumPy's: it has nothing to say
    if (report.kind != FloatReport::Kind::operation)
        operands.push_back(axes_object(report));
    std::vector<PyObject*> all;
    for (const Ref& operand : operands)
        all.push_back(operand.get());
    Ref::check(PyObject_Vectorcall(function.get(), all.data(), all.size(), nullptr));
}

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double tiny = std::numeric_limits<double>::denorm_min();

/// Numbers with which the operation does what is reported, for NumPy to say it in its words.
struct Example {
    std::string_view name;
    unsigned event;
    Scalar x, y;
};
constexpr Example examples[] = {
    {"divide", float_divide, 1.0, 0.0},
    {"divide", float_overflow, 1e308, 0.01},
    {"divide", float_underflow, 1e-308, 1e9},
    {"divide", float_invalid, 0.0, 0.0},
    {"reciprocal", float_divide, 0.0, 0.0},
    {"reciprocal", float_overflow, tiny, 0.0},
    {"reciprocal", float_underflow, 1.7e308, 0.0},
    {"add", float_overflow, 1e308, 1e308},
    {"add", float_invalid, inf, -inf},
    {"subtract", float_overflow, 1e308, -1e308},
    {"subtract", float_invalid, inf, inf},
    {"multiply", float_overflow, 1e308, 10.0},
    {"multiply", float_underflow, 1e-200, 1e-200},
    {"multiply", float_invalid, inf, 0.0},
    {"square", float_overflow, 1e200, 0.0},
    {"square", float_underflow, 1e-200, 0.0},
    {"sqrt", float_invalid, -1.0, 0.0},
    {"sum", float_overflow, 1e308, 1e308},
    {"sum", float_invalid, inf, -inf},
    {"floor_divide", float_divide, 1, 0},
    {"floor_divide", float_overflow, INT64_MIN, -1},
    {"remainder", float_divide, 1, 0},
    {"fmod", float_divide, 1, 0},
};

/// NumPy is shown numbers that do the same: the operands may have been overwritten.
void show_example(const FloatReport& report) {
    const Ref function = numpy_function(report);
    for (const Example& example : examples) {
        if (example.name != report.name || (example.event & report.events) == 0)
            continue;
        const Ref x = number_object(example.x);
        const Ref y = number_object(example.y);
        const Ref both = Ref::check(PyTuple_Pack(2, x.get(), y.get()));
        PyObject* numbers[] = {x.get(), y.get()};
        PyObject* list[] = {both.get()};
        const bool joins = report.kind == FloatReport::Kind::reduction;
        const bool one =
            example.name == "reciprocal" || example.name == "square" || example.name == "sqrt";
        Ref::check(joins ? PyObject_Vectorcall(function.get(), list, 1, nullptr)
                         : PyObject_Vectorcall(function.get(), numbers, one ? 1 : 2, nullptr));
    }
}

}  // namespace

void deliver_float_reports() {
    for (const FloatReport& report : take_float_reports()) {
        const UsersLine line(report.modes);
        if (report.certain)
            show_example(report);
        else
            look_closer(report);
    }
}

void watch_float_events() {
    numpy_module = Ref::check(PyImport_ImportModule("numpy")).release();
    const Ref umath = Ref::check(PyImport_ImportModule("numpy._core.umath"));
    error_state = PyObject_GetAttrString(umath.get(), "_extobj_contextvar");
    if (error_state == nullptr) {  // a NumPy that keeps it elsewhere: large arrays stay silent
        PyErr_Clear();
        return;
    }
    set_float_modes(float_modes);
}

}  // namespace tenon::python
