// SPDX-License-Identifier: MIT
// Programs run in parts have the bits they have in one.
#include <functional>

#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "dist/partition.hpp"

namespace tenon::dist {
namespace {

/// What the program computes, in so many parts.
std::vector<double> in_parts(int parts, const std::function<Array()>& program) {
    synchronize();
    set_part_count(parts);
    std::vector<double> values = program().values<double>();
    set_part_count(1);
    return values;
}

void expect_same(const std::function<Array()>& program) {
    const std::vector<double> whole = in_parts(1, program);
    for (const int parts : {2, 3, 7})
        EXPECT_EQ(in_parts(parts, program), whole) << parts << " parts";
}

TEST(SplitResults, of_stencils_are_the_same) {
    expect_same([] {
        Array u = arange(20 * 30).astype(DType::float64).reshape({20, 30});
        Array v = u.copy();
        const auto in = slice(1, -1), up = slice(0, -2), down = slice(2, end);
        for (int i = 0; i < 5; ++i) {
            v(in, in) = (u(up, in) + u(down, in) + (u(in, up) + u(in, down))) / 4;
            swap(u, v);
        }
        return u;
    });
}

TEST(SplitResults, are_what_explain_shows_and_the_tape_is_as_before) {
    synchronize();
    set_part_count(3);
    const Array a = arange(30).astype(DType::float64);
    Array b = a * 2.0;
    const std::string shown = explain(b);
    EXPECT_EQ(explain(b), shown);
    EXPECT_EQ(shown.substr(0, shown.find('\n')), "3 statements split into 3 parts") << shown;
    EXPECT_NE(shown.find("float64 (10,)"), std::string::npos) << shown;
    b += a;  // recorded on the tape that was explained
    const double total = sum(b).item<double>();
    set_part_count(1);
    EXPECT_EQ(total, 3 * 29 * 30 / 2);
}

TEST(SplitResults, of_updates_through_overlapping_views_are_the_same) {
    expect_same([] {
        Array u = arange(40).astype(DType::float64);
        u(slice(1, end)) += u(slice(0, -1));
        u(all) = u(slice(end, end, -1));
        u(slice(0, end, 2)) *= u(slice(1, end, 2));
        return u;
    });
}

TEST(SplitResults, of_reductions_scans_and_gathers_are_the_same) {
    expect_same([] {
        const Array a = sin(arange(3000).astype(DType::float64)).reshape({30, 100});
        const Array rows = sum(a, 1, true);
        const Array columns = sum(a * rows, 0, true);
        const Array scanned = cumulative_sum(a + columns, 1);
        const Array picked = take(scanned, array<std::int64_t>({5, -1, 0, 29, 7}), 0);
        return picked / mean(a) + var(a, 0);
    });
}

TEST(SplitResults, of_random_draws_and_kernels_are_the_same) {
    expect_same([] {
        Generator random(5);
        const Array x = random.uniform({11, 13});
        const auto twice = vectorize([](Float64 a) {
            Var<Float64> b = a;
            while_([&] { return b < 4.0; }, [&] { b = b * 2.0; });
            return Float64(b);
        });
        return twice(x) + matmul(x, transpose(x))(all, slice(0, 1));
    });
}

TEST(SplitResults, an_error_leaves_the_arrays_usable) {
    set_part_count(2);
    Array held = ones({6, 6});
    held += 1;
    EXPECT_THROW(held += ones({7, 7}), ShapeError);
    EXPECT_EQ(sum(held).item<double>(), 72);
    set_part_count(1);
}

}  // namespace
}  // namespace tenon::dist
