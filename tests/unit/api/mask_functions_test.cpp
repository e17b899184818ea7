// SPDX-License-Identifier: MIT
// Functions of masks and positions, on values known from NumPy.
#include <random>

#include <tenon/tenon.hpp>

#include "support/errors.hpp"

namespace tenon {
namespace {

using Ints = std::vector<std::int64_t>;
using Reals = std::vector<double>;
using support::expect_error;

Ints ints(const Array& a) { return a.values<std::int64_t>(); }
Array booleans(const Ints& values) { return array(values) != 0; }

TEST(Masks, give_the_positions_of_what_is_not_zero) {
    const Array a = array<std::int64_t>({0, 3, 0, -1, 2, 0}).reshape({2, 3});
    EXPECT_EQ(ints(flatnonzero(a)), (Ints{1, 3, 4}));
    EXPECT_EQ(ints(argwhere(a)), (Ints{0, 1, 1, 0, 1, 1}));
    EXPECT_EQ(argwhere(a).shape(), (Shape{3, 2}));
    EXPECT_EQ(argwhere(full({}, 3)).shape(), (Shape{1, 0}));
    EXPECT_EQ(argwhere(full({}, 0)).shape(), (Shape{0, 0}));
    EXPECT_EQ(ints(flatnonzero(full({}, 3))), (Ints{0}));
    EXPECT_EQ(ints(where(a < 0)[1]), (Ints{0}));
}

TEST(Masks, compress_along_axes) {
    const Array a = arange(12).reshape({3, 4});
    EXPECT_EQ(ints(compress(array({1, 0, 1}), a, 0)), (Ints{0, 1, 2, 3, 8, 9, 10, 11}));
    EXPECT_EQ(ints(compress(array({0, 1}), a, 1)), (Ints{1, 5, 9}));
    EXPECT_EQ(ints(compress(array({1, 0, 1}), a)), (Ints{0, 2}));
    EXPECT_EQ(ints(extract(equal(remainder(a, 3), 0), a)), (Ints{0, 3, 6, 9}));
    expect_error<ValueError>([&] { compress(a, a); }, {"compress", "1-d", "(3, 4)"});
    expect_error<IndexError>([&] { compress(array({1, 1, 1, 1}), a, 0); },
                             {"index 3", "axis 0", "size 3"});
}

TEST(Masks, copy_where_they_are_true) {
    const Array a = arange(6).reshape({2, 3});
    copyto(a, array({-1, -2, -3}), booleans({1, 0, 1}));
    EXPECT_EQ(ints(a), (Ints{-1, 1, -3, -1, 4, -3}));
    copyto(a, 7, booleans({0, 1}).reshape({2, 1}));
    EXPECT_EQ(ints(a), (Ints{-1, 1, -3, 7, 7, 7}));
    copyto(a, arange(3));
    EXPECT_EQ(ints(a), (Ints{0, 1, 2, 0, 1, 2}));
    const Ints before = ints(a);
    expect_error<DTypeError>([&] { copyto(a, 1.5); }, {"copyto", "int64", "same_kind"});
    expect_error<DTypeError>([&] { copyto(a, array({1.5})); }, {"copyto", "float64", "int64"});
    expect_error<DTypeError>([&] { copyto(zeros({3}, DType::uint8), zeros({3}, DType::int8)); },
                             {"int8", "uint8"});
    expect_error<DTypeError>([&] { copyto(zeros({3}, DType::bool_), 2); }, {"bool"});
    expect_error<OverflowError>([&] { copyto(zeros({3}, DType::uint8), 300); }, {"300", "uint8"});
    expect_error<ShapeError>([&] { copyto(a, arange(4)); }, {"copyto", "(4,)", "(2, 3)"});
    expect_error<ShapeError>([&] { copyto(a, 1, booleans({1, 0})); }, {"copyto", "(2,)"});
    EXPECT_EQ(ints(a), before);
}

TEST(Masks, see_what_they_and_the_values_were_before) {
    const Array a = arange(6);
    const Array mask = a > 2;
    const Array b = a(slice(1, 6));
    copyto(b, a(slice(0, 5)), mask(slice(1, 6)));
    EXPECT_EQ(ints(a), (Ints{0, 1, 2, 2, 3, 4}));
    const Array flags = booleans({1, 0, 1, 1});
    copyto(flags(slice(1, 4)), flags(slice(0, 3)), flags(slice(0, 3)));
    EXPECT_EQ(flags.values<bool>(), (std::vector<bool>{true, true, true, true}));
}

TEST(Masks, are_one_statement_joined_with_others) {
    const Array a = linspace(-1, 1, 100'001).eval();
    const Statistics before = statistics();
    copyto(a, 0.0, a < 0.0);
    a(all) = a * 2.0 + 1.0;
    a.eval();
    EXPECT_EQ(statistics().launches - before.launches, 1);
    EXPECT_EQ(a(0).item<double>(), 1.0);
    EXPECT_EQ(a(-1).item<double>(), 3.0);
}

TEST(Masks, place_values_in_turn) {
    const Array mask = booleans({1, 0, 1, 1, 0});
    Array a = arange(5);
    place(a, mask, array({1.5, 2.5}));
    EXPECT_EQ(ints(a), (Ints{1, 1, 2, 1, 4}));
    a = arange(5);
    place(a, mask, array({9}));
    EXPECT_EQ(ints(a), (Ints{9, 1, 9, 9, 4}));
    place(a, booleans({0, 0, 0, 0, 0}), zeros({0}));
    expect_error<ValueError>([&] { place(a, mask, zeros({0})); }, {"place", "empty"});
    expect_error<ValueError>([&] { place(a, mask(slice(1, 5)), arange(1)); },
                             {"place", "same size", "(4,)", "(5,)"});
    a = arange(5);
    putmask(a, mask, array({1.5, 2.5}));
    EXPECT_EQ(ints(a), (Ints{1, 1, 1, 2, 4}));
    putmask(a, mask, zeros({0}));
    putmask(a, array({2, 0, 0, 0, 1}), array({7}));
    EXPECT_EQ(ints(a), (Ints{7, 1, 1, 2, 7}));
    expect_error<ValueError>([&] { putmask(a, array({1, 1}), array({1})); }, {"putmask"});
}

TEST(Positions, outside_are_counted_round_or_held_at_the_ends) {
    const Array a = arange(5) * 10;
    const Array i = array({-7, -1, 0, 4, 5, 12});
    EXPECT_EQ(ints(take(a, i, 0, Outside::wrap)), (Ints{30, 40, 0, 40, 0, 20}));
    EXPECT_EQ(ints(take(a, i, 0, Outside::clip)), (Ints{0, 0, 0, 40, 40, 40}));
    const Array huge = array<std::uint64_t>({3, ~0ULL});
    EXPECT_EQ(ints(take(a, huge, 0, Outside::clip)), (Ints{30, 40}));
    EXPECT_EQ(ints(take(a, huge, 0, Outside::wrap)), (Ints{30, 0}));
    const Array table = arange(12).reshape({3, 4});
    EXPECT_EQ(ints(take(table, array({5}), 1, Outside::wrap)), (Ints{1, 5, 9}));
    EXPECT_EQ(ints(take(table, array({99}), {}, Outside::clip)), (Ints{11}));
    expect_error<IndexError>([&] { take(zeros({0}), array({0}), 0, Outside::clip); },
                             {"take", "empty axis 0"});
    expect_error<IndexError>([&] { take(a, array({0.5}), 0, Outside::clip); },
                             {"take", "float64", "integer"});
    EXPECT_EQ(take(zeros({0}), zeros({0}, DType::int64), 0, Outside::wrap).size(), 0);
}

TEST(Positions, outside_look_at_no_value) {
    const Array a = (arange(50'000) * 3).eval();
    const Statistics before = statistics();
    const Array taken = take(a, a, 0, Outside::wrap);
    EXPECT_EQ(statistics().launches, before.launches);
    EXPECT_EQ(taken(1).item<std::int64_t>(), 9);
}

TEST(Positions, that_are_few_and_in_memory_leave_what_is_pending_alone) {
    const Array a = (arange(100'000) * 1.0).eval();
    const Array few = array({5, -1, 7});
    const Array mask = booleans({1, 0, 1}).eval();
    const Statistics before = statistics();
    const Array sum_of_all = sum(a * 2.0);
    const Array taken = index(a, {few}) + index(a(slice(0, 3)), {mask})(0);
    assign_index(a(slice(0, 3)), {array({0, -1})}, 4.0);
    EXPECT_EQ(statistics().launches, before.launches);
    EXPECT_EQ(taken.values<double>(), (Reals{5, 99'999, 7}));
    EXPECT_EQ(a(2).item<double>(), 4);
    expect_error<IndexError>([&] { index(a, {array({5, -100'001})}); },
                             {"index -100001", "size 100000"});
}

TEST(Positions, are_put_to) {
    Array a = arange(5);
    put(a, array({0, 1}), array({1.5}));
    EXPECT_EQ(ints(a), (Ints{1, 1, 2, 3, 4}));
    put(a, array({0, 1}), zeros({0}));
    put(a, array({0, 7}), array({9}), Outside::wrap);
    EXPECT_EQ(ints(a), (Ints{9, 1, 9, 3, 4}));
    put(a, array({-7, 70}), array({5, 6}), Outside::clip);
    EXPECT_EQ(ints(a), (Ints{5, 1, 9, 3, 6}));
    expect_error<IndexError>([&] { put(a, array({7}), array({9})); }, {"put", "index 7", "size 5"});
    const Array table = zeros({3, 4}, DType::int64);
    put(table.T(), array({1, 11}), array({7, 8}));
    EXPECT_EQ(ints(table), (Ints{0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 8}));
}

TEST(Positions, along_an_axis_are_one_for_each_line) {
    std::mt19937 random(2);
    const auto upto = [&](std::int64_t n) {
        return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n));
    };
    for (int trial = 0; trial < 60; ++trial) {
        const Shape shape{1 + upto(4), 1 + upto(4), 1 + upto(4)};
        const Array a = arange(shape[0] * shape[1] * shape[2]).reshape(shape);
        const auto axis = static_cast<std::size_t>(upto(3));
        Shape chosen = shape;
        chosen[axis] = 1 + upto(5);
        if (upto(3) == 0)
            chosen[(axis + 1) % 3] = 1;
        Ints positions(static_cast<std::size_t>(chosen[0] * chosen[1] * chosen[2]));
        for (std::int64_t& one : positions)
            one = upto(2 * shape[axis]) - shape[axis];
        const Array indices = array(positions).reshape(chosen);
        const Array got = take_along_axis(a, indices, static_cast<int>(axis));
        std::vector<AdvancedIndex> places;
        for (std::size_t d = 0; d < 3; ++d) {
            Shape laid{1, 1, 1};
            laid[d] = shape[d];
            places.emplace_back(d == axis ? indices : arange(shape[d]).reshape(laid));
        }
        EXPECT_EQ(ints(got), ints(index(a, places))) << trial;
        const Array target = copy(a);
        put_along_axis(target, indices, -1, static_cast<int>(axis));
        const Array expected = copy(a);
        assign_index(expected, places, -1);
        EXPECT_EQ(ints(target), ints(expected)) << trial;
    }
    const Array a = zeros({3, 4});
    EXPECT_EQ(take_along_axis(a, zeros({1, 2}, DType::int64), 1).shape(), (Shape{3, 2}));
    EXPECT_EQ(ints(take_along_axis(arange(3), array({2, 0}), {})), (Ints{2, 0}));
    expect_error<ValueError>([&] { take_along_axis(a, array({0}), 0); },
                             {"take_along_axis", "same number of dimensions"});
    expect_error<IndexError>([&] { take_along_axis(a, full({3, 2}, 9), 1); },
                             {"index 9", "axis 1", "size 4"});
}

TEST(Selections, take_the_first_condition_that_is_true) {
    const Array x = arange(6);
    const Array conditions[] = {x < 2, x < 4};
    const Operand choices[] = {x, 10.5};
    EXPECT_EQ(select(conditions, choices, -1).values<double>(), (Reals{0, 1, 10.5, 10.5, -1, -1}));
    const Operand numbers[] = {1, 2};
    EXPECT_EQ(ints(select(conditions, numbers)), (Ints{1, 1, 2, 2, 0, 0}));
    expect_error<ValueError>([&] { select(conditions, std::span(numbers, 1)); },
                             {"select", "same length"});
    expect_error<ValueError>([&] { select({}, {}); }, {"select", "empty condition list"});
    const Array whole[] = {x};
    expect_error<DTypeError>([&] { select(whole, std::span(numbers, 1)); },
                             {"select", "entry 0", "boolean"});
}

TEST(Selections, choose_by_number) {
    const Array a = array({1, 2});
    const Array b = array({3.5, 4.5});
    const Operand choices[] = {a, b};
    EXPECT_EQ(choose(array({0, 1}), choices).values<double>(), (Reals{1, 4.5}));
    EXPECT_EQ(choose(array({1, -1}).reshape({2, 1}), choices, Outside::wrap).values<double>(),
              (Reals{3.5, 4.5, 3.5, 4.5}));
    EXPECT_EQ(choose(array({-3, 9}), choices, Outside::clip).values<double>(), (Reals{1, 4.5}));
    expect_error<ValueError>([&] { choose(array({0, 3}), choices); }, {"choose", "invalid entry"});
    expect_error<ValueError>([&] { choose(array({0}), {}); }, {"choose", "nothing"});
}

}  // namespace
}  // namespace tenon
