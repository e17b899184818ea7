// SPDX-License-Identifier: MIT
/// Warnings about what recorded statements did (tenon/host.hpp).
#pragma once

#include "core.hpp"

namespace tenon::python {

/// From now on what is recorded is watched for what NumPy's errstate asks for. Once, when the
/// module is made. @throws PythonError
void watch_float_events();

}  // namespace tenon::python
