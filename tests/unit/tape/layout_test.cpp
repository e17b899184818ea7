// SPDX-License-Identifier: MIT
// What layouts say of views, against lists of all their addresses.
#include "tape/layout.hpp"

#include <random>
#include <set>

#include <gtest/gtest.h>

#include <tenon/error.hpp>

#include "unit/tape/fake_array.hpp"

namespace tenon::tape {
namespace {

using namespace test;

/// The address of every element, in C order.
std::vector<std::int64_t> addresses(const Layout& layout, std::int64_t offset) {
    std::vector<std::int64_t> all{offset};
    for (int axis = 0; axis < layout.rank; ++axis) {
        std::vector<std::int64_t> next;
        for (const std::int64_t address : all)
            for (std::int64_t i = 0; i < layout.shape(axis); ++i)
                next.push_back(address + i * layout.stride(axis));
        all = std::move(next);
    }
    return all;
}

bool really_contiguous(const Layout& layout) {
    std::int64_t expected = 0;
    for (const std::int64_t address : addresses(layout, 0)) {
        if (address != expected)
            return false;
        expected += static_cast<std::int64_t>(size_of(layout.dtype));
    }
    return true;
}

/// Views of one item size either share whole elements or nothing, when all offsets are multiples.
bool really_overlap(const FakeArray& a, const FakeArray& b) {
    const auto of_a = addresses(a.layout(), a.offset());
    const std::set<std::int64_t> taken(of_a.begin(), of_a.end());
    const auto of_b = addresses(b.layout(), b.offset());
    return std::ranges::any_of(of_b, [&](std::int64_t at) { return taken.contains(at); });
}

bool says_overlap(const FakeArray& a, const FakeArray& b) {
    return may_overlap(a.layout(), a.offset(), b.layout(), b.offset());
}

std::string text(const FakeArray& a) {
    std::string result = "offset " + std::to_string(a.offset());
    for (int axis = 0; axis < a.layout().rank; ++axis)
        result += " " + std::to_string(a.layout().shape(axis)) + ":" +
                  std::to_string(a.layout().stride(axis));
    return result;
}

/// All boxes of an axis, both directions; one position is not turned round.
std::vector<Cut> all_cuts(std::int64_t size) {
    std::vector<Cut> cuts;
    for (std::int64_t first = 0; first < size; ++first)
        for (std::int64_t count = 1; first + count <= size; ++count) {
            cuts.push_back({first, count, 1});
            if (count > 1)
                cuts.push_back({first + count - 1, count, -1});
        }
    return cuts;
}

TEST(Layout, a_new_array_is_in_c_order) {
    const LayoutRef layout = make_layout(DType::int32, Sizes{2, 3, 4});
    EXPECT_EQ(layout->size, 24);
    EXPECT_EQ(Sizes(layout->strides().begin(), layout->strides().end()), (Sizes{48, 16, 4}));
    EXPECT_TRUE(layout->contiguous);
    EXPECT_EQ(make_layout(DType::complex128, Sizes{})->size, 1);
}

TEST(Layout, an_array_without_elements_has_none_and_is_contiguous) {
    const LayoutRef layout = make_layout(DType::float64, Sizes{3, 0, 5});
    EXPECT_EQ(layout->size, 0);
    EXPECT_TRUE(layout->contiguous);
    EXPECT_TRUE(make_layout(DType::float64, Sizes{3, 0}, Sizes{-7, 9})->contiguous);
    const ByteRange range = byte_range(*layout, 40);
    EXPECT_EQ(range.begin, 40);
    EXPECT_EQ(range.end, 40);
}

TEST(Layout, bytes_beyond_63_bits_are_refused_with_the_shape) {
    const std::int64_t large = std::int64_t{1} << 40;
    try {
        make_layout(DType::float64, Sizes{large, large});
        FAIL() << "accepted";
    } catch (const MemoryError& error) {
        EXPECT_NE(std::string(error.what()).find("(1099511627776, 1099511627776) of float64"),
                  std::string::npos)
            << error.what();
    }
    EXPECT_THROW(make_layout(DType::float64, Sizes{(std::int64_t{1} << 60)}), MemoryError);
    EXPECT_NO_THROW(make_layout(DType::int8, Sizes{(std::int64_t{1} << 60)}));
    EXPECT_THROW(make_layout(DType::int8, Sizes(33, 1)), ShapeError);
    EXPECT_NO_THROW(make_layout(DType::int8, Sizes(32, 1)));
}

TEST(Layout, contiguous_is_said_exactly_of_views_that_are) {
    std::mt19937 random(1);
    int contiguous = 0;
    for (int trial = 0; trial < 4000; ++trial) {
        Sizes shape;
        Sizes strides;
        std::int64_t stride = 8;
        for (auto rank = random() % 4; rank-- > 0;) {
            shape.insert(shape.begin(), 1 + static_cast<std::int64_t>(random() % 3));
            const bool odd = random() % 6 == 0;
            strides.insert(strides.begin(),
                           odd ? static_cast<std::int64_t>(random() % 9) * 8 - 32 : stride);
            stride *= shape.front();
        }
        const LayoutRef layout = make_layout(DType::float64, shape, strides);
        contiguous += layout->contiguous ? 1 : 0;
        ASSERT_EQ(layout->contiguous, really_contiguous(*layout)) << trial;
    }
    EXPECT_GT(contiguous, 1000);
    EXPECT_LT(contiguous, 3900);
}

TEST(Layout, the_byte_range_holds_all_elements_and_ends_with_them) {
    std::mt19937 random(2);
    const FakeArray whole = FakeArray::make({5, 6}, DType::int16);
    for (const Cut& rows : all_cuts(5))
        for (const Cut& columns : all_cuts(6)) {
            const FakeArray view = whole.slice({rows, columns});
            const auto all = addresses(view.layout(), view.offset());
            const ByteRange range = byte_range(view.layout(), view.offset());
            ASSERT_EQ(range.begin, *std::ranges::min_element(all)) << text(view);
            ASSERT_EQ(range.end, *std::ranges::max_element(all) + 2) << text(view);
        }
}

TEST(Overlap, of_all_boxes_of_a_small_matrix_is_exact) {
    const FakeArray whole = FakeArray::make({3, 4}, DType::float64);
    std::vector<FakeArray> views;
    for (const Cut& rows : all_cuts(3))
        for (const Cut& columns : all_cuts(4)) {
            views.push_back(whole.slice({rows, columns}));
            if (rows.step == 1)
                views.push_back(views.back().transposed());
        }
    for (const FakeArray& a : views)
        for (const FakeArray& b : views)
            ASSERT_EQ(says_overlap(a, b), really_overlap(a, b)) << text(a) << " and " << text(b);
}

TEST(Overlap, of_boxes_with_axes_taken_away_is_exact) {
    const FakeArray whole = FakeArray::make({2, 3, 4}, DType::float32);
    std::vector<FakeArray> views;
    for (const Cut& planes : all_cuts(2))
        for (const Cut& rows : all_cuts(3))
            for (const Cut& columns : all_cuts(4)) {
                if (planes.step < 0 || rows.step < 0)
                    continue;
                const FakeArray box = whole.slice({planes, rows, columns});
                Sizes shape;
                Sizes strides;
                for (int axis = 0; axis < 3; ++axis)
                    if (box.layout().shape(axis) != 1) {  // as an integer index leaves it
                        shape.push_back(box.layout().shape(axis));
                        strides.push_back(box.layout().stride(axis));
                    }
                views.push_back(box.view(shape, strides));
            }
    for (const FakeArray& a : views)
        for (const FakeArray& b : views)
            ASSERT_EQ(says_overlap(a, b), really_overlap(a, b)) << text(a) << " and " << text(b);
}

TEST(Overlap, of_even_and_odd_positions_is_none) {
    const FakeArray line = FakeArray::make({10});
    const FakeArray even = line.slice({{0, 5, 2}});
    const FakeArray odd = line.slice({{1, 5, 2}});
    EXPECT_FALSE(says_overlap(even, odd));
    EXPECT_FALSE(says_overlap(even, line.slice({{9, 5, -2}})));
    EXPECT_TRUE(says_overlap(even, line.slice({{8, 5, -2}})));
    // The two colours of a chessboard, as red-black sweeps cut them.
    const FakeArray board = FakeArray::make({6, 8});
    EXPECT_FALSE(
        says_overlap(board.slice({{0, 3, 2}, {0, 4, 2}}), board.slice({{0, 3, 2}, {1, 4, 2}})));
    EXPECT_FALSE(
        says_overlap(board.slice({{0, 3, 2}, {0, 4, 2}}), board.slice({{1, 3, 2}, {0, 4, 2}})));
}

TEST(Overlap, is_never_missed_whatever_the_steps) {
    std::mt19937 random(3);
    const auto upto = [&](std::int64_t n) {
        return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n));
    };
    int apart = 0;
    for (int trial = 0; trial < 30000; ++trial) {
        const Sizes shape{1 + upto(5), 1 + upto(5), 1 + upto(4)};
        const FakeArray whole = FakeArray::make(shape, DType::int16);
        const auto random_view = [&] {
            std::vector<Cut> cuts;
            for (const std::int64_t size : shape) {
                Cut cut{.start = upto(size), .step = 1 + upto(3)};
                cut.count = 1 + upto((size - cut.start - 1) / cut.step + 1);
                if (upto(2) == 0)
                    cut = {cut.start + (cut.count - 1) * cut.step, cut.count, -cut.step};
                cuts.push_back(cut);
            }
            const FakeArray view = whole.slice(cuts);
            switch (upto(4)) {
            case 0: return view.transposed();
            case 1: return view.broadcast({2, cuts[0].count, cuts[1].count, cuts[2].count});
            default: return view;
            }
        };
        const FakeArray a = random_view();
        const FakeArray b = random_view();
        const bool said = says_overlap(a, b);
        ASSERT_EQ(said, says_overlap(b, a)) << text(a) << " and " << text(b);
        if (really_overlap(a, b))
            ASSERT_TRUE(said) << text(a) << " and " << text(b);
        apart += said ? 0 : 1;
    }
    EXPECT_GT(apart, 5000);  // a test that always says yes would be useless
}

