// SPDX-License-Identifier: MIT
// Conversions between all types; docs/internals/casts.md gives the values.
#include <gtest/gtest.h>

#include "unit/interpreter/machine.hpp"
#include "unit/interpreter/values.hpp"

namespace tenon::interpreter {
namespace {

using namespace test;

std::vector<Bits> casted(DType from, DType to, Isa isa, const std::vector<Bits>& values) {
    Kernel k;
    k.params = {{from}, {to}};
    k.params[1].written = true;
    Builder b(k, true);
    b.store(1, b.cast(b.load(0), to));
    const auto n = static_cast<std::int64_t>(values.size());
    std::vector<std::uint8_t> in = packed(from, values);
    std::vector<std::uint8_t> out(values.size() * size_of(to));
    run_all(k, isa, {n},
            argument_block(k, {n},
                           {dense(in.data(), {n}, static_cast<std::int64_t>(size_of(from))),
                            dense(out.data(), {n}, static_cast<std::int64_t>(size_of(to)))}));
    std::vector<Bits> result(values.size());
    for (std::size_t i = 0; i < values.size(); ++i)
        result[i] = element_of(to, out, i);
    return result;
}

class EveryCast : public testing::TestWithParam<DType> {};

TEST_P(EveryCast, gives_the_value_of_the_rules) {
    const DType from = GetParam();
    std::mt19937_64 random(static_cast<unsigned>(from));
    for (const DType to : core_types())
        for (const std::size_t count : {1, 7, 33, 1025, 5000}) {
            const std::vector<Bits> values = sample(from, count, 1, random);
            for (const Isa isa : isas()) {
                const std::vector<Bits> got = casted(from, to, isa, values);
                for (std::size_t i = 0; i < count; ++i)
                    ASSERT_TRUE(same_value(to, got[i], cast(from, to, values[i])))
                        << name(from) << " to " << name(to) << ", isa " << static_cast<int>(isa)
                        << std::hex << ": " << values[i] << " gave " << got[i];
            }
        }
}

INSTANTIATE_TEST_SUITE_P(All, EveryCast, testing::ValuesIn(core_types()),
                         [](const testing::TestParamInfo<DType>& tested) {
                             return std::string(name(tested.param));
                         });

/// With and without instructions for it; tests/conformance holds tenon::float16 to an oracle.
TEST(Casts, of_float16_have_the_same_bits_on_every_instruction_set) {
    std::vector<Bits> halves, floats;
    for (Bits half = 0; half < 0x10000; ++half) {
        halves.push_back(half);
        const float x = float16::from_bits(static_cast<std::uint16_t>(half));
        for (const std::int64_t step : {0, 1, -1, 0xfff, 0x1000, 0x1001})
            floats.push_back(static_cast<std::uint32_t>(bits_of(x) + static_cast<Bits>(step)));
    }
    halves.resize(halves.size() - 3);  // not a multiple of any vector
    floats.resize(floats.size() - 3);
    for (const Isa isa : isas()) {
        const std::vector<Bits> wide = casted(DType::float16, DType::float32, isa, halves);
        for (std::size_t i = 0; i < halves.size(); ++i)
            ASSERT_EQ(wide[i], bits_of(static_cast<float>(
                                   float16::from_bits(static_cast<std::uint16_t>(halves[i])))))
                << std::hex << halves[i];
        const std::vector<Bits> narrow = casted(DType::float32, DType::float16, isa, floats);
        for (std::size_t i = 0; i < floats.size(); ++i)
            ASSERT_EQ(narrow[i], float16(value_of<float>(floats[i])).bits())
                << std::hex << floats[i];
    }
}

/// What NumPy 2 on x86-64 gives for values that C++ leaves undefined.
TEST(Casts, agree_with_numpy_where_the_language_says_nothing) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const struct {
        double value;
        DType to;
        std::int64_t expected;
    } cases[] = {
        {nan, DType::int8, 0},
        {nan, DType::int32, std::numeric_limits<std::int32_t>::min()},
        {nan, DType::int64, std::numeric_limits<std::int64_t>::min()},
        {nan, DType::uint64, std::numeric_limits<std::int64_t>::min()},
        {300.0, DType::int8, 44},
        {300.0, DType::uint8, 44},
        {-1.0, DType::uint8, 255},
        {70000.0, DType::uint16, 4464},
        {3e9, DType::int32, std::numeric_limits<std::int32_t>::min()},
        {3e9, DType::int16, 0},
        {3e9, DType::uint32, 3000000000},
        {-1.0, DType::uint32, 4294967295},
        {0x1p32 + 5, DType::uint32, 5},
        {-1.5, DType::uint64, -1},
        {1.5e19, DType::uint64, static_cast<std::int64_t>(15000000000000000000u)},
        {1e20, DType::uint64, 0},
        {1e20, DType::int64, std::numeric_limits<std::int64_t>::min()},
        {nan, DType::bool_, 1},
        {0.5, DType::bool_, 1},
        {-0.0, DType::bool_, 0},
    };
    for (const auto& c : cases)
        for (const Isa isa : isas()) {
            const Bits got = casted(DType::float64, c.to, isa, {bits_of(c.value)})[0];
            Bits expected = static_cast<Bits>(c.expected);
            if (size_of(c.to) < 8)
                expected &= (Bits{1} << (8 * size_of(c.to))) - 1;
            EXPECT_EQ(got, expected) << c.value << " to " << name(c.to);
        }
}

TEST(Casts, reinterpret_bits_without_a_copy) {
    Kernel k;
    k.params = {{DType::float64}, {DType::uint64}};
    k.params[1].written = true;
    Builder b(k, true);
    const ValueId bits = b.bitcast(b.load(0), DType::uint64);
    b.store(1, b.compute(ops::Op::bitwise_right_shift, DType::uint64, bits,
                         b.constant_int(DType::uint64, 52)));
    std::vector<double> in(100);
    std::vector<std::uint64_t> out(100);
    for (std::size_t i = 0; i < in.size(); ++i)
        in[i] = std::ldexp(i % 2 == 0 ? 1.0 : -1.0, static_cast<int>(i) - 50);
    for (const Isa isa : isas()) {
        run_all(k, isa, {100}, argument_block(k, {100}, {dense(in, {100}), dense(out, {100})}));
        for (std::size_t i = 0; i < in.size(); ++i)
            ASSERT_EQ(out[i], bits_of(in[i]) >> 52);
    }
}

}  // namespace
}  // namespace tenon::interpreter
