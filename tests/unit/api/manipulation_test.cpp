// SPDX-License-Identifier: MIT
// Joining, repeating and rearranging, on values known from NumPy.
#include <tenon/tenon.hpp>

#include "support/errors.hpp"

namespace tenon {
namespace {

using Ints = std::vector<std::int64_t>;
using support::expect_error;

Ints ints(const Array& a) { return a.values<std::int64_t>(); }
Array counted(const Shape& shape) {
    std::int64_t count = 1;
    for (const std::int64_t size : shape)
        count *= size;
    return arange(count).reshape(shape);
}

TEST(Joining, concatenates_along_axes_in_the_common_dtype) {
    const Array parts[] = {counted({2, 2}), array({9.5, 8.5}).reshape({2, 1})};
    const Array got = concatenate(parts, 1);
    EXPECT_EQ(got.dtype(), DType::float64);
    EXPECT_EQ(got.values<double>(), (std::vector<double>{0, 1, 9.5, 2, 3, 8.5}));
    EXPECT_EQ(concatenate(parts, {}).shape(), (Shape{6}));
    const Array rows[] = {counted({1, 2}), zeros({0, 2}), counted({2, 2})};
    EXPECT_EQ(concatenate(rows, -2).values<double>(), (std::vector<double>{0, 1, 0, 1, 2, 3}));
    EXPECT_EQ(ints(append(arange(2), counted({2, 2}))), (Ints{0, 1, 0, 1, 2, 3}));
}

TEST(Joining, takes_the_values_that_parts_have_then) {
    const Array a = arange(3);
    const Array parts[] = {a, a};
    const Array got = concatenate(parts);
    a(all) = 7;
    EXPECT_EQ(ints(got), (Ints{0, 1, 2, 0, 1, 2}));
}

TEST(Joining, stacks_in_every_direction) {
    const Array a = arange(3);
    const Array b = arange(3) + 10;
    const Array both[] = {a, b};
    EXPECT_EQ(ints(stack(both)), (Ints{0, 1, 2, 10, 11, 12}));
    EXPECT_EQ(ints(stack(both, -1)), (Ints{0, 10, 1, 11, 2, 12}));
    EXPECT_EQ(hstack(both).shape(), (Shape{6}));
    EXPECT_EQ(vstack(both).shape(), (Shape{2, 3}));
    EXPECT_EQ(dstack(both).shape(), (Shape{1, 3, 2}));
    EXPECT_EQ(ints(dstack(both)), (Ints{0, 10, 1, 11, 2, 12}));
    EXPECT_EQ(ints(column_stack(both)), (Ints{0, 10, 1, 11, 2, 12}));
    const Array tables[] = {counted({2, 2}), counted({2, 1})};
    EXPECT_EQ(ints(hstack(tables)), (Ints{0, 1, 0, 2, 3, 1}));
}

TEST(Joining, says_what_does_not_fit) {
    const Array wrong[] = {counted({2, 2}), counted({3, 3})};
    const Array ranks[] = {counted({2, 2}), arange(2)};
    const Array points[] = {full({}, 1)};
    expect_error<ShapeError>([&] { concatenate(wrong, 1); },
                             {"concatenate", "axis 0", "size 2", "size 3"});
    expect_error<ShapeError>([&] { concatenate(ranks); }, {"concatenate", "dimensions", "2", "1"});
    expect_error<ShapeError>([&] { concatenate(points); }, {"concatenate", "atleast_1d"});
    expect_error<ValueError>([&] { concatenate({}); }, {"concatenate", "at least one"});
    expect_error<ShapeError>([&] { stack(wrong); }, {"stack", "(2, 2)", "(3, 3)"});
    expect_error<AxisError>([&] { concatenate(wrong, 2); }, {"concatenate", "axis 2"});
}

TEST(Joining, splits_into_views) {
    const Array a = arange(9);
    const std::vector<Array> three = split(a, 3);
    three[1](all) = -1;
    EXPECT_EQ(ints(a), (Ints{0, 1, 2, -1, -1, -1, 6, 7, 8}));
    std::vector<Ints> found;
    for (const Array& one : array_split(arange(8), 3))
        found.push_back(ints(one));
    EXPECT_EQ(found, (std::vector<Ints>{{0, 1, 2}, {3, 4, 5}, {6, 7}}));
    found.clear();
    const std::int64_t positions[] = {3, 5, 6, 10};
    for (const Array& one : split(arange(8), positions))
        found.push_back(ints(one));
    EXPECT_EQ(found, (std::vector<Ints>{{0, 1, 2}, {3, 4}, {5}, {6, 7}, {}}));
    EXPECT_EQ(hsplit(counted({2, 4}), 2)[1].shape(), (Shape{2, 2}));
    EXPECT_EQ(vsplit(counted({2, 4}), 2)[1].shape(), (Shape{1, 4}));
    EXPECT_EQ(dsplit(counted({2, 2, 4}), 2)[1].shape(), (Shape{2, 2, 2}));
    EXPECT_EQ(ints(unstack(counted({2, 3}), 1)[2]), (Ints{2, 5}));
    expect_error<ValueError>([&] { split(arange(8), 3); }, {"split", "size 8", "3", "array_split"});
    expect_error<ValueError>([&] { array_split(arange(8), 0); }, {"array_split", "0"});
    expect_error<ShapeError>([&] { vsplit(arange(8), 2); }, {"vsplit", "2 or more"});
}

TEST(Repetition, tiles_and_repeats) {
    const Array a = counted({2, 2});
    EXPECT_EQ(ints(tile(a, {2})), (Ints{0, 1, 0, 1, 2, 3, 2, 3}));
    EXPECT_EQ(ints(tile(a, {2, 1})), (Ints{0, 1, 2, 3, 0, 1, 2, 3}));
    EXPECT_EQ(tile(arange(3), {2, 1, 2}).shape(), (Shape{2, 1, 6}));
    EXPECT_EQ(tile(a, {0}).shape(), (Shape{2, 0}));
    EXPECT_EQ(ints(repeat(a, 2)), (Ints{0, 0, 1, 1, 2, 2, 3, 3}));
    EXPECT_EQ(ints(repeat(a, 2, 0)), (Ints{0, 1, 0, 1, 2, 3, 2, 3}));
    EXPECT_EQ(ints(repeat(a, array({1, 2}), 0)), (Ints{0, 1, 2, 3, 2, 3}));
    EXPECT_EQ(ints(repeat(a, array({3}), 1)), (Ints{0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3}));
    EXPECT_EQ(repeat(a, array({0, 0}), 1).shape(), (Shape{2, 0}));
    expect_error<ValueError>([&] { repeat(a, -1); }, {"repeat", "-1", "negative"});
    expect_error<ValueError>([&] { repeat(a, array({1, -2}), 0); }, {"repeat", "-2", "negative"});
    expect_error<ShapeError>([&] { repeat(a, array({1, 2, 3}), 0); },
                             {"repeat", "(3,)", "axis 0", "size 2"});
    expect_error<DTypeError>([&] { repeat(a, array({1.5, 2.0}), 0); }, {"repeat", "float64"});
    expect_error<ValueError>([&] { tile(a, {-1}); }, {"tile", "-1"});
}

TEST(Repetition, pads_in_every_mode) {
    const Array a = arange(1, 5);
    EXPECT_EQ(ints(pad(a, {{2, 1}}, Padding::constant, 9)), (Ints{9, 9, 1, 2, 3, 4, 9}));
    EXPECT_EQ(ints(pad(a, {{2, 1}}, Padding::edge)), (Ints{1, 1, 1, 2, 3, 4, 4}));
    EXPECT_EQ(ints(pad(a, {{2, 5}}, Padding::reflect)), (Ints{3, 2, 1, 2, 3, 4, 3, 2, 1, 2, 3}));
    EXPECT_EQ(ints(pad(a, {{2, 5}}, Padding::symmetric)), (Ints{2, 1, 1, 2, 3, 4, 4, 3, 2, 1, 1}));
    EXPECT_EQ(ints(pad(a, {{2, 5}}, Padding::wrap)), (Ints{3, 4, 1, 2, 3, 4, 1, 2, 3, 4, 1}));
    EXPECT_EQ(ints(pad(counted({2, 2}), {{1, 0}, {0, 1}}, Padding::edge)),
              (Ints{0, 1, 1, 0, 1, 1, 2, 3, 3}));
    EXPECT_EQ(ints(pad(counted({1, 2}), {{1, 1}})), (Ints{0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0}));
    EXPECT_EQ(ints(pad(arange(1), {{2, 2}}, Padding::reflect)), (Ints{0, 0, 0, 0, 0}));
    EXPECT_EQ(pad(zeros({0}), {{1, 1}}).size(), 2);
    expect_error<ValueError>([&] { pad(zeros({0}), {{1, 1}}, Padding::edge); },
                             {"pad", "empty axis 0"});
    expect_error<ValueError>([&] { pad(a, {{1, -1}}); }, {"pad", "-1", "negative"});
    expect_error<ValueError>([&] { pad(a, {{1, 1}, {1, 1}}); }, {"pad", "2 widths"});
}

TEST(Rearranging, moves_axes) {
    const Array a = zeros({2, 3, 4, 5});
    EXPECT_EQ(moveaxis(a, 0, -1).shape(), (Shape{3, 4, 5, 2}));
    EXPECT_EQ(moveaxis(a, -1, 0).shape(), (Shape{5, 2, 3, 4}));
    EXPECT_EQ(moveaxis(a, {0, 1}, {-1, -2}).shape(), (Shape{4, 5, 3, 2}));
    EXPECT_EQ(moveaxis(a, {2, 0}, {0, 2}).shape(), (Shape{4, 3, 2, 5}));
    EXPECT_EQ(rollaxis(a, 3, 1).shape(), (Shape{2, 5, 3, 4}));
    EXPECT_EQ(rollaxis(a, 1, 4).shape(), (Shape{2, 4, 5, 3}));
    EXPECT_EQ(squeeze(zeros({1, 3, 1}), 0).shape(), (Shape{3, 1}));
    EXPECT_EQ(squeeze(zeros({1, 3, 1}), {0, -1}).shape(), (Shape{3}));
    EXPECT_EQ(expand_dims(arange(3), std::vector<int>{0, -1}).shape(), (Shape{1, 3, 1}));
    expect_error<ShapeError>([&] { squeeze(a, 1); }, {"squeeze", "axis 1", "size 3"});
    expect_error<ValueError>([&] { moveaxis(a, {0, 0}, {1, 2}); }, {"moveaxis", "axis 0", "twice"});
    expect_error<ValueError>([&] { moveaxis(a, {0, 1}, {1}); }, {"moveaxis", "2 axes", "1 places"});
}

TEST(Rearranging, turns_and_flips) {
    const Array a = counted({2, 3});
    EXPECT_EQ(ints(rot90(a)), (Ints{2, 5, 1, 4, 0, 3}));
    EXPECT_EQ(ints(rot90(a, 2)), (Ints{5, 4, 3, 2, 1, 0}));
    EXPECT_EQ(ints(rot90(a, -1)), (Ints{3, 0, 4, 1, 5, 2}));
    EXPECT_EQ(ints(rot90(a, 1, 1, 0)), (Ints{3, 0, 4, 1, 5, 2}));
    EXPECT_EQ(ints(fliplr(a)), (Ints{2, 1, 0, 5, 4, 3}));
    EXPECT_EQ(ints(flipud(a)), (Ints{3, 4, 5, 0, 1, 2}));
    EXPECT_EQ(ints(flip(a, Axes())), (Ints{5, 4, 3, 2, 1, 0}));
    expect_error<ValueError>([&] { rot90(a, 1, 0, -2); }, {"rot90", "differ"});
}

TEST(Rearranging, rolls) {
    EXPECT_EQ(ints(roll(arange(5), 2)), (Ints{3, 4, 0, 1, 2}));
    EXPECT_EQ(ints(roll(arange(5), -7)), (Ints{2, 3, 4, 0, 1}));
    const Array a = counted({2, 3});
    EXPECT_EQ(ints(roll(a, 1)), (Ints{5, 0, 1, 2, 3, 4}));
    EXPECT_EQ(ints(roll(a, 1, 0)), (Ints{3, 4, 5, 0, 1, 2}));
    EXPECT_EQ(ints(roll(a, {1, 1}, {0, 1})), (Ints{5, 3, 4, 2, 0, 1}));
    EXPECT_EQ(ints(roll(a, {2}, {1, 1})), (Ints{2, 0, 1, 5, 3, 4}));
    EXPECT_EQ(roll(zeros({0, 2}), 3).shape(), (Shape{0, 2}));
}

TEST(Rearranging, gives_dimensions_and_diagonals) {
    EXPECT_EQ(atleast_1d(full({}, 1)).shape(), (Shape{1}));
    EXPECT_EQ(atleast_2d(arange(3)).shape(), (Shape{1, 3}));
    EXPECT_EQ(atleast_3d(arange(3)).shape(), (Shape{1, 3, 1}));
    EXPECT_EQ(atleast_3d(zeros({2, 3})).shape(), (Shape{2, 3, 1}));
    const Array both[] = {arange(3), counted({2, 1})};
    EXPECT_EQ(ints(broadcast_arrays(both)[1]), (Ints{0, 0, 0, 1, 1, 1}));
    const Array a = counted({3, 4});
    EXPECT_EQ(ints(diagonal(a, 1)), (Ints{1, 6, 11}));
    EXPECT_EQ(ints(diagonal(a, -1)), (Ints{4, 9}));
    EXPECT_EQ(diagonal(a, 9).size(), 0);
    EXPECT_EQ(diagonal(zeros({2, 3, 4}), 0, 2, 0).shape(), (Shape{3, 2}));
    expect_error<ShapeError>([&] { diagonal(arange(3)); }, {"diagonal", "two or more"});
}

TEST(Rearranging, takes_differences) {
    const Array a = array({1, 4, 9, 16});
    EXPECT_EQ(ints(diff(a)), (Ints{3, 5, 7}));
    EXPECT_EQ(ints(diff(a, 2)), (Ints{2, 2}));
    EXPECT_EQ(ints(diff(counted({2, 3}), 1, 0)), (Ints{3, 3, 3}));
    EXPECT_EQ(diff(a, 9).size(), 0);
    EXPECT_EQ(diff(array({true, false, false})).values<bool>(), (std::vector<bool>{true, false}));
    EXPECT_EQ(ints(ediff1d(counted({2, 2}))), (Ints{1, 1, 1}));
}

}  // namespace
}  // namespace tenon
