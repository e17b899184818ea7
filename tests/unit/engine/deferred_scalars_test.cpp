// SPDX-License-Identifier: MIT
// What a reduction gives is an array without dimensions: an iteration that only computes with it
// asks for no value.
#include <cmath>

#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "conjugate_gradients.hpp"
#include "engine/test_hooks.hpp"

namespace tenon::engine {
namespace {

/// Minus the second differences of a line whose ends are zero.
Array laplacian(const Array& x) {
    Array result = zeros(x.shape());
    result(in) = 2 * x(in) - (x(up) + x(down));
    return result;
}

TEST(DeferredScalars, force_no_evaluation) {
    Array right = zeros({34});
    right(in) = sin(arange(32) * 0.7);
    right.eval();
    TestHooks::roll = TestHooks::Roll::never;  // a loop that is found runs what was recorded
    reset_statistics();
    const Array x = conjugate_gradients(right, 8, laplacian)[0];
    EXPECT_EQ(statistics().evaluations, 0U);
    x.eval();
    EXPECT_EQ(statistics().evaluations, 1U);
    TestHooks::roll = TestHooks::Roll::as_it_pays;
}

TEST(DeferredScalars, give_what_numbers_would_give) {
    Array right = zeros({34});
    right(in) = sin(arange(32) * 0.7);
    const Array x = conjugate_gradients(right, 32, laplacian)[0];
    const std::vector<double> error = (laplacian(x) - right).values<double>();
    for (const double e : error)
        EXPECT_LT(std::abs(e), 1e-10);
}

}  // namespace
}  // namespace tenon::engine
