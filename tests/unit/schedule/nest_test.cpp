// SPDX-License-Identifier: MIT
// Which axes become one loop. The loops are run here, and must come by every element of every view
// in the order that the reduction tree and C order ask for.
#include <functional>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "schedule/dimensions.hpp"
#include "unit/schedule/schedule_build.hpp"

namespace tenon::schedule {
namespace {

using namespace test;
using kernel::Form;
using kernel::Inner;
using ops::Op;

/// The nest of a group that reads the views, all of one shape.
struct Nested {
    tape::CanonicalTape form;
    Group group;
    Nest nest;

    Nested(const std::vector<FakeArray>& views, Form kind = Form::map, std::uint32_t axes = 0,
           std::uint32_t row_start = 0) {
        Tape tape;
        const FakeArray out = FakeArray::filled(views[0].shape());
        for (const FakeArray& view : views)
            assign(tape, out, view);
        form = canonical_of(tape);
        group.form = kind;
        group.axes = axes;
        group.row_start = row_start;
        for (std::uint32_t view = 0; view < form.views.size(); ++view)
            if (form.views[view].slot != form.views[form.statements[0].out[0].view].slot)
                group.views.push_back(view);
        group.space_view = group.views[0];
        nest = make_nest(form, group);
    }
};

std::size_t dimensions(const std::vector<FakeArray>& views) {
    return Nested(views).nest.dimensions.size();
}

TEST(Nest, an_array_without_gaps_is_one_loop) {
    const FakeArray a = FakeArray::filled({2, 3, 4});
    EXPECT_EQ(dimensions({a}), 1U);
    EXPECT_EQ(dimensions({a, FakeArray::filled({2, 3, 4}, DType::int8)}), 1U);
}

TEST(Nest, axes_are_joined_where_every_view_allows_it) {
    const FakeArray a = FakeArray::filled({4, 3, 4});
    const FakeArray wide = FakeArray::filled({4, 3, 5});
    const FakeArray gaps = wide.slice({{0, 4}, {0, 3}, {0, 4}});
    const FakeArray planes = FakeArray::filled({9, 3, 4}).slice({{0, 4, 2}, {0, 3}, {0, 4}});
    EXPECT_EQ(dimensions({a, gaps}), 2U) << "the rows of one have gaps, its planes do not";
    EXPECT_EQ(dimensions({a, planes}), 2U);
    EXPECT_EQ(dimensions({gaps, planes}), 3U);
    EXPECT_EQ(dimensions({a, a.transposed().transposed()}), 1U);
    const FakeArray cube = FakeArray::filled({4, 4, 4});
    EXPECT_EQ(dimensions({cube, cube.transposed()}), 3U);
}

TEST(Nest, repeated_axes_join_each_other) {
    const FakeArray number = FakeArray::filled({1});
    EXPECT_EQ(dimensions({number.broadcast({4, 5, 6})}), 1U);
    const FakeArray row = FakeArray::filled({6});
    EXPECT_EQ(dimensions({row.broadcast({4, 5, 6})}), 2U);
    EXPECT_EQ(dimensions({row.broadcast({4, 5, 6}), FakeArray::filled({4, 5, 6})}), 2U);
}

TEST(Nest, axes_of_one_are_left_out) {
    const FakeArray a = FakeArray::filled({4, 1, 5, 1});
    EXPECT_EQ(dimensions({a}), 1U);
    EXPECT_EQ(dimensions({FakeArray::filled({1, 1})}), 0U);
    EXPECT_EQ(dimensions({FakeArray::filled({})}), 0U);
    const FakeArray gaps = FakeArray::filled({4, 6}).view({4, 1, 5}, {48, 999, 8});
    EXPECT_EQ(dimensions({gaps}), 2U);
}

TEST(Nest, a_reduction_has_kept_loops_then_reduced_ones_and_a_column_its_kept_one_last) {
    const FakeArray a = FakeArray::filled({2, 3, 4, 5});
    const auto order = [](const Nest& nest) {
        std::vector<std::pair<int, int>> axes;
        for (const Dimension& d : nest.dimensions)
            axes.emplace_back(d.first, d.last);
        return axes;
    };
    using Order = std::vector<std::pair<int, int>>;
    const Nested rows({a}, Form::row_reduce, 0b1010, 3);  // axes 1 and 3
    EXPECT_EQ(order(rows.nest), (Order{{0, 0}, {2, 2}, {1, 1}, {3, 3}}));
    EXPECT_EQ(rows.nest.kept, 2);
    EXPECT_EQ(rows.nest.axis_order, (std::vector<int>{0, 2, 1, 3}));
    const FakeArray five = FakeArray::filled({2, 3, 4, 5, 6});
    const Nested turns({five}, Form::row_reduce, 0b10101, 4);
    EXPECT_EQ(order(turns.nest), (Order{{1, 1}, {3, 3}, {0, 0}, {2, 2}, {4, 4}}));
    EXPECT_EQ(turns.nest.axis_order, (std::vector<int>{2, 0, 3, 1, 4}));
    const Nested columns({a}, Form::column_reduce, 0b0101, 0);  // axes 0 and 2
    EXPECT_EQ(order(columns.nest), (Order{{1, 1}, {0, 0}, {2, 2}, {3, 3}}));
    EXPECT_EQ(columns.nest.kept, 1);
    const Nested all({a}, Form::row_reduce, 0b1111, 0);
    EXPECT_EQ(order(all.nest), (Order{{0, 3}}));
    EXPECT_EQ(all.nest.kept, 0);
    const Nested first({a}, Form::column_reduce, 0b0001, 0);
    EXPECT_EQ(order(first.nest), (Order{{0, 0}, {1, 3}})) << "the kept axes are one loop";
    const Nested long_rows({a}, Form::row_reduce, 0b1111, 2);  // rows end where they are long
    EXPECT_EQ(order(long_rows.nest), (Order{{0, 1}, {2, 3}}));
}

TEST(Nest, the_last_loop_tells_how_code_sees_a_view) {
    const FakeArray a = FakeArray::filled({4, 6});
    const auto inner = [](const FakeArray& view) {
        const Nested nested({view});
        return inner_of(nested.form.layouts[nested.form.views[0].layout], nested.nest);
    };
    EXPECT_EQ(inner(a), Inner::contiguous);
    EXPECT_EQ(inner(a.slice({{0, 4}, {0, 3}})), Inner::contiguous);
    EXPECT_EQ(inner(a.slice({{0, 4}, {0, 3, 2}})), Inner::strided);
    EXPECT_EQ(inner(a.slice({{0, 4}, {5, 6, -1}})), Inner::strided);
    EXPECT_EQ(inner(a.transposed()), Inner::contiguous) << "the loops are exchanged";
    EXPECT_EQ(inner(FakeArray::filled({6, 4}).slice({{0, 6}, {0, 4, 2}}).transposed()),
              Inner::strided);
    EXPECT_EQ(inner(FakeArray::filled({4, 1}).broadcast({4, 6})), Inner::broadcast);
    EXPECT_EQ(inner(FakeArray::filled({6}).broadcast({4, 6})), Inner::contiguous);
    EXPECT_EQ(inner(FakeArray::filled({})), Inner::contiguous);
    EXPECT_EQ(inner(a.slice({{0, 4, 1}, {2, 1, 1}})), Inner::strided) << "the rows are the loop";
}

// --- random views: the loops against the coordinates -------------------------------------------

/// The coordinates of every element, in the order of `axes` (the last one runs fastest).
std::vector<Sizes> walk(const Sizes& shape, const std::vector<int>& axes) {
    std::vector<Sizes> all{Sizes(shape.size(), 0)};
    for (const int axis : axes) {
        const auto a = static_cast<std::size_t>(axis);
        std::vector<Sizes> next;
        for (const Sizes& at : all)
            for (std::int64_t i = 0; i < shape[a]; ++i) {
                next.push_back(at);
                next.back()[a] = i;
            }
        all = std::move(next);
    }
    return all;
}

std::vector<std::int64_t> expected_addresses(const FakeArray& view, const std::vector<int>& axes) {
    std::vector<std::int64_t> list;
    for (const Sizes& at : walk(view.shape(), axes)) {
        std::int64_t address = view.offset();
        for (int axis = 0; axis < view.layout().rank; ++axis)
            address += at[static_cast<std::size_t>(axis)] * view.layout().stride(axis);
        list.push_back(address);
    }
    return list;
}

std::int64_t extent_of(const FakeArray& view, const Dimension& d) {
    std::int64_t extent = 1;
    for (int axis = d.first; axis <= d.last; ++axis)
        extent *= view.layout().shape(axis);
    return extent;
}

/// Runs the loops as the engine binds them.
std::vector<std::int64_t> loop_addresses(const FakeArray& view, const Nest& nest) {
    std::vector<std::int64_t> list{view.offset()};
    for (const Dimension& d : nest.dimensions) {
        std::vector<std::int64_t> next;
        for (const std::int64_t address : list)
            for (std::int64_t i = 0; i < extent_of(view, d); ++i)
                next.push_back(address + i * view.layout().stride(d.stride_axis));
        list = std::move(next);
    }
    return list;
}

/// The sequence of each output of a reduction, outputs in C order: loops are
/// [kept][reduced][inner].
std::vector<std::vector<std::int64_t>> sequences(const FakeArray& view, const Nest& nest,
                                                 bool column) {
    const auto kept = static_cast<std::size_t>(nest.kept);
    std::int64_t outer = 1;
    std::int64_t inner = 1;
    for (std::size_t d = 0; d < nest.dimensions.size(); ++d) {
        if (d < kept)
            outer *= extent_of(view, nest.dimensions[d]);
        if (column && d + 1 == nest.dimensions.size())
            inner = extent_of(view, nest.dimensions[d]);
    }
    const std::vector<std::int64_t> all = loop_addresses(view, nest);
    const auto count = static_cast<std::int64_t>(all.size()) / outer / inner;
    std::vector<std::vector<std::int64_t>> lists(static_cast<std::size_t>(outer * inner));
    for (std::int64_t i = 0; i < static_cast<std::int64_t>(all.size()); ++i)
        lists[static_cast<std::size_t>(i / (count * inner) * inner + i % inner)].push_back(
            all[static_cast<std::size_t>(i)]);
    return lists;
}

class RandomNests {
public:
    std::int64_t upto(std::int64_t n) {
        return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(n));
    }
    Sizes shape() {
        Sizes sizes;
        for (auto rank = upto(5); rank-- > 0;)
            sizes.push_back(1 + upto(3));
        return sizes;
    }
    FakeArray view(const Sizes& shape) {
        switch (upto(4)) {
        case 0: return FakeArray::filled(shape);
        case 1: return FakeArray::filled({shape.rbegin(), shape.rend()}).transposed();
        case 2: {
            Sizes part = shape;
            for (std::int64_t& size : part)
                size = upto(3) == 0 ? 1 : size;
            return FakeArray::filled(part).broadcast(shape);
        }
        default: {
            Sizes larger = shape;
            std::vector<Cut> cuts;
            for (std::int64_t& size : larger) {
                Cut cut{0, size, 1};
                if (upto(3) == 0) {
                    const std::int64_t step = 1 + upto(2);
                    cut = {(size - 1) * step, size, -step};
                    size = (size - 1) * step + 1 + upto(2);
                }
                cuts.push_back(cut);
            }
            return FakeArray::filled(larger).slice(cuts);
        }
        }
    }

private:
    std::mt19937 random_{7};
};

TEST(Nest, element_by_element_loops_follow_the_memory_of_most_views) {
    const auto order = [](const std::vector<FakeArray>& views) {
        std::vector<int> axes;
        for (const Dimension& d : Nested(views).nest.dimensions)
            axes.insert(axes.end(), {d.first, d.last});
        return axes;
    };
    const FakeArray c = FakeArray::filled({4, 5, 6});
    const FakeArray f = FakeArray::filled({6, 5, 4}).transposed();
    const FakeArray g = FakeArray::filled({6, 5, 4}).transposed();
    EXPECT_EQ(order({f, g}), (std::vector<int>{0, 2})) << "one loop";
    EXPECT_EQ(order({f, c, g}), (std::vector<int>{2, 2, 1, 1, 0, 0}));
    EXPECT_EQ(order({f, c}), (std::vector<int>{0, 0, 1, 1, 2, 2}));
    const FakeArray turned = c.view({4, 6, 5}, {240, 8, 48});  // axes 0, 2, 1
    EXPECT_EQ(order({turned}), (std::vector<int>{0, 0, 2, 2, 1, 1}));
    const FakeArray column = FakeArray::filled({4, 1}).broadcast({4, 6});
    EXPECT_EQ(order({column, column, FakeArray::filled({4, 6})}), (std::vector<int>{0, 0, 1, 1}))
        << "small arrays do not decide";
}

/// For every turn of the loops, where each view is then.
using Turns = std::multiset<std::vector<std::int64_t>>;

Turns in_step(const std::vector<FakeArray>& views,
              const std::function<std::vector<std::int64_t>(const FakeArray&)>& addresses) {
    std::vector<std::vector<std::int64_t>> turns;
    for (const FakeArray& view : views) {
        const std::vector<std::int64_t> all = addresses(view);
        turns.resize(all.size());
        for (std::size_t i = 0; i < all.size(); ++i)
            turns[i].push_back(all[i]);
    }
    return {turns.begin(), turns.end()};
}

TEST(Nest, walks_all_views_in_step) {
    RandomNests random;
    for (int trial = 0; trial < 3000; ++trial) {
        const Sizes shape = random.shape();
        std::vector<FakeArray> views;
        for (auto left = 1 + random.upto(3); left-- > 0;)
            views.push_back(random.view(shape));
        const Nested nested(views);
        std::vector<int> axes(shape.size());
        for (std::size_t i = 0; i < axes.size(); ++i)
            axes[i] = static_cast<int>(i);
        ASSERT_EQ(
            in_step(views, [&](const FakeArray& v) { return loop_addresses(v, nested.nest); }),
            in_step(views, [&](const FakeArray& v) { return expected_addresses(v, axes); }))
            << trial;
    }
}

TEST(Nest, walks_reductions_in_the_order_of_the_tree) {
    RandomNests random;
    int columns = 0;
    for (int trial = 0; trial < 3000; ++trial) {
        Sizes shape = random.shape();
        if (shape.empty())
            continue;
        shape.back() = std::max<std::int64_t>(shape.back(), 2);
        const std::vector<FakeArray> views{random.view(shape), random.view(shape)};
        const auto rank = static_cast<int>(shape.size());
        const auto axes = static_cast<std::uint32_t>(1 + random.upto((1 << rank) - 1));
        const bool row = (axes >> (rank - 1) & 1) != 0;
        columns += row ? 0 : 1;
        const Nested nested(views, row ? Form::row_reduce : Form::column_reduce, axes,
                            static_cast<std::uint32_t>(rank - 1));
        std::vector<int> kept;
        std::vector<int> reduced;
        for (int axis = 0; axis < rank; ++axis)
            (axes >> axis & 1 ? reduced : kept).push_back(axis);
        std::vector<int> order = kept;
        order.insert(order.end(), reduced.begin(), reduced.end());
        std::int64_t length = 1;
        for (const int axis : reduced)
            length *= shape[static_cast<std::size_t>(axis)];
        for (const FakeArray& view : views) {
            const std::vector<std::int64_t> expected = expected_addresses(view, order);
            const auto lists = sequences(view, nested.nest, !row);
            ASSERT_EQ(static_cast<std::int64_t>(lists.size()) * length,
                      static_cast<std::int64_t>(expected.size()));
            for (std::size_t i = 0; i < lists.size(); ++i)
                ASSERT_TRUE(std::ranges::equal(
                    lists[i], std::span(expected).subspan(i * static_cast<std::size_t>(length),
                                                          static_cast<std::size_t>(length))))
                    << trial << " axes " << axes << " of " << testing::PrintToString(shape);
        }
    }
    EXPECT_GT(columns, 500);
}

}  // namespace
}  // namespace tenon::schedule
