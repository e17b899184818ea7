// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "unit/kernel/build.hpp"

namespace tenon::kernel {
namespace {

using ops::Op;
using namespace test;

/// Counts how often x is doubled before it passes the argument.
Kernel counting_kernel() {
    Kernel kernel;
    kernel.rank = 2;
    add_param(kernel, DType::float64);
    add_param(kernel, DType::int32, true);
    kernel.params[0].inner = Inner::broadcast;
    kernel.arguments = {DType::float64};
    Builder b(kernel);
    const std::uint32_t x = b.add_var(DType::float64), count = b.add_var(DType::int32);
    b.write_var(x, b.load(0));
    b.write_var(count, b.constant_int(DType::int32, 0));
    const BlockId test = b.begin_block();
    const ValueId more = b.compute(Op::less, DType::bool_, b.read_var(x), b.argument(0));
    b.end_block();
    const BlockId body = b.begin_block();
    const ValueId old = b.read_var(x);
    b.write_var(x, b.compute(Op::add, DType::float64, old, old));
    const ValueId one = b.constant_int(DType::int32, -1);
    b.write_var(count, b.compute(Op::subtract, DType::int32, b.read_var(count), one));
    b.end_block();
    b.while_(test, more, body);
    b.store(1, b.read_var(count));
    return kernel;
}

TEST(Print, shows_one_instruction_a_line_and_blocks_indented) {
    EXPECT_EQ(to_text(counting_kernel()), "kernel map rank 2\n"
                                          "param p0 float64 broadcast\n"
                                          "param p1 int32 contiguous written\n"
                                          "argument a0 float64\n"
                                          "var v0 float64\n"
                                          "var v1 int32\n"
                                          "body\n"
                                          "  %0 = load.float64 p0\n"
                                          "  write_var v0 %0\n"
                                          "  %2 = constant.int32 0\n"
                                          "  write_var v1 %2\n"
                                          "  loop\n"
                                          "    %4 = read_var.float64 v0\n"
                                          "    %5 = argument.float64 a0\n"
                                          "    %6 = less.bool %4, %5\n"
                                          "  while %6\n"
                                          "    %7 = read_var.float64 v0\n"
                                          "    %8 = add.float64 %7, %7\n"
                                          "    write_var v0 %8\n"
                                          "    %10 = constant.int32 -1\n"
                                          "    %11 = read_var.int32 v1\n"
                                          "    %12 = subtract.int32 %11, %10\n"
                                          "    write_var v1 %12\n"
                                          "  %15 = read_var.int32 v1\n"
                                          "  store p1 %15\n");
}

TEST(Print, shows_constants_so_that_they_read_back) {
    Kernel kernel;
    Builder b(kernel);
    b.constant_float(DType::float64, 0.1);
    b.constant_float(DType::float64, -0.0);
    b.constant(DType::float32, 0x7fc00001);
    b.constant_int(DType::int8, -128);
    b.constant_int(DType::uint8, -1);
    b.constant_int(DType::bool_, 1);
    EXPECT_EQ(to_text(kernel), "kernel map rank 1\n"
                               "body\n"
                               "  %0 = constant.float64 0.1\n"
                               "  %1 = constant.float64 -0\n"
                               "  %2 = constant.float32 0x7fc00001\n"
                               "  %3 = constant.int8 -128\n"
                               "  %4 = constant.uint8 255\n"
                               "  %5 = constant.bool true\n");
}

TEST(Print, survives_broken_kernels) {
    Kernel kernel;
    kernel.blocks = {{0, 9}};
    kernel.instrs = {{.code = Code::if_, .a = 7, .first = body_block, .second = 5}};
    EXPECT_EQ(to_text(kernel), "kernel map rank 1\n"
                               "body\n"
                               "  if %7\n"
                               "    block 0?\n"
                               "  else\n"
                               "    block 5?\n"
                               "  %9?\n");
}

TEST(Hash, depends_on_everything_but_the_name) {
    const Kernel kernel = counting_kernel();
    Kernel other = kernel;
    other.name = "another name";
    EXPECT_EQ(hash(kernel), hash(other));
    const auto differs = [&](auto change) {
        Kernel changed = kernel;
        change(changed);
        return hash(changed) != hash(kernel);
    };
    EXPECT_TRUE(differs([](Kernel& k) { k.form = Form::row_reduce; }));
    EXPECT_TRUE(differs([](Kernel& k) { k.rank = 3; }));
    EXPECT_TRUE(differs([](Kernel& k) { k.params[0].inner = Inner::strided; }));
    EXPECT_TRUE(differs([](Kernel& k) { k.params[1].nontemporal = true; }));
    EXPECT_TRUE(differs([](Kernel& k) { k.arguments[0] = DType::float32; }));
    EXPECT_TRUE(differs([](Kernel& k) { k.vars.push_back(DType::bool_); }));
    EXPECT_TRUE(differs([](Kernel& k) { k.instrs[2].bits = 1; }));
    EXPECT_TRUE(differs([](Kernel& k) { k.instrs[8].op = Op::multiply; }));
    EXPECT_TRUE(differs([](Kernel& k) { std::swap(k.blocks[0][1], k.blocks[0][2]); }));
    EXPECT_TRUE(differs([](Kernel& k) { k.reductions.emplace_back(); }));
}

TEST(Cost, counts_loops_many_times_and_calls_more_than_arithmetic) {
    const auto cost = [](Op op) { return estimate_cost(lower(element_wise(op, DType::float64))); };
    EXPECT_GT(cost(Op::exp), 2 * cost(Op::negative));
    EXPECT_GT(cost(Op::divide), cost(Op::add));
    EXPECT_GT(estimate_cost(counting_kernel()), 10.0);
    EXPECT_LT(cost(Op::add), 1.0);
}

}  // namespace
}  // namespace tenon::kernel
