// SPDX-License-Identifier: MIT
// Elements by position and by condition.
#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

namespace tenon {
namespace {

using Ints = std::vector<std::int64_t>;

TEST(Take, chooses_along_any_axis_of_any_view) {
    std::mt19937 random(13);
    const auto upto = [&](std::int64_t n) {
        return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n));
    };
    for (int trial = 0; trial < 200; ++trial) {
        const Shape base{2 + upto(3), 2 + upto(3), 2 + upto(3)};
        Array a = arange(base[0] * base[1] * base[2]).reshape(base);
        if (upto(2) == 0)
            a = a.T();
        if (upto(2) == 0)
            a = a(slice(end, end, -1), ellipsis, slice(0, end, 2));
        const int axis = static_cast<int>(upto(3));
        const std::int64_t size = a.shape(axis);
        Shape index_shape{1 + upto(3)};
        if (upto(2) == 0)
            index_shape.push_back(1 + upto(3));
        Ints positions;
        for (std::int64_t i = index_shape[0] * (index_shape.size() > 1 ? index_shape[1] : 1); i > 0;
             --i)
            positions.push_back(upto(2 * size) - size);
        const Array index = array(positions).reshape(index_shape);
        const Array taken = take(a, index, upto(2) == 0 ? axis : axis - 3);
        // [before][size][after] -> [before][positions][after]
        const Ints from = a.values<std::int64_t>();
        std::int64_t before = 1;
        for (int i = 0; i < axis; ++i)
            before *= a.shape(i);
        const std::int64_t after = static_cast<std::int64_t>(from.size()) / before / size;
        Ints expected;
        for (std::int64_t b = 0; b < before; ++b)
            for (const std::int64_t at : positions)
                for (std::int64_t k = 0; k < after; ++k)
                    expected.push_back(from[static_cast<std::size_t>(
                        (b * size + (at < 0 ? at + size : at)) * after + k)]);
        ASSERT_EQ(taken.values<std::int64_t>(), expected) << trial;
        Shape shape = a.shape();
        shape.erase(shape.begin() + axis);
        shape.insert(shape.begin() + axis, index_shape.begin(), index_shape.end());
        ASSERT_EQ(taken.shape(), shape);
    }
}

TEST(Take, without_an_axis_runs_through_all_elements) {
    const Array a = arange(6).reshape({2, 3});
    EXPECT_EQ(take(a, array<std::int32_t>({5, -6, 2})).values<std::int64_t>(), (Ints{5, 0, 2}));
    EXPECT_EQ(take(a.T(), array<std::int64_t>({1})).values<std::int64_t>(), (Ints{3}));
    EXPECT_EQ(take(a, full({}, 4)).ndim(), 0);
    EXPECT_EQ(take(a, zeros({0, 2}, DType::int8)).shape(), (Shape{0, 2}));
    EXPECT_EQ(take(a, array<std::uint8_t>({2}), 1).shape(), (Shape{2, 1}));
}

TEST(Take, refuses_positions_outside_on_the_callers_line) {
    const Array a = arange(6).reshape({2, 3});
    EXPECT_THROW(take(a, array<std::int64_t>({6})), IndexError);
    EXPECT_THROW(take(a, array<std::int64_t>({-7})), IndexError);
    EXPECT_THROW(take(a, array<std::int64_t>({0, 2}), 0), IndexError);
    EXPECT_THROW(take(a, array<std::int64_t>({0}), 2), IndexError);
    EXPECT_THROW(take(a, array({1.0})), IndexError);
    EXPECT_THROW(take(a, array({true})), IndexError);
    EXPECT_THROW(take(a, array<std::uint64_t>({UINT64_MAX})), IndexError) << "it is not -1";
    EXPECT_THROW(take(zeros({0}), array<std::int64_t>({0})), IndexError);
    try {
        take(a, array<std::int64_t>({1, 3}), 1);
        FAIL() << "accepted";
    } catch (const IndexError& error) {
        EXPECT_STREQ(error.what(), "take: index 3 is out of bounds for axis 1 with size 3");
    }
}

TEST(Take, reads_the_array_as_it_was_then) {
    Array a = arange(4);
    const Array taken = take(a, array<std::int64_t>({3, 0}));
    a(all) = -1;
    EXPECT_EQ(taken.values<std::int64_t>(), (Ints{3, 0}));
}

TEST(Take, reads_the_indices_as_they_were_then) {
    const Array a = arange(5) * 10;
    const Array index = array<std::int64_t>({4, 0, 2});
    const Array taken = take(a, index, 0);
    index(all) = 99;
    const Array reversed = array<std::int64_t>({2, 1, 0});
    const Array from_view = take(a, reversed(slice(end, end, -1)), 0);
    EXPECT_EQ(taken.values<std::int64_t>(), (Ints{40, 0, 20}));
    EXPECT_EQ(from_view.values<std::int64_t>(), (Ints{0, 10, 20}));
    EXPECT_EQ(index.values<std::int64_t>(), (Ints{99, 99, 99}));
}

TEST(Where, chooses_by_the_condition) {
    const Array a = arange(6).reshape({2, 3});
    EXPECT_EQ(where(a % 2 == 0, a, -a).values<std::int64_t>(), (Ints{0, -1, 2, -3, 4, -5}));
    EXPECT_EQ(where(array({true, false, true}), a, 9).values<std::int64_t>(),
              (Ints{0, 9, 2, 3, 9, 5}));
    EXPECT_EQ(where(a, 1, 0).values<std::int64_t>(), (Ints{0, 1, 1, 1, 1, 1}))
        << "anything but zero is true";
    EXPECT_EQ(where(true, a, 0).values<std::int64_t>(), a.values<std::int64_t>());
    EXPECT_EQ(where(0.5, a, 0).values<std::int64_t>(), a.values<std::int64_t>());
    EXPECT_EQ(where(false, array({1.0}), a(1)).values<double>(), (std::vector<double>{3, 4, 5}));
    EXPECT_EQ(where(zeros({0}, DType::bool_), 1, 2).shape(), (Shape{0}));
    EXPECT_THROW(where(array({true, false}), a, 0), ShapeError);
}

TEST(Where, has_the_type_of_the_choices_and_not_of_the_condition) {
    const Array truth = array({true, false});
    EXPECT_EQ(where(truth, ones({2}, DType::int8), ones({2}, DType::uint8)).dtype(), DType::int16);
    EXPECT_EQ(where(truth, ones({2}, DType::float32), 2.5).dtype(), DType::float32);
    EXPECT_EQ(where(ones({2}, DType::complex128), ones({2}, DType::int8), 1).dtype(), DType::int8);
    EXPECT_EQ(where(truth, 1, 2.5).dtype(), DType::float64);
    EXPECT_EQ(where(truth, true, false).dtype(), DType::bool_);
    EXPECT_THROW(where(truth, ones({2}, DType::int8), 300), ValueError);
}

TEST(Where, does_not_let_the_other_side_through) {
    const double nan = std::nan("");
    const Array x = array({4.0, -1.0, 0.0});
    EXPECT_EQ(where(x > 0, sqrt(x), 0.0).values<double>(), (std::vector<double>{2, 0, 0}));
    EXPECT_EQ(where(x == x, x, nan).values<double>(), x.values<double>());
    EXPECT_TRUE(std::signbit(where(array({false}), 0.0, array({-0.0})).item<double>()));
}

}  // namespace
}  // namespace tenon
