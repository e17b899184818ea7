// SPDX-License-Identifier: MIT
#include "interpreter/single_loop.hpp"

#include <bit>

#include <gtest/gtest.h>

#include "interpreter/isa.hpp"
#include "kernel/builder.hpp"

namespace tenon::interpreter {
namespace {

using ops::Op;

/// p0 = p1 op number, and op again for `twice`.
kernel::Kernel one_operation(Op op, kernel::Inner inner, bool twice) {
    kernel::Kernel kernel;
    kernel.params = {{.dtype = DType::float64, .inner = kernel::Inner::contiguous, .written = true},
                     {.dtype = DType::float64, .inner = inner}};
    kernel.arguments = {DType::float64};
    kernel::Builder builder(kernel);
    const kernel::ValueId number = builder.argument(0);
    kernel::ValueId value = builder.compute(op, DType::float64, builder.load(1), number);
    if (twice)
        value = builder.compute(op, DType::float64, value, number);
    builder.store(0, value);
    return kernel::lower(kernel);
}

std::optional<SingleLoop> found_in(const kernel::Kernel& kernel) {
    return find_single_loop(generate(kernel, loops(best_isa()), false));
}

TEST(SingleLoop, IsFoundInAKernelOfOneOperation) {
    const auto loop = found_in(one_operation(Op::subtract, kernel::Inner::contiguous, false));
    ASSERT_TRUE(loop);
    double out[5];
    double in[5] = {1, 2, 3, 4, 5};
    const double number = 0.5;
    const std::int64_t args[] = {5, reinterpret_cast<std::intptr_t>(out),
                                 8, reinterpret_cast<std::intptr_t>(in),
                                 8, std::bit_cast<std::int64_t>(number)};
    loop->run(args);
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(out[i], in[i] - 0.5);
}

TEST(SingleLoop, IsNotMadeOfTwoOperationsOrOfStridedArrays) {
    EXPECT_FALSE(found_in(one_operation(Op::subtract, kernel::Inner::contiguous, true)));
    EXPECT_FALSE(found_in(one_operation(Op::subtract, kernel::Inner::strided, false)));
    EXPECT_FALSE(found_in(one_operation(Op::remainder, kernel::Inner::contiguous, false)));
}

}  // namespace
}  // namespace tenon::interpreter
