// SPDX-License-Identifier: MIT
// What is one kernel, what is stored, what is loaded: counted.
#include <cmath>

#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

namespace {

using namespace tenon;

constexpr std::int64_t n = 100000;
constexpr std::uint64_t bytes = n * 8;

class Fusion : public ::testing::Test {
protected:
    void SetUp() override { set_execution(Execution::interpreter); }

    /// An array that lies in memory: making it is not counted.
    static Array stored(const Shape& shape, DType type = DType::float64) {
        const Array made = full(shape, 2, type) + full(shape, 1, type);
        made.eval();
        return made;
    }
    /// What evaluating the arrays took.
    template <class... A>
    static Statistics count(const A&... arrays) {
        reset_statistics();
        (arrays.eval(), ...);
        return statistics();
    }
};

TEST_F(Fusion, a_plus_a_loads_one_array) {
    const Array a = stored({n});
    const Array b = a + a;
    const Statistics counted = count(b);
    EXPECT_EQ(counted.launches, 1U);
    EXPECT_EQ(counted.bytes_read, bytes);
    EXPECT_EQ(counted.bytes_written, bytes);
    EXPECT_EQ(b(0).item<double>(), 6);
}

TEST_F(Fusion, fma_like_chain_is_one_kernel) {
    const Array a = stored({n}), b = stored({n}), c = stored({n});
    const Array d = a + b * c;
    const Statistics counted = count(d);
    EXPECT_EQ(counted.launches, 1U);
    EXPECT_EQ(counted.temporaries, 0U);
    EXPECT_EQ(counted.bytes_read, 3 * bytes);
    EXPECT_EQ(counted.bytes_written, bytes);
}

TEST_F(Fusion, five_point_stencil_written_as_slices_is_one_pass_without_temporaries) {
    const std::int64_t side = 400;
    const Array u = stored({side, side}), v = stored({side, side});
    const auto in = slice(1, -1), up = slice(0, -2), down = slice(2, end);
    v(in, in) = (u(up, in) + u(down, in) + (u(in, up) + u(in, down))) / 4;
    const Statistics counted = count(v);
    EXPECT_EQ(counted.launches, 1U);
    EXPECT_EQ(counted.temporaries, 0U);
    EXPECT_EQ(counted.bytes_written, static_cast<std::uint64_t>((side - 2) * (side - 2) * 8));
    EXPECT_EQ(sum(v).item<double>(), 3.0 * side * side);
}

TEST_F(Fusion, a_time_loop_with_swapped_names_stores_no_temporaries) {
    Array u = stored({n}), v = stored({n});
    const auto in = slice(1, -1);
    for (int t = 0; t < 10; ++t) {
        v(in) = (u(slice(0, -2)) + u(slice(2, end))) * 0.5;
        swap(u, v);
    }
    const Statistics counted = count(u, v);
    EXPECT_EQ(counted.temporaries, 0U);
    EXPECT_LE(counted.launches, 10U);
}

TEST_F(Fusion, an_update_in_place_is_one_kernel) {
    Array a = stored({n});
    const Array b = stored({n});
    a += b * 2.0;
    const Statistics counted = count(a);
    EXPECT_EQ(counted.launches, 1U);
    EXPECT_EQ(counted.temporaries, 0U);
    EXPECT_EQ(counted.bytes_read, 2 * bytes);
    EXPECT_EQ(counted.bytes_written, bytes);
}

TEST_F(Fusion, a_reduction_is_fused_with_what_produces_it) {
    const Array x = stored({n}), y = stored({n});
    const Array total = sum(x * x + y);
    const Statistics counted = count(total);
    EXPECT_EQ(counted.launches, 1U);
    EXPECT_EQ(counted.temporaries, 0U);
    EXPECT_EQ(counted.bytes_read, 2 * bytes);
    EXPECT_LT(counted.bytes_written, bytes / 100);
    EXPECT_EQ(total.item<double>(), 12.0 * n);
}

TEST_F(Fusion, several_reductions_of_one_array_load_it_once) {
    const Array x = stored({n});
    const Array total = sum(x), low = tenon::min(x), high = tenon::max(x), where_low = argmin(x);
    const Statistics counted = count(total, low, high, where_low);
    EXPECT_EQ(counted.launches, 1U);
    EXPECT_EQ(counted.bytes_read, bytes);
}

TEST_F(Fusion, several_outputs_are_one_kernel) {
    const Array a = stored({n}), b = stored({n});
    const Array plus = a + b, minus = a - b, both = plus * minus;
    const Statistics counted = count(plus, minus, both);
    EXPECT_EQ(counted.launches, 1U);
    EXPECT_EQ(counted.bytes_read, 2 * bytes);
    EXPECT_EQ(counted.bytes_written, 3 * bytes);
}

TEST_F(Fusion, broadcast_operands_are_loaded_as_they_are) {
    const Array table = stored({300, 500}), row = stored({500}), column = stored({300, 1});
    const Array result = table * row + column;
    const Statistics counted = count(result);
    EXPECT_EQ(counted.launches, 1U);
    EXPECT_EQ(counted.bytes_read, static_cast<std::uint64_t>((300 * 500 + 500 + 300) * 8));
}

TEST_F(Fusion, what_nobody_reads_is_never_computed) {
    const Array a = stored({n});
    Array kept = a + 1.0;
    {
        const Array dropped = sqrt(a * 3.0);
        const Array also_dropped = sum(dropped);
    }
    const Statistics counted = count(kept);
    EXPECT_EQ(counted.launches, 1U);
    EXPECT_EQ(counted.bytes_read, bytes);
    EXPECT_EQ(counted.bytes_written, bytes);
}

TEST_F(Fusion, constants_need_no_memory) {
    const Array a = stored({n});
    const Array b = a + ones({n}) * 2.0;
    const Statistics counted = count(b);
    EXPECT_EQ(counted.launches, 1U);
    EXPECT_EQ(counted.bytes_read, bytes);
    EXPECT_EQ(counted.temporaries, 0U);
}

TEST_F(Fusion, a_traced_kernel_is_fused_like_any_operation) {
    const auto clamp = vectorize([](Float64 x) { return select(x > 1.0, 1.0, x); });
    const Array a = stored({n});
    const Array b = sum(clamp(a * 0.5) + 1.0);
    const Statistics counted = count(b);
    EXPECT_EQ(counted.launches, 1U);
    EXPECT_EQ(counted.bytes_read, bytes);
}

TEST_F(Fusion, a_gather_is_fused_with_what_uses_it) {
    const Array table = stored({1000});
    const Array positions = arange(n) % 1000;
    positions.eval();
    const Array b = take(table, positions, 0) * 2.0 + 1.0;
    const Statistics counted = count(b);
    EXPECT_EQ(counted.launches, 1U);
    EXPECT_EQ(counted.temporaries, 0U);
}

TEST_F(Fusion, explain_says_why_two_statements_were_not_fused) {
    const Array a = stored({n}), b = stored({50});
    const Array c = a * 2.0;
    const Array d = b + 1.0;
    const std::string text = explain(c);
    EXPECT_NE(text.find("not fused"), std::string::npos) << text;
    EXPECT_NE(text.find("another shape"), std::string::npos) << text;

    Array late = a(slice(1, end));
    const Array sums = late + a(slice(0, -1));
    late *= 2.0;
    const Array after = a(slice(0, -1)) + sums;
    const std::string overlap = explain(after);
    EXPECT_NE(overlap.find("overlapping views"), std::string::npos) << overlap;
}

TEST_F(Fusion, explain_runs_nothing_and_counts_bytes) {
    const Array a = stored({1 << 17});
    const Array b = a + a * 3.0;
    reset_statistics();
    const std::string text = explain(b);
    EXPECT_EQ(statistics().launches, 0U);
    EXPECT_NE(text.find("kernel 0"), std::string::npos) << text;
    EXPECT_NE(text.find("reads"), std::string::npos) << text;
    EXPECT_NE(text.find(", 1 MiB"), std::string::npos) << text;
    EXPECT_NE(text.find("moves 2 MiB"), std::string::npos) << text;
}

TEST_F(Fusion, temporaries_of_the_expression_that_looks_are_not_stored) {
    const Array u = stored({n}), v = stored({n});
    reset_statistics();
    const double most = max(absolute(u - v) * 2.0 + sqrt(u)).item<double>();
    EXPECT_EQ(statistics().launches, 1U);
    EXPECT_EQ(statistics().bytes_read, 2 * bytes);
    EXPECT_EQ(statistics().bytes_written, 0U);  // of elements; the result is a reduction's
    EXPECT_EQ(most, std::sqrt(3.0));
}

TEST_F(Fusion, what_goes_through_views_and_conversions_is_not_stored_either) {
    const Array u = stored({400, 300});
    reset_statistics();
    const double total =
        sum((u * 2.0).T()(slice(1, -1), all).astype(DType::float32)).item<double>();
    EXPECT_EQ(total, 6.0 * 298 * 400);
    reset_statistics();
    const Array doubled = (where(u > 0.0, u + 1.0, u - 1.0) + 2.0).eval();
    EXPECT_EQ(statistics().bytes_written, 400U * 300 * 8);
}

TEST_F(Fusion, named_values_survive_the_operations_that_read_them) {
    const Array u = stored({n});
    const Array twice = u * 2.0;
    Array moved = u + 1.0;
    const Array both = twice + std::move(moved);
    EXPECT_FALSE(moved.valid());
    EXPECT_TRUE(twice.valid());
    EXPECT_EQ(sum(both).item<double>(), 10.0 * n);
    EXPECT_EQ(twice(-1).item<double>(), 6);
}

TEST_F(Fusion, a_refused_operation_leaves_its_temporaries_alone) {
    Array u = stored({n});
    EXPECT_THROW(std::move(u) + stored({n + 1}), ShapeError);
    ASSERT_TRUE(u.valid());
    EXPECT_EQ(u(0).item<double>(), 3);
}

TEST_F(Fusion, transposed_arrays_are_walked_in_their_own_order) {
    const Array x = stored({300, 200}), y = stored({300, 200});
    const Array both = (x.T() + y.T() * 2.0).eval();
    EXPECT_EQ(both.shape(), (Shape{200, 300}));
    EXPECT_EQ(both.strides(), (std::vector<std::int64_t>{8, 1600})) << "NumPy's order K";
    const Array mixed = both + reshape(arange(60000.0), {200, 300});
    EXPECT_EQ(mixed.strides(), (std::vector<std::int64_t>{2400, 8}));
    EXPECT_EQ(mixed(7, 11).item<double>(), 9 + 7 * 300 + 11);
    EXPECT_EQ(both.values<double>(), std::vector<double>(60000, 9.0));
}

}  // namespace
