// SPDX-License-Identifier: MIT
// Rung 15: which floating-point events recorded statements report, whatever runs them. Counts go
// past two vectors, so that tails are looked at.
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "support/modes.hpp"

namespace {

using namespace tenon;

unsigned asked = 0;
unsigned modes() noexcept { return asked; }

class FloatFlagsOfRecorded : public ::testing::Test {
protected:
    void SetUp() override {
        support::apply_mode();
        set_small_at_once(false);
        asked = float_invalid | float_divide | float_overflow;
        set_float_modes(modes);
        take_float_reports();
    }
    void TearDown() override {
        set_float_modes(nullptr);
        take_float_reports();
        support::apply_mode();
    }
};

/// Where the function is defined and its values are neither large nor undefined.
double ordinary(std::string_view name, std::int64_t i) {
    const double between = 0.1 + 0.02 * static_cast<double>(i % 40);
    return name == "acosh" ? between + 1 : between;
}

Array ordinary_array(std::string_view name, std::int64_t count, DType type) {
    std::vector<double> list;
    for (std::int64_t i = 0; i < count; ++i)
        list.push_back(ordinary(name, i));
    return array(list).astype(type);
}

TEST_F(FloatFlagsOfRecorded, nothing_is_suspected_of_ordinary_numbers) {
    for (const UfuncInfo& info : Ufunc::table()) {
        const Ufunc ufunc(info.name);
        for (const DType type : {DType::float32, DType::float64}) {
            for (std::int64_t count = 1; count <= 40; ++count) {
                const std::vector<Array> arrays(static_cast<std::size_t>(info.arity),
                                                ordinary_array(info.name, count, type));
                const std::vector<Operand> operands(arrays.begin(), arrays.end());
                for (const Array& array : arrays)
                    array.eval();
                reset_statistics();
                try {
                    ufunc(operands).eval();
                } catch (const DTypeError&) {
                    break;
                }
                ASSERT_EQ(statistics().looked_again, 0U)
                    << info.name << ' ' << name(type) << ' ' << count;
                ASSERT_TRUE(take_float_reports().empty()) << info.name;
            }
        }
    }
}

/// A length is found by dividing the smaller part by the larger one.
TEST_F(FloatFlagsOfRecorded, nothing_is_suspected_of_lengths_that_are_zero) {
    for (const auto& [real_type, type] : {std::pair{DType::float32, DType::complex64},
                                          std::pair{DType::float64, DType::complex128}}) {
        for (const std::int64_t count : {1, 3, 40}) {
            const Array x = zeros({count}, real_type).eval();
            const Array z = zeros({count}, type).eval();
            reset_statistics();
            hypot(x, x).eval();
            abs(z).eval();
            sqrt(z).eval();
            EXPECT_EQ(statistics().looked_again, 0U) << name(type) << ' ' << count;
        }
    }
}

struct Event {
    const char* name;
    double x, y;
    unsigned events;
};
constexpr double inf = std::numeric_limits<double>::infinity();
constexpr Event events[] = {
    {"divide", 1, 0, float_divide},         {"divide", 0, 0, float_invalid},
    {"divide", 3e38, 0.01, float_overflow}, {"add", inf, -inf, float_invalid},
    {"add", 3e38, 3e38, float_overflow},    {"subtract", inf, inf, float_invalid},
    {"multiply", inf, 0, float_invalid},    {"multiply", 3e38, 3e38, float_overflow},
    {"sqrt", -1, 0, float_invalid},         {"log", 0, 0, float_divide},
    {"log", -1, 0, float_invalid},          {"log10", 0, 0, float_divide},
    {"log2", 0, 0, float_divide},           {"log1p", -1, 0, float_divide},
    {"exp", 1000, 0, float_overflow},       {"expm1", 1000, 0, float_overflow},
    {"asin", 2, 0, float_invalid},          {"acos", 2, 0, float_invalid},
    {"atanh", 1, 0, float_divide},          {"sin", inf, 0, float_invalid},
    {"reciprocal", 0, 0, float_divide},     {"square", 3e38, 0, float_overflow},
    {"cosh", 1000, 0, float_overflow},      {"sinh", 1000, 0, float_overflow},
    {"remainder", 1, 0, float_invalid},     {"floor_divide", 1, 0, float_divide},
};

TEST_F(FloatFlagsOfRecorded, what_one_element_does_is_reported) {
    for (const Event& event : events) {
        const Ufunc ufunc(event.name);
        for (std::int64_t count = 1; count <= 40; count += 3) {
            const Array x = ordinary_array(event.name, count, DType::float32).eval();
            const Array y = ordinary_array(event.name, count, DType::float32).eval();
            x(count - 1) = event.x;
            y(count - 1) = event.y;
            const std::vector<Operand> operands{x, y};
            const std::span all(operands);
            ufunc(all.first(static_cast<std::size_t>(ufunc.arity()))).eval();
            const std::vector<FloatReport> reports = take_float_reports();
            ASSERT_EQ(reports.size(), 1U) << event.name << ' ' << event.x << ' ' << count;
            EXPECT_EQ(reports[0].name, event.name);
            EXPECT_EQ(reports[0].events & event.events, event.events) << event.name;
            EXPECT_EQ(reports[0].operands.size(), static_cast<std::size_t>(ufunc.arity()));
        }
    }
}

/// `count` numbers of which only the last is not ordinary.
Array whole_numbers(std::int64_t count, std::int64_t ordinary, std::int64_t last, DType type) {
    const Array list = full({count}, ordinary).astype(type).eval();
    list(count - 1) = last;
    return list;
}

constexpr DType whole_types[] = {DType::int8,  DType::int16,  DType::int32,  DType::int64,
                                 DType::uint8, DType::uint16, DType::uint32, DType::uint64};

/// Of the reports of one evaluation.
unsigned only_events(std::string_view name) {
    unsigned all = 0;
    for (const FloatReport& report : take_float_reports()) {
        EXPECT_EQ(report.name, name);
        EXPECT_TRUE(report.certain);
        all |= report.events;
    }
    return all;
}

TEST_F(FloatFlagsOfRecorded, a_whole_number_divided_by_zero_is_reported) {
    for (const char* name : {"floor_divide", "remainder", "fmod"}) {
        const Ufunc divide(name);
        for (const DType type : whole_types) {
            for (std::int64_t count = 1; count <= 70; count += 3) {
                const Array x = whole_numbers(count, 7, 0, type);
                const Array ordinary = whole_numbers(count, 3, 2, type);
                const Array zero = whole_numbers(count, 3, 0, type);
                const auto events_by = [&](const Operand& a, const Operand& b) {
                    divide(std::vector<Operand>{a, b}).eval();
                    return only_events(name);
                };
                ASSERT_EQ(events_by(x, zero), float_divide) << name << ' ' << count;
                ASSERT_EQ(events_by(x, 0), float_divide) << name << ' ' << count;
                ASSERT_EQ(events_by(9, zero), float_divide) << name << ' ' << count;
                reset_statistics();
                ASSERT_EQ(events_by(x, ordinary), 0U) << name << ' ' << count;
                ASSERT_EQ(events_by(x, 1), 0U) << name << ' ' << count;
                ASSERT_EQ(statistics().looked_again, 0U) << name << ' ' << count;
            }
        }
    }
}

TEST_F(FloatFlagsOfRecorded, the_smallest_whole_number_by_minus_one_overflows) {
    for (const DType type : {DType::int8, DType::int16, DType::int32, DType::int64}) {
        const std::int64_t least = INT64_MIN >> (64 - 8 * static_cast<int>(size_of(type)));
        for (std::int64_t count = 1; count <= 70; count += 3) {
            const auto events_by = [&](const Ufunc& divide, std::int64_t last, std::int64_t by) {
                const Array x = whole_numbers(count, 5, last, type);
                unsigned found[2] = {};
                const Array many = whole_numbers(count, 3, by, type);
                divide(std::vector<Operand>{x, many}).eval();
                found[0] = only_events(divide.name());
                divide(std::vector<Operand>{x, by}).eval();
                found[1] = only_events(divide.name());
                EXPECT_EQ(found[0], found[1]) << name(type) << ' ' << count;
                return found[0];
            };
            ASSERT_EQ(events_by(Ufunc("floor_divide"), least, -1), float_overflow) << name(type);
            ASSERT_EQ(events_by(Ufunc("floor_divide"), least + 1, -1), 0U) << name(type);
            ASSERT_EQ(events_by(Ufunc("floor_divide"), least, 1), 0U) << name(type);
            ASSERT_EQ(events_by(Ufunc("remainder"), least, -1), 0U) << name(type);
            ASSERT_EQ(events_by(Ufunc("fmod"), least, -1), 0U) << name(type);
        }
    }
}

TEST_F(FloatFlagsOfRecorded, of_an_overwritten_dividend_the_division_is_known) {
    Array a = arange(5000).eval();
    const Array by = whole_numbers(5000, 3, 0, DType::int64);
    a %= by;
    a.eval();
    EXPECT_EQ(only_events("remainder"), float_divide);
    const Array b = arange(5000).eval();
    assign(b, floor_divide(b, -1));
    b.eval();
    EXPECT_EQ(only_events(""), 0U) << "nothing overflows";
}

struct Loss {
    DType from, to;
    double number;
};
constexpr DType f32 = DType::float32, f64 = DType::float64;

TEST_F(FloatFlagsOfRecorded, a_conversion_of_what_does_not_fit_is_reported) {
    const Loss losses[] = {
        {f64, DType::int8, 1e10},    {f64, DType::int16, inf},   {f64, DType::int32, 3e9},
        {f64, DType::int64, 1e19},   {f64, DType::uint8, -inf},  {f64, DType::uint32, 5e9},
        {f64, DType::uint64, 2e19},  {f32, DType::int8, inf},    {f32, DType::int32, -3e9},
        {f32, DType::int64, -1e19},  {f32, DType::uint16, 1e10}, {f32, DType::uint32, inf},
        {f32, DType::uint64, 1e30},  {f64, f32, 1e300},          {f64, DType::float16, 70000},
        {f32, DType::float16, 65520}};
    for (const Loss& loss : losses) {
        for (std::int64_t count = 1; count <= 40; count += 3) {
            const Array x = full({count}, 100.5).astype(loss.from).eval();
            x.astype(loss.to).eval();
            ASSERT_TRUE(take_float_reports().empty()) << name(loss.to) << ' ' << count;
            x(count - 1) = loss.number;
            x.astype(loss.to).eval();
            const std::vector<FloatReport> reports = take_float_reports();
            ASSERT_EQ(reports.size(), 1U) << name(loss.to) << ' ' << loss.number << ' ' << count;
            EXPECT_EQ(reports[0].kind, FloatReport::Kind::cast);
            EXPECT_EQ(reports[0].result, loss.to);
        }
    }
}

TEST_F(FloatFlagsOfRecorded, a_conversion_of_the_largest_that_fits_is_not_looked_at) {
    const Loss fitting[] = {{f64, DType::int32, 2147483647.5},
                            {f64, DType::int64, 9.2e18},
                            {f64, DType::uint32, 4294967295.5},
                            {f64, DType::uint64, 1.8e19},
                            {f32, DType::uint64, 1.8e19},
                            {f32, DType::int16, 32767},
                            {f64, f32, 3.4e38},
                            {f32, DType::float16, 65504}};
    for (const Loss& fit : fitting) {
        for (std::int64_t count = 1; count <= 40; count += 3) {
            const Array x = full({count}, 100.5).astype(fit.from).eval();
            x(count - 1) = fit.number;
            reset_statistics();
            x.astype(fit.to).eval();
            ASSERT_EQ(statistics().looked_again, 0U) << name(fit.to) << ' ' << count;
        }
    }
}

TEST_F(FloatFlagsOfRecorded, nothing_is_said_of_divisors_of_zero) {
    const Array a = arange(5000).eval();
    gcd(a, 0).eval();
    lcm(a, a - 5).eval();
    EXPECT_TRUE(take_float_reports().empty());
}

Array numbers(std::int64_t count) { return arange(count).astype(DType::float64); }

TEST_F(FloatFlagsOfRecorded, the_statement_is_found_in_a_fused_kernel) {
    const Array a = numbers(5000).eval();
    const Array y = sqrt(a + 1) * 2 + 1 / (a - 17) - exp(-a);
    y.eval();
    const std::vector<FloatReport> reports = take_float_reports();
    ASSERT_EQ(reports.size(), 1U);
    EXPECT_EQ(reports[0].name, "divide");
    EXPECT_EQ(reports[0].events, float_divide);
    EXPECT_EQ(std::get<Array>(reports[0].operands[1]).values<double>()[17], 0.0);
}

TEST_F(FloatFlagsOfRecorded, what_was_recorded_unwatched_is_not_reported) {
    const Array a = numbers(5000).eval();
    asked = float_invalid;
    const Array ignored = 1 / a;
    asked = float_invalid | float_divide;
    const Array heard = log(a);
    heard.eval();
    const std::vector<FloatReport> reports = take_float_reports();
    ASSERT_EQ(reports.size(), 1U);
    EXPECT_EQ(reports[0].name, "log");
}

TEST_F(FloatFlagsOfRecorded, the_operands_are_those_from_before_an_update_in_place) {
    const Array a = (numbers(5000) + 0).eval();
    Array b = a + 1;
    b *= 1e308;
    b.eval();
    const std::vector<FloatReport> reports = take_float_reports();
    ASSERT_EQ(reports.size(), 1U);
    EXPECT_EQ(reports[0].name, "multiply");
    EXPECT_EQ(std::get<Array>(reports[0].operands[0]).values<double>()[1], 2.0);
}

TEST_F(FloatFlagsOfRecorded, of_overwritten_operands_the_operation_is_known) {
    Array a = numbers(5000).eval();
    a /= 0.0;
    a.eval();
    const std::vector<FloatReport> reports = take_float_reports();
    ASSERT_EQ(reports.size(), 1U);
    EXPECT_EQ(reports[0].name, "divide");
    EXPECT_EQ(reports[0].events, float_divide | float_invalid);
    EXPECT_TRUE(reports[0].operands.empty());
}

TEST_F(FloatFlagsOfRecorded, comparisons_of_nan_say_nothing) {
    const Array a = full({5000}, std::numeric_limits<double>::quiet_NaN()).eval();
    const Array b = where(a > 0, a, 1);
    b.eval();
    maximum(a, 1).eval();
    EXPECT_TRUE(take_float_reports().empty());
}

TEST_F(FloatFlagsOfRecorded, at_once_means_before_the_next_statement) {
    const Array a = numbers(5000).eval();
    asked = float_divide | float_at_once;
    const Array b = 1 / a;
    EXPECT_EQ(take_float_reports().size(), 1U);
}

TEST_F(FloatFlagsOfRecorded, sums_and_scans_report) {
    const Array a = full({5000}, 1e308).eval();
    sum(a).eval();
    cumulative_sum(a).eval();
    const std::vector<FloatReport> reports = take_float_reports();
    ASSERT_EQ(reports.size(), 2U);
    EXPECT_EQ(reports[0].kind, FloatReport::Kind::reduction);
    EXPECT_EQ(reports[1].kind, FloatReport::Kind::scan);
    EXPECT_EQ(reports[1].name, "sum");
}

}  // namespace
