// SPDX-License-Identifier: MIT
// Rung 12: kernels traced from C++ lambdas.
#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "support/compare.hpp"
#include "support/modes.hpp"
#include "support/values.hpp"

namespace {

using namespace tenon;
using support::same;
using In = std::vector<eager::Operand>;
using I64 = std::vector<std::int64_t>;

class UserKernel : public ::testing::Test {
protected:
    void SetUp() override { support::apply_mode(); }
};

const auto escape = [](Complex128 q, Int64 limit) {
    Var<Complex128> z = 0;
    Var<Int64> n = 0;
    while_([&] { return n < limit && norm(z) <= 4.0; },
           [&] {
               z = z * z + q;
               n += 1;
           });
    return select(norm(z) > 4.0, n - 1, 0);
};

std::int64_t plain_escape(double qr, double qi, std::int64_t limit) {
    double zr = 0, zi = 0;
    std::int64_t n = 0;
    for (; n < limit && zr * zr + zi * zi <= 4; ++n) {
        const double re = zr * zr - zi * zi, im = zr * zi + zi * zr;
        zr = re + qr;
        zi = im + qi;
    }
    return zr * zr + zi * zi > 4 ? n - 1 : 0;
}

TEST_F(UserKernel, loops_until_every_element_is_done) {
    const std::int64_t width = 61, height = 37;
    const Array x = linspace(-2, 1, width), y = linspace(-1.5, 1.5, height);
    const Array q = x(newaxis) + y(all, newaxis) * std::complex<double>(0, 1);
    const I64 got = vectorize(escape)(q, 200).values<std::int64_t>();
    const std::vector<double> xs = x.values<double>(), ys = y.values<double>();
    for (std::size_t i = 0; i < ys.size(); ++i)
        for (std::size_t j = 0; j < xs.size(); ++j)
            ASSERT_EQ(got[i * xs.size() + j], plain_escape(xs[j], ys[i], 200));
}

TEST_F(UserKernel, is_right_for_any_number_of_elements) {
    const auto kernel = vectorize(escape);
    for (const std::int64_t n : {0, 1, 2, 7, 8, 9, 33, 1025}) {
        const Array q = linspace(-2, 0.5, n) + std::complex<double>(0, 0.4);
        const I64 got = kernel(q, 50).values<std::int64_t>();
        const std::vector<double> re = real(q).values<double>();
        for (std::size_t i = 0; i < re.size(); ++i)
            ASSERT_EQ(got[i], plain_escape(re[i], 0.4, 50)) << n;
    }
}

TEST_F(UserKernel, branches_element_by_element) {
    const auto kernel = vectorize([](Float64 x) {
        Var<Float64> y = x;
        if_(x < 0.0, [&] { y = -x; }, [&] { if_(x > 1.0, [&] { y = 1.0; }); });
        return Float64(y);
    });
    const std::vector<double> got = kernel(array({-2.0, -0.0, 0.5, 1.5, 9.0})).values<double>();
    EXPECT_EQ(got, (std::vector<double>{2, 0, 0.5, 1, 1}));
}

TEST_F(UserKernel, counts_with_for) {
    const auto triangle = vectorize([](Int64 n) {
        Var<Int64> total = 0;
        for_(1, n + 1, [&](Int64 i) { total += i; });
        return Int64(total);
    });
    EXPECT_EQ(triangle(array({0, 1, 4, 100, -3})).values<std::int64_t>(), (I64{0, 1, 10, 5050, 0}));
}

TEST_F(UserKernel, returns_several_arrays) {
    const auto polar = vectorize([](Float64 x, Float64 y) {
        return std::tuple(sqrt(x * x + y * y), x < y, cast<std::int32_t>(x));
    });
    const std::vector<Array> made = polar(array({3.0, -6.5}), array({4.0, 0.0}));
    ASSERT_EQ(made.size(), 3U);
    EXPECT_EQ(made[0].values<double>(), (std::vector<double>{5, 6.5}));
    EXPECT_EQ(made[1].values<bool>(), (std::vector<bool>{true, true}));
    EXPECT_EQ(made[2].dtype(), DType::int32);
    EXPECT_EQ(made[2].values<std::int64_t>(), (I64{3, -6}));
}

TEST_F(UserKernel, broadcasts_and_converts_its_arguments) {
    const auto scaled = vectorize([](Float64 x, Float64 y) { return x * 10.0 + y; });
    const Array got = scaled(array({1, 2})(all, newaxis), array<float>({0.5F, 0.25F, 0.0F}));
    EXPECT_EQ(got.shape(), (Shape{2, 3}));
    EXPECT_EQ(got.values<double>(), (std::vector<double>{10.5, 10.25, 10, 20.5, 20.25, 20}));
    EXPECT_EQ(scaled(2, 3.5).item<double>(), 23.5);
}

TEST_F(UserKernel, takes_part_in_array_code) {
    const auto step = vectorize([](Float64 x) { return select(x > 0.5, 1.0 - x, x) * 2.0; });
    const eager::Array values = support::plain_values(DType::float64, 2000, 1);
    const Array x = support::to_tenon(values);
    const Array got = sum(step(x * 0.25) + 1.0);
    const auto one = [](double v) { return (v > 0.5 ? 1.0 - v : v) * 2.0; };
    std::vector<double> mapped;
    for (const double v : values.values<double>())
        mapped.push_back(one(v * 0.25) + 1.0);
    EXPECT_TRUE(same(
        got, eager::reduce(eager::Reduce::sum, eager::from_values(mapped, {2000}), {}, false)));
}

TEST_F(UserKernel, uses_the_functions_of_the_table) {
    const auto kernel = vectorize([](Float64 x, Int32 n) {
        return std::tuple(minimum(x, 0.5), floor(x) + trunc(x), n % 3, quotient(n, Int32(4)),
                          isnan(x), copysign(2.0, x), abs(x));
    });
    const eager::Array x = support::special_values(DType::float64);
    const eager::Array n = support::plain_values(DType::int32, x.size(), 3);
    const std::vector<Array> got = kernel(support::to_tenon(x), support::to_tenon(n));
    const auto floor_x = eager::elementwise("floor", In{x});
    EXPECT_TRUE(same(got[0], eager::elementwise("minimum", In{x, Scalar(0.5)})));
    EXPECT_TRUE(
        same(got[1], eager::elementwise("add", In{floor_x, eager::elementwise("trunc", In{x})})));
    EXPECT_TRUE(same(got[2], eager::elementwise("remainder", In{n, Scalar(3)})));
    EXPECT_TRUE(same(got[3], eager::elementwise("quotient", In{n, Scalar(4)})));
    EXPECT_TRUE(same(got[4], eager::elementwise("isnan", In{x})));
    EXPECT_TRUE(same(got[5], eager::elementwise("copysign", In{Scalar(2.0), x})));
    EXPECT_TRUE(same(got[6], eager::elementwise("absolute", In{x})));
}

TEST_F(UserKernel, works_on_complex_numbers) {
    const auto kernel = vectorize([](Complex128 z) { return conj(z) * z + real(z); });
    const eager::Array z = support::plain_values(DType::complex128, 300, 1);
    const eager::Array product =
        eager::elementwise("multiply", In{eager::elementwise("conj", In{z}), z});
    const eager::Array expected =
        eager::elementwise("add", In{product, eager::elementwise("real", In{z})});
    EXPECT_TRUE(same(kernel(support::to_tenon(z)), expected));
}

TEST_F(UserKernel, has_the_special_functions_of_arrays) {
    const Array x = support::to_tenon(support::special_values(DType::float64));
    const Array y = flip(x, 0).copy();
    const auto expect = [&](const Array& got, const Array& want) {
        EXPECT_TRUE(same(got, support::to_eager(want)));
    };
#define EXPECT_ALIKE_1(name)                                                                       \
    expect(vectorize([](Float64 a) { return tenon::name(a); })(x), tenon::name(x))
#define EXPECT_ALIKE_2(name)                                                                       \
    expect(vectorize([](Float64 a, Float64 b) { return tenon::name(a, b); })(x, y),                \
           tenon::name(x, y))
    EXPECT_ALIKE_1(angle);
    EXPECT_ALIKE_1(cbrt);
    EXPECT_ALIKE_1(degrees);
    EXPECT_ALIKE_1(erf);
    EXPECT_ALIKE_1(erfc);
    EXPECT_ALIKE_1(fabs);
    EXPECT_ALIKE_1(frexp_exponent);
    EXPECT_ALIKE_1(frexp_mantissa);
    EXPECT_ALIKE_1(lgamma);
    EXPECT_ALIKE_1(modf_fraction);
    EXPECT_ALIKE_1(modf_whole);
    EXPECT_ALIKE_1(nan_to_num);
    EXPECT_ALIKE_1(radians);
    EXPECT_ALIKE_1(rint);
    EXPECT_ALIKE_1(sinc);
    EXPECT_ALIKE_1(spacing);
    EXPECT_ALIKE_1(tgamma);
    EXPECT_ALIKE_2(float_power);
    EXPECT_ALIKE_2(fmax);
    EXPECT_ALIKE_2(fmin);
    EXPECT_ALIKE_2(heaviside);
    EXPECT_ALIKE_2(logaddexp);
    EXPECT_ALIKE_2(logaddexp2);
    EXPECT_ALIKE_2(nextafter);
#undef EXPECT_ALIKE_1
#undef EXPECT_ALIKE_2
}

TEST_F(UserKernel, has_the_whole_number_functions_of_arrays) {
    const Array x = support::to_tenon(support::special_values(DType::int32));
    const Array y = flip(x, 0).copy();
    const auto divisor = vectorize([](Int32 a, Int32 b) { return gcd(a, b); });
    const auto multiple = vectorize([](Int32 a, Int32 b) { return lcm(a, b); });
    const auto ones = vectorize([](Int32 a) { return bitwise_count(a); });
    const auto scaled = vectorize([](Float32 a, Int32 n) { return ldexp(a, n); });
    EXPECT_TRUE(same(divisor(x, y), support::to_eager(gcd(x, y))));
    EXPECT_TRUE(same(multiple(x, y), support::to_eager(lcm(x, y))));
    EXPECT_TRUE(same(ones(x), support::to_eager(bitwise_count(x))));
    const Array quarter = full(x.shape(), 0.25).astype(DType::float32);
    EXPECT_TRUE(same(scaled(quarter, x), support::to_eager(ldexp(quarter, x))));
}

}  // namespace
