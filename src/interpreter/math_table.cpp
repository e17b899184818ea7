// SPDX-License-Identifier: MIT
#include "interpreter/math_table.hpp"

#include <atomic>

#include "interpreter/isa.hpp"
#include "ops/vector_math.hpp"

namespace tenon::interpreter {

const void* math_function(ops::Op op, DType type, int vector_bytes) {
    // [operation][double][log2(vector_bytes / 16)]; looking twice at once does no harm.
    static std::atomic<const void*> known[ops::op_count][2][3];
    const int width = vector_bytes == 64 ? 2 : vector_bytes == 32 ? 1 : 0;
    auto& entry = known[static_cast<int>(op)][type == DType::float64 ? 1 : 0][width];
    const void* address = entry.load(std::memory_order_acquire);
    if (address == nullptr) {
        const int lanes = vector_bytes / static_cast<int>(size_of(type));
        // The loops for SSE4 have no FMA: with a CPU that has it they call.
        const auto symbol = vector_bytes > 16 ? ops::sleef_symbol : ops::vector_math_symbol;
        address = ops::math_address(symbol(op, type, lanes, has_fma()));
        entry.store(address, std::memory_order_release);
    }
    return address;
}

}  // namespace tenon::interpreter
