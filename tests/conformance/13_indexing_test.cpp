// SPDX-License-Identifier: MIT
// Rung 13: indices that are arrays, read and written.
#include <random>

#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "support/compare.hpp"
#include "support/eager_index.hpp"
#include "support/modes.hpp"
#include "support/values.hpp"

namespace {

using namespace tenon;
using support::same;
using Indices = std::vector<eager::AnyIndex>;
using I64 = std::vector<std::int64_t>;

eager::Array integers(const I64& values, const eager::Shape& shape) {
    return eager::from_values(values, shape);
}
eager::Array integers(const I64& values) {
    return integers(values, {static_cast<std::int64_t>(values.size())});
}
eager::Array mask(const eager::Shape& shape, int seed) {
    eager::Array made = eager::make(shape, DType::bool_);
    for (std::int64_t i = 0; i < made.size(); ++i)
        made.put<bool>(i, (i * 7 + seed) % 3 == 0);
    return made;
}

std::vector<AdvancedIndex> engine(const Indices& indices) {
    std::vector<AdvancedIndex> list;
    for (const eager::AnyIndex& one : indices)
        if (one.array)
            list.emplace_back(support::to_tenon(*one.array));
        else
            list.emplace_back(one.basic);
    return list;
}

/// Indices for an array of shape (4, 5, 6) that meet every rule about where dimensions go.
std::vector<Indices> all_kinds() {
    const eager::Array i = integers({0, 3, -1, 3});
    const eager::Array j = integers({4, 0, 2, -5});
    const eager::Array column = integers({1, 0, 2}, {3, 1});
    const eager::Array number = integers({2}, {});
    const eager::Array yes = eager::full({}, true, DType::bool_);
    const eager::Array no = eager::full({}, false, DType::bool_);
    return {
        {i},
        {all, j},
        {ellipsis, j},
        {i, j},
        {i, all, j},
        {all, i, j},
        {all, j, ellipsis, i},
        {i, ellipsis, j, i},
        {i, j, ellipsis, i},  // the ellipsis is of no dimension, and stands between all the same
        {column, j},
        {column, i, j},
        {i, column},
        {i, newaxis, j},
        {newaxis, i, j},
        {i, j, newaxis},
        {0, i},
        {i, 0},
        {0, all, i},
        {all, 0, i},
        {all, i, 0},
        {-1, i, j},
        {slice(1, 3), i},
        {slice(end, end, -1), j, slice(4, end, -2)},
        {slice(3, 1), i},
        {number},
        {number, i},
        {i, number},
        {number, all, number},
        {integers({})},
        {integers({}), integers({1}), integers({}, {2, 1, 0})},
        {integers({1, 1, 1, 1, 1, 1}, {2, 3})},
        {mask({4}, 0)},
        {mask({4, 5}, 1)},
        {mask({4, 5, 6}, 2)},
        {all, mask({5}, 1)},
        {all, mask({5, 6}, 1)},
        {ellipsis, mask({6}, 0)},
        {slice(0, 3), mask({5}, 0), slice(1, end)},
        {mask({4}, 0), mask({5}, 0)},
        {mask({4}, 0), all, integers({1, 2})},
        {mask({4}, 0), 2},
        {newaxis, mask({4, 5}, 1)},
        {mask({4, 5}, 1), newaxis, slice(end, end, 2)},
        {eager::full({4}, false, DType::bool_)},
        {yes},
        {no},
        {yes, i},
        {all, yes, i},
        {i, all, yes},
    };
}

class Indexing : public ::testing::Test {
protected:
    void SetUp() override { support::apply_mode(); }
};

TEST_F(Indexing, puts_the_dimensions_of_index_arrays_where_numpy_does) {
    const eager::Array a = support::counted({4, 5, 6}, DType::int32);
    const Array ours = support::to_tenon(a);
    int number = 0;
    for (const Indices& indices : all_kinds())
        EXPECT_TRUE(same(index(ours, engine(indices)), eager::index(a, indices)))
            << "index " << number++;
}

TEST_F(Indexing, reads_through_views) {
    const eager::Array whole = support::counted({9, 6, 10}, DType::float64);
    const std::vector<Index> some{slice(8, end, -2), slice(1, end), slice(0, 6)};
    const eager::Array view = eager::transpose(eager::at(whole, some), {0, 1, 2});
    const Array ours = support::to_tenon(whole).at(some)(slice(1, end));
    const std::vector<Index> rows{slice(1, end)};
    for (const Indices& indices : all_kinds())
        EXPECT_TRUE(
            same(index(ours, engine(indices)), eager::index(eager::at(view, rows), indices)));
}

TEST_F(Indexing, reads_elements_of_every_dtype) {
    for (const DType type : support::all_dtypes) {
        const eager::Array a = support::plain_values(type, 50, 3);
        const Indices positions{integers({0, 49, 7, 7, -1, -50, 3})};
        EXPECT_TRUE(
            same(index(support::to_tenon(a), engine(positions)), eager::index(a, positions)))
            << name(type);
        const Indices chosen{mask({50}, 1)};
        EXPECT_TRUE(same(index(support::to_tenon(a), engine(chosen)), eager::index(a, chosen)))
            << name(type);
    }
}

TEST_F(Indexing, accepts_indices_of_every_integer_dtype) {
    const eager::Array a = support::counted({10, 3}, DType::float32);
    for (const DType type : support::all_dtypes) {
        if (!is_integer(type))
            continue;
        const Indices indices{eager::astype(support::counted({2, 4}, DType::int64), type)};
        EXPECT_TRUE(same(index(support::to_tenon(a), engine(indices)), eager::index(a, indices)))
            << name(type);
    }
}

TEST_F(Indexing, chooses_by_masks_of_any_size_and_density) {
    std::mt19937 random(3);
    for (const std::int64_t n : {0, 1, 7, 64, 1023, 8191, 8192, 8193, 40000})
        for (const int percent : {0, 1, 50, 97, 100}) {
            eager::Array chosen = eager::make({n}, DType::bool_);
            for (std::int64_t i = 0; i < n; ++i)
                chosen.put<bool>(i, static_cast<int>(random() % 100) < percent);
            const eager::Array a = support::counted({n}, DType::int16);
            const Indices indices{chosen};
            EXPECT_TRUE(
                same(index(support::to_tenon(a), engine(indices)), eager::index(a, indices)))
                << n << " " << percent;
        }
}

TEST_F(Indexing, finds_the_positions_of_what_is_not_zero) {
    for (const eager::Shape& shape :
         {eager::Shape{100}, {3, 5, 7}, {200, 90}, {2, 1, 1, 3}, {0, 4}}) {
        const eager::Array a = eager::astype(mask(shape, 1), DType::float64);
        const std::vector<Array> found = nonzero(support::to_tenon(a));
        ASSERT_EQ(found.size(), shape.size());
        std::vector<I64> expected(shape.size());
        const std::vector<double> values = a.values<double>();
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (values[i] == 0)
                continue;
            auto rest = static_cast<std::int64_t>(i);
            for (std::size_t d = shape.size(); d-- > 0; rest /= shape[d])
                expected[d].push_back(rest % shape[d]);
        }
        for (std::size_t d = 0; d < shape.size(); ++d)
            EXPECT_EQ(found[d].values<std::int64_t>(), expected[d]);
    }
}

