// SPDX-License-Identifier: MIT
// a(...): every slice against Python's rules carried out one position at a time, mixed indices
// against plain coordinates, and assignment through views.
#include <algorithm>
#include <optional>
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

/// Python's start:stop:step over `size` positions; no value stands for an open bound.
Ints python_slice(std::optional<std::int64_t> start, std::optional<std::int64_t> stop,
                  std::int64_t step, std::int64_t size) {
    const auto from_end = [&](std::int64_t at) { return at < 0 ? at + size : at; };
    Ints positions;
    if (step > 0) {
        const std::int64_t end = stop ? from_end(*stop) : size;
        for (std::int64_t at = std::max<std::int64_t>(start ? from_end(*start) : 0, 0);
             at < std::min(end, size); at += step)
            positions.push_back(at);
    } else {
        const std::int64_t last = stop ? from_end(*stop) : -1;
        for (std::int64_t at = std::min(start ? from_end(*start) : size - 1, size - 1);
             at > std::max<std::int64_t>(last, -1); at += step)
            positions.push_back(at);
    }
    return positions;
}

TEST(Indexing, every_slice_of_a_short_array_is_pythons) {
    std::vector<std::optional<std::int64_t>> bounds{std::nullopt};
    for (std::int64_t bound = -7; bound <= 7; ++bound)
        bounds.emplace_back(bound);
    const auto bound_of = [](std::optional<std::int64_t> value) {
        return value ? Bound(*value) : Bound(end);
    };
    for (std::int64_t size = 0; size <= 5; ++size) {
        const Array a = arange(size);
        for (const auto& start : bounds)
            for (const auto& stop : bounds)
                for (const std::int64_t step : {1, 2, 3, 9, -1, -2, -3, -9}) {
                    const Slice chosen = slice(bound_of(start), bound_of(stop), step);
                    ASSERT_EQ(a(chosen).values<std::int64_t>(),
                              python_slice(start, stop, step, size))
                        << "size " << size << ", " << testing::PrintToString(start) << ":"
                        << testing::PrintToString(stop) << ":" << step;
                }
    }
}

TEST(Indexing, mixed_indices_choose_what_the_coordinates_say) {
    std::mt19937 random(11);
    const auto upto = [&](std::int64_t n) {
        return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n));
    };
    for (int trial = 0; trial < 1500; ++trial) {
        Shape shape;
        for (auto rank = upto(4); rank >= 0; --rank)
            shape.push_back(1 + upto(4));
        // The expected view: for every axis of the array the positions chosen; kept tells whether
        // the axis stays. `result` is the shape.
        std::vector<Index> indices;
        std::vector<Ints> chosen;
        Shape result;
        const auto whole = [&](std::size_t axis) {
            Ints all(static_cast<std::size_t>(shape[axis]));
            for (std::size_t i = 0; i < all.size(); ++i)
                all[i] = static_cast<std::int64_t>(i);
            result.push_back(shape[axis]);
            chosen.push_back(all);
        };
        const auto given =
            static_cast<std::size_t>(upto(static_cast<std::int64_t>(shape.size()) + 1));
        const bool dots = upto(2) == 0;
        const std::size_t before =
            dots ? static_cast<std::size_t>(upto(static_cast<std::int64_t>(given) + 1)) : given;
        for (std::size_t i = 0; i < given; ++i) {
            if (i == before && dots) {
                indices.emplace_back(ellipsis);
                while (chosen.size() < shape.size() - (given - before))
                    whole(chosen.size());
            }
            if (upto(4) == 0) {
                indices.emplace_back(newaxis);
                result.push_back(1);
            }
            const std::int64_t size = shape[chosen.size()];
            if (upto(3) == 0) {
                const std::int64_t at = upto(2 * size) - size;
                indices.emplace_back(at);
                chosen.push_back({at < 0 ? at + size : at});
            } else {
                const std::int64_t start = upto(size + 3) - 1;
                const std::int64_t step = upto(2) == 0 ? 1 + upto(2) : -1 - upto(2);
                indices.emplace_back(slice(start, end, step));
                chosen.push_back(python_slice(start, std::nullopt, step, size));
                result.push_back(static_cast<std::int64_t>(chosen.back().size()));
            }
        }
        while (chosen.size() < shape.size())
            whole(chosen.size());
        Ints expected{0};
        for (std::size_t axis = 0; axis < shape.size(); ++axis) {
            Ints next;
            for (const std::int64_t number : expected)
                for (const std::int64_t at : chosen[axis])
                    next.push_back(number * shape[axis] + at);
            expected = std::move(next);
        }
        const View view = counted(shape).at(indices);
        ASSERT_EQ(view.shape(), result) << trial;
        ASSERT_EQ(view.values<std::int64_t>(), expected) << trial;
    }
}

TEST(Indexing, a_view_has_the_arrays_strides_and_shares_its_elements) {
    Array a = zeros({4, 6});
    const View view = a(slice(1, end, 2), newaxis, slice(end, end, -3));
    EXPECT_EQ(view.shape(), (Shape{2, 1, 2}));
    EXPECT_EQ(view.strides()[0], 96);
    EXPECT_EQ(view.strides()[2], -24);
    view = 7;
    EXPECT_EQ(sum(a).item<double>(), 28);
    EXPECT_EQ(a(3, 5).item<double>(), 7);
    EXPECT_EQ(a(3, 2).item<double>(), 7);
}

