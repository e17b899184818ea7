// SPDX-License-Identifier: MIT
// Programs with loops, counted and statement by statement.
#pragma once

#include <functional>
#include <vector>

#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "engine/test_hooks.hpp"
#include "ran.hpp"

namespace tenon::engine {

using Roll = TestHooks::Roll;

/// `slabs_ahead`: after every iteration a thread runs so many of what has been counted.
inline Ran run(const Program& program, Roll roll, Execution execution_mode,
               std::int64_t slabs_ahead = 0) {
    synchronize();
    const Execution before = execution();
    set_execution(execution_mode);
    TestHooks::roll = roll;
    test_hooks().ahead = slabs_ahead > 0;
    test_hooks().most_slabs_ahead = slabs_ahead;
    reset_statistics();
    Ran ran;
    for (const Array& array : program()) {
        const bool pairs = is_complex(array.dtype());
        ran.values.push_back((pairs ? real(array) : array).astype(DType::float64).values<double>());
        if (pairs)
            ran.values.push_back(imag(array).astype(DType::float64).values<double>());
    }
    ran.counted = statistics();
    TestHooks::roll = Roll::as_it_pays;
    test_hooks().ahead = false;
    test_hooks().most_slabs_ahead = INT64_MAX;
    set_execution(before);
    return ran;
}

/// The same bits, with at least so many iterations rolled.
inline void expect_rolls(const Program& program, std::uint64_t least) {
    for (const Execution mode : {Execution::interpreter, Execution::compiled}) {
        const Ran plain = run(program, Roll::never, mode);
        EXPECT_EQ(plain.counted.iterations_rolled, 0U);
        for (const Roll roll : {Roll::always, Roll::as_it_pays})
            for (const std::int64_t slabs_ahead : {0, 1, 5, 1000}) {
                const Ran rolled = run(program, roll, mode, slabs_ahead);
                ASSERT_EQ(rolled.values, plain.values) << slabs_ahead << " slabs";
                EXPECT_EQ(tape::memory_account().aside.load(), 0);
                EXPECT_EQ(rolled.counted.statements, plain.counted.statements);
                if (roll == Roll::always) {
                    EXPECT_GE(rolled.counted.iterations_rolled, least);
                }
            }
    }
}
inline void expect_none(const Program& program) {
    const Ran plain = run(program, Roll::never, Execution::interpreter);
    const Ran rolled = run(program, Roll::always, Execution::interpreter);
    ASSERT_EQ(rolled.values, plain.values);
    EXPECT_EQ(rolled.counted.iterations_rolled, 0U);
}

inline Array numbers(std::int64_t n) { return (sin(arange(n) * 0.37) * 0.4 + 0.5).eval(); }

}  // namespace tenon::engine