TEST(Overlap, of_elements_that_share_half_their_bytes_is_seen) {
    const FakeArray line = FakeArray::make({10}, DType::int16);
    const FakeArray between = line.view({1}, {2}, 3);  // half of elements 1 and 2
    EXPECT_TRUE(says_overlap(between, line.slice({{2, 1}})));
    EXPECT_TRUE(says_overlap(line.slice({{1, 1}}), between));
    EXPECT_TRUE(says_overlap(line.slice({{2, 2}}), between));
}

TEST(Overlap, with_an_empty_view_is_none) {
    const FakeArray line = FakeArray::make({10});
    EXPECT_FALSE(says_overlap(line, line.slice({{3, 0, 1}})));
}

TEST(Overlap, of_a_view_with_itself_is_seen_exactly_in_broadcast_ones) {
    std::mt19937 random(4);
    for (int trial = 0; trial < 3000; ++trial) {
        Sizes shape;
        for (int axis = 0; axis < 3; ++axis)
            shape.push_back(1 + static_cast<std::int64_t>(random() % 4));
        FakeArray view = FakeArray::make(shape, DType::int32);
        std::vector<Cut> cuts;
        for (const std::int64_t size : shape) {
            const std::int64_t step = 1 + static_cast<std::int64_t>(random() % 3);
            cuts.push_back({0, (size - 1) / step + 1, step});
        }
        view = view.slice(cuts);
        if (random() % 2 == 0)
            view = view.transposed();
        EXPECT_FALSE(overlaps_itself(view.layout())) << text(view);
        Sizes more(view.shape());
        more.insert(more.begin(), 1 + static_cast<std::int64_t>(random() % 2));
        const FakeArray repeated = view.broadcast(more);
        EXPECT_EQ(overlaps_itself(repeated.layout()), more[0] > 1) << text(repeated);
    }
}

TEST(Overlap, a_view_without_elements_has_none) {
    EXPECT_FALSE(overlaps_itself(*make_layout(DType::int32, Sizes{0, 4}, Sizes{0, 0})));
}

TEST(Overlap, of_a_view_with_itself_is_never_missed) {
    std::mt19937 random(5);
    for (int trial = 0; trial < 5000; ++trial) {
        Sizes shape;
        Sizes strides;
        for (auto rank = 1 + random() % 3; rank-- > 0;) {
            shape.push_back(1 + static_cast<std::int64_t>(random() % 4));
            strides.push_back((static_cast<std::int64_t>(random() % 13) - 6) * 4);
        }
        const LayoutRef layout = make_layout(DType::int32, shape, strides);
        const auto all = addresses(*layout, 0);
        const std::set<std::int64_t> distinct(all.begin(), all.end());
        if (distinct.size() < all.size())
            ASSERT_TRUE(overlaps_itself(*layout)) << trial;
    }
}

}  // namespace
}  // namespace tenon::tape
