// SPDX-License-Identifier: MIT
// Functions that move elements and compute nothing: on a few elements what they cost is the way to
// them, and NumPy's is the shortest. Those that compute are not here: NumPy sums in another order.
#include <algorithm>
#include <iterator>

#include "quick.hpp"

namespace tenon::python {

namespace {

constexpr std::string_view functions[] = {
    // joined
    "append", "block", "column_stack", "concat", "concatenate", "dstack", "hstack", "stack",
    "vstack",
    // taken or put by position or mask
    "argwhere", "compress", "count_nonzero", "delete", "extract", "put", "take", "where",
    // placed
    "diag", "diagflat", "full_like", "repeat", "roll", "squeeze", "tile", "tril", "triu"};

/// Their arguments are those of NumPy's function, after the array.
constexpr std::string_view methods[] = {"put", "repeat", "squeeze", "take"};

constexpr std::string_view of_array = "ndarray.";

}  // namespace

bool is_numpys_if_small(std::string_view name) {
    if (!name.starts_with(of_array))
        return std::ranges::find(functions, name) != std::end(functions);
    return std::ranges::find(methods, name.substr(of_array.size())) != std::end(methods);
}

}  // namespace tenon::python
