// SPDX-License-Identifier: MIT
// Cumulative sums and products: leaves, carries, and the two joined.
#include <complex>

#include <gtest/gtest.h>

#include "unit/interpreter/machine.hpp"

namespace tenon::interpreter {
namespace {

using namespace test;
using ops::ReduceOp;

template <class T>
T joined(ReduceOp op, T a, T b) {
    if constexpr (std::is_integral_v<T>) {
        const auto x = static_cast<std::uint64_t>(a);
        const auto y = static_cast<std::uint64_t>(b);
        return static_cast<T>(op == ReduceOp::sum ? x + y : x * y);
    } else if constexpr (std::is_floating_point_v<T>) {
        return op == ReduceOp::sum ? a + b : a * b;
    } else {
        if (op == ReduceOp::sum)
            return {a.real() + b.real(), a.imag() + b.imag()};
        return {a.real() * b.real() - a.imag() * b.imag(),
                a.real() * b.imag() + a.imag() * b.real()};
    }
}

/// One sequence, `inner` elements from one to the next: prefixes of leaves, then carry op prefix.
template <class T>
void scan_sequence(ReduceOp op, const T* in, T* out, std::int64_t count, std::int64_t inner) {
    T carry{};
    for (std::int64_t first = 0; first < count; first += ops::leaf_size) {
        T prefix{};
        for (std::int64_t i = first; i < std::min(first + ops::leaf_size, count); ++i) {
            prefix = i == first ? in[i * inner] : joined(op, prefix, in[i * inner]);
            out[i * inner] = first == 0 ? prefix : joined(op, carry, prefix);
        }
        carry = first == 0 ? prefix : joined(op, carry, prefix);
    }
}

template <class T>
T number(std::size_t i) {
    const auto value = static_cast<double>(i * 7919 % 1000) / 1000;
    if constexpr (std::is_integral_v<T>)
        return static_cast<T>(i * 7919 % 251 + 1);
    else if constexpr (std::is_floating_point_v<T>)
        return static_cast<T>(0.75 + value / 2);
    else
        return T(static_cast<typename T::value_type>(0.75 + value / 2),
                 static_cast<typename T::value_type>(value - 0.5));
}

template <class T>
void check(ReduceOp op, std::int64_t count, std::int64_t inner, bool in_place) {
    constexpr std::int64_t outer = 2;
    std::vector<T> in(static_cast<std::size_t>(outer * count * inner));
    for (std::size_t i = 0; i < in.size(); ++i)
        in[i] = number<T>(i);
    std::vector<T> expected(in.size());
    for (std::int64_t o = 0; o < outer; ++o)
        for (std::int64_t j = 0; j < inner; ++j) {
            const std::int64_t start = o * count * inner + j;
            scan_sequence(op, in.data() + start, expected.data() + start, count, inner);
        }
    std::vector<T> out(in.size());
    if (in_place)
        out = in;
    std::vector<T> carries(static_cast<std::size_t>(outer * leaves_of(count) * inner));
    const ScanArgs args{op,         dtype_of<T>,   count, inner, in_place ? out.data() : in.data(),
                        out.data(), carries.data()};
    const std::int64_t leaves = outer * leaves_of(count);
    for (std::int64_t begin = 0; begin < leaves; begin += 3)
        scan_leaves(args, begin, std::min(begin + 3, leaves));
    for (std::int64_t o = 0; o < outer; ++o)
        scan_carries(args, o, o + 1);
    for (std::int64_t begin = 0; begin < leaves; begin += 2)
        scan_add(args, begin, std::min(begin + 2, leaves));
    ASSERT_EQ(std::memcmp(out.data(), expected.data(), out.size() * sizeof(T)), 0)
        << name(op) << " of " << name(dtype_of<T>) << ", " << count << " by " << inner;
}

template <class T>
class EveryScan : public testing::Test {};
using Types = testing::Types<std::int8_t, std::int16_t, std::int32_t, std::int64_t, std::uint8_t,
                             std::uint16_t, std::uint32_t, std::uint64_t, float, double,
                             std::complex<float>, std::complex<double>>;
TYPED_TEST_SUITE(EveryScan, Types);

TYPED_TEST(EveryScan, gives_the_bits_of_a_scalar_program) {
    for (const ReduceOp op : {ReduceOp::sum, ReduceOp::product})
        for (const std::int64_t count : {1, 2, 31, 1023, 1024, 1025, 5000})
            for (const std::int64_t inner : {1, 3, 20})
                for (const bool in_place : {false, true})
                    check<TypeParam>(op, count, inner, in_place);
}

TEST(Scans, of_nothing_touch_nothing) {
    for (const std::int64_t count : {0, 3}) {
        const ScanArgs args{ReduceOp::sum, DType::float64, count,  count == 0 ? 5 : 0,
                            nullptr,       nullptr,        nullptr};
        scan_leaves(args, 0, 0);
        scan_carries(args, 0, 1);
        scan_add(args, 0, 0);
    }
}

}  // namespace
}  // namespace tenon::interpreter
