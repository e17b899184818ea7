// SPDX-License-Identifier: MIT
// Loops whose iterations reduce what they have made: conjugate gradients and the like.
#include <cmath>

#include <gtest/gtest.h>

#include <tenon/host.hpp>
#include <tenon/tenon.hpp>

#include "conjugate_gradients.hpp"
#include "counted_loop.hpp"

namespace tenon::engine {
namespace {

/// Minus the second differences of a plate whose border is zero.
Array laplacian(const Array& x) {
    Array result = zeros(x.shape());
    result(in, in) = 4 * x(in, in) - neighbours(x);
    return result;
}

Array right_side(const Shape& shape) {
    Array right = zeros(shape);
    right(in, in) = field({shape[0] - 2, shape[1] - 2});
    return right.eval();
}

TEST(LoopsWithReductions, are_counted) {
    for (const Shape& shape : {Shape{13, 17}, Shape{40, 60}, Shape{4, 1300}})
        expect_counted([=] { return conjugate_gradients(right_side(shape), 20, laplacian); }, 8);
}

TEST(LoopsWithReductions, need_one_plan_however_long_they_are) {
    const auto plans = [](int iterations) {
        return run([=] { return conjugate_gradients(right_side({13, 17}), iterations, laplacian); },
                   {.roll = Roll::as_it_pays,
                    .mode = Execution::compiled,
                    .ahead = false,
                    .tiles = {}})
            .counted;
    };
    plans(60);
    const Statistics some = plans(60), many = plans(600);
    EXPECT_EQ(some.plans_made, many.plans_made);
    EXPECT_GT(many.iterations_rolled, 580U);
}

TEST(LoopsWithReductions, are_counted_when_they_are_divided_by_a_norm) {
    expect_counted(
        [] {
            Array u = field({13, 17}), change;
            for (int i = 0; i < 40; ++i) {
                Array next = copy(u);
                next(in, in) = neighbours(u);
                next = next / max(absolute(next));
                change = sum(absolute(next - u), {1});
                u = next;
            }
            return Arrays{u, change};
        },
        20);
}

TEST(LoopsWithReductions, keep_columns_positions_and_means) {
    expect_counted(
        [] {
            Array u = field({23, 31}), where = zeros({31}, DType::int64).eval();
            for (int i = 0; i < 40; ++i) {
                u = u - mean(u, {0});
                u(in, in) = neighbours(u) * 0.25;
                where = where + argmax(u, 0);
            }
            return Arrays{u, where};
        },
        20);
}

TEST(LoopsWithReductions, are_recorded_where_iterations_reduce_together) {
    const Ran ran = run(
        [] {
            const Array x = field({5000});
            Array total = zeros({}).eval();
            for (int i = 0; i < 60; ++i)
                total = total + sum(x * i);
            EXPECT_NE(explain(total).find("its reductions run together"), std::string::npos)
                << explain(total);
            return Arrays{total};
        },
        {.roll = Roll::as_it_pays, .mode = Execution::interpreter, .ahead = false, .tiles = {}});
    EXPECT_EQ(ran.counted.iterations_rolled, 0U);
}

TEST(LoopsWithReductions, end_when_another_axis_is_reduced) {
    expect_counted(
        [] {
            Array u = field({13, 13});
            for (int i = 0; i < 60; ++i) {
                const Array weight = sum(absolute(u), {i < 40 ? 0 : 1}) + 1;
                u(in, in) = neighbours(u) / weight(in);
            }
            return Arrays{u};
        },
        20);
}

TEST(LoopsWithReductions, are_counted_where_sums_are_watched_and_not_where_maxima_are) {
    set_float_modes([]() noexcept -> unsigned { return float_invalid | float_overflow; });
    const How how{
        .roll = Roll::as_it_pays, .mode = Execution::interpreter, .ahead = false, .tiles = {}};
    EXPECT_GT(run([] { return conjugate_gradients(right_side({13, 17}), 40, laplacian); }, how)
                  .counted.iterations_rolled,
              20U);
    EXPECT_EQ(run(
                  [] {
                      Array u = field({13, 17});
                      for (int i = 0; i < 40; ++i) {
                          u(in, in) = neighbours(u);
                          u = u / max(u);
                      }
                      return Arrays{u};
                  },
                  how)
                  .counted.iterations_rolled,
              0U);
    set_float_modes(nullptr);
}

}  // namespace
}  // namespace tenon::engine
