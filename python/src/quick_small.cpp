// SPDX-License-Identifier: MIT
// Functions that move elements and compute nothing: on few elements what they cost is the way to
// them, and NumPy's is the shortest. Those that compute are not here: NumPy sums in another order.
#include <algorithm>
#include <array>
#include <iterator>
#include <limits>

#include "quick.hpp"

namespace tenon::python {

namespace {

struct Moved {
    std::string_view name;
    std::int64_t elements;  ///< of all arguments, for which NumPy's takes less time than Tenon's
};

constexpr std::int64_t view = std::numeric_limits<std::int64_t>::max();  // whatever the size

// The numbers are measured: where the times cross, a power of two.
constexpr Moved functions[] = {
    // joined
    {"append", 8192},
    {"block", 2048},
    {"column_stack", 2048},
    {"concat", 2048},
    {"concatenate", 2048},
    {"dstack", 2048},
    {"hstack", 4096},
    {"stack", 2048},
    {"vstack", 2048},
    // taken or put by position or mask
    {"argwhere", 256},
    {"choose", 256},
    {"compress", 128},
    {"copyto", 8192},
    {"count_nonzero", 1024},
    {"delete", 1 << 18},
    {"extract", 64},
    {"fill_diagonal", 1 << 16},
    {"place", 1 << 15},
    {"put", 1 << 16},
    {"putmask", 1 << 15},
    {"take", 1 << 16},
    {"where", 256},
    // placed
    {"diag", 64},
    {"diagflat", 64},
    {"full_like", 4096},
    {"repeat", 2048},
    {"resize", 8192},
    {"roll", 4096},
    {"squeeze", view},
    {"atleast_1d", view},
    {"atleast_2d", view},
    {"atleast_3d", view},
    {"diagonal", view},
    {"flip", view},
    {"swapaxes", view},
    {"tile", 1024},
    {"tril", 256},
    {"triu", 256},
};

/// Their arguments are those of NumPy's function, after the array.
constexpr std::array<std::string_view, 4> methods{"put", "repeat", "squeeze", "take"};

constexpr std::string_view of_array = "ndarray.";

}  // namespace

std::int64_t most_for_numpy(std::string_view name) {
    if (name.starts_with(of_array)) {
        name.remove_prefix(of_array.size());
        if (std::ranges::find(methods, name) == methods.end())
            return 0;
    }
    const auto* found = std::ranges::find(functions, name, &Moved::name);
    return found == std::end(functions) ? 0 : found->elements;
}

}  // namespace tenon::python
