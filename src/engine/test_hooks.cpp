// SPDX-License-Identifier: MIT
#include "engine/test_hooks.hpp"

#include "engine/kernel_store.hpp"
#include "engine/plan_cache.hpp"

namespace tenon::engine {

TestHooks& test_hooks() {
    static TestHooks hooks;
    return hooks;
}

void TestHooks::forget_everything() {
    forget_plans();
    forget_kernels();
}

}  // namespace tenon::engine
