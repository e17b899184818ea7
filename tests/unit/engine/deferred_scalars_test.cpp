// SPDX-License-Identifier: MIT
// What a reduction gives is an array without dimensions: an iteration that only computes with it
// asks for no value.
#include <cmath>

#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "engine/test_hooks.hpp"

namespace tenon::engine {
namespace {

const auto in = slice(1, -1);
const auto up = slice(0, -2);
const auto down = slice(2, end);

/// Minus the second differences of a line whose ends are zero.
Array laplacian(const Array& x) {
    Array result = zeros(x.shape());
    result(in) = 2 * x(in) - (x(up) + x(down));
    return result;
}

/// Conjugate gradients (M. Hestenes and E. Stiefel, 1952); alpha and beta stay arrays.
Array conjugate_gradients(const Array& right, int iterations) {
    Array x = zeros(right.shape()), rest = right, direction = right;
    Array square = sum(rest * rest);
    for (int i = 0; i < iterations; ++i) {
        const Array image = laplacian(direction);
        const Array alpha = square / sum(direction * image);
        x = x + alpha * direction;
        rest = rest - alpha * image;
        const Array next = sum(rest * rest);
        direction = rest + (next / square) * direction;
        square = next;
    }
    return x;
}

TEST(DeferredScalars, force_no_evaluation) {
    Array right = zeros({34});
    right(in) = sin(arange(32) * 0.7);
    right.eval();
    TestHooks::roll = TestHooks::Roll::never;  // a loop that is found runs what was recorded
    reset_statistics();
    const Array x = conjugate_gradients(right, 8);
    EXPECT_EQ(statistics().evaluations, 0U);
    x.eval();
    EXPECT_EQ(statistics().evaluations, 1U);
    TestHooks::roll = TestHooks::Roll::as_it_pays;
}

TEST(DeferredScalars, give_what_numbers_would_give) {
    Array right = zeros({34});
    right(in) = sin(arange(32) * 0.7);
    const Array x = conjugate_gradients(right, 32);
    const std::vector<double> error = (laplacian(x) - right).values<double>();
    for (const double e : error)
        EXPECT_LT(std::abs(e), 1e-10);
}

}  // namespace
}  // namespace tenon::engine