TEST(Indexing, outside_positions_and_wrong_forms_are_refused_with_what_is_wrong) {
    const Array a = zeros({4, 6});
    const auto message = [](auto call) {
        try {
            call();
        } catch (const UserError& error) {
            return std::string(error.what());
        }
        return std::string("accepted");
    };
    EXPECT_THROW(a(4), IndexError);
    EXPECT_THROW(a(all, -7), IndexError);
    EXPECT_NO_THROW(a(all, -6));
    EXPECT_EQ(message([&] { a(4); }), "index 4 is out of bounds for axis 0 with size 4");
    EXPECT_EQ(message([&] { a(0, 0, 0); }), "too many indices: 3 for an array of 2 dimensions");
    EXPECT_THROW(a(ellipsis, 0, ellipsis), IndexError);
    EXPECT_THROW(a(slice(0, end, 0)), ValueError);
    EXPECT_THROW(Array()(0), ValueError) << "it stands for nothing";
    EXPECT_THROW(zeros({0})(0), IndexError);
}

TEST(Assignment, writes_the_chosen_elements_and_no_others) {
    Array a = counted({3, 4});
    a(slice(end, end, -2), slice(1, 3)) = array<std::int64_t>({100, 200});
    EXPECT_EQ(a.values<std::int64_t>(), (Ints{0, 100, 200, 3, 4, 5, 6, 7, 8, 100, 200, 11}));
    a(1) = -1;
    EXPECT_EQ(a.values<std::int64_t>(), (Ints{0, 100, 200, 3, -1, -1, -1, -1, 8, 100, 200, 11}));
    a(all, 0) = a(all, 3);
    EXPECT_EQ(a.values<std::int64_t>(), (Ints{3, 100, 200, 3, -1, -1, -1, -1, 11, 100, 200, 11}));
}

TEST(Assignment, reads_all_of_the_right_hand_side_before_it_writes) {
    for (const std::int64_t shift : {1, 2, 5, -1, -3}) {
        Array a = arange(12);
        Ints expected = a.values<std::int64_t>();
        const Ints old = expected;
        const Slice from = shift > 0 ? slice(0, 12 - shift) : slice(-shift, 12);
        const Slice to = shift > 0 ? slice(shift, 12) : slice(0, 12 + shift);
        a(to) = a(from);
        for (std::size_t i = 0; i < 12; ++i)
            if (const auto at = static_cast<std::int64_t>(i) - shift; at >= 0 && at < 12)
                expected[i] = old[static_cast<std::size_t>(at)];
        EXPECT_EQ(a.values<std::int64_t>(), expected) << shift;
    }
    Array b = arange(7);
    b(all) = b(slice(end, end, -1));
    EXPECT_EQ(b.values<std::int64_t>(), (Ints{6, 5, 4, 3, 2, 1, 0}));
    Array c = counted({3, 3});
    c(all) = c.T();
    EXPECT_EQ(c.values<std::int64_t>(), (Ints{0, 3, 6, 1, 4, 7, 2, 5, 8}));
}

TEST(Assignment, converts_to_the_dtype_of_the_target) {
    Array a = zeros({3}, DType::int32);
    a(all) = array({1.9, -1.9, 3.0});
    EXPECT_EQ(a.values<std::int32_t>(), (std::vector<std::int32_t>{1, -1, 3}));
    a(0) = 2.7;
    EXPECT_EQ(a(0).item<std::int32_t>(), 2);
    EXPECT_THROW(a(0) = std::int64_t{1} << 40, ValueError);
    EXPECT_THROW(zeros({2})(all) = std::complex<double>(1, 2), DTypeError);
    Array truth = zeros({2}, DType::bool_);
    truth(0) = 0.5;
    EXPECT_EQ(truth.values<bool>(), (std::vector<bool>{true, false}));
}

TEST(Assignment, broadcasts_and_drops_leading_axes_of_one) {
    Array a = zeros({2, 3});
    a(all) = array({1.0, 2.0, 3.0});
    EXPECT_EQ(a.values<double>(), (std::vector<double>{1, 2, 3, 1, 2, 3}));
    a(all) = array({4.0, 5.0}).reshape({2, 1});
    EXPECT_EQ(a.values<double>(), (std::vector<double>{4, 4, 4, 5, 5, 5}));
    a(0) = ones({1, 1, 3});
    EXPECT_EQ(a.values<double>(), (std::vector<double>{1, 1, 1, 5, 5, 5}));
    Array number = zeros({});
    number(ellipsis) = full({1, 1}, 6.0);
    EXPECT_EQ(number.item<double>(), 6);
    EXPECT_THROW(a(all) = zeros({3, 3}), ShapeError);
    EXPECT_THROW(a(0) = zeros({2, 3}), ShapeError);
    EXPECT_THROW(broadcast_to(array({1.0}), {3})(all) = 1, ValueError)
        << "one element, three places";
}

TEST(Assignment, to_a_name_lets_it_stand_for_another_array) {
    Array a = zeros({2});
    const Array b = a;
    a = ones({2});
    EXPECT_EQ(sum(b).item<double>(), 0);
    swap(a, const_cast<Array&>(b));
    EXPECT_EQ(sum(b).item<double>(), 2);
}

}  // namespace
}  // namespace tenon
