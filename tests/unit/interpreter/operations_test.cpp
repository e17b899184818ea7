// SPDX-License-Identifier: MIT
// Every core operation on every type, in every form of its operands, on every instruction set.
#include <gtest/gtest.h>

#include "kernel/core_ops.hpp"
#include "unit/interpreter/machine.hpp"
#include "unit/interpreter/values.hpp"

namespace tenon::interpreter {
namespace {

using namespace test;

constexpr std::size_t sizes[] = {0, 1, 7, 31, 32, 33, 1023, 1024, 1025, 5000};

/// Which operands of a binary operation are scalar arguments.
enum class Given { both_arrays, first_scalar, second_scalar, both_scalars };

struct Case {
    ops::Op op;
    DType type;
    Given given = Given::both_arrays;

    bool array(int operand) const {
        return given == Given::both_arrays || (given == Given::first_scalar && operand == 1) ||
               (given == Given::second_scalar && operand == 0);
    }
    int arity() const { return ops::info(op).arity; }
    DType result() const { return ops::resolve(op, type).result; }
    std::string text() const {
        return std::string(name(op)) + " of " + std::string(name(type)) + ", form " +
               std::to_string(static_cast<int>(given));
    }
};

/// out[i] = op(x, y): parameters 0 and 1, and 2 written; arguments 0 and 1.
Kernel kernel_of(const Case& c) {
    Kernel k;
    k.params = {{c.type}, {c.type}, {c.result()}};
    k.params[2].written = true;
    k.arguments = {c.type, c.type};
    Builder b(k, true);
    const auto operand = [&](std::uint32_t i) {
        return c.array(static_cast<int>(i)) ? b.load(i) : b.argument(i);
    };
    const ValueId x = operand(0);
    const ValueId y = c.arity() == 2 ? operand(1) : kernel::no_value;
    b.store(2, b.compute(c.op, c.result(), x, y));
    return k;
}

void check(const Case& c, Isa isa, std::size_t count, const std::vector<Bits>& x,
           const std::vector<Bits>& y, std::size_t scalar_at) {
    const Kernel k = kernel_of(c);
    const std::vector<std::uint8_t> x_bytes = packed(c.type, x);
    const std::vector<std::uint8_t> y_bytes = packed(c.type, y);
    constexpr std::uint8_t guard = 0xa5;
    std::vector<std::uint8_t> out((count + 8) * size_of(c.result()), guard);
    const auto n = static_cast<std::int64_t>(count);
    const auto view = [&](const std::vector<std::uint8_t>& bytes, DType type) {
        return dense(const_cast<std::uint8_t*>(bytes.data()), {n},
                     static_cast<std::int64_t>(size_of(type)));
    };
    const std::vector<std::int64_t> words = argument_block(
        k, {n}, {view(x_bytes, c.type), view(y_bytes, c.type), view(out, c.result())},
        {x[scalar_at], y[scalar_at]});
    run_all(k, isa, {n}, words);
    for (std::size_t i = 0; i < count; ++i) {
        const Bits a = x[c.array(0) ? i : scalar_at];
        const Bits b = y[c.array(1) ? i : scalar_at];
        const Bits expected = compute(c.op, c.type, a, b);
        const Bits got = element_of(c.result(), out, i);
        ASSERT_TRUE(same_value(c.result(), got, expected))
            << c.text() << " at " << i << " of " << count << ", isa " << static_cast<int>(isa)
            << std::hex << ": " << a << ", " << b << " gave " << got << ", not " << expected;
    }
    for (std::size_t i = count * size_of(c.result()); i < out.size(); ++i)
        ASSERT_EQ(out[i], guard) << c.text() << " wrote behind the end";
}

void check_all(const Case& c, std::mt19937_64& random) {
    const std::size_t special = special_values(c.type).size();
    for (const Isa isa : isas())
        for (const std::size_t count : sizes) {
            const std::vector<Bits> x = sample(c.type, count + 1, 1, random);
            const std::vector<Bits> y = sample(c.type, count + 1, special, random);
            check(c, isa, count, x, y, random() % (count + 1));
        }
}

class EveryOperation : public testing::TestWithParam<int> {};

TEST_P(EveryOperation, gives_the_bits_of_the_scalar_oracle) {
    const auto op = static_cast<ops::Op>(GetParam());
    std::mt19937_64 random(GetParam());
    for (const DType type : core_types()) {
        if (!kernel::is_core(op, type))
            continue;
        if (ops::info(op).arity == 1) {
            check_all({op, type, Given::both_arrays}, random);
            check_all({op, type, Given::both_scalars}, random);
            continue;
        }
        for (const Given given :
             {Given::both_arrays, Given::first_scalar, Given::second_scalar, Given::both_scalars})
            check_all({op, type, given}, random);
    }
}

INSTANTIATE_TEST_SUITE_P(All, EveryOperation, testing::Range(0, ops::op_count),
                         [](const testing::TestParamInfo<int>& tested) {
                             return std::string(name(static_cast<ops::Op>(tested.param)));
                         });

TEST(Operations, are_all_in_the_table_of_loops_for_the_types_that_are_core) {
    for (const Isa isa : isas())
        for (int i = 0; i < ops::op_count; ++i)
            for (int t = 0; t < dtype_count; ++t) {
                const auto op = static_cast<ops::Op>(i);
                const bool reversed = op == ops::Op::greater || op == ops::Op::greater_equal;
                const auto type = static_cast<DType>(t);
                if (kernel::is_core(op, type)) {
                    EXPECT_NE(
                        find_compute(loops(isa), reversed ? ops::Op::less : op, type, Form::vv),
                        nullptr)
                        << name(op) << " of " << name(type);
                }
            }
}

TEST(Operations, select_by_a_condition_with_any_operand_a_scalar) {
    std::mt19937_64 random(7);
    for (const DType type : core_types())
        for (int form = 0; form < 8; ++form) {
            Kernel k;
            k.params = {{DType::bool_}, {type}, {type}, {type}};
            k.params[3].written = true;
            k.arguments = {DType::bool_, type, type};
            Builder b(k, true);
            ValueId operand[3];
            for (std::uint32_t i = 0; i < 3; ++i)
                operand[i] = (form >> i & 1) != 0 ? b.argument(i) : b.load(i);
            b.store(3, b.select(operand[0], operand[1], operand[2]));
            const std::int64_t n = 1100;
            std::vector<Bits> in[3] = {sample(DType::bool_, n, 1, random),
                                       sample(type, n, 1, random), sample(type, n, 3, random)};
            std::vector<std::uint8_t> bytes[4];
            std::vector<View> views;
            for (int i = 0; i < 4; ++i) {
                const DType stored = i == 0 ? DType::bool_ : type;
                bytes[i] = packed(stored, in[i % 3]);
                views.push_back(
                    dense(bytes[i].data(), {n}, static_cast<std::int64_t>(size_of(stored))));
            }
            bytes[3].resize(n * size_of(type));
            views[3].base = bytes[3].data();
            for (const Isa isa : isas()) {
                run_all(k, isa, {n}, argument_block(k, {n}, views, {in[0][5], in[1][5], in[2][5]}));
                for (std::size_t i = 0; i < n; ++i) {
                    const auto at = [&](int j) { return in[j][(form >> j & 1) != 0 ? 5 : i]; };
                    ASSERT_EQ(element_of(type, bytes[3], i), at(0) != 0 ? at(1) : at(2))
                        << name(type) << ", form " << form << ", at " << i;
                }
            }
        }
}

}  // namespace
}  // namespace tenon::interpreter
