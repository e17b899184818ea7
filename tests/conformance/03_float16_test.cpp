// SPDX-License-Identifier: MIT
// Rung 3, float16: every number of it, and every place where rounding to it decides.
#include <cmath>

#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "support/compare.hpp"
#include "support/eager_half.hpp"
#include "support/modes.hpp"
#include "support/values.hpp"

namespace {

using eager::Half;
using tenon::Array;
using tenon::DType;

class Float16 : public ::testing::Test {
protected:
    void SetUp() override { support::apply_mode(); }
};

std::vector<Half> all_halves() {
    std::vector<Half> list;
    for (unsigned bits = 0; bits < 0x10000; ++bits)
        list.push_back(Half::from_bits(static_cast<std::uint16_t>(bits)));
    return list;
}

eager::Array oracle(const std::vector<Half>& list) {
    return eager::from_values(list, {static_cast<std::int64_t>(list.size())});
}

TEST_F(Float16, becomes_every_wider_type_exactly) {
    const eager::Array in = oracle(all_halves());
    for (const DType type : {DType::float32, DType::float64, DType::complex64, DType::int32})
        EXPECT_TRUE(support::same(support::to_tenon(in).astype(type), eager::astype(in, type)))
            << name(type);
}

/// All numbers of float16, the places half-way between them, and what lies next to those.
template <class T>
std::vector<T> decisive_values() {
    std::vector<T> list;
    const T endless = std::numeric_limits<T>::infinity();
    for (const Half half : all_halves()) {
        const double x = eager::half_value(half);
        if (!std::isfinite(x))
            continue;
        const double away = x + std::copysign(eager::half_unit(x) / 2, x);
        for (const T at : {static_cast<T>(x), static_cast<T>(away)}) {
            list.push_back(at);
            list.push_back(std::nextafter(at, endless));
            list.push_back(std::nextafter(at, -endless));
        }
    }
    for (const T x : {std::numeric_limits<T>::denorm_min(), std::numeric_limits<T>::max(), endless,
                      std::numeric_limits<T>::quiet_NaN()}) {
        list.push_back(x);
        list.push_back(-x);
    }
    return list;
}

template <class T>
void expect_rounded() {
    const std::vector<T> list = decisive_values<T>();
    const eager::Array in = eager::from_values(list, {static_cast<std::int64_t>(list.size())});
    EXPECT_TRUE(support::same(support::to_tenon(in).astype(DType::float16),
                              eager::astype(in, DType::float16)));
    for (const T x : list)
        if (!std::isnan(x))
            ASSERT_EQ(tenon::float16(x).bits(), eager::half_of(x).bits()) << x;
}

TEST_F(Float16, is_rounded_to_from_float32) { expect_rounded<float>(); }
TEST_F(Float16, is_rounded_to_from_float64_once) { expect_rounded<double>(); }

TEST_F(Float16, rounds_after_every_operation) {
    const Array x = tenon::full({40}, 2048.0, DType::float16);
    const Array one = tenon::ones({40}, DType::float16);
    EXPECT_EQ(((x + one) + one).values<float>(), std::vector<float>(40, 2048));
    EXPECT_EQ((x + (one + one)).values<float>(), std::vector<float>(40, 2050));
    EXPECT_EQ((x * x).values<float>(), std::vector<float>(40, INFINITY));
}

TEST_F(Float16, sums_are_made_in_float32_and_rounded_once) {
    const Array ones = tenon::ones({5000}, DType::float16);
    EXPECT_EQ(tenon::sum(ones).item<float>(), 5000);
    EXPECT_EQ(tenon::sum(ones).dtype(), DType::float16);
    EXPECT_EQ(tenon::sum(ones * 20.0).item<float>(), INFINITY);
    EXPECT_EQ(tenon::mean(ones * 20.0).item<float>(), 20);
    EXPECT_EQ(tenon::var(ones * 300.0).item<float>(), 0);
    EXPECT_EQ(tenon::argmax(tenon::array({1.0, 3.0, 2.0}).astype(DType::float16)).item<int>(), 1);
    EXPECT_EQ(tenon::cumulative_sum(ones)(4999).item<float>(), 5000);
    EXPECT_EQ(tenon::dot(ones * 0.1, ones).item<float>(),
              static_cast<float>(tenon::float16(5000 * static_cast<float>(tenon::float16(0.1)))));
}

TEST_F(Float16, is_seen_by_programs_as_tenon_float16) {
    const Array x = tenon::array({0.1, -2.5, 65504.0}).astype(DType::float16);
    EXPECT_EQ(x.nbytes(), 6);
    EXPECT_EQ(x(0).item<tenon::float16>().bits(), 0x2e66);
    EXPECT_EQ(x.values<double>(), (std::vector<double>{0.0999755859375, -2.5, 65504}));
    EXPECT_EQ(x.to_string(), "[0.1, -2.5, 65500.]");
    EXPECT_EQ(tenon::parse_dtype("float16"), DType::float16);
}

TEST_F(Float16, is_computed_with_in_kernels) {
    const auto kernel = tenon::vectorize([](tenon::Float16 x, tenon::Float16 y) {
        tenon::Var<tenon::Float16> sum = 0.0;
        tenon::for_(0, 4, [&](const tenon::Int64&) { sum += x * y; });
        return tenon::select(x < y, tenon::Float16(sum), x / y);
    });
    const Array x = support::to_tenon(support::plain_values(DType::float16, 1000, 1));
    const Array y = tenon::flip(x, 0).copy();
    const Array p = x * y;
    const Array want = tenon::where(x < y, p + p + p + p, x / y);
    EXPECT_TRUE(support::same(kernel(x, y), support::to_eager(want)));
}

}  // namespace
