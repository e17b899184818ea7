// SPDX-License-Identifier: MIT
#include "called.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <set>
#include <string>

#include "errstate.hpp"

namespace tenon::python {

namespace {

/// NumPy's functions that warn under their own name, and here are made of statements of another.
constexpr std::string_view names[] = {"", "power", "divmod", "dot", "vecdot", "rad2deg", "deg2rad"};

constexpr int name_bits = 8;
constexpr unsigned name_mask = (1U << name_bits) - 1;
constexpr unsigned call_mask = (1U << (32 - float_modes_bits - name_bits)) - 1;
static_assert(std::size(names) <= name_mask);

thread_local unsigned label = 0;

// Under the GIL.
std::uint64_t calls = 0;  ///< so far; labels have the lower bits
struct Said {
    unsigned label = 0;
    std::uint64_t calls = 0;  ///< when it was said
    std::set<std::string> messages;
} said;

std::string text_of(const Ref& message) {
    Py_ssize_t size = 0;
    const char* bytes = PyUnicode_AsUTF8AndSize(message.get(), &size);
    if (bytes == nullptr)
        throw PythonError();
    return {bytes, static_cast<std::size_t>(size)};
}

}  // namespace

unsigned called_name(std::string_view name) noexcept {
    const auto* found = std::ranges::find(names, name);
    return found == std::end(names) ? 0 : static_cast<unsigned>(found - std::begin(names));
}

Called::Called(unsigned name) noexcept : before_(label) {
    if (name != 0)
        label = (static_cast<unsigned>(calls++ & call_mask) << name_bits | name)
                << float_modes_bits;
}

Called::~Called() { label = before_; }

unsigned called_now() noexcept { return label; }

Ref as_called(unsigned modes, Ref message) {
    const unsigned name = modes >> float_modes_bits & name_mask;
    if (name == 0)
        return message;
    constexpr std::string_view before_name = " encountered in ";
    std::string text = text_of(message);
    if (const std::size_t at = text.find(before_name); at != std::string::npos)
        text.replace(at + before_name.size(), std::string::npos, names[name]);
    return Ref::check(
        PyUnicode_FromStringAndSize(text.data(), static_cast<Py_ssize_t>(text.size())));
}

bool is_news(unsigned modes, const Ref& message) {
    const unsigned of_call = modes >> float_modes_bits;
    if (of_call == 0)
        return true;
    if (said.label != of_call || calls - said.calls > call_mask)
        said = {of_call, calls, {}};
    return said.messages.insert(text_of(message)).second;
}

namespace {

/// _core.called(name, function, *arguments)
PyObject* call_under_name(PyObject*, PyObject* const* arguments, Py_ssize_t count) {
    return guarded([&]() -> PyObject* {
        if (count < 2) {
            PyErr_SetString(PyExc_TypeError, "called(name, function, *arguments)");
            return nullptr;
        }
        const bool silent = arguments[0] == Py_None;
        const char* name = silent ? "" : PyUnicode_AsUTF8(arguments[0]);
        if (name == nullptr)
            return nullptr;
        const Called called(called_name(name));
        const UnwatchedFloats unwatched(silent ? ~0U : 0);
        return PyObject_Vectorcall(arguments[1], arguments + 2, static_cast<std::size_t>(count - 2),
                                   nullptr);
    });
}

PyMethodDef functions[] = {
    {"called", reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(call_under_name)),
     METH_FASTCALL,
     "called(name, function, *arguments): the function's result; warnings about what it records "
     "have NumPy's name, and there are none for None."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

void add_called_functions(PyObject* module) { check(PyModule_AddFunctions(module, functions)); }

}  // namespace tenon::python
