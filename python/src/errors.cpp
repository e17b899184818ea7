// SPDX-License-Identifier: MIT
// From Tenon's errors to the exceptions that NumPy would raise.
#include <new>

#include "core.hpp"

namespace tenon::python {

void set_error() noexcept {
    try {
        throw;
    } catch (const PythonError&) {
        return;
    } catch (const DTypeError& error) {
        PyErr_SetString(PyExc_TypeError, error.what());
    } catch (const AxisError& error) {
        PyErr_SetString(axis_error(), error.what());
    } catch (const IndexError& error) {
        PyErr_SetString(PyExc_IndexError, error.what());
    } catch (const OverflowError& error) {
        PyErr_SetString(PyExc_OverflowError, error.what());
    } catch (const MemoryError& error) {
        PyErr_SetString(PyExc_MemoryError, error.what());
    } catch (const FileError& error) {
        PyErr_SetString(PyExc_OSError, error.what());
    } catch (const UserError& error) {
        PyErr_SetString(PyExc_ValueError, error.what());
    } catch (const Interrupted& error) {
        if (!PyErr_Occurred())  // the handler of the signal has raised
            PyErr_SetString(PyExc_KeyboardInterrupt, error.what());
    } catch (const std::bad_alloc&) {
        PyErr_NoMemory();
    } catch (const std::exception& error) {
        PyErr_SetString(PyExc_RuntimeError, error.what());
    } catch (...) {
        PyErr_SetString(PyExc_SystemError, "an unknown C++ exception; please report this");
    }
}

}  // namespace tenon::python
