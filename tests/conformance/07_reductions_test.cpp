// SPDX-License-Identifier: MIT
// Rung 7: reductions, in the fixed order of docs/internals/reduction_tree.md.
#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "support/compare.hpp"
#include "support/modes.hpp"
#include "support/values.hpp"

namespace {

using namespace tenon;
using eager::Reduce;
using support::same;

struct Case {
    std::string name;
    Reduce op;
    Array (*run)(Array, const Axes&, bool);
    friend void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }
};

template <Array (*function)(Array, std::optional<int>, bool)>
Array of_one_axis(Array a, const Axes& axes, bool keepdims) {
    return function(a, axes.given ? std::optional(axes.list.at(0)) : std::nullopt, keepdims);
}
Array variance(Array a, const Axes& axes, bool keepdims) { return var(a, axes, 0, keepdims); }
Array deviation(Array a, const Axes& axes, bool keepdims) {
    return tenon::std(a, axes, 0, keepdims);
}

const Case cases[] = {
    {"sum", Reduce::sum, sum},
    {"prod", Reduce::prod, prod},
    {"min", Reduce::min, tenon::min},
    {"max", Reduce::max, tenon::max},
    {"argmin", Reduce::argmin, of_one_axis<argmin>},
    {"argmax", Reduce::argmax, of_one_axis<argmax>},
    {"any", Reduce::any, any},
    {"all", Reduce::all, all_of},
    {"count_nonzero", Reduce::count_nonzero, count_nonzero},
    {"mean", Reduce::mean, mean},
    {"var", Reduce::var, variance},
    {"std", Reduce::std, deviation},
};

bool needs_order(const Case& one) {
    return one.op == Reduce::min || one.op == Reduce::max || one.op == Reduce::argmin ||
           one.op == Reduce::argmax;
}

/// Division by the count of complex sums is a complex division, right within its units.
support::Tolerance tolerance_of(const Case& one, DType type) {
    const bool averaged = one.op == Reduce::mean || one.op == Reduce::var || one.op == Reduce::std;
    return {is_complex(type) && averaged ? 64.0 : 0.0};
}

class Reductions : public ::testing::TestWithParam<Case> {
protected:
    void SetUp() override { support::apply_mode(); }
    static void expect(const eager::Array& values, const Array& array, const std::vector<int>& axes,
                       bool keepdims = false) {
        const Case& one = GetParam();
        const Axes given = axes.empty() ? Axes() : Axes(axes);
        EXPECT_TRUE(same(one.run(array, given, keepdims),
                         eager::reduce(one.op, values, axes, keepdims),
                         tolerance_of(one, values.dtype)))
            << support::to_text(values.shape) << " of " << name(values.dtype) << ", axes "
            << support::to_text({axes.begin(), axes.end()});
    }
    static bool takes(DType type) { return !is_complex(type) || !needs_order(GetParam()); }
};

TEST_P(Reductions, agree_for_every_dtype) {
    for (const DType type : support::all_dtypes) {
        if (!takes(type)) {
            EXPECT_THROW(GetParam().run(ones({3}, type), {}, false), DTypeError) << name(type);
            continue;
        }
        const eager::Array values = support::plain_values(type, 3000, 1);
        expect(values, support::to_tenon(values), {});
        const eager::Array table = eager::reshape(values, {40, 75});
        expect(table, support::to_tenon(table), {0});
        expect(table, support::to_tenon(table), {1}, true);
    }
}

TEST_P(Reductions, agree_for_every_number_of_elements) {
    for (const std::int64_t n :
         {1, 2, 7, 31, 32, 33, 63, 64, 65, 1023, 1024, 1025, 2047, 2049, 3072, 5000, 40000}) {
        const eager::Array values = support::plain_values(DType::float64, n, 2);
        expect(values, support::to_tenon(values), {});
        const eager::Array column = eager::reshape(values, {n, 1});
        expect(column, support::to_tenon(column), {0});
    }
}

