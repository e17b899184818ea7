// SPDX-License-Identifier: MIT
/// Masks of booleans in indices: what they choose, and assignments under them.
#pragma once

#include <cstdint>

#include "api/apply.hpp"

namespace tenon::api {

/// How many elements a mask chooses, which is looked at now.
struct Chosen {
    Array mask;    ///< C order
    Array starts;  ///< of each block of the mask among the chosen; empty when nothing is
    std::int64_t count = 0;
};
Chosen look_at(const Array& mask, const char* operation);

/// The elements of `a` where the mask of the same shape is true, in C order.
Array compressed(const Array& a, const Array& mask, const char* operation);

/// target = value where the mask, broadcast, is true: one statement, joined like other ones.
void assign_where(const Array& target, const Array& mask, const Operand& value,
                  const char* operation);

}  // namespace tenon::api
