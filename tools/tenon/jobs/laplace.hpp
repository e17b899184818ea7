// SPDX-License-Identifier: MIT
/// Laplace's equation on a square by Jacobi iteration: each interior point becomes the mean of its
/// four neighbours, until a test says that the field has come to rest.
#pragma once

#include <functional>
#include <string>

#include <tenon/tenon.hpp>

namespace tenon::jobs {

/// n x n: top row 100, left column 75, right column 50, the rest 0; the columns own the corners.
Array plate(std::int64_t n, DType type);
/// x^2 - y^2 on the unit square: what the iteration must end at, to rounding.
Array saddle(std::int64_t n, DType type);
/// 0 inside, the border of `field` around it.
Array border_of(const Array& field);

/// The order in which the four neighbours are added, which decides the last bits.
enum class Form {
    slice,  ///< (up + down) + (left + right)
    loop,   ///< ((down + up) + right) + left
};

/// When the field is at rest, from the change d of one sweep; each as in the paper.
enum class Test {
    max,       ///< max(d) <= tolerance
    relative,  ///< max(d / u) < tolerance, 0/0 counting as 0
    l2,        ///< dot(d, d) < tolerance
};

struct Solve {
    Form form = Form::slice;
    std::int64_t sweeps = 0;  ///< exactly so many; 0: until the test holds
    Test test = Test::max;
    double tolerance = 1e-4;
    std::int64_t check_every = 1;
    std::int64_t most_sweeps = 0;
};

struct Solution {
    Array field;
    std::int64_t sweeps = 0;
    double change = 0;  ///< what the test last saw
    bool converged = false;
};

/// Called now and then with the sweeps done and the change last seen.
using OnSweeps = std::function<void(std::int64_t sweeps, double change)>;

/// @throws ShapeError unless u is square and 3 x 3 or more.
Solution solve_laplace(Array u, const Solve& how, const OnSweeps& on_sweeps = {});

}  // namespace tenon::jobs
