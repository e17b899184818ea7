// SPDX-License-Identifier: MIT
// Reductions and scans: shapes and dtypes for every choice of axes, values of small integers, and
// what happens where there is nothing to reduce. Their bits are the conformance tests' matter.
#include <algorithm>
#include <cmath>
#include <functional>

#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

namespace tenon {
namespace {

using Ints = std::vector<std::int64_t>;
using Doubles = std::vector<double>;

/// The values that meet in each output element, outputs in C order.
std::vector<Ints> groups(const Array& a, std::uint32_t mask) {
    const Ints values = a.values<std::int64_t>();
    std::vector<Ints> lists;
    std::vector<std::size_t> place;  // of an element: the number of its output
    std::vector<std::size_t> number{0};
    std::size_t outputs = 1;
    for (int axis = 0; axis < a.ndim(); ++axis) {
        const auto size = static_cast<std::size_t>(a.shape(axis));
        const bool reduced = (mask >> axis & 1) != 0;
        std::vector<std::size_t> next;
        for (const std::size_t n : number)
            for (std::size_t i = 0; i < size; ++i)
                next.push_back(reduced ? n : n * size + i);
        outputs *= reduced ? 1 : size;
        number = std::move(next);
    }
    lists.resize(outputs);
    for (std::size_t i = 0; i < values.size(); ++i)
        lists[number[i]].push_back(values[i]);
    return lists;
}

struct Case {
    const char* name;
    std::function<Array(const Array&, const Axes&, bool)> reduce;
    std::function<std::int64_t(const Ints&)> expected;
};

const Case cases[] = {
    {"sum", [](const Array& a, const Axes& x, bool keep) { return sum(a, x, keep); },
     [](const Ints& v) {
         std::int64_t total = 0;
         for (const std::int64_t one : v)
             total += one;
         return total;
     }},
    {"prod", [](const Array& a, const Axes& x, bool keep) { return prod(a, x, keep); },
     [](const Ints& v) {
         std::uint64_t total = 1;
         for (const std::int64_t one : v)
             total *= static_cast<std::uint64_t>(one);
         return static_cast<std::int64_t>(total);
     }},
    {"min", [](const Array& a, const Axes& x, bool keep) { return min(a, x, keep); },
     [](const Ints& v) { return *std::ranges::min_element(v); }},
    {"max", [](const Array& a, const Axes& x, bool keep) { return max(a, x, keep); },
     [](const Ints& v) { return *std::ranges::max_element(v); }},
    {"any", [](const Array& a, const Axes& x, bool keep) { return any(a, x, keep); },
     [](const Ints& v) {
         return std::int64_t{std::ranges::any_of(v, [](auto one) { return one != 0; })};
     }},
    {"all", [](const Array& a, const Axes& x, bool keep) { return all_of(a, x, keep); },
     [](const Ints& v) {
         return std::int64_t{std::ranges::all_of(v, [](auto one) { return one != 0; })};
     }},
    {"count_nonzero",
     [](const Array& a, const Axes& x, bool keep) { return count_nonzero(a, x, keep); },
     [](const Ints& v) {
         return static_cast<std::int64_t>(
             std::ranges::count_if(v, [](auto one) { return one != 0; }));
     }},
};

/// Some zeros, some negative numbers, nothing in order.
Array numbers(const Shape& shape) {
    std::int64_t size = 1;
    for (const std::int64_t one : shape)
        size *= one;
    return ((arange(size) * 7919 + 13) % 11 - 4).reshape(shape);
}

TEST(Reductions, over_every_choice_of_axes_have_the_shape_and_values_they_should) {
    const Array straight = numbers({2, 3, 1, 4});
    const Array turned = numbers({4, 1, 6, 2})(all, all, slice(end, end, -2), all).T();
    for (const Array& a : {straight, turned})
        for (std::uint32_t mask = 0; mask < 16; ++mask) {
            std::vector<int> axes;
            Shape kept;
            Shape short_shape;
            for (int axis = 0; axis < 4; ++axis) {
                const bool reduced = (mask >> axis & 1) != 0;
                if (reduced)
                    axes.push_back(axis % 2 == 0 ? axis : axis - 4);
                else
                    short_shape.push_back(a.shape(axis));
                kept.push_back(reduced ? 1 : a.shape(axis));
            }
            const std::vector<Ints> lists = groups(a, mask);
            for (const Case& c : cases) {
                Ints expected;
                for (const Ints& list : lists)
                    expected.push_back(c.expected(list));
                for (const bool keepdims : {false, true}) {
                    const Array got = c.reduce(a, Axes(axes), keepdims);
                    ASSERT_EQ(got.shape(), keepdims ? kept : short_shape) << c.name << mask;
                    ASSERT_EQ(got.values<std::int64_t>(), expected) << c.name << " axes " << mask;
                }
            }
        }
}

TEST(Reductions, over_all_axes_when_none_are_given) {
    const Array a = numbers({3, 5});
    for (const Case& c : cases) {
        const Array got = c.reduce(a, {}, false);
        EXPECT_EQ(got.ndim(), 0) << c.name;
        EXPECT_EQ(got.item<std::int64_t>(), c.expected(a.values<std::int64_t>())) << c.name;
        EXPECT_EQ(c.reduce(a, {}, true).shape(), (Shape{1, 1})) << c.name;
    }
    EXPECT_EQ(sum(full({}, 5)).item<int>(), 5);
}

TEST(Reductions, have_numpys_dtypes) {
    using enum DType;
    struct Row {
        DType type, sum, mean, var;
    };
    const Row rows[] = {
        {bool_, int64, float64, float64},           {int8, int64, float64, float64},
        {int32, int64, float64, float64},           {int64, int64, float64, float64},
        {uint8, uint64, float64, float64},          {uint32, uint64, float64, float64},
        {float32, float32, float32, float32},       {float64, float64, float64, float64},
        {complex64, complex64, complex64, float32}, {complex128, complex128, complex128, float64},
    };
    for (const Row& row : rows) {
        const Array a = ones({2, 3}, row.type);
        EXPECT_EQ(sum(a, 0).dtype(), row.sum) << name(row.type);
        EXPECT_EQ(prod(a, 0).dtype(), row.sum) << name(row.type);
        EXPECT_EQ(cumulative_sum(a, 0).dtype(), row.sum) << name(row.type);
        EXPECT_EQ(cumulative_prod(a, 0).dtype(), row.sum) << name(row.type);
        EXPECT_EQ(mean(a, 0).dtype(), row.mean) << name(row.type);
        EXPECT_EQ(var(a, 0).dtype(), row.var) << name(row.type);
        EXPECT_EQ(std(a, 0).dtype(), row.var) << name(row.type);
        EXPECT_EQ(any(a, 0).dtype(), bool_);
        EXPECT_EQ(all_of(a, 0).dtype(), bool_);
        EXPECT_EQ(count_nonzero(a, 0).dtype(), int64);
        if (is_complex(row.type)) {
            EXPECT_THROW(min(a), DTypeError);
            EXPECT_THROW(argmax(a), DTypeError);
        } else {
            EXPECT_EQ(min(a, 0).dtype(), row.type);
            EXPECT_EQ(max(a, 0).dtype(), row.type);
            EXPECT_EQ(argmin(a, 0).dtype(), int64);
        }
    }
}

TEST(Reductions, of_booleans_keep_booleans) {
    const Array a = array({true, false, true, true}).reshape({2, 2});
    EXPECT_EQ(min(a, 1).values<bool>(), (std::vector<bool>{false, true}));
    EXPECT_EQ(max(a, 0).values<bool>(), (std::vector<bool>{true, true}));
    EXPECT_EQ(max(zeros({3}, DType::bool_)).item<bool>(), false);
    EXPECT_EQ(sum(a).item<int>(), 3);
}

TEST(Reductions, of_a_view_with_gaps_have_the_bits_of_its_copy) {
    const Array whole = Generator(21).uniform({60, 50}) - 0.5;
    for (const Array& view : {Array(whole(all, slice(0, 30))), whole(slice(0, 60, 3)).T()})
        for (const Axes& axes : {Axes(), Axes(0), Axes(1)})
            EXPECT_EQ(sum(view, axes).values<double>(), sum(view.copy(), axes).values<double>());
}

TEST(Reductions, of_long_rows_do_not_mix_their_leaves) {
    const Array a = Generator(22).uniform({3, 1500}) - 0.5;
    Doubles level;
    for (std::int64_t row = 0; row < 3; ++row)
        for (const Slice& leaf : {slice(0, 1024), slice(1024, 1500)})
            level.push_back(sum(a(row, leaf)).item<double>());
    while (level.size() > 1) {
        Doubles next;
        for (std::size_t i = 0; i < level.size(); i += 2)
            next.push_back(i + 1 < level.size() ? level[i] + level[i + 1] : level[i]);
        level = next;
    }
    EXPECT_EQ(sum(a).item<double>(), level[0]);
}

TEST(Reductions, of_short_rows_join_them) {
    const Array a = Generator(23).uniform({40, 50}) - 0.5;
    const Array line = ravel(a);
    EXPECT_EQ(sum(a).item<double>(), sum(line(slice(0, 1024))).item<double>() +
                                         sum(line(slice(1024, 2000))).item<double>());
}

TEST(Reductions, of_nothing_are_their_neutral_value_or_refused) {
    const Array none = zeros({0, 3});
    EXPECT_EQ(sum(none, 0).values<double>(), (Doubles{0, 0, 0}));
    EXPECT_EQ(prod(none, 0).values<double>(), (Doubles{1, 1, 1}));
    EXPECT_EQ(any(none).item<bool>(), false);
    EXPECT_EQ(all_of(none).item<bool>(), true);
    EXPECT_EQ(count_nonzero(none).item<int>(), 0);
    EXPECT_TRUE(std::isnan(mean(none).item<double>()));
    EXPECT_EQ(sum(none, 1).shape(), (Shape{0}));
    EXPECT_EQ(max(none, 1).shape(), (Shape{0})) << "no output lacks an element";
    EXPECT_THROW(max(none, 0), ValueError);
    EXPECT_THROW(min(none), ValueError);
    EXPECT_THROW(argmin(none), ValueError);
    EXPECT_EQ(argmax(none, 1).shape(), (Shape{0}));
    EXPECT_EQ(cumulative_sum(none, 0).shape(), (Shape{0, 3}));
}

TEST(Reductions, refuse_axes_that_are_not_there_or_come_twice) {
    const Array a = ones({2, 3});
    EXPECT_THROW(sum(a, 2), IndexError);
    EXPECT_THROW(sum(a, -3), IndexError);
    EXPECT_THROW(sum(a, {0, 0}), ValueError);
    EXPECT_THROW(sum(a, {0, -2}), ValueError);
    EXPECT_THROW(argmax(a, 2), IndexError);
    EXPECT_THROW(cumulative_sum(a), ValueError);
    EXPECT_THROW(cumulative_sum(a, 2), IndexError);
}

TEST(Positions, of_the_first_of_equal_elements_and_of_nan) {
    const double nan = std::nan("");
    const Array a = array({3.0, 1.0, 1.0, 3.0});
    EXPECT_EQ(argmin(a).item<int>(), 1);
    EXPECT_EQ(argmax(a).item<int>(), 0);
    EXPECT_EQ(argmax(array({1.0, nan, 5.0, nan})).item<int>(), 1);
    EXPECT_EQ(argmin(array({1.0, nan, 5.0, nan})).item<int>(), 1);
    EXPECT_TRUE(std::isnan(max(array({1.0, nan, 5.0})).item<double>()));
    EXPECT_TRUE(std::isnan(min(array({1.0, nan})).item<double>()));
    EXPECT_EQ(argmax(array({false, true, true})).item<int>(), 1);
    const Array m = array<std::int64_t>({1, 9, 3, 7, 2, 8}).reshape({2, 3});
    EXPECT_EQ(argmax(m).item<int>(), 1);
    EXPECT_EQ(argmax(m.T()).item<int>(), 2) << "counted in C order of the view";
    EXPECT_EQ(argmax(m, 0).values<std::int64_t>(), (Ints{1, 0, 1}));
    EXPECT_EQ(argmin(m, 1).values<std::int64_t>(), (Ints{0, 1}));
    EXPECT_EQ(argmin(m, -1, true).shape(), (Shape{2, 1}));
    EXPECT_EQ(argmin(m, {}, true).shape(), (Shape{1, 1}));
    EXPECT_EQ(argmin(full({}, 3.0)).item<int>(), 0);
    // Longer than a leaf of the tree, the answer in a later one.
    Array line = zeros({5000});
    line(4321) = 1;
    line(4400) = 1;
    EXPECT_EQ(argmax(line).item<int>(), 4321);
}

TEST(Moments, are_numpys) {
    const Array a = array({1.0, 2.0, 4.0, 9.0});
    EXPECT_EQ(mean(a).item<double>(), 4);
    EXPECT_EQ(var(a).item<double>(), 9.5);
    EXPECT_EQ(var(a, {}, 1).item<double>(), 38.0 / 3);
    EXPECT_EQ(std(a).item<double>(), std::sqrt(9.5));
    EXPECT_TRUE(std::isnan(var(array({1.0}), {}, 1).item<double>()));
    EXPECT_TRUE(std::isnan(var(array({1.0}), {}, 2).item<double>())) << "never a negative count";
    EXPECT_EQ(var(array<std::complex<double>>({{0, 1}, {0, -1}})).item<double>(), 1);
    const Array m = a.reshape({2, 2});
    EXPECT_EQ(mean(m, 0).values<double>(), (Doubles{2.5, 5.5}));
    EXPECT_EQ(var(m, 1, 0, true).shape(), (Shape{2, 1}));
    EXPECT_EQ(mean(array({true, false, true, true})).item<double>(), 0.75);
}

TEST(Scans, go_on_along_their_axis) {
    const Array m = arange(1, 7).reshape({2, 3});
    EXPECT_EQ(cumulative_sum(m, 0).values<std::int64_t>(), (Ints{1, 2, 3, 5, 7, 9}));
    EXPECT_EQ(cumulative_sum(m, 1).values<std::int64_t>(), (Ints{1, 3, 6, 4, 9, 15}));
    EXPECT_EQ(cumulative_prod(m.T(), -1).values<std::int64_t>(), (Ints{1, 4, 2, 10, 3, 18}));
    EXPECT_EQ(cumulative_sum(array({true, true})).values<std::int64_t>(), (Ints{1, 2}));
    const Array z = array<std::complex<double>>({{1, 1}, {0, 2}});
    EXPECT_EQ(cumulative_prod(z).values<std::complex<double>>()[1], std::complex<double>(-2, 2));
    EXPECT_EQ(prod(z).item<std::complex<double>>(), std::complex<double>(-2, 2));
    const Array long_one = cumulative_sum(ones({5000}, DType::int8));
    EXPECT_EQ(long_one.values<std::int64_t>(), arange(1, 5001).values<std::int64_t>());
}

TEST(Products, of_vectors_and_matrices) {
    const Array a = arange(6).reshape({2, 3});
    const Array v = array<std::int64_t>({1, 2, 3});
    EXPECT_EQ(dot(v, v).item<int>(), 14);
    EXPECT_EQ(dot(a, v).values<std::int64_t>(), (Ints{8, 26}));
    EXPECT_EQ(matmul(v, a.T()).values<std::int64_t>(), (Ints{8, 26}));
    EXPECT_EQ(matmul(a, a.T()).values<std::int64_t>(), (Ints{5, 14, 14, 50}));
    EXPECT_EQ(matmul(a * 1.0, a.T() * 0.5).values<double>(), (Doubles{2.5, 7, 7, 25}));
    EXPECT_EQ(dot(full({}, 2), v).values<std::int64_t>(), (Ints{2, 4, 6}));
    EXPECT_EQ(dot(array({true, false}), array({true, true})).item<bool>(), true);
    EXPECT_EQ(dot(ones({3}, DType::int8), ones({3}, DType::int8)).dtype(), DType::int8);
    EXPECT_EQ(matmul(zeros({2, 0}), zeros({0, 3})).values<double>(), Doubles(6));
    EXPECT_THROW(matmul(a, a), ShapeError);
    EXPECT_THROW(matmul(a, full({}, 2)), ShapeError);
    EXPECT_THROW(dot(v, arange(4)), ShapeError);
}

}  // namespace
}  // namespace tenon