/// Writes the same to both and compares all of the storage.
void expect_written(const eager::Array& start, const Indices& indices, const eager::Array& value) {
    const eager::Array expected = eager::copy(start);
    const Array target = support::to_tenon(start);
    eager::assign_index(expected, indices, value);
    assign_index(target, engine(indices), support::to_tenon(value));
    EXPECT_TRUE(same(target, expected));
}

TEST_F(Indexing, assigns_arrays_that_broadcast) {
    const eager::Array start = support::counted({4, 5, 6}, DType::int32);
    int number = 0;
    for (const Indices& indices : all_kinds()) {
        const eager::Shape shape = eager::select(start, indices).shape;
        const std::string where = "index " + std::to_string(number++);
        SCOPED_TRACE(where);
        const eager::Array all_of_it = eager::elementwise(
            "subtract",
            std::vector<eager::Operand>{Scalar(-5), support::counted(shape, DType::int64)});
        expect_written(start, indices, all_of_it);
        eager::Shape some = shape;  // one dimension after the other repeated
        for (std::int64_t& size : some) {
            size = 1;
            expect_written(start, indices, support::counted(some, DType::float64));
        }
        while (!some.empty()) {
            some.erase(some.begin());
            expect_written(start, indices, eager::full(some, 77, DType::int8));
        }
        if (!shape.empty()) {
            const eager::Shape last{shape.back()};
            expect_written(start, indices, support::counted(last, DType::int16));
        }
    }
}

