// SPDX-License-Identifier: MIT
/// Sets of real types, as the tables of this folder name them.
#pragma once

#include <tenon/dtype.hpp>

namespace tenon::kernel {

enum TypeSet : unsigned { booleans = 1, signed_ints = 2, unsigned_ints = 4, floats = 8 };
inline constexpr unsigned integers = signed_ints | unsigned_ints;
inline constexpr unsigned all_reals = booleans | integers | floats;

/// The set of `type` alone; empty for complex types.
constexpr unsigned type_set(DType type) {
    switch (kind(type)) {
    case Kind::boolean: return booleans;
    case Kind::signed_integer: return signed_ints;
    case Kind::unsigned_integer: return unsigned_ints;
    case Kind::floating: return floats;
    case Kind::complex: return 0;
    }
    return 0;
}

}  // namespace tenon::kernel
