// SPDX-License-Identifier: MIT
// The promises of vector math functions, SLEEF's and ours, that results depend on.
#include <bit>
#include <cmath>
#include <cstring>
#include <random>
#include <thread>

#include <gtest/gtest.h>

#include <tenon/error.hpp>

#include "ops/vector_math.hpp"

namespace tenon::ops {
namespace {

/// The vector functions with the functions that they are judged by.
struct Case {
    Op op;
    long double (*unary)(long double);
    long double (*binary)(long double, long double) = nullptr;
    double units = 1.0;     ///< of the last place, as SLEEF promises
    bool positive = false;  ///< promised for positive arguments only
};

const Case cases[] = {
    {Op::acos, acosl},
    {Op::acosh, acoshl},
    {Op::asin, asinl},
    {Op::asinh, asinhl},
    {Op::atan, atanl},
    {Op::atan2, nullptr, atan2l},
    {Op::atanh, atanhl},
    {Op::cbrt, cbrtl},
    {Op::cos, cosl},
    {Op::cosh, coshl},
    {Op::erf, erfl},
    {Op::erfc, erfcl, nullptr, 1.6},  // 1.5 where the result is normal
    {Op::exp, expl},
    {Op::exp2, exp2l},
    {Op::expm1, expm1l},
    {Op::hypot, nullptr, hypotl},
    {Op::lgamma, lgammal, nullptr, 1.0, true},
    {Op::log, logl},
    {Op::log10, log10l},
    {Op::log1p, log1pl},
    {Op::log2, log2l},
    {Op::power, nullptr, powl, 1.0, true},
    {Op::sin, sinl},
    {Op::sinh, sinhl},
    {Op::tan, tanl},
    {Op::tanh, tanhl},
    {Op::tgamma, tgammal},
};

template <class T>
struct Arguments {
    std::vector<T> a, b;
};

/// Calls a vector function on the vectors at `a` and `b`. Written out because compilers pass wide
/// vectors in registers only in files compiled for the CPUs that have them.
#define CALL_WITH(bits, move, reg, finish)                                                         \
    void call_##bits(void* function, const void* a, const void* b, void* out) {                    \
        asm volatile(move " (%[a]), %%" reg "0\n\t" move " (%[b]), %%" reg "1\n\t"                 \
                          "mov %%rsp, %%rbx\n\t"                                                   \
                          "sub $128, %%rsp\n\t"                                                    \
                          "and $-64, %%rsp\n\t"                                                    \
                          "call *%[function]\n\t"                                                  \
                          "mov %%rbx, %%rsp\n\t" move " %%" reg "0, (%[out])\n\t" finish           \
                     :                                                                             \
                     : [function] "r"(function), [a] "r"(a), [b] "r"(b), [out] "r"(out)            \
                     : "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "xmm0", \
                       "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9",     \
                       "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15", "cc", "memory");      \
    }
CALL_WITH(128, "movups", "xmm", "")
CALL_WITH(256, "vmovups", "ymm", "vzeroupper")
CALL_WITH(512, "vmovups", "zmm", "vzeroupper")
#undef CALL_WITH

bool cpu_runs(int bits, bool fma) {
    if (bits == 512)
        return __builtin_cpu_supports("avx512f");
    if (fma)
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    return bits == 256 ? __builtin_cpu_supports("avx") : __builtin_cpu_supports("sse4.1");
}

template <class T>
std::vector<T> run(const Case& function, int bits, bool fma, const Arguments<T>& x) {
    const int lanes = bits / static_cast<int>(8 * sizeof(T));
    void* const address = math_address(vector_math_symbol(function.op, dtype_of<T>, lanes, fma));
    std::vector<T> out(x.a.size());
    const auto call = bits == 512 ? call_512 : bits == 256 ? call_256 : call_128;
    for (std::size_t i = 0; i < out.size(); i += static_cast<std::size_t>(lanes))
        call(address, &x.a[i], &x.b[i], &out[i]);
    return out;
}

/// Random bit patterns: every magnitude, infinities and NaNs too.
template <class T>
Arguments<T> any_bits(std::size_t count) {
    using Bits = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;
    std::mt19937_64 random(11);
    Arguments<T> x{std::vector<T>(count), std::vector<T>(count)};
    for (std::size_t i = 0; i < count; ++i) {
        x.a[i] = std::bit_cast<T>(static_cast<Bits>(random()));
        x.b[i] = std::bit_cast<T>(static_cast<Bits>(random()));
    }
    return x;
}

/// The range in which every function is at home.
template <class T>
Arguments<T> ordinary(std::size_t count, bool positive) {
    std::mt19937_64 random(12);
    std::uniform_real_distribution<T> range(positive ? T(0) : T(-20), T(20)), small(-1, 1);
    Arguments<T> x{std::vector<T>(count), std::vector<T>(count)};
    for (std::size_t i = 0; i < count; ++i) {
        x.a[i] = i % 2 == 0 || positive ? range(random) : small(random);
        x.b[i] = small(random) * 10;
    }
    return x;
}

template <class T>
bool same_bits_or_nan(T a, T b) {
    return (a != a && b != b) || std::memcmp(&a, &b, sizeof a) == 0;
}

template <class T>
void expect_widths_agree(const Case& function, bool fma) {
    for (const Arguments<T>& x : {any_bits<T>(1 << 15), ordinary<T>(1 << 14, false)}) {
        const std::vector<T> narrow = run(function, 128, fma, x);
        for (const int bits : {256, 512}) {
            if (!cpu_runs(bits, fma))
                continue;
            const std::vector<T> wide = run(function, bits, fma, x);
            for (std::size_t i = 0; i < wide.size(); ++i)
                ASSERT_TRUE(same_bits_or_nan(narrow[i], wide[i]))
                    << name(function.op) << " of " << x.a[i] << ", " << x.b[i] << " with " << bits
                    << " bits: " << wide[i] << " and not " << narrow[i];
        }
    }
}

TEST(VectorMath, every_width_of_a_family_gives_the_same_bits) {
    for (const Case& function : cases)
        for (const bool fma : {false, true}) {
            if (!cpu_runs(128, fma))
                continue;
            expect_widths_agree<double>(function, fma);
            expect_widths_agree<float>(function, fma);
        }
}

/// The distance in units of the last place of the wanted result.
template <class T>
double error_in_ulp(T got, long double want) {
    if (want != want || got != got)
        return (want != want) == (got != got) ? 0 : HUGE_VAL;
    int exponent = 0;
    std::frexp(want, &exponent);
    exponent = std::max(exponent, std::numeric_limits<T>::min_exponent);
    const long double unit = std::ldexp(1.0L, exponent - std::numeric_limits<T>::digits);
    return static_cast<double>(std::fabs(static_cast<long double>(got) - want) / unit);
}

template <class T>
void expect_accurate(const Case& function, bool fma) {
    const Arguments<T> x = ordinary<T>(1 << 14, function.positive);
    const std::vector<T> got = run(function, 128, fma, x);
    for (std::size_t i = 0; i < got.size(); ++i) {
        const long double want =
            function.unary ? function.unary(x.a[i]) : function.binary(x.a[i], x.b[i]);
        ASSERT_LE(error_in_ulp(got[i], want), function.units)
            << name(function.op) << " of " << x.a[i] << ", " << x.b[i] << " is " << got[i];
    }
}

TEST(VectorMath, is_as_near_as_sleef_promises) {
    for (const Case& function : cases)
        for (const bool fma : {false, true}) {
            if (!cpu_runs(128, fma))
                continue;
            expect_accurate<double>(function, fma);
            expect_accurate<float>(function, fma);
        }
}

TEST(VectorMath, names_follow_width_type_and_family) {
    EXPECT_EQ(vector_math_symbol(Op::exp, DType::float64, 8, true), "tenon_exp_d8");
    EXPECT_EQ(sleef_symbol(Op::exp, DType::float64, 8, true), "Sleef_finz_expd8_u10avx512f");
    EXPECT_EQ(vector_math_symbol(Op::tan, DType::float64, 4, true), "Sleef_finz_tand4_u10avx2");
    EXPECT_EQ(vector_math_symbol(Op::power, DType::float32, 4, true),
              "Sleef_finz_powf4_u10avx2128");
    EXPECT_EQ(vector_math_symbol(Op::hypot, DType::float32, 16, false),
              "Sleef_cinz_hypotf16_u05avx512fnofma");
    EXPECT_EQ(vector_math_symbol(Op::log, DType::float64, 2, false), "Sleef_cinz_logd2_u10sse4");
    EXPECT_THROW(vector_math_symbol(Op::add, DType::float64, 2, true), InternalError);
    EXPECT_THROW(vector_math_symbol(Op::exp, DType::float64, 3, true), InternalError);
    EXPECT_THROW(vector_math_symbol(Op::exp, DType::int32, 4, true), InternalError);
}

TEST(VectorMath, covers_every_call_of_the_table) {
    for (int i = 0; i < op_count; ++i)
        EXPECT_EQ(has(static_cast<Op>(i), call),
                  std::ranges::count(cases, static_cast<Op>(i), &Case::op) == 1)
            << op_table[i].name;
}

TEST(VectorMath, finds_the_scalar_functions_of_libm) {
    const auto fmod = reinterpret_cast<double (*)(double, double)>(math_address("fmod"));
    EXPECT_EQ(fmod(7.5, -2), 1.5);
    EXPECT_NE(math_address("fmodf"), nullptr);
}

TEST(VectorMath, says_which_function_is_missing) {
    try {
        math_address("Sleef_no_such_function");
        FAIL() << "found";
    } catch (const DeviceError& error) {
        EXPECT_NE(std::string(error.what()).find("Sleef_no_such_function"), std::string::npos);
    }
}

TEST(VectorMath, may_be_asked_from_many_threads) {
    std::vector<std::thread> threads;
    std::vector<std::vector<void*>> found(4);
    for (auto& addresses : found)
        threads.emplace_back([&addresses] {
            for (const Case& function : cases)
                addresses.push_back(
                    math_address(vector_math_symbol(function.op, DType::float64, 2, false)));
        });
    for (std::thread& thread : threads)
        thread.join();
    for (const auto& addresses : found)
        EXPECT_EQ(addresses, found[0]);
}

}  // namespace
}  // namespace tenon::ops
