// SPDX-License-Identifier: MIT
// Rung 4: views show the same elements, whatever way they are made.
#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "support/compare.hpp"
#include "support/modes.hpp"
#include "support/values.hpp"

namespace {

using namespace tenon;
using support::same;

/// A view made of the same array twice, by the engine and by the oracle.
struct Both {
    Array engine;
    eager::Array oracle;
};

Both counted(const Shape& shape, DType type = DType::int64) {
    const eager::Array values = support::counted(shape, type);
    return {support::to_tenon(values), values};
}

class Views : public ::testing::Test {
protected:
    void SetUp() override { support::apply_mode(); }
    /// Reading through the view, and computing with it.
    static void expect_same(const Array& view, const eager::Array& expected) {
        EXPECT_TRUE(same(view, expected));
        const std::vector<eager::Operand> twice{expected, expected};
        EXPECT_TRUE(same(view + view, eager::elementwise("add", twice)));
    }
    static void expect_view(const Both& both, const std::vector<Index>& indices) {
        expect_same(both.engine.at(indices), eager::at(both.oracle, indices));
    }
};

TEST_F(Views, take_every_slice_of_a_vector) {
    const Both both = counted({7});
    const std::vector<Bound> bounds = {end, -9, -7, -3, -1, 0, 1, 3, 6, 7, 9};
    for (const Bound& start : bounds)
        for (const Bound& stop : bounds)
            for (const std::int64_t step : {1, 2, 3, 7, 8, -1, -2, -3, -8}) {
                const Index index[] = {slice(start, stop, step)};
                ASSERT_TRUE(same(both.engine.at(index), eager::at(both.oracle, index)))
                    << (start.open() ? 99 : start.value()) << ":"
                    << (stop.open() ? 99 : stop.value()) << ":" << step;
            }
}

TEST_F(Views, take_positions_from_both_ends) {
    const Both both = counted({4, 5, 6});
    for (const std::int64_t i : {0, 3, -1, -4}) {
        expect_view(both, {i});
        expect_view(both, {all, i});
        expect_view(both, {i, all, -i - 1 < 0 ? 0 : 1});
        expect_view(both, {ellipsis, i});
        expect_view(both, {i, i, i});
    }
}

TEST_F(Views, add_axes_of_one_element) {
    const Both both = counted({3, 4});
    expect_view(both, {newaxis});
    expect_view(both, {all, newaxis});
    expect_view(both, {newaxis, ellipsis, newaxis});
    expect_view(both, {1, newaxis, slice(end, end, -1)});
    expect_same(expand_dims(both.engine, -1), eager::expand_dims(both.oracle, 2));
    expect_same(squeeze(both.engine(newaxis, all, newaxis)), both.oracle);
}

TEST_F(Views, of_views_are_views) {
    const Both both = counted({9, 10});
    const Array once = both.engine(slice(1, end, 2), slice(end, end, -3));
    const std::vector<Index> outer{slice(1, end, 2), slice(end, end, -3)};
    const std::vector<Index> inner{slice(end, end, -1), 1};
    expect_same(once.at(inner), eager::at(eager::at(both.oracle, outer), inner));
    once(0, 0) = -5;
    EXPECT_EQ(both.engine(1, 9).item<std::int64_t>(), -5);
}

TEST_F(Views, of_nothing_are_empty) {
    const Both both = counted({5, 4});
    expect_view(both, {slice(3, 2)});
    expect_view(both, {slice(9, end), slice(0, 2)});
    EXPECT_EQ(both.engine(slice(5, end)).size(), 0);
    EXPECT_EQ((both.engine(slice(5, end)) * 2 + 1).shape(), (Shape{0, 4}));
}

TEST_F(Views, exchange_axes) {
    const Both both = counted({2, 3, 4, 5});
    expect_same(both.engine.T(), eager::transpose(both.oracle, {}));
    for (const std::vector<int>& axes :
         {std::vector{0, 1, 2, 3}, {1, 0, 3, 2}, {3, 1, 2, 0}, {2, 3, 0, 1}})
        expect_same(transpose(both.engine, axes), eager::transpose(both.oracle, axes));
    expect_same(swapaxes(both.engine, 1, -1), eager::transpose(both.oracle, {0, 3, 2, 1}));
    expect_same(transpose(both.engine, {-1, 0, 1, 2}), eager::transpose(both.oracle, {3, 0, 1, 2}));
}

TEST_F(Views, turn_axes_round) {
    const Both both = counted({3, 5, 2});
    for (int axis = 0; axis < 3; ++axis)
        expect_same(flip(both.engine, axis), eager::flip(both.oracle, axis));
    expect_same(flip(flip(both.engine, 0), -1), eager::flip(eager::flip(both.oracle, 0), 2));
}

TEST_F(Views, change_shape) {
    const Both both = counted({4, 6});
    for (const Shape& shape : {Shape{24}, {6, 4}, {2, 2, 3, 2}, {1, 24, 1}, {4, 1, 6}, {8, 3}})
        expect_same(both.engine.reshape(shape), eager::reshape(both.oracle, shape));
    EXPECT_EQ(both.engine.reshape({2, -1, 3}).shape(), (Shape{2, 4, 3}));
    expect_same(ravel(both.engine.T()), eager::reshape(eager::transpose(both.oracle, {}), {24}));
    EXPECT_EQ(zeros({0, 3}).reshape({3, 0, 2}).shape(), (Shape{3, 0, 2}));
    EXPECT_EQ(full({}, 1.0).reshape({1, 1}).shape(), (Shape{1, 1}));
}

TEST_F(Views, made_by_reshape_write_through_where_the_strides_allow_it) {
    const Array a = zeros({4, 6});
    a.reshape({2, 2, 6})(1, 0) = 1.0;
    EXPECT_EQ(a(2, 3).item<double>(), 1);
    const Array b = zeros({4, 6});
    b.T().reshape({24})(0) = 1.0;  // a copy: the strides do not allow a view
    EXPECT_EQ(sum(b).item<double>(), 0);
    b.T().reshape({2, 3, 4})(1, 0, 2) = 1.0;
    EXPECT_EQ(b(2, 3).item<double>(), 1);
}

TEST_F(Views, repeat_elements_without_copying) {
    const Both both = counted({3, 1});
    expect_same(broadcast_to(both.engine, {2, 3, 4}), eager::broadcast_to(both.oracle, {2, 3, 4}));
    EXPECT_EQ(broadcast_to(both.engine, {3, 1000000}).strides()[1], 0);
    EXPECT_EQ(broadcast_shapes({3, 1}, {2, 1, 5}), (Shape{2, 3, 5}));
}

TEST_F(Views, keep_the_storage_alive) {
    Array view;
    {
        const Array a = arange(10);
        view = a(slice(2, 5));
    }
    EXPECT_EQ(view.values<std::int64_t>(), (std::vector<std::int64_t>{2, 3, 4}));
}

TEST_F(Views, of_every_dtype_work_alike) {
    for (const DType type : support::all_dtypes) {
        const eager::Array values = eager::reshape(support::plain_values(type, 60, 3), {5, 12});
        const std::vector<Index> index{slice(end, end, -2), slice(1, -1, 3)};
        EXPECT_TRUE(same(support::to_tenon(values).at(index), eager::at(values, index)))
            << name(type);
    }
}

}  // namespace
