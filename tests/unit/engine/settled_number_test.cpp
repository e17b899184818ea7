// SPDX-License-Identifier: MIT
// Arrays of one element whose values are there, as numbers of statements.
#include <cmath>
#include <complex>
#include <functional>

#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "engine/test_hooks.hpp"
#include "engine/thread_tape.hpp"

namespace tenon::engine {
namespace {

using Roll = TestHooks::Roll;
using Arrays = std::vector<Array>;
using Program = std::function<Arrays()>;

const auto in = slice(1, -1);
const auto up = slice(0, -2);
const auto down = slice(2, end);

struct Ran {
    std::vector<std::vector<double>> values;
    Statistics counted;
};

Ran run(const Program& program, Roll roll) {
    synchronize();
    thread_scratch().loop_search = {};  // looks as if it had never looked in vain
    TestHooks::roll = roll;
    reset_statistics();
    Ran ran;
    for (const Array& array : program())
        ran.values.push_back(array.values<double>());
    ran.counted = statistics();
    TestHooks::roll = Roll::as_it_pays;
    return ran;
}

/// The same bits as recorded in full, with at least so many iterations counted.
void expect_counted(const Program& program, std::uint64_t least) {
    const Ran plain = run(program, Roll::never);
    EXPECT_EQ(plain.counted.iterations_rolled, 0U);
    for (const Roll roll : {Roll::always, Roll::as_it_pays}) {
        const Ran counted = run(program, roll);
        ASSERT_EQ(counted.values, plain.values);
        EXPECT_EQ(counted.counted.statements, plain.counted.statements);
        EXPECT_GE(counted.counted.iterations_rolled, least);
    }
}

Array field(const Shape& shape) {
    std::int64_t count = 1;
    for (const std::int64_t size : shape)
        count *= size;
    return copy(sin(arange(count) * 0.37).reshape(shape)).eval();
}

Array neighbours(const Array& u) { return u(up, in) + u(down, in) + (u(in, up) + u(in, down)); }

/// An array without dimensions whose value is there.
template <class T>
Array settled(T value) {
    return array({value}).reshape({});
}

TEST(SettledNumber, is_listed_by_a_loop_that_makes_one_in_each_iteration) {
    expect_counted(
        [] {
            Array u = field({12, 40}), v = copy(u).eval();
            for (int i = 0; i < 50; ++i) {
                const Array source = settled(std::sin(0.1 * i));
                const Array edge = settled(static_cast<float>(std::cos(0.3 * i)));
                v(in, in) = neighbours(u) * 0.2 + source;
                v(0, all) = edge;
                v(all, -1) = settled(i);
                v(3, 4) = settled(std::cos(0.2 * i));
                v(5, slice(7, 8)) = settled(static_cast<float>(std::sin(0.2 * i)));
                v(6, 4) += settled(0.01 * i);
                swap(u, v);
            }
            return Arrays{u, v};
        },
        30);
}

TEST(SettledNumber, stays_an_array_where_a_loop_hands_it_on) {
    expect_counted(
        [] {
            Array u = field({12, 40}), v = copy(u).eval(), time = settled(0.5);
            for (int i = 0; i < 60; ++i) {
                v(in, in) = neighbours(u) * time;
                time = time * 0.99 + 0.001;
                swap(u, v);
                if (i == 30)
                    u.eval();  // the next iteration finds the time settled
            }
            return Arrays{u, v, time};
        },
        20);
}

TEST(SettledNumber, is_read_when_the_statement_is_written_down) {
    synchronize();
    Array number = settled(2.0);
    const Array x = field({100});
    const Array twice = x * number;
    number(ellipsis) = 3.0;
    const Array thrice = x * number;
    std::vector<double> expected = x.values<double>();
    for (double& value : expected)
        value *= 2;
    EXPECT_EQ(twice.values<double>(), expected);
    expected = x.values<double>();
    for (double& value : expected)
        value *= 3;
    EXPECT_EQ(thrice.values<double>(), expected);
}

TEST(SettledNumber, keeps_its_dtype) {
    const Array single = field({5}).astype(DType::float32).eval();
    EXPECT_EQ((single * settled(0.1)).dtype(), DType::float64);
    EXPECT_EQ((single * settled(0.1F)).dtype(), DType::float32);
    const Array whole = arange(5).astype(DType::int8).eval();
    EXPECT_EQ((whole + settled(std::int64_t{1000})).values<std::int64_t>(),
              (std::vector<std::int64_t>{1000, 1001, 1002, 1003, 1004}));
    const std::complex<float> turned(1, -2);
    const Array complex = single * settled(turned);
    EXPECT_EQ(complex.dtype(), DType::complex64);
    EXPECT_EQ(complex(1).item<std::complex<double>>(),
              std::complex<double>(std::complex<float>(single(1).item<float>()) * turned));
    const Array both = (arange(4) > 1) & settled(true);
    EXPECT_EQ(both.values<bool>(), (std::vector<bool>{false, false, true, true}));
    const Array part = field({3});  // an element of a larger array stays one
    EXPECT_EQ((single * part(1)).dtype(), DType::float64);
}

}  // namespace
}  // namespace tenon::engine
