// SPDX-License-Identifier: MIT
// One program on many threads, and the memory that a run takes.
#include <thread>

#include <gtest/gtest.h>

#include <tenon/error.hpp>

#include "unit/interpreter/machine.hpp"

namespace tenon::interpreter {
namespace {

using namespace test;
using ops::Op;

TEST(Programs, may_run_on_many_threads_at_once) {
    Kernel k;
    k.rank = 2;
    k.params = {{DType::float64}, {DType::float64}};
    k.params[1].written = true;
    Builder b(k, true);
    const ValueId x = b.load(0);
    b.store(1, b.compute(Op::exp, DType::float64, b.compute(Op::negative, DType::float64, x)));
    for (const std::int64_t inner : {3, 700}) {  // short rows have code of their own, made late
        const std::vector<std::int64_t> shape = {400, inner};
        std::vector<double> in(static_cast<std::size_t>(400 * inner));
        for (std::size_t i = 0; i < in.size(); ++i)
            in[i] = static_cast<double>(i) / 1000;
        std::vector<double> expected(in.size());
        std::vector<double> out(in.size());
        const auto program = prepare(k);
        const auto once = argument_block(k, shape, {dense(in, shape), dense(expected, shape)});
        const auto words = argument_block(k, shape, {dense(in, shape), dense(out, shape)});
        std::vector<std::thread> threads;
        for (std::int64_t part = 0; part < 8; ++part)
            threads.emplace_back([&, part] {
                for (int repeat = 0; repeat < 20; ++repeat)
                    run(program.get(), words.data(), part * 50, part * 50 + 50, 0, inner);
            });
        for (std::thread& thread : threads)
            thread.join();
        run(program.get(), once.data(), 0, 400, 0, inner);
        EXPECT_EQ(out, expected);
    }
}

TEST(Programs, are_refused_for_an_instruction_set_that_the_cpu_lacks) {
    Kernel k;
    k.params = {{DType::float64}};
    k.params[0].written = true;
    Builder b(k, true);
    b.store(0, b.load(0));
    if (!has_isa(Isa::avx512)) {
        EXPECT_THROW(prepare(k, Isa::avx512), InternalError);
    }
    EXPECT_NO_THROW(prepare(k, Isa::sse4));
    EXPECT_TRUE(has_isa(best_isa()));
}

}  // namespace
}  // namespace tenon::interpreter
