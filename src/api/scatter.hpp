// SPDX-License-Identifier: MIT
/// Reading and writing at the positions of an index plan.
#pragma once

#include "api/apply.hpp"
#include "api/index_plan.hpp"

namespace tenon::api {

/// A new array of the elements.
Array gather(const IndexPlan& plan, const char* operation);

/// The elements = value, one after the other. `target` is the array that was indexed.
void scatter(const Array& target, const IndexPlan& plan, const Operand& value,
             const char* operation);

/// The elements = op(element, value), one after the other; `value` is null for operations of one
/// operand.
void update(ops::Op op, const Array& target, const IndexPlan& plan, const Operand* value);

}  // namespace tenon::api
