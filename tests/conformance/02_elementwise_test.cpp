// SPDX-License-Identifier: MIT
// Rung 2: every operation of the table on every dtype, against values from higher precision.
#include <cmath>

#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "ops/ops.hpp"
#include "support/compare.hpp"
#include "support/eager_scalar.hpp"
#include "support/engine_ops.hpp"
#include "support/modes.hpp"
#include "support/values.hpp"

namespace {

using eager::Array;
using eager::Operand;
using tenon::DType;

struct Case {
    std::string op;
    DType type;
    friend void PrintTo(const Case& one, std::ostream* out) {
        *out << one.op << " of " << name(one.type);
    }
};

std::vector<Case> all_cases() {
    std::vector<Case> cases;
    for (const tenon::ops::OpInfo& op : tenon::ops::op_table)
        for (const DType type : support::all_dtypes)
            cases.push_back({std::string(op.name), type});
    return cases;
}

Array outer_first(const Array& a, std::int64_t inner) {
    return eager::copy(eager::broadcast_to(eager::expand_dims(a, 1), {a.size(), inner}));
}

/// Exponents of integers: not negative, and small enough to be interesting.
Array exponents(const Array& a) {
    const std::vector<Operand> in{a, tenon::Scalar(0), tenon::Scalar(70)};
    return tenon::is_integer(a.dtype) ? eager::elementwise("clip", in) : a;
}

/// Complex division, roots and moduli are right within units of the modulus; with parts that are
/// not finite, or at the ends of the range, there is no such unit.
bool tame_only(const Case& one) {
    return tenon::is_complex(one.type) && eager::is_approximate(one.op, one.type);
}

/// Every pair (every value, for one operand) of special values, and plain ones of all sizes.
std::vector<Array> inputs_of(const Case& one) {
    const Array special =
        tame_only(one) ? support::plain_values(one.type, 40, 1) : support::special_values(one.type);
    const Array wide = support::plain_values(one.type, 1500, tame_only(one) ? 1 : 3);
    const Array near = support::plain_values(one.type, 1500, 1);
    const int arity = eager::arity_of(one.op);
    if (arity == 1)
        return {support::joined(special, support::joined(wide, near))};
    const std::int64_t n = special.size();
    const Array first = eager::reshape(outer_first(special, n), {n * n});
    const Array second = eager::reshape(eager::copy(eager::broadcast_to(special, {n, n})), {n * n});
    Array a = support::joined(first, support::joined(wide, near));
    Array b = support::joined(second, support::joined(near, near));
    if (one.op == "power")
        b = exponents(b);
    if (arity == 2)
        return {a, b};
    return {a, b, eager::copy(eager::flip(b, 0))};
}

support::Tolerance tolerance_of(const Case& one, DType compute) {
    if (!eager::is_approximate(one.op, compute))
        return {0};
    if (one.op == "power" || one.op == "float_power")
        return support::power_tolerance;
    if (one.op == "sinc")  // a sine and a quotient
        return {4};
    return {tenon::is_complex(compute) ? 4.0 : 2.0};
}

/// Some functions have zeros that are differences of larger numbers, and errors in units of those:
/// log(exp(x) + exp(y)) of its operands, the logarithm of the gamma function of 1.
bool cancels(std::string_view op) {
    return op == "logaddexp" || op == "logaddexp2" || op == "lgamma";
}

testing::AssertionResult near(const tenon::Array& got, const Array& expected,
                              const std::vector<Array>& in) {
    const auto wide = [](const Array& a) {
        return eager::astype(a, DType::float64).values<double>();
    };
    const std::vector<double> have = got.values<double>(), want = wide(expected);
    std::vector<double> sizes(want.size(), 1.0);
    for (std::size_t k = 0; in.size() > 1 && k < in.size(); ++k) {
        const std::vector<double> x = wide(in[k]);
        for (std::size_t i = 0; i < x.size(); ++i)
            sizes[i] = std::max(k == 0 ? 0 : sizes[i], std::fabs(x[i]));
    }
    const double unit = expected.dtype == DType::float16   ? 0x1p-10
                        : expected.dtype == DType::float32 ? 0x1p-23
                                                           : 0x1p-52;
    for (std::size_t i = 0; i < want.size(); ++i) {
        if (want[i] == have[i] || (std::isnan(want[i]) && std::isnan(have[i])))
            continue;
        if (!(std::fabs(want[i] - have[i]) <= 4 * unit * std::max(sizes[i], std::fabs(want[i]))))
            return testing::AssertionFailure()
                   << i << ": expected " << want[i] << ", got " << have[i];
    }
    return testing::AssertionSuccess();
}

/// exp(b log a), in which the product's error is one of the angle and of the logarithm of the size;
/// small whole exponents are products, with an error for each. NumPy's are the same.
testing::AssertionResult near_power(const Array& got, const Array& expected,
                                    const std::vector<Array>& in) {
    using C = std::complex<double>;
    const auto wide = [](const Array& a) {
        return eager::astype(a, DType::complex128).values<C>();
    };
    const std::vector<C> have = wide(got), want = wide(expected), a = wide(in[0]), b = wide(in[1]);
    const double unit = expected.dtype == DType::complex64 ? 0x1p-23 : 0x1p-52;
    for (std::size_t i = 0; i < want.size(); ++i) {
        const double size = std::abs(want[i]);
        const double part = std::abs(b[i]) * (1 + std::abs(std::log(a[i])));
        const double allowed = size * (4 * unit + 2 * 0x1p-52 * part);
        if (std::isfinite(size) && !(std::abs(have[i] - want[i]) <= allowed))
            return testing::AssertionFailure() << a[i] << " to the power " << b[i] << ": expected "
                                               << want[i] << ", got " << have[i];
    }
    return testing::AssertionSuccess();
}

tenon::Array run(const Case& one, const std::vector<tenon::Array>& arrays) {
    std::vector<tenon::Operand> operands;
    for (const tenon::Array& array : arrays)
        operands.emplace_back(array);
    return support::engine_apply(one.op, operands);
}

class Elementwise : public ::testing::TestWithParam<Case> {
protected:
    void SetUp() override { support::apply_mode(); }
};

TEST_P(Elementwise, agrees_with_higher_precision) {
    const Case& one = GetParam();
    const std::vector<Array> in = inputs_of(one);
    std::vector<tenon::Array> arrays;
    for (const Array& array : in)
        arrays.push_back(support::to_tenon(array));
    const auto types = eager::types_of(one.op, one.type);
    if (!types) {
        EXPECT_THROW(run(one, arrays), tenon::DTypeError);
        return;
    }
    const tenon::Array got = run(one, arrays);
    const Array expected = eager::elementwise(one.op, std::vector<Operand>(in.begin(), in.end()));
    if (cancels(one.op) && eager::is_approximate(one.op, types->compute)) {
        EXPECT_EQ(got.dtype(), expected.dtype);
        EXPECT_TRUE(near(got, expected, in));
        return;
    }
    if (tenon::is_complex(types->compute) && (one.op == "power" || one.op == "float_power")) {
        EXPECT_EQ(got.dtype(), expected.dtype);
        EXPECT_TRUE(near_power(support::to_eager(got), expected, in));
        return;
    }
    EXPECT_TRUE(support::same(got, expected, tolerance_of(one, types->compute)));
}

TEST_P(Elementwise, is_the_same_for_any_number_of_elements) {
    const Case& one = GetParam();
    if (!eager::types_of(one.op, one.type))
        return;
    std::vector<tenon::Array> whole;
    for (const Array& array : inputs_of(one))
        whole.push_back(support::to_tenon(array));
    const tenon::Array all = run(one, whole);
    for (const std::int64_t n : {1, 3, 8, 13, 33}) {
        std::vector<tenon::Array> part;
        for (const tenon::Array& array : whole)
            part.push_back(array(tenon::slice(0, n)));
        const tenon::Array few = run(one, part);
        EXPECT_TRUE(support::same(few, support::to_eager(all(tenon::slice(0, n)))))
            << n << " elements";
    }
}

INSTANTIATE_TEST_SUITE_P(Each, Elementwise, ::testing::ValuesIn(all_cases()), [](const auto& test) {
    return test.param.op + "_of_" + std::string(name(test.param.type));
});

/// Two dtypes, or a dtype and a number.
class Promotion : public ::testing::Test {
protected:
    void SetUp() override { support::apply_mode(); }
};

TEST_F(Promotion, joins_two_dtypes_as_numpy_2) {
    for (const DType a : support::all_dtypes)
        for (const DType b : support::all_dtypes) {
            const Array x = support::plain_values(a, 40, 1), y = support::plain_values(b, 40, 1);
            EXPECT_TRUE(support::same(support::to_tenon(x) + support::to_tenon(y),
                                      eager::elementwise("add", std::vector<Operand>{x, y})))
                << name(a) << " + " << name(b);
            EXPECT_EQ(tenon::promote_types(a, b), eager::promote(a, b));
        }
}

TEST_F(Promotion, lets_numbers_bend_to_the_array) {
    const tenon::Scalar numbers[] = {true, 3, 2.5, std::complex<double>(1, 2)};
    for (const DType type : support::all_dtypes)
        for (const tenon::Scalar& number : numbers) {
            const Array x = support::plain_values(type, 40, 1);
            const Array expected = eager::elementwise("multiply", std::vector<Operand>{x, number});
            EXPECT_TRUE(support::same(tenon::multiply(support::to_tenon(x), number), expected))
                << name(type);
            EXPECT_TRUE(support::same(tenon::multiply(number, support::to_tenon(x)), expected))
                << name(type) << " on the right";
        }
}

TEST_F(Promotion, compares_with_numbers_outside_the_dtype_exactly) {
    const tenon::Array small = tenon::array<std::uint8_t>({0, 1, 255});
    EXPECT_EQ((small < 300).values<bool>(), (std::vector<bool>{true, true, true}));
    EXPECT_EQ((small > -1).values<bool>(), (std::vector<bool>{true, true, true}));
    EXPECT_EQ((small == 256).values<bool>(), (std::vector<bool>{false, false, false}));
}

TEST_F(Promotion, compares_signed_and_unsigned_integers_exactly) {
    const Array a = support::special_values(DType::int64),
                b = support::special_values(DType::uint64);
    const Array column = eager::expand_dims(a, 1);
    for (const char* op :
         {"less", "less_equal", "greater", "greater_equal", "equal", "not_equal"}) {
        const tenon::Array x = support::to_tenon(column), y = support::to_tenon(b);
        EXPECT_TRUE(support::same(support::engine_apply(op, std::vector<tenon::Operand>{x, y}),
                                  eager::elementwise(op, std::vector<Operand>{column, b})))
            << op;
        EXPECT_TRUE(support::same(support::engine_apply(op, std::vector<tenon::Operand>{y, x}),
                                  eager::elementwise(op, std::vector<Operand>{b, column})))
            << op << ", the other way round";
    }
}

TEST_F(Promotion, uses_numpys_fast_paths_for_powers) {
    const double inf = std::numeric_limits<double>::infinity();
    const tenon::Array a = tenon::array({-0.0, 4.0, -inf});
    const std::vector<double> roots = tenon::power(a, 0.5).values<double>();
    EXPECT_TRUE(std::signbit(roots[0]));  // sqrt(-0.0), where pow gives +0.0
    EXPECT_EQ(roots[1], 2);
    EXPECT_TRUE(std::isnan(roots[2]));
    EXPECT_EQ(tenon::power(tenon::array({3, -4}), 2).values<std::int64_t>(),
              (std::vector<std::int64_t>{9, 16}));
}

TEST_F(Promotion, lets_the_number_alone_decide_the_type_of_ldexp) {
    for (const DType type : {DType::float32, DType::float64, DType::int8, DType::int64})
        for (const DType power : {DType::int8, DType::uint16, DType::int32, DType::int64}) {
            const Array special = support::special_values(type);
            const Array x = eager::expand_dims(special, 1);
            const Array n = support::joined(support::special_values(power),
                                            support::plain_values(power, 70, 1));
            EXPECT_TRUE(support::same(tenon::ldexp(support::to_tenon(x), support::to_tenon(n)),
                                      eager::elementwise("ldexp", std::vector<Operand>{x, n})))
                << name(type) << ", " << name(power);
        }
    EXPECT_EQ(tenon::ldexp(tenon::array({0.75f}), 4).values<float>(), std::vector<float>{12});
    EXPECT_EQ(tenon::ldexp(0.75, tenon::array({4, -1})).values<double>(),
              (std::vector<double>{12, 0.375}));
    EXPECT_THROW(tenon::ldexp(1.0, tenon::array({0.5})), tenon::DTypeError);
}

TEST_F(Promotion, scales_by_every_power_with_one_rounding) {
    std::vector<double> numbers;
    for (const double x : {1.0, 0x1.fffffffffffffp0, 0x1.0000000000001p0, -0x1.8000000000001p0,
                           0x1p-1074, 0x1.2345678p-1030, 0x1.fffffffffffffp1023})
        numbers.push_back(x);
    std::vector<std::int32_t> powers;
    for (int n = -2200; n <= 2200; ++n)
        powers.push_back(n);
    const Array x = eager::expand_dims(eager::from_values(numbers, {7}), 1);
    const Array n = eager::from_values(powers, {static_cast<std::int64_t>(powers.size())});
    for (const DType type : {DType::float64, DType::float32}) {
        const Array in = eager::astype(x, type);
        EXPECT_TRUE(support::same(tenon::ldexp(support::to_tenon(in), support::to_tenon(n)),
                                  eager::elementwise("ldexp", std::vector<Operand>{in, n})));
    }
}

TEST_F(Promotion, divides_by_powers_of_two_exactly) {
    const Array x = support::joined(support::special_values(DType::float64),
                                    support::plain_values(DType::float64, 500, 3));
    for (const double divisor : {2.0, -4.0, 0.125, 3.0, 0x1p600, 0x1p-600, 0.0})
        EXPECT_TRUE(support::same(
            support::to_tenon(x) / divisor,
            eager::elementwise("divide", std::vector<Operand>{x, tenon::Scalar(divisor)})))
            << divisor;
}

}  // namespace