TEST_P(Reductions, agree_along_every_axis) {
    const eager::Array values =
        eager::reshape(support::plain_values(DType::float32, 7 * 11 * 13, 1), {7, 11, 13});
    const Array array = support::to_tenon(values);
    std::vector<std::vector<int>> all_axes = {{}, {0}, {1}, {2}, {-1}};
    if (!GetParam().name.starts_with("arg"))
        all_axes.insert(all_axes.end(), {{0, 1}, {0, 2}, {1, 2}, {-3, -1}, {0, 1, 2}});
    for (const std::vector<int>& axes : all_axes)
        for (const bool keepdims : {false, true})
            expect(values, array, axes, keepdims);
}

TEST_P(Reductions, of_long_columns_are_cut_into_leaves) {
    const eager::Array values =
        eager::reshape(support::plain_values(DType::float64, 3000 * 5, 1), {3000, 5});
    expect(values, support::to_tenon(values), {0});
    const eager::Array deep =
        eager::reshape(support::plain_values(DType::float64, 50 * 60 * 4, 1), {50, 60, 4});
    if (!GetParam().name.starts_with("arg"))
        expect(deep, support::to_tenon(deep), {0, 1});
}

TEST_P(Reductions, do_not_depend_on_the_layout) {
    const eager::Array values =
        eager::reshape(support::plain_values(DType::float64, 40 * 2100, 1), {40, 2100});
    const eager::Array turned = eager::transpose(values, {1, 0});
    const Array array = support::to_tenon(values);
    expect(turned, array.T(), {1});
    expect(turned, array.T(), {0});
    const std::vector<Index> some{slice(end, end, -3), slice(5, end, 2)};
    expect(eager::at(values, some), array.at(some), {});
    expect(eager::at(values, some), array.at(some), {1});
    // The same elements in memory of their own give the same bits.
    expect(eager::at(values, some), copy(array.at(some)), {});
}

TEST_P(Reductions, treat_special_values_as_numpy_does) {
    for (const DType type : {DType::float32, DType::float64, DType::int8, DType::uint64}) {
        const eager::Array values = support::special_values(type);
        expect(values, support::to_tenon(values), {});
        const eager::Array pairs =
            eager::reshape(support::joined(values, values), {2, values.size()});
        expect(pairs, support::to_tenon(pairs), {0});
    }
}

TEST_P(Reductions, of_no_axes_of_one_element_are_the_element) {
    const eager::Array values = support::plain_values(DType::int32, 5, 1);
    const eager::Array shaped = eager::reshape(values, {1, 5, 1});
    expect(shaped, support::to_tenon(shaped), {0});
    expect(shaped, support::to_tenon(shaped), {2}, true);
    const eager::Array single = eager::full({}, 3, DType::int64);
    expect(single, support::to_tenon(single), {});
}

TEST_P(Reductions, of_nothing) {
    const eager::Array none = eager::make({3, 0}, DType::float64);
    const Array array = support::to_tenon(none);
    if (needs_order(GetParam())) {
        EXPECT_THROW(GetParam().run(array, {}, false), ValueError);
        EXPECT_THROW(GetParam().run(array, 1, false), ValueError);
    } else {
        expect(none, array, {});
        expect(none, array, {1});
    }
    EXPECT_EQ(GetParam().run(array, 0, false).shape(), Shape{0});
}

INSTANTIATE_TEST_SUITE_P(Each, Reductions, ::testing::ValuesIn(cases),
                         [](const auto& test) { return test.param.name; });

class Products : public ::testing::Test {
protected:
    void SetUp() override { support::apply_mode(); }
};

TEST_F(Products, of_vectors_use_the_tree) {
    for (const DType type : support::all_dtypes) {
        if (type == DType::bool_)
            continue;
        const eager::Array a = support::plain_values(type, 2500, 1);
        const eager::Array b = support::plain_values(type, 2500, 2);
        const eager::Array expected = eager::dot(a, b);
        EXPECT_TRUE(same(dot(support::to_tenon(a), support::to_tenon(b)), expected)) << name(type);
    }
}

TEST_F(Products, deviations_take_a_correction) {
    const Array a = array({1.0, 2.0, 3.0, 4.0});
    EXPECT_EQ(var(a, {}, 1).item<double>(), 5.0 / 3);
    EXPECT_EQ(var(a).item<double>(), 1.25);
    EXPECT_EQ(tenon::std(a, {}, 2).item<double>(), std::sqrt(2.5));
}

}  // namespace
