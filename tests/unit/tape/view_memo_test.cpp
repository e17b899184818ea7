// SPDX-License-Identifier: MIT
// Layouts of views that were made lately.
#include "tape/view_memo.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace tenon::tape {
namespace {

using Said = std::vector<Index>;

LayoutRef strided(std::int64_t rows, std::int64_t stride) {
    const std::int64_t shape[] = {rows, 3};
    const std::int64_t strides[] = {stride, 8};
    return make_layout(DType::float64, shape, strides);
}

TEST(ViewMemo, knows_a_view_by_its_layout_and_by_all_that_is_said) {
    ViewMemo memo;
    const LayoutRef from = strided(10, 80);
    const LayoutRef other = strided(10, 160);
    const LayoutRef view = strided(5, 160);
    const Said said{slice(1, 4, 2), all, ellipsis};
    EXPECT_EQ(memo.find(from.get(), said), nullptr);
    const ViewMemo::Known* const known = memo.note(from.get(), said, view, 80);
    EXPECT_EQ(memo.find(from.get(), said), known);
    EXPECT_EQ(known->layout.get(), view.get());
    EXPECT_EQ(known->distance, 80);
    EXPECT_EQ(memo.find(other.get(), said), nullptr);
    for (const Said& differs :
         {Said{slice(1, 4), all, ellipsis}, Said{slice(0, 4, 2), all, ellipsis},
          Said{slice(1, 5, 2), all, ellipsis}, Said{slice(1, end, 2), all, ellipsis},
          Said{slice(end, 4, 2), all, ellipsis}, Said{slice(1, 4, 2), 0, ellipsis},
          Said{slice(1, 4, 2), all, newaxis}, Said{slice(1, 4, 2), all},
          Said{slice(1, 4, 2), all, ellipsis, newaxis}})
        EXPECT_FALSE(known->is(from.get(), differs));
}

TEST(ViewMemo, finds_views_in_the_order_in_which_they_came_and_in_any_other) {
    ViewMemo memo;
    const LayoutRef from = strided(10, 80);
    std::vector<LayoutRef> views;
    std::vector<int> kept;  // later views may have taken the place of earlier ones
    for (int i = 0; i < 8; ++i)
        views.push_back(strided(i + 1, 240));
    for (int i = 0; i < 8; ++i) {
        ASSERT_EQ(memo.find(from.get(), Said{i}), nullptr);
        memo.note(from.get(), Said{i}, views[static_cast<std::size_t>(i)], 80 * i);
    }
    for (int i = 0; i < 8; ++i)
        if (memo.find(from.get(), Said{i}) != nullptr)
            kept.push_back(i);
    ASSERT_GE(kept.size(), 2U);
    for (int round = 0; round < 3; ++round)
        for (const bool backwards : {false, true}) {
            for (const int i : kept) {
                const int asked = backwards ? kept.back() - i + kept.front() : i;
                const ViewMemo::Known* const known = memo.find(from.get(), Said{asked});
                if (known != nullptr) {
                    EXPECT_EQ(known->layout.get(), views[static_cast<std::size_t>(asked)].get());
                    EXPECT_EQ(known->distance, 80 * asked);
                }
            }
        }
}

TEST(ViewMemo, holds_what_it_compares_addresses_with) {
    ViewMemo memo;
    const LayoutRef from = strided(10, 80);
    const LayoutRef view = strided(5, 160);
    ASSERT_EQ(memo.find(from.get(), {}), nullptr);
    memo.note(from.get(), {}, view, 0);
    EXPECT_EQ(from->refs.load(), 2U);
    EXPECT_EQ(view->refs.load(), 2U);
    const LayoutRef later = strided(6, 160);
    memo.note(from.get(), {}, later, 8);
    EXPECT_EQ(from->refs.load(), 2U);
    EXPECT_EQ(view->refs.load(), 1U);
}

}  // namespace
}  // namespace tenon::tape
