// SPDX-License-Identifier: MIT
// The table of kept layouts: one address for one shape, from any number of threads, and no more
// memory than its bound.
#include "tape/layout_table.hpp"

#include <array>
#include <set>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace tenon::tape {
namespace {

LayoutRef layout_of(DType type, std::initializer_list<std::int64_t> shape) {
    return make_layout(type, std::span(shape.begin(), shape.size()));
}

TEST(LayoutTable, gives_arrays_of_one_shape_the_same_layout) {
    const LayoutRef a = layout_of(DType::float64, {3, 5});
    const LayoutRef b = layout_of(DType::float64, {3, 5});
    EXPECT_EQ(a.get(), b.get());
    EXPECT_TRUE(a->kept);
    EXPECT_NE(a.get(), layout_of(DType::float32, {3, 5}).get());
    EXPECT_NE(a.get(), layout_of(DType::float64, {5, 3}).get());
    EXPECT_NE(a.get(), layout_of(DType::float64, {3, 5, 1}).get());
}

TEST(LayoutTable, does_not_keep_layouts_with_given_strides) {
    const std::array<std::int64_t, 2> shape{3, 5};
    const std::array<std::int64_t, 2> strides{80, 16};
    const LayoutRef view = make_layout(DType::float64, shape, strides);
    EXPECT_FALSE(view->kept);
    EXPECT_EQ(view->refs.load(), 1U);
}

TEST(LayoutTable, counts_layouts_that_find_no_place) {
    LayoutTable table;
    std::size_t kept = 0;
    for (std::int64_t size = 1; size <= static_cast<std::int64_t>(2 * LayoutTable::places);
         ++size) {
        const std::array<std::int64_t, 1> shape{size};
        const std::array<std::int64_t, 1> strides{8};
        const LayoutRef layout = table.keep(make_layout(DType::float64, shape, strides));
        EXPECT_EQ(layout->size, size);
        EXPECT_EQ(table.find(DType::float64, shape), layout->kept ? layout.get() : nullptr);
        kept += layout->kept ? 1 : 0;
    }
    EXPECT_GT(kept, LayoutTable::places / 2);
    EXPECT_LE(kept, LayoutTable::places);
}

TEST(LayoutTable, keeps_one_layout_when_threads_meet) {
    constexpr std::int64_t shapes = 200;
    std::array<std::vector<const Layout*>, 4> seen;
    {
        std::vector<std::jthread> threads;
        for (auto& mine : seen)
            threads.emplace_back([&mine] {
                for (std::int64_t i = 0; i < shapes; ++i)
                    mine.push_back(layout_of(DType::int8, {7, i, 9}).get());
            });
    }
    for (const auto& other : seen)
        EXPECT_EQ(other, seen[0]);
    EXPECT_EQ(std::set(seen[0].begin(), seen[0].end()).size(), std::size_t{shapes});
}

}  // namespace
}  // namespace tenon::tape
