// SPDX-License-Identifier: MIT
// Shifts of sweeps against a search through all pairs of elements.
#include <gtest/gtest.h>

#include <random>

#include "schedule/skew.hpp"

namespace tenon::schedule {
namespace {

using Random = std::mt19937_64;

std::int64_t between(Random& random, std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(random);
}

template <class Visit>
void each_element(const Sweep& sweep, const Visit& visit) {
    const auto& [n0, n1, n2] = sweep.extents;
    for (std::int64_t i = 0; i < n0; ++i)
        for (std::int64_t j = 0; j < n1; ++j)
            for (std::int64_t k = 0; k < n2; ++k)
                visit(GridVector{i, j, k});
}

std::int64_t address_of(const GridAccess& access, const GridVector& x) {
    std::int64_t address = access.address;
    for (std::size_t d = 0; d < grid_rank; ++d)
        address += x[d] * access.strides[d];
    return address;
}

bool meet(const GridAccess& a, const GridVector& x, const GridAccess& b, const GridVector& y) {
    const std::int64_t from = address_of(a, x), to = address_of(b, y);
    return (a.written || b.written) && from < to + b.size && to < from + a.size;
}

/// Whether every two elements that meet are in an order that all tiles keep.
bool in_order(const Sweep& earlier, const GridVector& earlier_shift, const Sweep& later,
              const GridVector& later_shift) {
    bool kept = true;
    each_element(earlier, [&](const GridVector& x) {
        each_element(later, [&](const GridVector& y) {
            for (const GridAccess& a : earlier.accesses)
                for (const GridAccess& b : later.accesses)
                    if (meet(a, x, b, y))
                        for (std::size_t d = 0; d < grid_rank; ++d)
                            kept &= x[d] + earlier_shift[d] <= y[d] + later_shift[d];
        });
    });
    return kept;
}

/// Windows of arrays of (3, 8, 9) elements of 8 bytes, far from each other.
GridAccess window(Random& random, const GridVector& extents, bool written) {
    const GridVector sizes{3, 8, 9}, strides{8 * 9 * 8, 9 * 8, 8};
    GridAccess access{.address = 10000 * between(random, 1, 3),
                      .strides = strides,
                      .size = 8,
                      .written = written};
    for (std::size_t d = 0; d < grid_rank; ++d)
        access.address += strides[d] * between(random, 0, sizes[d] - extents[d]);
    return access;
}

Sweep random_sweep(Random& random) {
    Sweep sweep;
    sweep.extents = {between(random, 1, 3), between(random, 1, 8), between(random, 1, 9)};
    if (between(random, 0, 3) > 0)
        sweep.extents = {1, 6, 7};
    const std::int64_t reads = between(random, 0, 3);
    for (std::int64_t i = 0; i < reads; ++i)
        sweep.accesses.push_back(window(random, sweep.extents, false));
    sweep.accesses.push_back(window(random, sweep.extents, true));
    return sweep;
}

TEST(Skew, keeps_whatever_two_sweeps_do_to_one_byte_in_order) {
    Random random(2026);
    int added = 0;
    for (int round = 0; round < 60; ++round) {
        Skew skew;
        std::vector<Sweep> sweeps;
        std::vector<GridVector> shifts;
        for (int i = 0; i < 6; ++i) {
            const Sweep sweep = random_sweep(random);
            GridVector shift{};
            if (!skew.add(sweep, &shift))
                continue;
            for (std::size_t k = 0; k < sweeps.size(); ++k)
                ASSERT_TRUE(in_order(sweeps[k], shifts[k], sweep, shift)) << "round " << round;
            sweeps.push_back(sweep);
            shifts.push_back(shift);
            ++added;
        }
    }
    EXPECT_GT(added, 200);
}

/// u[1:-1, 1:-1] of an array of (8, 9) elements at `address`, and its four neighbours.
Sweep jacobi(std::int64_t from, std::int64_t to) {
    constexpr std::int64_t row = 72, element = 8;
    Sweep sweep;
    sweep.extents = {1, 6, 7};
    const std::int64_t centre = row + element;
    for (const std::int64_t offset :
         {centre - row, centre + row, centre - element, centre + element})
        sweep.accesses.push_back({from + offset, {0, row, element}, 8, false});
    sweep.accesses.push_back({to + centre, {0, row, element}, 8, true});
    return sweep;
}

TEST(Skew, moves_each_sweep_of_a_five_point_stencil_by_one) {
    Skew skew;
    for (std::int64_t t = 0; t < 5; ++t) {
        GridVector shift{};
        ASSERT_TRUE(skew.add(t % 2 == 0 ? jacobi(1000, 2000) : jacobi(2000, 1000), &shift));
        EXPECT_EQ(shift, (GridVector{0, t, t}));
    }
    EXPECT_EQ(skew.bytes_per_cell(), 16);
    EXPECT_EQ(skew.bytes_kept_per_cell(), 16);
}

TEST(Skew, leaves_sweeps_without_neighbours_where_they_are) {
    Skew skew;
    const Sweep update{{1, 1, 100}, {{1000, {0, 0, 8}, 8, true}, {5000, {0, 0, 8}, 8, false}}};
    for (int t = 0; t < 3; ++t) {
        GridVector shift{};
        ASSERT_TRUE(skew.add(update, &shift));
        EXPECT_EQ(shift, GridVector{});
    }
}

TEST(Skew, refuses_an_array_that_two_statements_see_with_different_strides) {
    Skew skew;
    GridVector shift{};
    ASSERT_TRUE(skew.add({{1, 8, 9}, {{1000, {0, 72, 8}, 8, true}}}, &shift));
    EXPECT_FALSE(
        skew.add({{1, 9, 8}, {{1000, {0, 8, 72}, 8, false}, {9000, {0, 64, 8}, 8, true}}}, &shift));
    EXPECT_EQ(skew.why_not(), "two statements see one array with different strides");
    EXPECT_FALSE(skew.add({{1, 1, 9}, {{1064, {0, 0, -8}, 8, false}}}, &shift));
    EXPECT_EQ(skew.why_not(), "an array is seen backwards");
}

TEST(Skew, refuses_one_element_that_a_whole_sweep_reads) {
    Skew skew;
    GridVector shift{};
    ASSERT_TRUE(skew.add({{1, 1, 9}, {{1000, {0, 0, 8}, 8, true}}}, &shift));
    EXPECT_FALSE(
        skew.add({{1, 8, 9}, {{1000, {0, 0, 0}, 8, false}, {9000, {0, 72, 8}, 8, true}}}, &shift));
}

}  // namespace
}  // namespace tenon::schedule
