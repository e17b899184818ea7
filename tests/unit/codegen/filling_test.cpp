// SPDX-License-Identifier: MIT
// What lanes without an element hold: nothing that raises a floating-point flag.
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cfenv>
#include <limits>
#include <vector>

#include "codegen/codegen.hpp"
#include "kernel/builder.hpp"
#include "kernel/shared_rows.hpp"
#include "ops/vector_math.hpp"
#include "runtime/code_loader.hpp"
#include "unit/codegen/random_kernel.hpp"

namespace tenon::codegen::test {

using namespace kernel;

namespace {

constexpr std::int64_t rows = 4, columns = 64, size = 8, pitch = columns * size;

/// out = x op the element to its right, times an argument.
Kernel neighbours(ops::Op op) {
    Kernel core;
    core.rank = 2;
    core.params = {{.dtype = DType::float64},
                   {.dtype = DType::float64},
                   {.dtype = DType::float64, .written = true}};
    core.arguments = {DType::float64};
    Builder build(core, true);
    const ValueId joined = build.compute(op, DType::float64, build.load(0), build.load(1));
    build.store(2, build.compute(ops::Op::multiply, DType::float64, joined, build.argument(0)));
    return core;
}

Kernel in_rows_together(const Kernel& core) {
    return with_row_offsets(core,
                            std::vector<RowOffset>{{}, {.base = 0, .rows = 0, .columns = 1}, {}});
}

/// Computes the elements [first, end) of each row: a value each, with zeros on both sides.
void expect_no_flag(const Kernel& core, int bits, double value, double argument, double expected) {
    const Artifact made = compile(core, host_target(bits));
    const runtime::Entry entry = runtime::load_object(made.object, made.symbol, &ops::math_address);
    std::vector<double> values(static_cast<std::size_t>(rows * columns)), results = values;
    const auto start = reinterpret_cast<std::int64_t>(values.data());
    const std::int64_t args[] = {rows,  columns - 1, start,
                                 pitch, size,        start + size,
                                 pitch, size,        reinterpret_cast<std::int64_t>(results.data()),
                                 pitch, size,        std::bit_cast<std::int64_t>(argument)};
    for (const auto& [first, end] : {std::pair{3, 5}, std::pair{5, 41}, std::pair{9, 63}}) {
        std::ranges::fill(values, 0);
        for (std::int64_t row = 0; row < rows; ++row)
            std::fill_n(values.data() + row * columns + first, end - first + 1, value);
        std::feclearexcept(FE_ALL_EXCEPT);
        entry.function(entry.context, args, 0, rows, first, end);
        EXPECT_EQ(std::fetestexcept(FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW), 0)
            << bits << " bits, " << first << " to " << end;
        EXPECT_EQ(results[static_cast<std::size_t>(first)], expected);
    }
}

void expect_no_flag(const Kernel& core, double value, double argument, double expected) {
    for (int bits = 128; bits <= max_vector_bits(); bits *= 2) {
        expect_no_flag(core, bits, value, argument, expected);
        expect_no_flag(in_rows_together(core), bits, value, argument, expected);
    }
}

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(LanesWithoutElements, raise_no_flag_where_all_is_divided) {
    expect_no_flag(neighbours(ops::Op::divide), 2, 3, 3);
}

TEST(LanesWithoutElements, raise_no_flag_where_an_argument_is_infinite) {
    expect_no_flag(neighbours(ops::Op::add), 2, infinity, infinity);
}

TEST(LanesWithoutElements, raise_no_flag_where_elements_are_compared) {
    expect_no_flag(neighbours(ops::Op::maximum), 2, 3, 6);
    expect_no_flag(neighbours(ops::Op::fmod), 2, 3, 0);
}

}  // namespace

}  // namespace tenon::codegen::test
