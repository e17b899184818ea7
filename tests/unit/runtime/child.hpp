// SPDX-License-Identifier: MIT
/// Tests in a process of their own: forks, limits of the system, several users of one folder.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "support/ended_process.hpp"

// Tests that a sanitizer makes impossible are not built for it: ThreadSanitizer has no threads
// after a fork, and both map more addresses than any limit would leave.
#define TENON_TEST_THREADS_AFTER_FORK 1
#define TENON_TEST_LIMITED_ADDRESSES 1
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#undef TENON_TEST_THREADS_AFTER_FORK
#define TENON_TEST_THREADS_AFTER_FORK 0
#endif
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#undef TENON_TEST_LIMITED_ADDRESSES
#define TENON_TEST_LIMITED_ADDRESSES 0
#endif
#endif

namespace tenon::runtime {

/// Starts a child that runs `body` and exits with 0 when it returns true; a child that hangs is
/// killed after a minute.
inline pid_t start_child(const std::function<bool()>& body) {
    const pid_t child = fork();
    if (child != 0)
        return child;
    alarm(60);
    int status = 2;
    try {
        status = body() ? 0 : 1;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "child: %s\n", error.what());
    }
    _exit(status);
}

inline testing::AssertionResult succeeds(pid_t child) {
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child)
        return testing::AssertionFailure() << "no child";
    support::clean_up_after(child);
    if (WIFSIGNALED(status))
        return testing::AssertionFailure() << "the child died of signal " << WTERMSIG(status)
                                           << (WTERMSIG(status) == SIGALRM ? " (it hung)" : "");
    if (WEXITSTATUS(status) != 0)
        return testing::AssertionFailure() << "the child exits with " << WEXITSTATUS(status);
    return testing::AssertionSuccess();
}

inline testing::AssertionResult succeeds_in_child(const std::function<bool()>& body) {
    return succeeds(start_child(body));
}

}  // namespace tenon::runtime
