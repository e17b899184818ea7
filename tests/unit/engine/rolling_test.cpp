// SPDX-License-Identifier: MIT
// Loops of which one iteration is recorded, next to the same loops statement by statement.
#include <bit>
#include <cmath>
#include <complex>

#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "api/apply.hpp"
#include "engine/thread_tape.hpp"
#include "unit/engine/rolled.hpp"

namespace tenon::engine {
namespace {

TEST(Rolling, counts_the_iterations_of_a_map) {
    expect_rolls(
        [] {
            Array x = numbers(1000);
            for (int i = 0; i < 100; ++i)
                x = 3.9 * x * (1 - x);
            return std::vector{x};
        },
        95);
}

TEST(Rolling, records_nothing_for_an_iteration_that_is_counted) {
    const auto loop = [](int iterations) {
        Array x = numbers(1000);
        for (int i = 0; i < iterations; ++i)
            x = 3.9 * x * (1 - x);
        x.eval();
    };
    loop(100);
    reset_statistics();
    loop(100);
    const Statistics few = statistics();
    reset_statistics();
    loop(50'000);
    const Statistics many = statistics();
    EXPECT_EQ(many.plans_made, 0U);
    EXPECT_EQ(many.evaluations, few.evaluations);
    EXPECT_LE(many.launches, few.launches + 50'000 / 32);  // the thread that runs ahead has some
    EXPECT_GT(many.iterations_rolled, 49'900U);
}

TEST(Rolling, makes_no_layout_anew_for_a_view_that_comes_again) {
    const Array u = numbers(100).reshape({10, 10});
    const auto layout = [&] {
        return detail::ArrayAccess::view(u(slice(1, -1), slice(0, -2)), "").layout;
    };
    const detail::Layout* const first = layout();
    EXPECT_EQ(layout(), first);
    const Array other = numbers(100).reshape({5, 20});
    EXPECT_EQ(other(slice(1, -1), slice(0, -2)).shape(), (Shape{3, 18}));
    EXPECT_EQ(u(slice(1, -1), slice(0, -3)).shape(), (Shape{8, 7}));
    EXPECT_EQ(u(slice(1, -1), slice(1, -2))(0, 0).item<double>(), u(1, 1).item<double>());
}

TEST(Rolling, counts_statements_of_any_layout_and_ends_at_another_one) {
    for (const DType type : {DType::float64, DType::float32, DType::float16, DType::int32})
        expect_rolls(
            [=] {
                const Array whole = numbers(144).reshape({12, 12}).astype(type).eval();
                Array x = whole(slice(1, -1), all), turned = whole.T();
                for (int i = 0; i < 40; ++i) {
                    x = maximum(x * x - 1, whole(slice(2, end), all) / 2).astype(type);
                    turned = turned + whole.T();
                }
                // The same operations on other views, types and numbers end the loop.
                Array y = x(slice(0, -1), all) * x(slice(1, end), all);
                Array z = x * x.astype(DType::float64) - 1.5;
                return std::vector{x, turned, y, z};
            },
            30);
}

TEST(Rolling, takes_the_number_of_the_iteration_as_an_argument) {
    expect_rolls(
        [] {
            Array x = numbers(300), when = zeros({300}, DType::int64), where_ = zeros({300});
            for (int i = 0; i < 60; ++i) {
                x = 3.7 * x * (1 - x);
                when = where(x > 0.9, i, when);
                where_ = where(x > 0.9, 2.0 * i + 1.0, where_);
            }
            return std::vector{x, when, where_};
        },
        50);
}

TEST(Rolling, ends_early_where_nothing_changes_any_more) {
    expect_rolls(
        [] {
            const Array re = arange(40) * 0.07 - 2.0, im = arange(40) * 0.06 - 1.2;
            Array q = (re + reshape(im, {40, 1}) * std::complex<double>(0, 1)).eval();
            Array z = zeros({40, 40}, DType::complex128), output = zeros({40, 40}, DType::int64);
            for (int i = 0; i < 200; ++i) {
                z = z * z + q;
                const Array done = abs(z) > 2.0;
                q = where(done, 0, q);
                z = where(done, 0, z);
                output = where(done, i, output);
            }
            return std::vector{z, q, output};
        },
        190);
}

TEST(Rolling, keeps_the_sign_of_a_zero_that_turns) {
    expect_rolls(
        [] {
            Array x = zeros({50}), y = numbers(50);
            for (int i = 0; i < 31; ++i) {
                x = -x;
                y = where(y > 0.5, y * 0.5, y);
            }
            return std::vector{copysign(ones({50}), x), y};
        },
        20);
}

TEST(Rolling, follows_names_that_are_swapped_and_rotated) {
    for (int iterations : {30, 31, 32})
        expect_rolls(
            [iterations] {
                Array a = numbers(200), b = copy(a * 0.5).eval(), c = copy(a + 1.0).eval();
                for (int i = 0; i < iterations; ++i) {
                    c(all) = a * 0.5 + b * 0.25 + c;
                    swap(a, b);
                    swap(b, c);
                }
                return std::vector{a, b, c};
            },
            15);
}

TEST(Rolling, updates_in_place) {
    expect_rolls(
        [] {
            Array x = numbers(200);
            const Array y = numbers(200) * 0.01, row = x;
            for (int i = 0; i < 40; ++i) {
                x += 2.0 * y;
                x *= 0.99;
            }
            return std::vector{x, row};
        },
        30);
}

TEST(Rolling, keeps_temporaries_that_have_a_name_after_the_loop) {
    expect_rolls(
        [] {
            Array x = numbers(200), last, before;
            for (int i = 0; i < 40; ++i) {
                before = x;
                last = x * 0.5;
                x = last + 0.125;
            }
            return std::vector{x, last, before};
        },
        30);
}

TEST(Rolling, goes_on_after_a_look) {
    expect_rolls(
        [] {
            Array x = numbers(300);
            double total = 0;
            for (int i = 0; i < 120; ++i) {
                x = 3.8 * x * (1 - x);
                if (i % 20 == 19)
                    total += max(x).item<double>();
            }
            return std::vector{x, full({1}, total)};
        },
        80);
}

TEST(Rolling, ends_in_the_middle_of_an_iteration) {
    expect_rolls(
        [] {
            Array x = numbers(300), y = numbers(300);
            for (int i = 0; i < 40; ++i) {
                x = 0.5 * x + y;
                y = 0.25 * y - x;
            }
            x = 0.5 * x + y;  // as the next one would begin
            return std::vector{x, y};
        },
        30);
}

TEST(Rolling, ends_when_a_number_changes) {
    expect_rolls(
        [] {
            Array x = numbers(300);
            for (int i = 0; i < 60; ++i)
                x = (i < 30 ? 3.8 : 3.7) * x * (1 - x);
            return std::vector{x};
        },
        40);
}

TEST(Rolling, ends_when_somebody_keeps_an_iteration) {
    expect_rolls(
        [] {
            Array x = numbers(300);
            std::vector<Array> kept;
            for (int i = 0; i < 60; ++i) {
                x = 3.8 * x * (1 - x);
                if (i == 30)
                    kept.push_back(x);
            }
            kept.push_back(x);
            return kept;
        },
        20);
    expect_none([] {
        Array x = numbers(100);
        std::vector<Array> kept;
        for (int i = 0; i < 40; ++i) {
            x = 3.8 * x;
            kept.push_back(x);
        }
        return kept;
    });
}

TEST(Rolling, is_found_in_kernels_of_ones_own) {
    const auto step = vectorize([](Float64 x, Float64 r) { return r * x * (1.0 - x); });
    expect_rolls(
        [&] {
            Array x = numbers(300);
            for (int i = 0; i < 60; ++i)
                x = step(x, 3.8) + 0.0;
            return std::vector{x};
        },
        40);
}

TEST(Rolling, reads_what_is_repeated_along_an_axis) {
    expect_rolls(
        [] {
            Array x = numbers(5000).reshape({50, 100});
            const Array column = numbers(50).reshape({50, 1});
            for (int i = 0; i < 40; ++i)
                x = x * 0.5 + column;
            return std::vector{x};
        },
        30);
}

TEST(Rolling, explains_what_is_counted) {
    TestHooks::roll = Roll::always;
    Array x = numbers(5000);
    for (int i = 0; i < 100; ++i)
        x = where(x > 0.9, 0.0, 3.9 * x * (1 - x));
    const std::string text = explain(x);
    TestHooks::roll = Roll::as_it_pays;
    EXPECT_NE(text.find("a loop of 5 statements: "), text.npos) << text;
    EXPECT_NE(text.find(" iterations are counted"), text.npos) << text;
    EXPECT_NE(text.find("writes float64, 39 KiB"), text.npos) << text;
    EXPECT_NE(text.find("an element leaves when"), text.npos) << text;
}

TEST(Rolling, lists_numbers_that_change_in_no_regular_way) {
    for (const DType type : {DType::float64, DType::float32, DType::float16})
        expect_rolls(
            [=] {
                Array x = numbers(333).astype(type).eval();
                for (int i = 0; i < 60; ++i)
                    x = x * (0.5 + 0.1 * std::sin(i)) + std::cos(0.3 * i);
                return std::vector{x};
            },
            30);
    for (const DType type : {DType::complex128, DType::complex64})
        expect_rolls(
            [=] {
                Array z = numbers(90).reshape({9, 10}).astype(type).T().eval();
                for (int i = 0; i < 60; ++i)
                    z = z * std::complex(0.5, 0.1 * i * i / (1.0 + i * i)) + std::sin(i);
                return std::vector{z};
            },
            30);
    expect_rolls(
        [] {
            Array n = arange(200), even = zeros({200}, DType::bool_);
            for (int i = 0; i < 60; ++i) {
                even = even != ((i * i + i / 3) % 3 == 0);
                n = where(even, n + i * i, n - i * i % 7);
            }
            return std::vector{n, even};
        },
        30);
}

TEST(Rolling, reads_a_number_of_the_list_for_each_iteration_that_an_element_needs) {
    expect_rolls(
        [] {
            Array z = zeros({500}, DType::complex128), out = zeros({500}, DType::int64);
            const Array q = (numbers(500) * 3 - 1.5).astype(DType::complex128).eval();
            for (int i = 0; i < 80; ++i) {
                z = z * z * (1.0 + 0.001 * std::sin(i)) + q;
                const Array done = abs(z) > 2.0;
                z = where(done, 0.0, z);
                out = where(done, i * i % 11, out);
            }
            return std::vector{out};
        },
        60);
}

TEST(Rolling, leaves_the_steps_of_a_polynomial_together) {
    const Array x = numbers(5000);
    const auto polynomial = [&] {
        Array y = x;
        for (int i = 0; i < 15; ++i)
            y = y * x + std::sin(i);
        return sum(y).item<double>();
    };
    const auto launches = [&](Roll roll) {
        thread_scratch().loop_search = {};
        TestHooks::roll = roll;
        const double first = polynomial();
        for (int i = 0; i < 23; ++i) {
            if (i == 3)
                reset_statistics();  // there is a plan now
            EXPECT_EQ(polynomial(), first);
        }
        TestHooks::roll = Roll::as_it_pays;
        EXPECT_EQ(statistics().iterations_rolled, 0U);
        return statistics().launches;
    };
    EXPECT_EQ(launches(Roll::as_it_pays), launches(Roll::never));
}

TEST(Rolling, has_one_kernel_however_many_numbers_are_listed) {
    thread_scratch().loop_search = {};
    const auto loop = [](int iterations) {
        Array x = numbers(1000);
        for (int i = 0; i < iterations; ++i)
            x = x * (0.5 + 0.1 * std::sin(i)) + 1.0;
        return x.eval();
    };
    loop(100);
    reset_statistics();
    loop(5000);
    EXPECT_EQ(statistics().plans_made, 0U);
    EXPECT_GT(statistics().iterations_rolled, 4900U);
}

TEST(Rolling, finds_iterations_of_every_length_that_a_loop_may_have) {
    for (const unsigned statements : {1, 2, 5, 11, 21, 24, 25, 33, 42, 43, 57, 64}) {
        synchronize();
        thread_scratch().loop_search = {};
        reset_statistics();
        Array x = numbers(200), y = numbers(70);
        for (int i = 0; i < 20; ++i)
            y = cumulative_sum(y) * 0.1;  // none to be found here
        for (int i = 0; i < 400; ++i)
            for (unsigned s = 0; s < statements; ++s)  // Thue and Morse: nothing comes three times
                x = std::popcount(s) % 2 == 0 ? x * 0.5 : maximum(x, 0.2);
        synchronize();
        EXPECT_GT(statistics().iterations_rolled, 200U) << statements;
    }
}

TEST(Rolling, explains_why_a_loop_is_recorded_in_full) {
    Array x = numbers(300);
    for (int i = 0; i < 20; ++i)
        x = cumulative_sum(x) * 0.5 + 1.0;
    const std::string text = explain(x);
    EXPECT_NE(text.find("a loop of 3 statements, recorded in full: scans, library calls"),
              text.npos)
        << text;
}

}  // namespace
}  // namespace tenon::engine
