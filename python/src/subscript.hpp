// SPDX-License-Identifier: MIT
/// a[...], a[...] = value
#pragma once

#include <vector>

#include "core.hpp"

namespace tenon::python {

void add_subscript_slots(std::vector<PyType_Slot>& slots);

}  // namespace tenon::python
