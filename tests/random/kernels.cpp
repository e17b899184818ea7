// SPDX-License-Identifier: MIT
#include "random/kernels.hpp"

#include <stdexcept>
#include <tuple>

#include <tenon/vectorize.hpp>

#include "support/eager_scalar.hpp"

namespace programs {

namespace {

using namespace tenon;
using complex = std::complex<double>;

// --- 0: a loop whose lanes leave at different times, with a branch inside -----------------------

Int64 collatz(Int64 start, Int64 limit) {
    Var<Int64> n = start;
    Var<Int64> steps = 0;
    while_([&] { return n > 1 && steps < limit; },
           [&] {
               if_((n & 1) == 0, [&] { n = n >> 1; }, [&] { n = n * 3 + 1; });
               steps += 1;
           });
    return steps;
}
std::int64_t plain_collatz(std::int64_t n, std::int64_t limit) {
    std::int64_t steps = 0;
    for (; n > 1 && steps < limit; ++steps)
        n = n % 2 == 0 ? n >> 1 : static_cast<std::int64_t>(static_cast<std::uint64_t>(n) * 3 + 1);
    return steps;
}

// --- 1: complex numbers in a loop
// ------------------------------------------------------------------

Int64 escape(Complex128 q, Int64 limit) {
    Var<Complex128> z = 0;
    Var<Int64> n = 0;
    while_([&] { return n < limit && norm(z) <= 4.0; },
           [&] {
               z = z * z + q;
               n += 1;
           });
    return select(norm(z) > 4.0, n - 1, 0);
}
std::int64_t plain_escape(complex q, std::int64_t limit) {
    complex z = 0;
    std::int64_t n = 0;
    const auto size = [&] { return z.real() * z.real() + z.imag() * z.imag(); };
    while (n < limit && size() <= 4) {
        const complex square = eager::multiply(z, z);
        z = {square.real() + q.real(), square.imag() + q.imag()};
        ++n;
    }
    return size() > 4 ? n - 1 : 0;
}

// --- 2: two results, a branch
// ----------------------------------------------------------------------

std::tuple<Float64, Float64> branch(Float64 x, Float64 y) {
    Var<Float64> r = 0.25;
    if_(x < y, [&] { r = x * x; }, [&] { r = y - x; });
    return {Float64(r), x + y};
}
std::pair<double, double> plain_branch(double x, double y) {
    return {x < y ? x * x : y - x, x + y};
}

// --- 3: a counted loop
// -----------------------------------------------------------------------------

Float64 heron(Float64 a) {
    Var<Float64> x = a;
    for_(0, 5, [&](Int64) { x = (x + a / x) * 0.5; });
    return Float64(x);
}
double plain_heron(double a) {
    double x = a;
    for (int i = 0; i < 5; ++i)
        x = (x + a / x) * 0.5;
    return x;
}

// --- 4: a loop in a branch in a loop; integers of 32 bits
// --------------------------------------------

Int32 nested(Int32 x, Int64 rounds) {
    Var<Int32> sum = 0;
    for_(0, rounds, [&](Int64 i) {
        if_(((i & 1) == 1), [&] {
            Var<Int32> left = x & 7;
            while_([&] { return left > 0; },
                   [&] {
                       sum += left;
                       left -= 2;
                   });
        });
        sum = sum ^ x;
    });
    return Int32(sum);
}
std::int32_t plain_nested(std::int32_t x, std::int64_t rounds) {
    std::int32_t sum = 0;
    for (std::int64_t i = 0; i < rounds; ++i) {
        if (i & 1)
            for (std::int32_t left = x & 7; left > 0; left -= 2)
                sum = eager::wrap<std::int32_t>(eager::wide(sum) + eager::wide(left));
        sum ^= x;
    }
    return sum;
}

// --- 5: no control flow, single precision
// -------------------------------------------------------------

Float32 polynomial(Float32 x) { return ((x * 0.5f + 1.5f) * x - 2.0f) * x; }
float plain_polynomial(float x) { return ((x * 0.5f + 1.5f) * x - 2.0f) * x; }

// --- 6: a branch without else, and a selection of bytes
// ----------------------------------------------

UInt8 clamp_byte(Int16 x) {
    Var<Int16> y = x;
    if_(y < 0, [&] { y = 0; });
    if_(y > 255, [&] { y = 255; });
    return cast<std::uint8_t>(Int16(y));
}
std::uint8_t plain_clamp_byte(std::int16_t x) {
    return static_cast<std::uint8_t>(x < 0 ? 0 : x > 255 ? 255 : x);
}

const std::vector<KernelType>& types() {
    using enum DType;
    static const std::vector<KernelType> list = {
        {{int64, int64}, {int64}},
        {{complex128, int64}, {int64}},
        {{float64, float64}, {float64, float64}},
        {{float64}, {float64}},
        {{int32, int64}, {int32}},
        {{float32}, {float32}},
        {{int16}, {uint8}},
    };
    return list;
}

/// Calls `plain` for every element of the inputs converted to A and B.
template <class R, class A, class B, class F>
eager::Array map(F plain, std::span<const eager::Operand> inputs) {
    eager::Shape shape;
    for (const eager::Operand& input : inputs)
        if (input.array)
            shape = eager::broadcast(shape, input.array->shape).value();
    const auto column = [&]<class T>(std::size_t i) {
        const eager::Operand& input = inputs[std::min(i, inputs.size() - 1)];
        return eager::broadcast_to(input.as(dtype_of<T>), shape).template values<T>();
    };
    const std::vector<A> a = column.template operator()<A>(0);
    const std::vector<B> b = column.template operator()<B>(1);
    eager::Array out = eager::make(shape, dtype_of<R>);
    for (std::size_t i = 0; i < a.size(); ++i)
        out.put<R>(static_cast<std::int64_t>(i), plain(a[i], b[i]));
    return out;
}

}  // namespace

const KernelType& kernel_type(int number) { return types()[static_cast<std::size_t>(number)]; }

std::vector<Array> run_kernel(int number, std::span<const Operand> in) {
    static const auto kernel_0 = vectorize(collatz);
    static const auto kernel_1 = vectorize(escape);
    static const auto kernel_2 = vectorize(branch);
    static const auto kernel_3 = vectorize(heron);
    static const auto kernel_4 = vectorize(nested);
    static const auto kernel_5 = vectorize(polynomial);
    static const auto kernel_6 = vectorize(clamp_byte);
    switch (number) {
    case 0: return {kernel_0(in[0], in[1])};
    case 1: return {kernel_1(in[0], in[1])};
    case 2: return kernel_2(in[0], in[1]);
    case 3: return {kernel_3(in[0])};
    case 4: return {kernel_4(in[0], in[1])};
    case 5: return {kernel_5(in[0])};
    case 6: return {kernel_6(in[0])};
    default: throw std::logic_error("no such kernel");
    }
}

std::vector<eager::Array> run_kernel(int number, std::span<const eager::Operand> in) {
    using i64 = std::int64_t;
    switch (number) {
    case 0: return {map<i64, i64, i64>(plain_collatz, in)};
    case 1: return {map<i64, complex, i64>(plain_escape, in)};
    case 2: {
        const auto first = [](double x, double y) { return plain_branch(x, y).first; };
        const auto second = [](double x, double y) { return plain_branch(x, y).second; };
        return {map<double, double, double>(first, in), map<double, double, double>(second, in)};
    }
    case 3: {
        const auto one = [](double a, double) { return plain_heron(a); };
        return {map<double, double, double>(one, in)};
    }
    case 4: return {map<std::int32_t, std::int32_t, i64>(plain_nested, in)};
    case 5: {
        const auto one = [](float x, float) { return plain_polynomial(x); };
        return {map<float, float, float>(one, in)};
    }
    case 6: {
        const auto one = [](std::int16_t x, std::int16_t) { return plain_clamp_byte(x); };
        return {map<std::uint8_t, std::int16_t, std::int16_t>(one, in)};
    }
    default: throw std::logic_error("no such kernel");
    }
}

}  // namespace programs
