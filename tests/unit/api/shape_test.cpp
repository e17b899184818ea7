// SPDX-License-Identifier: MIT
// Other shapes of the same elements: views where strides can say it, copies elsewhere.
#include <random>

#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

namespace tenon {
namespace {

using Ints = std::vector<std::int64_t>;

Array counted(const Shape& shape) {
    std::int64_t size = 1;
    for (const std::int64_t one : shape)
        size *= one;
    return arange(size).reshape(shape);
}

/// Whether writing through `view` is seen in `whole`.
bool shares(const Array& view, const Array& whole) {
    const Ints before = whole.values<std::int64_t>();
    Array(view)(ellipsis) = view + 1000;
    const bool seen = whole.values<std::int64_t>() != before;
    Array(view)(ellipsis) = view - 1000;
    return seen;
}

/// Where the elements lie, in C order, counted in bytes from the first one.
Ints offsets(const Array& a) {
    Ints list{0};
    for (int axis = 0; axis < a.ndim(); ++axis) {
        Ints next;
        for (const std::int64_t at : list)
            for (std::int64_t i = 0; i < a.shape(axis); ++i)
                next.push_back(at + i * a.strides()[static_cast<std::size_t>(axis)]);
        list = std::move(next);
    }
    return list;
}

/// Whether some strides over `shape` come by the elements where they lie.
bool strides_exist(const Ints& lie, const Shape& shape) {
    Ints strides(shape.size());
    std::size_t step = lie.size();
    for (std::size_t axis = 0; axis < shape.size(); ++axis) {
        step /= static_cast<std::size_t>(shape[axis]);
        strides[axis] = shape[axis] > 1 ? lie[step] : 0;
    }
    for (std::size_t i = 0; i < lie.size(); ++i) {
        std::size_t rest = i;
        std::int64_t at = 0;
        for (std::size_t axis = shape.size(); axis-- > 0;) {
            const auto size = static_cast<std::size_t>(shape[axis]);
            at += static_cast<std::int64_t>(rest % size) * strides[axis];
            rest /= size;
        }
        if (at != lie[i])
            return false;
    }
    return true;
}

TEST(Reshape, is_a_view_exactly_where_strides_exist) {
    std::mt19937 random(12);
    const auto upto = [&](std::int64_t n) {
        return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n));
    };
    int views = 0;
    for (int trial = 0; trial < 600; ++trial) {
        const std::int64_t factors[] = {1, 2, 2, 3, 1};
        const auto random_shape = [&] {
            Shape shape(static_cast<std::size_t>(1 + upto(4)), 1);
            for (const std::int64_t factor : factors)
                shape[static_cast<std::size_t>(upto(static_cast<std::int64_t>(shape.size())))] *=
                    factor;
            return shape;
        };
        const Array whole = counted({2 * 12});
        Array from = whole(slice(0, 12)).reshape(random_shape());
        switch (upto(4)) {
        case 0: from = from.T(); break;
        case 1: from = whole(slice(0, 24, 2)).reshape(from.shape()); break;
        case 2: from = flip(from, 0); break;
        default: break;
        }
        const Ints lie = offsets(from);
        const Shape shape = random_shape();
        const Array to = from.reshape(shape);
        ASSERT_EQ(to.shape(), shape);
        ASSERT_EQ(to.values<std::int64_t>(), from.values<std::int64_t>()) << trial;
        const bool expected = strides_exist(lie, shape);
        ASSERT_EQ(shares(to, whole), expected) << trial;
        views += expected ? 1 : 0;
    }
    EXPECT_GT(views, 150);
    EXPECT_LT(views, 550);
}

TEST(Reshape, fills_in_one_size) {
    const Array a = counted({2, 3, 4});
    EXPECT_EQ(a.reshape({-1}).shape(), (Shape{24}));
    EXPECT_EQ(a.reshape({6, -1}).shape(), (Shape{6, 4}));
    EXPECT_EQ(a.reshape({1, -1, 1}).shape(), (Shape{1, 24, 1}));
    EXPECT_EQ(ravel(a).shape(), (Shape{24}));
    EXPECT_EQ(ravel(counted({})).shape(), (Shape{1}));
    EXPECT_EQ(counted({1, 1}).reshape({}).ndim(), 0);
    EXPECT_EQ(zeros({0, 3}).reshape({-1, 3}).shape(), (Shape{0, 3}));
    EXPECT_EQ(zeros({0, 3}).reshape({5, 0, 2}).shape(), (Shape{5, 0, 2}));
}

TEST(Reshape, refuses_what_does_not_come_out_even) {
    const Array a = counted({2, 3});
    for (const Shape& shape : {Shape{4}, Shape{-1, 4}, Shape{-1, -1}, Shape{-2, 3}, Shape{},
                               Shape{0}, Shape{-1, 0}, Shape{6, 2}})
        EXPECT_THROW(a.reshape(shape), ShapeError) << testing::PrintToString(shape);
    EXPECT_THROW(zeros({0}).reshape({-1, 0}), ShapeError) << "any size would do";
}

TEST(Transpose, turns_axes_as_asked) {
    const Array a = counted({2, 3, 4});
    EXPECT_EQ(a.T().shape(), (Shape{4, 3, 2}));
    EXPECT_EQ(a.T()(3, 2, 1).item<int>(), 23);
    EXPECT_EQ(transpose(a, {1, -1, 0}).shape(), (Shape{3, 4, 2}));
    EXPECT_EQ(transpose(a, {1, 2, 0})(2, 1, 0).item<int>(), 9);
    EXPECT_EQ(swapaxes(a, 0, -1).shape(), (Shape{4, 3, 2}));
    EXPECT_TRUE(shares(a.T(), a));
    EXPECT_THROW(transpose(a, {0, 1}), ValueError);
    EXPECT_THROW(transpose(a, {0, 1, 1}), ValueError);
    EXPECT_THROW(transpose(a, {0, 1, 3}), IndexError);
    EXPECT_THROW(swapaxes(a, 0, 3), IndexError);
    EXPECT_EQ(counted({}).T().ndim(), 0);
}

