// SPDX-License-Identifier: MIT
/// The kernels of operations that run at once: each is made from its form alone, kept for good, and
/// found again without a lock.
#pragma once

#include <array>
#include <cstdint>

#include "interpreter/interpreter.hpp"
#include "kernel/ir.hpp"
#include "ops/ops.hpp"
#include "ops/reduce.hpp"

namespace tenon::engine {

/// What such a kernel is made for; two statements of the same form share it.
struct DirectForm {
    static constexpr std::size_t most_params = 4;
    static constexpr auto selects = static_cast<std::uint8_t>(ops::op_count);  ///< op of a choice

    std::uint8_t op = 0;  ///< of ops::Op, or of ops::ReduceOp
    bool reduces = false;
    DType compute = DType::float64;
    std::uint8_t rank = 1;
    std::uint8_t params = 0;   ///< the output first
    std::uint8_t numbers = 0;  ///< bit i: input i is a number
    std::array<DType, most_params> types{};
    std::array<kernel::Inner, most_params> inner{};

    std::size_t inputs() const;  ///< numbers among them
    std::uint64_t key() const;   ///< no two forms have the same, none has zero
};
static_assert(ops::op_count < 256);

/// The program of a form; made when it is first asked for.
const interpreter::Program* direct_program(const DirectForm& form);

}  // namespace tenon::engine
