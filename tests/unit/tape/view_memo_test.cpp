// SPDX-License-Identifier: MIT
// Layouts of views that were made lately.
#include "tape/view_memo.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace tenon::tape {
namespace {

using Words = std::vector<std::uint64_t>;

LayoutRef strided(std::int64_t rows, std::int64_t stride) {
    const std::int64_t shape[] = {rows, 3};
    const std::int64_t strides[] = {stride, 8};
    return make_layout(DType::float64, shape, strides);
}

TEST(ViewMemo, knows_a_view_by_its_layout_and_by_all_words) {
    ViewMemo memo;
    const LayoutRef from = strided(10, 80);
    const LayoutRef other = strided(10, 160);
    const LayoutRef view = strided(5, 160);
    const Words words{1, 2, 3, 4};
    ViewMemo::Known& known = memo.place(from.get(), words);
    EXPECT_FALSE(ViewMemo::holds(known, from.get(), words));
    ViewMemo::note(known, from.get(), words, view, 80);
    EXPECT_EQ(&memo.place(from.get(), words), &known);
    EXPECT_TRUE(ViewMemo::holds(known, from.get(), words));
    EXPECT_EQ(known.layout.get(), view.get());
    EXPECT_EQ(known.distance, 80);
    EXPECT_FALSE(ViewMemo::holds(known, other.get(), words));
    EXPECT_FALSE(ViewMemo::holds(known, from.get(), Words{1, 2, 3, 5}));
    EXPECT_FALSE(ViewMemo::holds(known, from.get(), Words{1, 2, 3}));
    EXPECT_FALSE(ViewMemo::holds(known, from.get(), Words{1, 2, 3, 4, 0}));
}

TEST(ViewMemo, holds_what_it_compares_addresses_with) {
    ViewMemo memo;
    const LayoutRef from = strided(10, 80);
    const LayoutRef view = strided(5, 160);
    ViewMemo::note(memo.place(from.get(), {}), from.get(), {}, view, 0);
    EXPECT_EQ(from->refs.load(), 2U);
    EXPECT_EQ(view->refs.load(), 2U);
    const LayoutRef later = strided(6, 160);
    ViewMemo::note(memo.place(from.get(), {}), from.get(), {}, later, 8);
    EXPECT_EQ(from->refs.load(), 2U);
    EXPECT_EQ(view->refs.load(), 1U);
}

}  // namespace
}  // namespace tenon::tape
