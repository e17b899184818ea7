// SPDX-License-Identifier: MIT
// A run takes no memory once its thread has run the program before.
#include <atomic>
#include <cstdlib>
#include <new>

#include <gtest/gtest.h>

#include "unit/interpreter/machine.hpp"

namespace {

std::atomic<int> allocations = 0;

void* counted(std::size_t bytes) {
    ++allocations;
    if (void* const memory = std::malloc(bytes))
        return memory;
    throw std::bad_alloc();
}

}  // namespace

// Of the whole test program.
void* operator new(std::size_t bytes) { return counted(bytes); }
void* operator new[](std::size_t bytes) { return counted(bytes); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace tenon::interpreter {
namespace {

using namespace test;
using ops::Op;

TEST(Runs, take_no_memory_after_the_first) {
    Kernel k;
    k.rank = 2;
    k.params = {{DType::int64}, {DType::int64}};
    k.params[1].written = true;
    Builder b(k, true);
    const DType whole = DType::int64;
    const ValueId x = b.load(0);
    const std::uint32_t left = b.add_var(whole);
    b.write_var(left, x);
    const auto condition = b.begin_block();
    const ValueId goes_on =
        b.compute(Op::greater, DType::bool_, b.read_var(left), b.constant_int(whole, 0));
    b.end_block();
    const auto body = b.begin_block();
    b.write_var(left, b.compute(Op::subtract, whole, b.read_var(left), b.constant_int(whole, 3)));
    b.end_block();
    b.while_(condition, goes_on, body);
    b.store(1, b.read_var(left));
    for (const std::int64_t inner : {3, 1500}) {
        const std::vector<std::int64_t> shape = {20, inner};
        std::vector<std::int64_t> in(static_cast<std::size_t>(20 * inner));
        for (std::size_t i = 0; i < in.size(); ++i)
            in[i] = static_cast<std::int64_t>(i % 90);
        std::vector<std::int64_t> out(in.size());
        const auto program = prepare(k);
        const auto words = argument_block(k, shape, {dense(in, shape), dense(out, shape)});
        run(program.get(), words.data(), 0, 20, 0, inner);
        const int before = allocations;
        run(program.get(), words.data(), 0, 20, 0, inner);
        EXPECT_EQ(allocations, before);
        EXPECT_EQ(out[7], -2);
    }
    EXPECT_GT(allocations, 0);
}

}  // namespace
}  // namespace tenon::interpreter
