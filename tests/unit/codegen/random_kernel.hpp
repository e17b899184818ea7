// SPDX-License-Identifier: MIT
/// Random core kernels with data to run them on.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "kernel/builder.hpp"
#include "kernel/ir.hpp"

namespace tenon::codegen::test {

using Random = std::mt19937_64;

/// A number in [0, count).
inline int below(Random& random, int count) {
    return static_cast<int>(random() % static_cast<std::uint64_t>(count));
}
inline bool chance(Random& random, int percent) { return below(random, 100) < percent; }

/// A kernel with one or more reductions, or with stores only. Sometimes it has branches and loops.
kernel::Kernel random_kernel(Random& random, kernel::Form form);

/// The index space and the arrays of one run. The arrays that are written exist once for each
/// implementation; what lies around the elements is filled too, to show stray writes.
class Data {
public:
    Data(const kernel::Kernel& kernel, Random& random);

    std::int64_t outer() const;  ///< outer positions
    std::int64_t inner() const { return shape_.back(); }
    const std::vector<std::int64_t>& shape() const { return shape_; }

    /// The argument block on a fresh copy of all arrays.
    std::vector<std::int64_t> begin();
    /// All bytes of the arrays of the last begin(), NaNs made alike.
    std::vector<std::vector<std::uint8_t>> results() const;
    std::string describe() const;

private:
    void place(const kernel::Param& param, Random& random);
    void place_partial(std::size_t param);

    struct Array {
        std::vector<std::uint8_t> bytes;
        std::int64_t start = 0;  ///< of the element at coordinates 0
        std::vector<std::int64_t> strides;
        std::int64_t gather_stride = 0;
    };
    const kernel::Kernel& kernel_;
    std::vector<std::int64_t> shape_;
    std::vector<Array> arrays_;
    std::vector<std::vector<std::uint8_t>> copies_;
    std::vector<std::uint64_t> scalars_;
};

}  // namespace tenon::codegen::test
