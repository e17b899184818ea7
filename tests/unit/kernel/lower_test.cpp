// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "kernel/core_ops.hpp"
#include "unit/kernel/build.hpp"

namespace tenon::kernel {
namespace {

using ops::Op;
using ops::ReduceOp;
using namespace test;

TEST(Lower, every_operation_on_every_type_becomes_core) {
    int lowered = 0;
    for (int op = 0; op < ops::op_count; ++op)
        for (int type = 0; type < dtype_count; ++type) {
            if (!result_type(static_cast<Op>(op), static_cast<DType>(type)))
                continue;
            const Kernel high = element_wise(static_cast<Op>(op), static_cast<DType>(type));
            ASSERT_NO_THROW(verify(high, false)) << to_text(high);
            Kernel core;
            ASSERT_NO_THROW(core = lower(high)) << to_text(high);
            ASSERT_NO_THROW(verify(core, true)) << to_text(high);
            ++lowered;
        }
    EXPECT_GT(lowered, 400);
}

TEST(Lower, core_operations_on_real_types_stay_one_instruction) {
    for (int op = 0; op < ops::op_count; ++op)
        for (int type = 0; type < dtype_count; ++type) {
            if (!is_core(static_cast<Op>(op), static_cast<DType>(type)) ||
                ops::has(static_cast<Op>(op), ops::call))
                continue;
            const Kernel core = lower(element_wise(static_cast<Op>(op), static_cast<DType>(type)));
            EXPECT_EQ(core.instrs.size(), ops::op_table[op].arity + 2u) << to_text(core);
        }
}

TEST(Lower, complex_multiply_is_four_products_a_difference_and_a_sum) {
    EXPECT_EQ(to_text(lower(element_wise(Op::multiply, DType::complex128))),
              "kernel map rank 1\n"
              "param p0 complex128 contiguous\n"
              "param p1 complex128 contiguous\n"
              "param p2 complex128 contiguous written\n"
              "body\n"
              "  %0 = load.float64 p0\n"
              "  %1 = load.float64 p0.1\n"
              "  %2 = load.float64 p1\n"
              "  %3 = load.float64 p1.1\n"
              "  %4 = multiply.float64 %0, %2\n"
              "  %5 = multiply.float64 %1, %3\n"
              "  %6 = subtract.float64 %4, %5\n"
              "  %7 = multiply.float64 %0, %3\n"
              "  %8 = multiply.float64 %1, %2\n"
              "  %9 = add.float64 %7, %8\n"
              "  store p2 %6, %9\n");
}

TEST(Lower, boolean_arithmetic_becomes_bit_operations) {
    const Kernel core = lower(element_wise(Op::less_equal, DType::bool_));
    EXPECT_EQ(to_text(core), "kernel map rank 1\n"
                             "param p0 bool contiguous\n"
                             "param p1 bool contiguous\n"
                             "param p2 bool contiguous written\n"
                             "body\n"
                             "  %0 = load.bool p0\n"
                             "  %1 = load.bool p1\n"
                             "  %2 = bitwise_invert.bool %0\n"
                             "  %3 = bitwise_or.bool %2, %1\n"
                             "  store p2 %3\n");
}

TEST(Lower, logarithms_choose_the_nan_of_negative_numbers_themselves) {
    for (const Op op : {Op::log, Op::log2, Op::log10}) {
        const std::string text = to_text(lower(element_wise(op, DType::float32)));
        EXPECT_NE(text.find("greater_equal.bool %0"), std::string::npos) << text;
    }
}

Kernel reduction_of(DType type, ReduceOp op) {
    Kernel kernel;
    kernel.form = Form::row_reduce;
    add_param(kernel, type);
    add_param(kernel, type, true);
    Builder builder(kernel);
    kernel.reductions.push_back(
        {.op = op, .type = type, .values = {builder.load(0), no_value}, .partial = {1, 0}});
    return kernel;
}

TEST(Lower, a_complex_sum_becomes_two_real_sums_into_one_parameter) {
    const Kernel core = lower(reduction_of(DType::complex64, ReduceOp::sum));
    ASSERT_EQ(core.reductions.size(), 2u);
    for (int part = 0; part < 2; ++part) {
        EXPECT_EQ(core.reductions[part].op, ReduceOp::sum);
        EXPECT_EQ(core.reductions[part].type, DType::float32);
        EXPECT_EQ(core.reductions[part].component, part);
        EXPECT_EQ(core.reductions[part].partial[0], 1u);
        EXPECT_EQ(core.instrs[core.reductions[part].values[0]].component, part);
    }
}

TEST(Lower, a_complex_product_stays_one_reduction_of_a_pair) {
    const Kernel core = lower(reduction_of(DType::complex128, ReduceOp::product));
    ASSERT_EQ(core.reductions.size(), 1u);
    EXPECT_EQ(core.reductions[0].op, ReduceOp::complex_product);
    EXPECT_EQ(core.reductions[0].type, DType::float64);
    EXPECT_NE(core.reductions[0].values[1], no_value);
}

TEST(Lower, boolean_reductions_become_any_and_all) {
    EXPECT_EQ(lower(reduction_of(DType::bool_, ReduceOp::sum)).reductions[0].op, ReduceOp::any);
    EXPECT_EQ(lower(reduction_of(DType::bool_, ReduceOp::minimum)).reductions[0].op, ReduceOp::all);
}

TEST(Lower, complex_variables_and_branches_become_pairs) {
    Kernel kernel;
    add_param(kernel, DType::complex128);
    add_param(kernel, DType::complex128, true);
    kernel.arguments = {DType::complex128};
    Builder builder(kernel);
    const std::uint32_t var = builder.add_var(DType::complex128);
    const ValueId z = builder.load(0);
    builder.write_var(var, z);
    const ValueId test = builder.compute(Op::isnan, DType::bool_, z);
    const BlockId yes = builder.begin_block();
    builder.write_var(var, builder.argument(0));
    builder.end_block();
    builder.if_(test, yes);
    builder.store(1, builder.read_var(var));
    verify(kernel, false);
    const Kernel core = lower(kernel);
    verify(core, true);
    EXPECT_EQ(core.vars, (std::vector<DType>{DType::float64, DType::float64}));
    EXPECT_EQ(core.arguments, kernel.arguments);
}

TEST(Lower, what_nobody_uses_goes) {
    Kernel kernel;
    add_param(kernel, DType::int32);
    add_param(kernel, DType::int32, true);
    Builder builder(kernel);
    const ValueId x = builder.load(0);
    builder.compute(Op::power, DType::int32, x, x);  // a loop over variables, once lowered
    builder.store(1, x);
    const Kernel core = lower(kernel);
    EXPECT_EQ(core.instrs.size(), 2u) << to_text(core);
    EXPECT_TRUE(core.vars.empty());
    EXPECT_EQ(core.blocks.size(), 1u);
}

TEST(Lower, a_chain_of_shared_values_takes_linear_time) {
    Kernel kernel;
    add_param(kernel, DType::float64);
    add_param(kernel, DType::float64, true);
    Builder builder(kernel);
    const ValueId first = builder.load(0);
    const ValueId test = builder.compute(Op::isnan, DType::bool_, first);
    const BlockId inside = builder.begin_block();
    ValueId x = first;
    for (int i = 0; i < 200; ++i)
        x = builder.compute(Op::add, DType::float64, x, x);
    builder.store(1, x);
    builder.end_block();
    builder.if_(test, inside);
    EXPECT_EQ(lower(kernel).instrs.size(), 204u);  // load, isnan, if, 200 additions, store
}

TEST(Lower, the_order_in_which_values_were_made_does_not_matter) {
    const auto make = [](bool swapped) {
        Kernel kernel;
        add_param(kernel, DType::float64);
        add_param(kernel, DType::float64, true);
        Builder builder(kernel);
        const ValueId x = builder.load(0);
        const auto product = [&] { return builder.compute(Op::multiply, DType::float64, x, x); };
        const auto root = [&] { return builder.compute(Op::sqrt, DType::float64, x); };
        if (swapped)
            root();
        const ValueId a = product();
        const ValueId b = root();
        builder.store(1, builder.compute(Op::add, DType::float64, a, b));
        return lower(kernel);
    };
    EXPECT_EQ(hash(make(false)), hash(make(true)));
}

}  // namespace
}  // namespace tenon::kernel
