// SPDX-License-Identifier: MIT
/// Which conversions are allowed without being asked for.
#pragma once

#include <tenon/array.hpp>

namespace tenon::api {

/// NumPy's casting "same_kind": to the same kind of number or a higher one.
bool same_kind(DType from, DType to);

/// @throws DTypeError naming the operation.
void check_same_kind(DType from, DType to, const char* operation);
void check_same_kind(const Operand& from, DType to, const char* operation);

}  // namespace tenon::api
