// SPDX-License-Identifier: MIT
// Statements of a loop that are counted by how they are asked for, and calls that differ from the
// expected one in one thing.
#include <limits>
#include <thread>
#include <utility>

#include "api/count_again.hpp"
#include "engine/engine.hpp"
#include "unit/engine/rolled.hpp"

namespace tenon::engine {
namespace {

using api::asks;
using api::count_again;
using ops::Op;

/// A thread that counts x = 3.9 * x * (1 - x), and expects its first statement.
class Counting : public ::testing::Test {
protected:
    Counting() {
        TestHooks::roll = Roll::always;
        for (int i = 0; i < 20; ++i)
            iterate();
    }
    ~Counting() override {
        synchronize();
        TestHooks::roll = Roll::as_it_pays;
    }
    void iterate() { x = 3.9 * x * (1 - x); }
    /// Whether it is counted without being made; then the iteration is completed.
    bool counts(std::uint32_t what, const Operand& a, const Operand& b) {
        Array product;
        if (!thread_state.counts || !count_again(what, &product, a, b))
            return false;
        x = std::move(product) * (1 - x);
        return true;
    }
    bool counts(const Operand& a, const Operand& b) { return counts(asks(Op::multiply, 2), a, b); }

    Array x = numbers(300).reshape({10, 30});
    Array other = numbers(300).reshape({10, 30});
};

TEST_F(Counting, knows_a_call_that_comes_again) {
    for (int i = 0; i < 5; ++i)
        EXPECT_TRUE(counts(3.9, x));
}

TEST_F(Counting, does_not_take_another_call_for_it) {
    EXPECT_FALSE(counts(asks(Op::add, 2), 3.9, x)) << "another operation";
    EXPECT_FALSE(counts(api::asks_assign, 3.9, x)) << "an assignment";
    EXPECT_FALSE(counts(3.8, x)) << "another number";
    EXPECT_FALSE(counts(std::complex<double>(3.9), x)) << "a number of another kind";
    EXPECT_FALSE(counts(x, 3.9)) << "another order";
    EXPECT_FALSE(counts(3.9, other)) << "another storage";
    EXPECT_FALSE(counts(3.9, x.T())) << "another layout";
    EXPECT_FALSE(counts(3.9, x(slice(1, end)))) << "another offset and shape";
    EXPECT_FALSE(counts(3.9, x(slice(end, end, -1)))) << "another offset";
    EXPECT_FALSE(counts(3.9, x(newaxis))) << "another rank";
    EXPECT_FALSE(counts(3.9, Array())) << "no array";
    Array result;
    EXPECT_FALSE(count_again(asks(Op::negative, 1), &result, x));
    EXPECT_FALSE(count_again(asks(Op::clip, 3), &result, x, 0.0, 1.0));
    EXPECT_FALSE(result.valid());
    EXPECT_TRUE(counts(3.9, x)) << "the loop goes on as if nothing had been asked";
}

TEST_F(Counting, does_not_take_what_was_lent) {
    const Array lent = x;
    const double* const bytes = lent.data<double>();
    for (int i = 0; i < 20; ++i)
        iterate();
    EXPECT_TRUE(counts(3.9, x)) << "the lent array is not in the loop any more";
    EXPECT_GT(*bytes, 0);
}

TEST_F(Counting, takes_nothing_after_another_thread_has_run_the_loop) {
    std::thread([&] { x.eval(); }).join();
    EXPECT_TRUE(thread_state.counts) << "it does not know yet";
    EXPECT_FALSE(counts(3.9, x));
    EXPECT_FALSE(thread_state.counts);
}

TEST_F(Counting, makes_results_as_they_are_made_otherwise) {
    const std::int64_t before = live_counts().storages;
    Array product;
    ASSERT_TRUE(count_again(asks(Op::multiply, 2), &product, 3.9, x));
    EXPECT_EQ(live_counts().storages, before - 2) << "two of the iteration before have gone";
    EXPECT_EQ(product.shape(), x.shape());
    EXPECT_EQ(product.strides(), x.strides());
    EXPECT_EQ(product.dtype(), DType::float64);
    const Array kept = product;  // a look at what is counted
    EXPECT_EQ(kept.values<double>(), (3.9 * x).values<double>());
}

/// Runs `usual(i)`, or `unusual` at one iteration in the middle, in loops of x.
void expect_right(const char* what, const std::function<void(Array&, int)>& usual,
                  const std::function<void(Array&, int)>& unusual) {
    SCOPED_TRACE(what);
    expect_rolls(
        [&] {
            Array x = numbers(300).reshape({10, 30});
            for (int i = 0; i < 60; ++i)
                (i == 30 ? unusual : usual)(x, i);
            return std::vector{x};
        },
        20);
}

TEST(CountedCalls, that_differ_in_one_thing_are_other_statements) {
    const auto logistic = [](Array& x, int) { x = 3.9 * x * (1 - x); };
    expect_right("operation", logistic, [](Array& x, int) { x = 0.3 + x * (1 - x); });
    expect_right("number", logistic, [](Array& x, int) { x = 3.8 * x * (1 - x); });
    expect_right("a number's kind", logistic, [](Array& x, int) { x = 3.9 * x * (1.0 - x); });
    expect_right("storage", logistic, [](Array& x, int) {
        const Array y = numbers(300).reshape({10, 30});
        x = 3.9 * y * (1 - x);
    });
    expect_right("role", logistic, [](Array& x, int) {
        const Array t = 3.9 * x;
        x = t * (1 - t * 0.2);
    });
    expect_right("offset", logistic,
                 [](Array& x, int) { x = 3.9 * x(slice(end, end, -1)) * (1 - x); });
    expect_right("layout", logistic, [](Array& x, int) {
        x = (3.9 * x.reshape({30, 10}).T() * (1 - x)).reshape({10, 30});
    });
    expect_right("shape", logistic, [](Array& x, int) { x = 3.9 * x(all, slice(0, 1)) * (1 - x); });
    expect_right("dtype", logistic, [](Array& x, int) {
        x = (3.9 * x.astype(DType::float32) * (1 - x)).astype(DType::float64);
    });
    const auto scaled = [](Array& x, int) { x = 1 - x / 4 * x; };
    expect_right("power of two", scaled, [](Array& x, int) { x = 1 - x / 2 * x; });
    expect_right("no power of two", scaled, [](Array& x, int) { x = 1 - x / 3 * x; });
    const auto squared = [](Array& x, int) { x = 0.9 - pow(x, 2) * 0.5; };
    expect_right("exponent", squared, [](Array& x, int) { x = 0.9 - pow(x, 3) * 0.5; });
    const auto signless = [](Array& x, int) { x = maximum(x, 0.0) * copysign(0.5, x) + 0.0; };
    expect_right("a zero's sign", signless,
                 [](Array& x, int) { x = maximum(x, -0.0) * copysign(-0.5, x) + -0.0; });
}

TEST(CountedCalls, of_other_forms_are_right) {
    const auto in = slice(1, -1);
    expect_right(
        "views and assignments",
        [=](Array& x, int) {
            x(in, in) = (x(slice(0, -2), in) + x(slice(2, end), in)) * 0.5;
            x(0, all) = 0.25;
        },
        [=](Array& x, int) {
            x(in, in) = (x(slice(2, end), in) + x(slice(2, end), in)) * 0.5;
            x(0, all) = 0.5;
        });
    expect_right(
        "in place", [](Array& x, int) { (x *= 0.5) += 0.1; },
        [](Array& x, int) { (x *= 0.5) += 0.2; });
    expect_right(
        "repeated along an axis",
        [](Array& x, int) { x = x * 0.5 + x(all, slice(0, 1)) * x(0, all); },
        [](Array& x, int) { x = x * 0.5 + x(all, slice(1, 2)) * x(0, all); });
    expect_right(
        "results of other types", [](Array& x, int) { x = where(x < 0.5, x * 1.5, x - 0.25); },
        [](Array& x, int) { x = where(x <= 0.5, x * 1.5, x - 0.25); });
    expect_right(
        "numbers that grow", [](Array& x, int i) { x = x * 0.5 + i; },
        [](Array& x, int) { x = x * 0.5 + 7; });
    expect_right(
        "numbers that grow, of another kind", [](Array& x, int i) { x = x * 0.5 + i; },
        [](Array& x, int i) { x = x * 0.5 + static_cast<double>(i); });
    expect_right(
        "whole arrays",
        [](Array& x, int) { x = ((x * 8).astype(DType::int64) * 3 % 7).astype(DType::float64); },
        [](Array& x, int) { x = ((x * 8).astype(DType::int64) * 2 % 7).astype(DType::float64); });
}

TEST(CountedCalls, take_the_numbers_of_the_loop_that_runs_now) {
    expect_rolls(
        [] {
            Array x = numbers(300);
            for (const double r : {3.9, 3.8, 3.7, 3.9}) {
                for (int i = 0; i < 30; ++i)
                    x = r * x * (1 - x);
                x.eval();
            }
            return std::vector{x};
        },
        100);
}

TEST(CountedCalls, raise_the_errors_of_their_line) {
    TestHooks::roll = Roll::always;
    Array x = numbers(300), small = ones({300}, DType::int8);
    const Array wide = numbers(7);
    for (int i = 0; i < 30; ++i) {
        x = 3.9 * x * (1 - x);
        small = small + 1;
        if (i > 20) {
            EXPECT_THROW(3.9 * wide * x, ShapeError);
            EXPECT_THROW(small + 1000, OverflowError);
            EXPECT_THROW(Array() * x, ValueError);
            EXPECT_THROW(x(all) = wide, ShapeError);
        }
    }
    EXPECT_EQ(small(0).item<int>(), 31);
    TestHooks::roll = Roll::as_it_pays;
}

}  // namespace
}  // namespace tenon::engine
