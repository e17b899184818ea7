// SPDX-License-Identifier: MIT
// What a loop overwrites of the arrays that it works on with gaps behind their rows, and what is
// copied there for it.
#include "engine/row_frame.hpp"

#include <gtest/gtest.h>

#include "counted_loop.hpp"
#include "engine/counters.hpp"
#include "engine/test_hooks.hpp"

namespace tenon::engine {
namespace {

using tape::LoopBody;

constexpr std::int64_t row = 8192, rows = 9, bytes = rows * row;

tape::LoopView view(std::uint32_t role, const Shape& shape, const Shape& strides,
                    std::int64_t offset) {
    return {role, tape::make_layout(DType::float64, shape, strides), offset};
}

RowPitch pitch_of(std::vector<std::int64_t> strides) {
    return {.from = row, .to = row + 1088, .dtype = DType::float64, .strides = std::move(strides)};
}

LoopBody with_statements(
    const std::vector<std::pair<std::vector<std::uint32_t>, std::uint32_t>>& inputs_and_output) {
    LoopBody body;
    for (const std::uint32_t role : {0U, 1U}) {
        body.roles.push_back({.from = role, .next = role, .written = true, .bytes = bytes});
        body.views.push_back(view(role, {rows, 1024}, {row, 8}, 0));
    }
    for (const auto& [inputs, output] : inputs_and_output) {
        tape::LoopStatement& statement = body.statements.emplace_back();
        statement.first_operand = static_cast<std::uint32_t>(body.operands.size());
        statement.header.inputs = static_cast<std::uint8_t>(inputs.size());
        statement.header.outputs = 1;
        for (const std::uint32_t number : inputs)
            body.operands.push_back({.number = number});
        body.operands.push_back({.number = output});
    }
    return body;
}

TEST(RowFrame, is_of_what_is_stored_before_it_is_read) {
    const LoopBody body = with_statements({{{0}, 1}, {{1}, 0}});
    EXPECT_EQ(stored_first(body, 1), 1U);
    EXPECT_EQ(stored_first(body, 0), std::nullopt) << "the first statement reads it";
    EXPECT_EQ(stored_first(with_statements({{{1, 0}, 1}}), 1), std::nullopt) << "in place";
}

TEST(RowFrame, is_around_the_box_of_a_view) {
    const RowPitch pitch = pitch_of({row, 8});
    const std::optional<RowBox> box = box_of(view(0, {7, 1020}, {row, 8}, row + 16), pitch, bytes);
    ASSERT_TRUE(box);
    EXPECT_EQ(box->begin, (std::vector<std::int64_t>{1, 2}));
    EXPECT_EQ(box->end, (std::vector<std::int64_t>{8, 1022}));
    EXPECT_FALSE(box_of(view(0, {4, 1020}, {2 * row, 8}, 0), pitch, bytes)) << "every other row";
    EXPECT_FALSE(box_of(view(0, {7, 7}, {row, row}, 0), pitch, bytes)) << "rows seen twice";
    EXPECT_FALSE(box_of(view(0, {7, 1020}, {row, 8}, 4), pitch, bytes)) << "between elements";
    EXPECT_FALSE(box_of(view(0, {9, 1024}, {row, 8}, row), pitch, bytes)) << "beyond the end";
    EXPECT_TRUE(frame_around({{0, 0}, {rows, 1024}}, pitch, bytes).empty());
}

TEST(RowFrame, has_each_element_once) {
    const RowPitch pitch = pitch_of({4 * row, row, 8});
    const std::int64_t cube = 3 * 4 * row;
    const RowBox box{{1, 1, 5}, {2, 3, 1024}};
    std::vector<int> seen(static_cast<std::size_t>(cube / 8));
    const auto mark = [&](const RowBox& here) {
        for (std::int64_t i = here.begin[0]; i < here.end[0]; ++i)
            for (std::int64_t j = here.begin[1]; j < here.end[1]; ++j)
                for (std::int64_t k = here.begin[2]; k < here.end[2]; ++k)
                    ++seen[static_cast<std::size_t>((i * 4 + j) * 1024 + k)];
    };
    mark(box);
    for (const RowBox& part : frame_around(box, pitch, cube))
        mark(part);
    EXPECT_EQ(std::ranges::count(seen, 1), std::ssize(seen));
}

constexpr int sweeps = 64;

Arrays sweep_twice() {
    Array u = field({1024, 1024}), v = copy(u).eval();
    for (int round = 0; round < 2; ++round) {
        for (int i = 0; i < sweeps; ++i) {
            v(in, in) = neighbours(u) / 4;
            swap(u, v);
        }
        u.eval();
        v.eval();
    }
    return {u, v};
}

How with_gaps(std::int64_t gap) {
    return {.roll = Roll::as_it_pays,
            .mode = Execution::compiled,
            .ahead = false,
            .tiles = TileLimits{.cache_bytes = 1 << 20,
                                .worth_bytes = 0,
                                .threads = 2,
                                .widths = {256},
                                .most_kept = 0,
                                .row_gap = gap}};
}

TEST(RowFrame, is_all_that_is_copied_of_arrays_that_sweeps_overwrite) {
    const Ran moved = run(sweep_twice, with_gaps(1088));
    EXPECT_GE(counters().runs_with_gaps.load(), 2U);
    // Rows of both arrays are copied back in tiles; the edges are copied there by themselves.
    EXPECT_EQ(moved.counted.launches_in_tiles, 2U * (sweeps + 2));
    EXPECT_EQ(moved.values, run(sweep_twice, How{}).values);
}

TEST(RowFrame, leaves_arrays_alone_that_no_iteration_has_overwritten_yet) {
    // Of three that go round, the last one is overwritten in the third iteration. Some iterations
    // are left to be run with the maximum, so that one or two may be run before.
    const auto program = [](int iterations) {
        return [=] {
            Array a = field({40, 64}), b = field({40, 64}, 2), c = field({40, 64}, 3);
            Array changes = zeros({3}).eval();
            for (int round = 0; round < 3; ++round) {
                for (int i = 0; i < iterations; ++i) {
                    c(in, in) = neighbours(b) / 4 - a(in, in);
                    const Array spare = a;
                    a = b;
                    b = c;
                    c = spare;
                }
                changes(round) = max(absolute(b - a)).item<double>();
            }
            return Arrays{a, b, c, changes};
        };
    };
    How how = with_gaps(64);
    for (const std::int64_t kept : {1, 2, 3, 4, 5, 6, 7, 8}) {
        how.tiles->most_kept = kept;
        for (int iterations = 6; iterations < 14; ++iterations)
            EXPECT_EQ(run(program(iterations), how).values, run(program(iterations), How{}).values)
                << iterations << ", " << kept << " kept";
    }
}

}  // namespace
}  // namespace tenon::engine
