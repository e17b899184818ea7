// SPDX-License-Identifier: MIT
// Loops that end after a different number of steps for each element give the same bits interpreted
// and compiled at every vector width: loops that most elements stay in for long, that they leave
// together or one by one, that come back to where they would have gone on, with numbers at the
// edges of what a step may do without looking.
#include <cmath>
#include <limits>
#include <tuple>

#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "support/child.hpp"
#include "support/compare.hpp"

namespace {

using namespace tenon;

// --- points and numbers --------------------------------------------------------------------------

/// Points around zero, some of them exactly on circles where loops decide, some of them wild.
Array points() {
    std::vector<std::complex<double>> all;
    for (int i = -112; i <= 112; ++i)
        for (int j = -96; j <= 96; ++j)
            all.emplace_back(i / 48.0, j / 48.0);
    const double inf = std::numeric_limits<double>::infinity();
    const double near = std::nextafter(2.0, 0.0);
    for (const double x : {2.0, -2.0, near, -near, 1e308, -1e300, 0x1p969, inf, -inf, 1e-320,
                           std::numeric_limits<double>::quiet_NaN(), 0.0, -0.0})
        for (const double y : {0.0, -0.0, 2.0, near, -1e308, inf, 0.25})
            for (int copies = 0; copies < 3; ++copies)
                all.insert(all.begin() + 5 * static_cast<std::ptrdiff_t>(all.size()) / 7, {x, y});
    return array(all);
}

Array numbers() {
    std::vector<std::int64_t> all;
    for (std::int64_t i = -40; i < 20000; ++i)
        all.push_back(i);
    for (int shift = 20; shift < 64; ++shift)
        all.push_back(static_cast<std::int64_t>(0x9e3779b97f4a7c15U >> (64 - shift)));
    all.push_back(std::numeric_limits<std::int64_t>::min());
    all.push_back(std::numeric_limits<std::int64_t>::max());
    return array(all);
}

// --- loops ---------------------------------------------------------------------------------------

/// Steps of z -> step(z, c) while norm(z) <= bound, and where they lead.
template <class Step>
auto orbit(double bound, Step step) {
    return vectorize([bound, step](Complex128 q, Complex128 start, Int64 limit) {
        Var<Complex128> z = start;
        Var<Int64> n = 3;
        while_([&] { return n < limit && norm(z) <= bound; },
               [&] {
                   z = step(z, q);
                   n += 1;
               });
        return std::tuple{Complex128(z), Int64(n)};
    });
}

/// The same, and only how many.
template <class Step>
auto escape(double bound, Step step) {
    return vectorize([bound, step](Complex128 q, Int64 limit) {
        Var<Complex128> z = 0;
        Var<Int64> n = 0;
        while_([&] { return n < limit && norm(z) <= bound; },
               [&] {
                   z = step(z, q);
                   n += 1;
               });
        return Int64(n);
    });
}

/// Steps of x -> step(x) while x != end.
template <class Step>
auto steps_to(std::int64_t end, Step step) {
    return vectorize([end, step](Int64 start, Int64 limit) {
        Var<Int64> x = start;
        Var<Int64> n = 0;
        while_([&] { return n < limit && x != end; },
               [&] {
                   x = step(x);
                   n += 1;
               });
        return Int64(n);
    });
}

const auto square_add = [](const auto& z, const auto& c) { return z * z + c; };
const auto square_subtract = [](const auto& z, const auto& c) { return c - z * z; };
const auto cube_add = [](const auto& z, const auto& c) { return z * z * z + c; };
const auto turn = [](const auto& z, const auto& c) { return z * c; };
const auto conjugate = [](const auto& z, const auto& c) { return conj(z * z) + c; };

Int64 newton(Complex128 start, Int64 limit) {
    Var<Float64> x = real(start);
    Var<Float64> y = imag(start);
    Var<Int64> n = 0;
    const auto distance = [&] {
        const Float64 a = x * x * x - 3.0 * x * y * y - 1.0;
        const Float64 b = 3.0 * x * x * y - y * y * y;
        return a * a + b * b;
    };
    while_([&] { return n < limit && distance() >= 1e-12; },
           [&] {
               const Float64 wx = x * x - y * y;
               const Float64 wy = x * y + x * y;
               const Float64 r = 1.0 / (wx * wx + wy * wy);
               x = (2.0 * x + wx * r) / 3.0;
               y = (2.0 * y - wy * r) / 3.0;
               n += 1;
           });
    return Int64(n);
}

Float32 halve(Float32 start) {
    Var<Float32> x = start;
    while_([&] { return x > 1e-3F; }, [&] { x = x * 0.5F; });
    return Float32(x);
}

Int64 divisor(Int64 first, Int64 second) {
    Var<Int64> a = first;
    Var<Int64> b = second;
    while_([&] { return b != 0; },
           [&] {
               const Int64 rest = a % b;
               a = b;
               b = rest;
           });
    return Int64(a);
}

Int64 branching(Int64 start, Int64 limit) {
    Var<Int64> x = start;
    Var<Int64> n = 0;
    while_([&] { return n < limit && x > 1; },
           [&] {
               if_((x & 1) == 0, [&] { x = x >> 1; },
                   [&] {
                       Var<Int64> more = x & 3;
                       while_([&] { return more > 0; },
                              [&] {
                                  x += 5;
                                  more -= 1;
                              });
                   });
               n += 1;
           });
    return x * 1000 + n;
}

std::vector<Array> results() {
    const Array q = points();
    const Array z = q * std::complex<double>(0.75, 0.125);
    const Array n = numbers();
    std::vector<Array> all;
    const auto add = [&](const std::vector<Array>& both) {
        all.insert(all.end(), both.begin(), both.end());
    };
    for (const std::int64_t limit : {0, 3, 4, 11, 64, 900}) {
        add(orbit(4.0, square_add)(q, z, limit));
        all.push_back(escape(4.0, square_add)(q, limit));
        all.push_back(steps_to(
            1, [](const auto& x) { return select((x & 1) != 0, 3 * x + 1, x >> 1); })(n, limit));
    }
    for (const double bound : {0.25, 1.0, 2.0, 3.5, 4.5, 100.0, 1e300}) {
        add(orbit(bound, square_add)(q, z, 300));
        add(orbit(bound, square_subtract)(q, z, 300));
        add(orbit(bound, cube_add)(q, z, 300));
        add(orbit(bound, turn)(q, z, 300));
        add(orbit(bound, conjugate)(q, z, 300));
        all.push_back(escape(bound, square_add)(q, 300));
        all.push_back(escape(bound, cube_add)(q, 300));
    }
    // Ends that are passed again and again, that are never left, and that are far away.
    for (const std::int64_t end : {0, 1, 5, 2000})
        all.insert(all.end(),
                   {steps_to(end, [](const auto& x) { return (x * 5 + 3) & 1023; })(n, 700),
                    steps_to(end, [](const auto& x) { return (x - 1) & 15; })(n, 700),
                    steps_to(end, [](const auto& x) { return x >> 1; })(n, 700),
                    steps_to(end, [](const auto& x) { return x / 3; })(n, 40),
                    steps_to(end, [](const auto& x) { return x * 3 - (x << 1) - 7; })(n, 700)});
    all.push_back(vectorize(newton)(q, 60));
    all.push_back(vectorize(halve)(n.astype(DType::float32) * 1e-2F));
    all.push_back(vectorize(divisor)(n, n(slice(end, end, -1))));
    all.push_back(vectorize(branching)(n, 300));
    return all;
}

// --- tests ---------------------------------------------------------------------------------------

/// FNV-1a of each result's bytes.
TEST(DivergentLoops, child) {
    if (!support::is_child())
        return;
    for (const Array& one : results()) {
        std::uint64_t hash = 0xcbf29ce484222325;
        for (const std::byte byte : support::bytes_of(one))
            hash = (hash ^ std::to_integer<std::uint64_t>(byte)) * 0x100000001b3;
        support::say(std::to_string(hash));
    }
}

TEST(DivergentLoops, give_the_same_bits_interpreted_and_at_every_vector_width) {
    const support::ChildResult expected =
        support::run_child("DivergentLoops.child", {{"TENON_EXECUTION", "interpreter"}});
    ASSERT_EQ(expected.status, 0) << expected.output;
    for (const char* width : {"128", "256", "512"}) {
        const support::ChildResult child =
            support::run_child("DivergentLoops.child",
                               {{"TENON_EXECUTION", "compiled"}, {"TENON_VECTOR_BITS", width}});
        ASSERT_EQ(child.status, 0) << child.output;
        EXPECT_EQ(child.said, expected.said) << width << " bits";
    }
}

}  // namespace
