// SPDX-License-Identifier: MIT
#include "runtime/interrupt.hpp"

#include <csignal>

#include <gtest/gtest.h>

#include <tenon/error.hpp>

namespace tenon::runtime {
namespace {

TEST(Interrupt, IsThrownOnceForEachRequest) {
    EXPECT_NO_THROW(throw_if_interrupted());
    request_interrupt();
    request_interrupt();
    EXPECT_TRUE(interrupt_requested());
    EXPECT_THROW(throw_if_interrupted(), Interrupted);
    EXPECT_FALSE(interrupt_requested());
    EXPECT_NO_THROW(throw_if_interrupted());
}

TEST(Interrupt, CanBeForgotten) {
    request_interrupt();
    clear_interrupt();
    EXPECT_NO_THROW(throw_if_interrupted());
}

TEST(Interrupt, MayBeRequestedByASignalHandler) {
    auto* former = std::signal(SIGUSR1, [](int) { request_interrupt(); });
    std::raise(SIGUSR1);
    std::signal(SIGUSR1, former);
    EXPECT_THROW(throw_if_interrupted(), Interrupted);
}

}  // namespace
}  // namespace tenon::runtime
