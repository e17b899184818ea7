// SPDX-License-Identifier: MIT
#include "laplace.hpp"

namespace tenon::jobs {

namespace {

// Sweeps between two looks at the field when no test asks for one.
constexpr std::int64_t sweeps_at_once = 1024;

void sweep(const Array& u, const Array& v, Form form) {
    const auto in = slice(1, -1);
    const auto up = slice(0, -2);
    const auto down = slice(2, end);
    const auto left = up;
    const auto right = down;
    if (form == Form::slice)
        v(in, in) = (u(up, in) + u(down, in) + (u(in, left) + u(in, right))) / 4;
    else
        v(in, in) = (u(down, in) + u(up, in) + u(in, right) + u(in, left)) / 4;
}

double change_of(const Array& u, const Array& v, Test test) {
    const auto in = slice(1, -1);
    const View before = u(in, in);
    const View after = v(in, in);
    const Array d = after - before;
    switch (test) {
    case Test::max: return max(d).item<double>();
    case Test::relative: return max(where((d == 0) & (after == 0), 0, d / after)).item<double>();
    case Test::l2: break;
    }
    return sum(d * d).item<double>();
}

bool at_rest(double change, const Solve& how) {
    return how.test == Test::max ? change <= how.tolerance : change < how.tolerance;
}

void copy_border(const Array& from, const Array& to) {
    to(0, all) = from(0, all);
    to(-1, all) = from(-1, all);
    to(all, 0) = from(all, 0);
    to(all, -1) = from(all, -1);
}

void check_square(const Array& u) {
    if (u.ndim() != 2 || u.shape(0) != u.shape(1) || u.shape(0) < 3) {
        std::string shape;
        for (const std::int64_t size : u.shape())
            shape += (shape.empty() ? "" : " x ") + std::to_string(size);
        throw ShapeError("laplace: the field must be square and at least 3 x 3, not " + shape);
    }
}

}  // namespace

Array plate(std::int64_t n, DType type) {
    Array u = zeros({n, n}, type);
    u(0, all) = 100.0;
    u(all, 0) = 75.0;
    u(all, -1) = 50.0;
    return u;
}

Array saddle(std::int64_t n, DType type) {
    const Array x = linspace(0, 1, n);
    const Array y = x(all, newaxis);
    return astype(x * x - y * y, type);
}

Array border_of(const Array& field) {
    Array u = zeros_like(field);
    copy_border(field, u);
    return u;
}

Solution solve_laplace(Array u, const Solve& how, const OnSweeps& on_sweeps) {
    check_square(u);
    Array v = copy(u);
    Solution solution;
    const std::int64_t last = how.sweeps > 0 ? how.sweeps : how.most_sweeps;
    while (solution.sweeps < last && !solution.converged) {
        sweep(u, v, how.form);
        ++solution.sweeps;
        if (how.sweeps == 0 && solution.sweeps % how.check_every == 0) {
            solution.change = change_of(u, v, how.test);
            solution.converged = at_rest(solution.change, how);
        } else if (on_sweeps && solution.sweeps % sweeps_at_once == 0) {
            v.eval();
        }
        swap(u, v);
        if (on_sweeps)
            on_sweeps(solution.sweeps, solution.change);
    }
    solution.field = u.eval();
    return solution;
}

}  // namespace tenon::jobs