TEST_F(Indexing, assigns_numbers) {
    const eager::Array start = support::counted({4, 5, 6}, DType::int32);
    for (const Indices& indices : all_kinds()) {
        const eager::Array expected = eager::copy(start);
        eager::assign_index(expected, indices, Scalar(-3.75));
        const Array target = support::to_tenon(start);
        assign_index(target, engine(indices), -3.75);
        EXPECT_TRUE(same(target, expected));
    }
}

TEST_F(Indexing, assigns_elements_of_every_dtype) {
    for (const DType type : support::all_dtypes) {
        const eager::Array start = support::plain_values(type, 50, 3);
        expect_written(start, {integers({0, 49, 7, 7, -1})}, support::plain_values(type, 5, 2));
        expect_written(start, {integers({0, 49, 7, 7, -1})},
                       support::plain_values(DType::float32, 5, 1));
    }
}

TEST_F(Indexing, keeps_the_last_of_several_values_for_one_element) {
    const Array a = zeros({5});
    assign_index(a, {array({1, 3, 1, 1})}, array({1.0, 2.0, 3.0, 4.0}));
    EXPECT_EQ(a.values<double>(), (std::vector<double>{0, 4, 0, 2, 0}));
}

TEST_F(Indexing, writes_through_views_and_leaves_the_rest_alone) {
    const eager::Array whole = support::counted({8, 10, 12}, DType::complex64);
    const std::vector<Index> some{slice(7, end, -2), slice(0, end, 2), slice(6, end)};
    for (const Indices& indices : all_kinds()) {
        const eager::Array expected = eager::copy(whole);
        const Array target = support::to_tenon(whole);
        eager::assign_index(eager::at(expected, some), indices, Scalar(2.5));
        assign_index(target.at(some), engine(indices), 2.5);
        EXPECT_TRUE(same(target, expected));
    }
}

TEST_F(Indexing, reads_what_it_assigns_before_it_writes) {
    const Array a = arange(10);
    assign_index(a, {a(slice(end, end, -1))}, a);  // indices and values are the target's own
    EXPECT_EQ(a.values<std::int64_t>(), (I64{9, 8, 7, 6, 5, 4, 3, 2, 1, 0}));
    const Array b = arange(6);
    assign_index(b(slice(1, end)), {array({0, 1, 2, 3, 4})}, b(slice(0, -1)));
    EXPECT_EQ(b.values<std::int64_t>(), (I64{0, 0, 1, 2, 3, 4}));
    const Array c = arange(6);
    assign_index(c(slice(1, end)), {c(slice(1, end)) > 2}, 0);
    EXPECT_EQ(c.values<std::int64_t>(), (I64{0, 1, 2, 0, 0, 0}));
}

