// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <vector>

#include "engine/kernel_store.hpp"
#include "engine/test_hooks.hpp"
#include "kernel/builder.hpp"

namespace tenon::engine {
namespace {

std::shared_ptr<const kernel::Kernel> copying() {
    kernel::Kernel k;
    k.params = {{DType::float64}, {DType::float64}};
    k.params[1].written = true;
    kernel::Builder b(k, true);
    b.store(1, b.load(0));
    return std::make_shared<const kernel::Kernel>(std::move(k));
}

class KernelStore : public testing::Test {
protected:
    void SetUp() override { TestHooks::forget_everything(); }
    void TearDown() override { TestHooks::forget_everything(); }

    std::shared_ptr<LoadedKernel> numbered(std::uint64_t number) {
        return find_kernel(core_, {.low = number, .high = 1});
    }

private:
    std::shared_ptr<const kernel::Kernel> core_ = copying();
};

TEST_F(KernelStore, finds_a_kernel_again) {
    const auto first = numbered(1);
    EXPECT_EQ(numbered(1), first);
    EXPECT_NE(numbered(2), first);
    EXPECT_EQ(kernel_count(), 2U);
}

TEST_F(KernelStore, forgets_what_nobody_holds_when_there_are_many) {
    const auto held = numbered(0);
    for (std::uint64_t i = 1; i < 3 * max_idle_kernels; ++i)
        numbered(i);
    EXPECT_LE(kernel_count(), max_idle_kernels);
    EXPECT_EQ(numbered(0), held);
}

TEST_F(KernelStore, keeps_what_is_held_however_many_there_are) {
    std::vector<std::shared_ptr<LoadedKernel>> held;
    for (std::uint64_t i = 0; i < max_idle_kernels + 100; ++i)
        held.push_back(numbered(i));
    for (std::uint64_t i = 0; i < held.size(); ++i)
        ASSERT_EQ(numbered(i), held[i]);
}

}  // namespace
}  // namespace tenon::engine