TEST(Axes, come_and_go) {
    const Array a = counted({2, 3});
    EXPECT_EQ(expand_dims(a, 0).shape(), (Shape{1, 2, 3}));
    EXPECT_EQ(expand_dims(a, -1).shape(), (Shape{2, 3, 1}));
    EXPECT_EQ(expand_dims(a, 2).shape(), (Shape{2, 3, 1}));
    EXPECT_THROW(expand_dims(a, 3), IndexError);
    EXPECT_EQ(squeeze(counted({1, 2, 1, 3, 1})).shape(), (Shape{2, 3}));
    EXPECT_EQ(squeeze(counted({1, 1})).ndim(), 0);
    EXPECT_EQ(a.shape(-1), 3);
    EXPECT_THROW(a.shape(2), IndexError);
    EXPECT_THROW(a.shape(-3), IndexError);
}

TEST(Flip, turns_one_axis_round) {
    const Array a = counted({2, 3});
    EXPECT_EQ(flip(a, 1).values<std::int64_t>(), (Ints{2, 1, 0, 5, 4, 3}));
    EXPECT_EQ(flip(a, 0).values<std::int64_t>(), (Ints{3, 4, 5, 0, 1, 2}));
    EXPECT_EQ(flip(flip(a, -1), -1).values<std::int64_t>(), a.values<std::int64_t>());
    EXPECT_EQ(flip(zeros({0, 2}), 0).size(), 0);
    EXPECT_TRUE(shares(flip(a, 0), a));
    EXPECT_THROW(flip(a, 2), IndexError);
}

TEST(Broadcast, repeats_without_copying) {
    const Array row = counted({3});
    const Array b = broadcast_to(row, {2, 2, 3});
    EXPECT_EQ(b.values<std::int64_t>(), (Ints{0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2}));
    EXPECT_EQ(b.strides(), (std::vector<std::int64_t>{0, 0, 8}));
    EXPECT_THROW(b(ellipsis) = 1, ValueError);
    EXPECT_THROW(Array(b) += 1, ValueError);
    EXPECT_NO_THROW(b.copy()(ellipsis) = 1);
    EXPECT_THROW(broadcast_to(row, {2}), ShapeError);
    EXPECT_THROW(broadcast_to(row, {3, 2}), ShapeError);
    EXPECT_THROW(broadcast_to(row, {}), ShapeError);
    EXPECT_THROW(broadcast_to(row, {-1, 3}), ValueError);
    EXPECT_EQ(broadcast_to(counted({1}), {0}).size(), 0);
}

TEST(Broadcast, of_two_shapes_is_numpys) {
    EXPECT_EQ(broadcast_shapes({3, 1}, {4}), (Shape{3, 4}));
    EXPECT_EQ(broadcast_shapes({4}, {3, 1}), (Shape{3, 4}));
    EXPECT_EQ(broadcast_shapes({}, {2, 3}), (Shape{2, 3}));
    EXPECT_EQ(broadcast_shapes({0}, {1}), (Shape{0}));
    EXPECT_EQ(broadcast_shapes({1, 0}, {5, 1}), (Shape{5, 0}));
    EXPECT_THROW(broadcast_shapes({0}, {2}), ShapeError);
    EXPECT_THROW(broadcast_shapes({2, 3}, {3, 3}), ShapeError);
    EXPECT_EQ((counted({3, 1}) * counted({1, 4})).values<std::int64_t>(),
              (Ints{0, 0, 0, 0, 0, 1, 2, 3, 0, 2, 4, 6}));
    EXPECT_EQ((zeros({0, 3}) + 1).shape(), (Shape{0, 3}));
    try {
        counted({2, 3}) + counted({2});
        FAIL() << "accepted";
    } catch (const ShapeError& error) {
        EXPECT_NE(std::string(error.what()).find("(2, 3) and (2,)"), std::string::npos)
            << error.what();
    }
}

TEST(Order, of_results_is_that_of_the_operands_as_numpy_has_it) {
    using Strides = std::vector<std::int64_t>;
    const Array c = ones({2, 3, 4});  // strides 96, 32, 8
    const Array turned = transpose(ones({4, 3, 2}));
    EXPECT_EQ((turned + 1).strides(), (Strides{8, 16, 48}));
    EXPECT_EQ((turned + turned).strides(), (Strides{8, 16, 48}));
    EXPECT_EQ((turned + c).strides(), (Strides{96, 32, 8})) << "where they disagree: C order";
    EXPECT_EQ((flip(turned, 0) + 1).strides(), (Strides{8, 16, 48})) << "forwards";
    const Array swapped = transpose(ones({2, 4, 3}), {0, 2, 1});
    EXPECT_EQ((swapped + turned).strides(), (Strides{96, 8, 24}))
        << "the axes on which they agree keep their order";
    const Array repeated = broadcast_to(transpose(ones({4, 3})), {2, 3, 4});
    EXPECT_EQ((repeated + 1).strides(), (Strides{96, 8, 24})) << "what repeats has no say";
}

}  // namespace
}  // namespace tenon
