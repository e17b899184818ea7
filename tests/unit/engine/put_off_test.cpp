// SPDX-License-Identifier: MIT
// How many iterations are put off before they are run.
#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "counted_loop.hpp"
#include "engine/thread_tape.hpp"
#include "tape/loop.hpp"

namespace tenon::engine {
namespace {

TEST(PutOff, sweeps_over_half_a_gibibyte_would_be_enough_for_some_passes) {
    constexpr std::int64_t elements = 1 << 26, passes = 4;  // 0.5 GiB
    synchronize();
    thread_scratch().loop_search = {};  // looks as if it had never looked in vain
    Array u = field({256, 256}), v = copy(u).eval();
    for (int i = 0; i < 40; ++i) {
        v(in, in) = neighbours(u) / 4;
        swap(u, v);
    }
    const tape::Loop* const loop = this_tape().loop.get();
    ASSERT_NE(loop, nullptr);
    EXPECT_GE(loop->prepared().most_iterations * u.size() / elements, passes * most_steps_of_pass);
}

}  // namespace
}  // namespace tenon::engine