TEST_F(Indexing, joins_statements_around_it_in_order) {
    const Array a = arange(8) * 1.0;
    const Array before = a * 2.0;
    assign_index(a, {array({1, 2})}, a(slice(5, 7)) + 0.5);
    const Array after = a * 2.0;
    assign_index(a, {a > 5.0}, -1.0);
    EXPECT_EQ(before.values<double>(), (std::vector<double>{0, 2, 4, 6, 8, 10, 12, 14}));
    EXPECT_EQ(after.values<double>(), (std::vector<double>{0, 11, 13, 6, 8, 10, 12, 14}));
    EXPECT_EQ(a.values<double>(), (std::vector<double>{0, -1, -1, 3, 4, 5, -1, -1}));
}

void expect_updated(std::string_view op, const eager::Array& start, const Indices& indices,
                    const eager::Array& value) {
    const eager::Array expected = eager::copy(start);
    const Array target = support::to_tenon(start);
    eager::update_at(op, expected, indices, value);
    Ufunc(op).at(target, engine(indices), support::to_tenon(value));
    EXPECT_TRUE(same(target, expected)) << op << " of " << name(start.dtype);
}

TEST_F(Indexing, updates_an_element_as_often_as_it_is_chosen) {
    const Indices often{integers({0, 3, 3, 1, 0, 3, -1, 3})};
    for (const std::string_view op :
         {"add", "subtract", "multiply", "maximum", "minimum", "bitwise_and", "bitwise_or",
          "bitwise_xor", "divide", "floor_divide", "remainder", "logical_or", "less"})
        for (const DType type : support::all_dtypes) {
            const eager::Array start = support::plain_values(type, 5, 2);
            const auto known = eager::types_of(op, type);
            if (known && !eager::is_approximate(op, known->compute))
                expect_updated(op, start, often, support::plain_values(type, 8, 1));
        }
}

TEST_F(Indexing, updates_with_special_values) {
    for (const std::string_view op : {"add", "multiply", "maximum", "minimum"})
        for (const DType type : {DType::float32, DType::float64, DType::int8, DType::int64}) {
            const eager::Array specials = support::special_values(type);
            const std::int64_t n = specials.size();
            I64 pairs;
            for (std::int64_t i = 0; i < n * n; ++i)
                pairs.push_back(i % n);
            eager::Array values = eager::make({n * n}, type);
            eager::assign(eager::reshape(values, {n, n}), eager::reshape(specials, {n, 1}));
            expect_updated(op, specials, {integers(pairs)}, values);
        }
}

TEST_F(Indexing, updates_in_the_common_dtype_and_converts) {
    const Indices often{integers({0, 1, 1, 0, 1})};
    expect_updated("add", support::counted({3}, DType::int32), often,
                   eager::full({}, 1.5, DType::float64));
    expect_updated("add", support::counted({3}, DType::float32), often,
                   support::plain_values(DType::float64, 5, 3));
    expect_updated("subtract", support::counted({3}, DType::uint8), often,
                   support::counted({5}, DType::int64));
}

TEST_F(Indexing, updates_slices_and_broadcast_values) {
    const eager::Array start = support::counted({4, 5, 6}, DType::int64);
    for (const Indices& indices : all_kinds()) {
        const eager::Shape shape = eager::select(start, indices).shape;
        expect_updated("add", start, indices, support::counted(shape, DType::int64));
        expect_updated("floor_divide", start, indices, eager::full({1}, 3, DType::int64));
        eager::Shape some = shape;
        if (!some.empty())
            some[0] = 1;
        expect_updated("multiply", start, indices, support::counted(some, DType::int64));
        expect_updated("remainder", start, indices, support::counted(some, DType::int64));
    }
}

TEST_F(Indexing, updates_by_operations_of_one_operand) {
    const Array a = arange(4);
    Ufunc("negative").at(a, {array({1, 2, 1, 3})});
    EXPECT_EQ(a.values<std::int64_t>(), (I64{0, 1, -2, -3}));
}

}  // namespace
