// SPDX-License-Identifier: MIT
/// Indices of one array, on small arrays whose values are there: no plan, no tape. What does not
/// fit is left to the general way, which also has the errors.
#pragma once

#include <optional>

#include "api/apply.hpp"

namespace tenon::api {

/// a[index], where that can be had now.
std::optional<Array> index_at_once(const Array& a, const Array& index);

/// target[index] = value; false where it could not be done now, and nothing was.
bool assign_index_at_once(const Array& target, const Array& index, const Operand& value);

}  // namespace tenon::api
