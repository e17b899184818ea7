// SPDX-License-Identifier: MIT
/// Operators of arrays.
#pragma once

#include <vector>

#include "core.hpp"

namespace tenon::python {

void add_number_slots(std::vector<PyType_Slot>& slots);

}  // namespace tenon::python
