// SPDX-License-Identifier: MIT
/// Work that may take long, as tenon/host.hpp means it.
#pragma once

#include <tenon/host.hpp>

namespace tenon::base {

/// Estimated work that is longer is done as LongWork: to let go of a language takes microseconds.
inline constexpr double long_work_ns = 100'000;

/// While one lives, this thread holds nothing of the caller's language.
class LongWork {
public:
    LongWork() noexcept;
    ~LongWork();
    LongWork(const LongWork&) = delete;
    LongWork& operator=(const LongWork&) = delete;
    bool interrupted() noexcept;

private:
    void* left_;
};

}  // namespace tenon::base
