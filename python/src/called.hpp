// SPDX-License-Identifier: MIT
/// Under which of NumPy's names something was asked for, where it is recorded under others:
/// power(x, 2.0) is a square, dot a product and a sum.
#pragma once

#include <string_view>

#include "core.hpp"

namespace tenon::python {

/// A number for one of the names that are known here; zero for every other.
unsigned called_name(std::string_view name) noexcept;

/// While one lives, warnings about what this thread records or does at once have the name; zero
/// changes nothing. To be made with the GIL.
class Called {
public:
    explicit Called(unsigned name) noexcept;
    ~Called();
    Called(const Called&) = delete;
    Called& operator=(const Called&) = delete;

private:
    unsigned before_;
};

/// What float_modes adds to the modes of a statement: the name, and of which call it is a part.
unsigned called_now() noexcept;

/// What NumPy says about a statement with these modes, under the name that it was called by.
Ref as_called(unsigned modes, Ref message);
/// Whether the same was not yet said about the same call. To be asked once.
bool is_news(unsigned modes, const Ref& message);

void add_called_functions(PyObject* module);

}  // namespace tenon::python
