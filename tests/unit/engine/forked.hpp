// SPDX-License-Identifier: MIT
/// What a process and its child see of arrays that both have since a fork.
#pragma once

#include <functional>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit/runtime/child.hpp"

namespace tenon::engine {

/// Forks, and looks on both sides.
inline void expect_same_in_a_child(const std::function<double()>& look) {
    int pipe_ends[2];
    ASSERT_EQ(pipe(pipe_ends), 0);
    const pid_t child = runtime::start_child([&] {
        const double seen = look();
        return write(pipe_ends[1], &seen, sizeof seen) == sizeof seen;
    });
    close(pipe_ends[1]);  // so that a child that dies is not waited for
    const double here = look();
    double there = 0;
    EXPECT_EQ(read(pipe_ends[0], &there, sizeof there), static_cast<ssize_t>(sizeof there));
    EXPECT_EQ(there, here);
    EXPECT_TRUE(runtime::succeeds(child));
    close(pipe_ends[0]);
}

}  // namespace tenon::engine
