// SPDX-License-Identifier: MIT
#include <bit>

#include <gtest/gtest.h>

#include "unit/kernel/build.hpp"

namespace tenon::kernel {
namespace {

using ops::Op;
using namespace test;

class BuilderTest : public testing::Test {
protected:
    Kernel kernel;
    std::uint32_t in = add_param(kernel, DType::float64);
    std::uint32_t out = add_param(kernel, DType::float64, true);
    Builder builder{kernel};

    ValueId twice(ValueId x) { return builder.compute(Op::add, DType::float64, x, x); }
};

TEST_F(BuilderTest, makes_equal_pure_values_once) {
    EXPECT_EQ(builder.load(in), builder.load(in));
    EXPECT_EQ(twice(builder.load(in)), twice(builder.load(in)));
    EXPECT_NE(builder.load(in), builder.load(out));
    EXPECT_NE(builder.constant_int(DType::int8, 1), builder.constant_int(DType::int16, 1));
    EXPECT_NE(builder.constant_float(DType::float64, 0.0),
              builder.constant_float(DType::float64, -0.0));
}

TEST_F(BuilderTest, loads_anew_after_a_store_to_the_same_parameter) {
    const ValueId before = builder.load(out);
    const ValueId other = builder.load(in);
    builder.store(out, other);
    EXPECT_NE(builder.load(out), before);
    EXPECT_EQ(builder.load(in), other);
}

TEST_F(BuilderTest, loads_anew_in_a_block_that_a_loop_may_repeat_after_a_store) {
    const ValueId outside = builder.load(out);
    const ValueId constant = builder.load(in);
    builder.begin_block();
    EXPECT_NE(builder.load(out), outside);
    EXPECT_EQ(builder.load(in), constant);
    builder.end_block();
}

TEST_F(BuilderTest, forgets_a_block_that_has_ended) {
    builder.begin_block();
    const ValueId inside = twice(builder.load(in));
    builder.end_block();
    EXPECT_NE(twice(builder.load(in)), inside);
}

TEST_F(BuilderTest, reads_a_variable_each_time) {
    const std::uint32_t var = builder.add_var(DType::float64);
    EXPECT_NE(builder.read_var(var), builder.read_var(var));
}

TEST_F(BuilderTest, converts_constants_to_their_type) {
    const auto bits = [&](ValueId value) { return kernel.instrs[value].bits; };
    EXPECT_EQ(bits(builder.constant_int(DType::int8, -1)), 0xffu);
    EXPECT_EQ(bits(builder.constant_int(DType::bool_, 2)), 1u);
    EXPECT_EQ(bits(builder.constant_float(DType::float32, 0.5)),
              std::bit_cast<std::uint32_t>(0.5f));
    EXPECT_EQ(bits(builder.constant_float(DType::int16, -3)), 0xfffdu);
    EXPECT_EQ(bits(builder.constant_float(DType::uint64, 0x1p63)), 1ull << 63);
    EXPECT_THROW(builder.constant_float(DType::int32, 1e30), InternalError);
}

TEST_F(BuilderTest, leaves_out_casts_and_selections_that_change_nothing) {
    const ValueId x = builder.load(in);
    EXPECT_EQ(builder.cast(x, DType::float64), x);
    EXPECT_EQ(builder.bitcast(x, DType::float64), x);
    EXPECT_EQ(builder.select(builder.constant_int(DType::bool_, 1), x, x), x);
}

TEST_F(BuilderTest, gives_real_parts_of_complex_elements_in_core_kernels) {
    const std::uint32_t z = add_param(kernel, DType::complex64);
    EXPECT_EQ(builder.type_of(builder.load(z)), DType::complex64);
    Builder core(kernel, true);
    EXPECT_EQ(core.type_of(core.load(z, 1)), DType::float32);
}

TEST(Layout, counts_extents_addresses_strides_and_arguments) {
    Kernel kernel;
    kernel.rank = 2;
    add_param(kernel, DType::float64);
    add_param(kernel, DType::float64);
    kernel.params[0].gathered = true;
    kernel.arguments = {DType::complex64, DType::int8};
    EXPECT_EQ(param_word(kernel, 0), 2u);
    EXPECT_EQ(param_word(kernel, 1), 6u);
    EXPECT_EQ(argument_word(kernel, 0), 9u);
    EXPECT_EQ(argument_word(kernel, 1), 11u);
    EXPECT_EQ(word_count(kernel), 12u);
}

}  // namespace
}  // namespace tenon::kernel
