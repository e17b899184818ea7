// SPDX-License-Identifier: MIT
/// What a statement that writes through a view must look at first.
#pragma once

#include "api/apply.hpp"

namespace tenon::api {

/// @throws ValueError for a view that repeats elements.
void check_writable(const tape::ViewRef& view, const char* operation);

/// Whether two views may have a byte in common; foreign memory may be that of two storages.
bool may_overlap(const tape::ViewRef& a, const tape::ViewRef& b);

/// Whether reading `in` while writing `out` element by element would read what was written.
bool hazard(const tape::ViewRef& out, const tape::ViewRef& in);

/// NumPy drops axes of size one in front of an assigned value that has more axes than the target.
Array without_leading_ones(const Array& value, int rank, const char* operation);

}  // namespace tenon::api
