// SPDX-License-Identifier: MIT
#include "engine/step_pairs.hpp"

#include <gtest/gtest.h>

#include <functional>

#include <tenon/tenon.hpp>

#include "codegen/codegen.hpp"
#include "engine/counters.hpp"
#include "engine/test_hooks.hpp"

namespace tenon::engine {
namespace {

const auto in = slice(1, -1), low = slice(0, -2), high = slice(2, end);

using Step = std::function<Array(const Array& u)>;

/// What `run` gives where sweeps go in tiles of so many rows and columns.
template <class Run>
auto with_tiles(Execution execution, std::int64_t width, const Run& run, std::int64_t rows = 4) {
    synchronize();
    const Execution before = tenon::execution();
    set_execution(execution);
    TestHooks::forget_everything();
    counters().launches_in_pairs = 0;
    test_hooks().tile_limits = {
        .cache_bytes = 1 << 20, .worth_bytes = 0, .rows = rows, .threads = 1, .widths = {width}};
    const auto result = run();
    test_hooks().tile_limits.reset();
    set_execution(before);
    return result;
}

struct Swept {
    std::vector<double> values;
    std::uint64_t in_pairs = 0;
};

/// Sweeps between two fields.
Swept sweeps(Execution execution, const Step& step, std::int64_t columns, std::int64_t rows = 4,
             std::int64_t width = 24, int count = 9, DType type = DType::float64) {
    const auto run = [&] {
        const Array start = sin(arange(37 * columns) * 0.37).reshape({37, columns});
        Array u = start.astype(type).copy().eval();
        Array v = copy(u).eval();
        for (int i = 0; i < count; ++i) {
            v(in, in) = step(u);
            swap(u, v);
        }
        Swept swept{.values = u.astype(DType::float64).values<double>()};
        const std::vector<double> other = v.astype(DType::float64).values<double>();
        swept.values.insert(swept.values.end(), other.begin(), other.end());
        swept.in_pairs = counters().launches_in_pairs;
        return swept;
    };
    return with_tiles(execution, width, run, rows);
}

Array five_points(const Array& u) {
    return (u(low, in) + u(high, in) + (u(in, low) + u(in, high))) * 0.25;
}

bool vectors_are_lines() { return codegen::host_target().vector_bits == 512; }

void expect_same(const Step& step, std::int64_t columns, bool pairs) {
    for (const std::int64_t width : {24, 40, 56}) {
        const Swept plain = sweeps(Execution::interpreter, step, columns, 4, width);
        const Swept swept = sweeps(Execution::compiled, step, columns, 4, width);
        EXPECT_EQ(swept.values, plain.values) << columns << " columns, tiles of " << width;
        EXPECT_EQ(plain.in_pairs, 0U);
        EXPECT_EQ(swept.in_pairs > 0, pairs && vectors_are_lines()) << columns;
    }
}

TEST(StepPairs, are_made_at_once_where_one_step_reads_what_the_other_stores) {
    for (const std::int64_t columns : {71, 128, 130, 203})
        expect_same(five_points, columns, true);
    expect_same([](const Array& u) { return u(in, in) - (u(in, in) - u(in, low)) * 0.3; }, 99,
                true);
    expect_same([](const Array& u) { return u(in, high) * 0.5 + u(in, in) * 0.25; }, 99, true);
    expect_same([](const Array& u) { return (u(low, in) + u(high, in)) * 0.5; }, 104, true);
}

TEST(StepPairs, are_made_of_float32_as_well) {
    const auto sweep = [](Execution execution) {
        return sweeps(execution, five_points, 203, 4, 40, 9, DType::float32);
    };
    const Swept swept = sweep(Execution::compiled);
    EXPECT_EQ(swept.values, sweep(Execution::interpreter).values);
    EXPECT_EQ(swept.in_pairs > 0, vectors_are_lines());
}

/// The second array is swept faster, until the first one has to wait for it.
std::vector<double> chained_sweeps(Execution execution) {
    return with_tiles(execution, 24, [] {
        const auto field = [](double phase) {
            return copy(sin(arange(61 * 203) * 0.37 + phase).reshape({61, 203})).eval();
        };
        const auto rows = [](std::int64_t up) {
            return up == 2 ? slice(4, end) : slice(2 + up, up - 2);
        };
        Array u = field(0), v = field(1), next = field(2);
        const Array x = field(3);
        for (int i = 0; i < 60; ++i) {
            u(rows(0), in) = (u(rows(0), in) + v(rows(-1), in) + x(rows(-1), in) + x(rows(0), in) +
                              x(rows(1), in)) *
                             0.2;
            next(rows(0), in) =
                (u(rows(1), in) + v(rows(-2), in) + v(rows(0), in) + v(rows(2), in)) * 0.25;
            swap(v, next);
        }
        std::vector<double> values = u.values<double>();
        const std::vector<double> other = v.values<double>();
        values.insert(values.end(), other.begin(), other.end());
        return values;
    });
}

TEST(StepPairs, are_other_code_where_they_are_shifted_otherwise) {
    EXPECT_EQ(chained_sweeps(Execution::compiled), chained_sweeps(Execution::interpreter));
}

TEST(StepPairs, may_read_another_array_as_well) {
    const Array bulk = copy(cos(arange(37 * 99) * 0.7).reshape({37, 99})).eval();
    expect_same([&](const Array& u) { return five_points(u) + bulk(in, in); }, 99, true);
    expect_same([&](const Array& u) { return five_points(u) * bulk(in, in) - bulk(low, in); }, 99,
                true);
}

TEST(StepPairs, are_none_of_kernels_that_hold_more_than_there_are_registers) {
    expect_same(
        [](const Array& u) {
            return five_points(u) +
                   (u(low, low) + u(low, high) + (u(high, low) + u(high, high))) * 0.05;
        },
        99, false);
}

TEST(StepPairs, are_none_of_tiles_of_other_heights) {
    EXPECT_EQ(sweeps(Execution::compiled, five_points, 99, 6).in_pairs, 0U);
}

TEST(StepPairs, leave_a_last_step_alone) {
    for (const int count : {8, 9, 10, 11}) {
        const Swept plain = sweeps(Execution::interpreter, five_points, 99, 4, 40, count);
        const Swept swept = sweeps(Execution::compiled, five_points, 99, 4, 40, count);
        EXPECT_EQ(swept.values, plain.values) << count;
        EXPECT_EQ(swept.in_pairs % 2, 0U);
    }
}

}  // namespace
}  // namespace tenon::engine
