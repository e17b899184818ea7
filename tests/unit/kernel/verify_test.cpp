// SPDX-License-Identifier: MIT
#include <functional>

#include <gtest/gtest.h>

#include "kernel/core_ops.hpp"
#include "unit/kernel/build.hpp"

namespace tenon::kernel {
namespace {

using ops::Op;
using ops::ReduceOp;
using namespace test;

/// The message of the verifier, or nothing where it is content.
std::string complaint(const Kernel& kernel, bool core = false) {
    try {
        verify(kernel, core);
    } catch (const InternalError& error) {
        return error.what();
    }
    return "";
}

#define EXPECT_COMPLAINT(kernel, core, text)                                                       \
    EXPECT_NE(complaint(kernel, core).find(text), std::string::npos) << complaint(kernel, core)

/// A right kernel that a test then makes wrong.
class VerifyTest : public testing::Test {
protected:
    VerifyTest() {
        add_param(kernel, DType::float64);
        add_param(kernel, DType::float64, true);
        kernel.arguments = {DType::float64};
    }

    ValueId add(ValueId a, ValueId b) { return builder.compute(Op::add, DType::float64, a, b); }

    Kernel kernel;
    Builder builder{kernel};
};

TEST_F(VerifyTest, accepts_a_right_kernel_and_prints_a_wrong_one) {
    builder.store(1, add(builder.load(0), builder.argument(0)));
    EXPECT_EQ(complaint(kernel), "");
    kernel.instrs[2].type = DType::float32;
    EXPECT_COMPLAINT(kernel, false, "%2 = add.float32 %0, %1");
}

TEST_F(VerifyTest, refuses_values_of_blocks_that_have_ended) {
    const ValueId test = builder.constant_int(DType::bool_, 1);
    const BlockId block = builder.begin_block();
    const ValueId inside = builder.load(0);
    builder.end_block();
    builder.if_(test, block);
    builder.store(1, inside);
    EXPECT_COMPLAINT(kernel, false, "not defined here");
}

TEST_F(VerifyTest, refuses_uses_before_the_definition) {
    builder.store(1, add(builder.load(0), builder.load(0)));
    std::swap(kernel.blocks[body_block][0], kernel.blocks[body_block][1]);
    EXPECT_COMPLAINT(kernel, false, "not defined here");
}

TEST_F(VerifyTest, refuses_the_condition_blocks_values_in_the_body_of_a_loop) {
    const BlockId test = builder.begin_block();
    const ValueId x = builder.load(0);
    const ValueId again = builder.compute(Op::isnan, DType::bool_, x);
    builder.end_block();
    const BlockId body = builder.begin_block();
    builder.store(1, x);
    builder.end_block();
    builder.while_(test, again, body);
    EXPECT_COMPLAINT(kernel, false, "not defined here");
    kernel.blocks[body].clear();
    EXPECT_EQ(complaint(kernel), "");
}

TEST_F(VerifyTest, refuses_one_block_in_two_places) {
    const ValueId test = builder.constant_int(DType::bool_, 1);
    const BlockId block = builder.begin_block();
    builder.end_block();
    builder.if_(test, block, block);
    EXPECT_COMPLAINT(kernel, false, "two places");
}

TEST_F(VerifyTest, refuses_operands_of_other_types) {
    add(builder.load(0), builder.constant_float(DType::float32, 1));
    EXPECT_COMPLAINT(kernel, false, "different types");
}

TEST_F(VerifyTest, refuses_operands_that_were_not_converted_first) {
    const ValueId one = builder.constant_int(DType::int32, 1);
    builder.compute(Op::divide, DType::float64, one, one);
    EXPECT_COMPLAINT(kernel, false, "the type the operation computes in");
}

TEST_F(VerifyTest, refuses_composite_operations_and_complex_types_in_core_kernels) {
    builder.compute(Op::square, DType::float64, builder.load(0));
    EXPECT_EQ(complaint(kernel), "");
    EXPECT_COMPLAINT(kernel, true, "not a core operation");
    Kernel complex;
    add_param(complex, DType::complex64);
    Builder(complex).load(0);
    EXPECT_EQ(complaint(complex), "");
    EXPECT_COMPLAINT(complex, true, "wrong type");
}

TEST_F(VerifyTest, refuses_wrong_conditions_stores_variables_and_indices) {
    const auto wrong = [&](const std::function<void(Builder&)>& make, const char* text) {
        Kernel copy = kernel;
        Builder other(copy);
        make(other);
        EXPECT_COMPLAINT(copy, false, text);
    };
    wrong([](Builder& b) { b.if_(b.load(0), no_block); }, "not bool");
    wrong([](Builder& b) { b.store(1, b.constant_int(DType::int8, 1)); }, "another type");
    wrong([](Builder& b) { b.store(1, b.load(0), b.load(0)); }, "one value");
    wrong([](Builder& b) { b.write_var(b.add_var(DType::int8), b.load(0)); }, "wrong type");
    wrong([](Builder& b) { b.coordinate(1); }, "no such dimension");
    wrong([](Builder& b) { b.gather(0, b.coordinate(0)); }, "not marked as gathered");
    wrong([](Builder& b) { b.bitcast(b.load(0), DType::int32); }, "another size");
    wrong([](Builder& b) { b.kernel().params[1].written = (b.store(1, b.load(0)), false); },
          "not marked as written");
    wrong([](Builder& b) { b.load(0, 1); }, "no such component");
}

TEST_F(VerifyTest, refuses_reductions_that_do_not_fit_the_form) {
    kernel.reductions = {{.values = {builder.load(0), no_value}, .partial = {1, 0}}};
    EXPECT_COMPLAINT(kernel, true, "map kernels reduce nothing");
    kernel.form = Form::row_reduce;
    EXPECT_EQ(complaint(kernel, true), "");
    kernel.form = Form::column_reduce;
    EXPECT_COMPLAINT(kernel, true, "at least one dimension");
    kernel.rank = 2;
    EXPECT_EQ(complaint(kernel, true), "");
    kernel.reductions[0].op = ReduceOp::argmax;
    EXPECT_COMPLAINT(kernel, true, "not defined here");  // the index is missing
    kernel.reductions[0].op = ReduceOp::any;
    EXPECT_COMPLAINT(kernel, true, "not a core reduction");
}

TEST(CoreOps, are_those_with_the_trait_and_none_on_complex) {
    for (int i = 0; i < ops::op_count; ++i) {
        const Op op = static_cast<Op>(i);
        bool any = false;
        for (int type = 0; type < dtype_count; ++type)
            any = any || is_core(op, static_cast<DType>(type));
        EXPECT_EQ(any, ops::has(op, ops::core)) << ops::name(op);
        EXPECT_FALSE(is_core(op, DType::complex128)) << ops::name(op);
    }
}

TEST(CoreOps, on_booleans_are_six) {
    std::string names;
    for (int i = 0; i < ops::op_count; ++i)
        if (is_core(static_cast<Op>(i), DType::bool_))
            names += std::string(ops::op_table[i].name) + ' ';
    EXPECT_EQ(names, "bitwise_and bitwise_invert bitwise_or bitwise_xor equal not_equal ");
}

}  // namespace
}  // namespace tenon::kernel
