// SPDX-License-Identifier: MIT
/// How far a program is: iterations of its loops as they are run, not as they are recorded.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

#include <tenon/export.hpp>

namespace tenon {

/// What has been run in some time, by all threads.
struct ProgressState {
    std::string label = {};
    std::int64_t iterations = 0;  ///< of loops that were found or told
    std::int64_t total = 0;       ///< iterations there are to be; 0: nobody knows
    std::int64_t statements = 0;  ///< those of loops included
    double seconds = 0;
    /// Iterations per second; statements, as long as there are no iterations.
    TENON_API double rate() const;
};

/// For people, without a line's end. Cut to `width` characters, unless that is 0.
TENON_API std::string progress_line(const ProgressState& state, int width = 0);

/// Counts while it lives, and shows nothing. While one lives, loops are run in parts of some tenths
/// of a second, so that the numbers move.
class TENON_API ProgressMeter {
public:
    /// `total`: iterations there are to be. With 0, tenon::loop tells them where one is called.
    /// @throws ValueError when it is negative, or the label is more than one line
    explicit ProgressMeter(std::string label = "", std::int64_t total = 0);
    ~ProgressMeter();
    ProgressMeter(const ProgressMeter&) = delete;
    ProgressMeter& operator=(const ProgressMeter&) = delete;

    ProgressState state() const;
    /// What there is now, stays.
    void stop() noexcept;

private:
    struct Counting;
    std::unique_ptr<Counting> counting_;
};

/// Shows a bar while it lives, with iterations per second:
///
///     const Progress bar("relaxing", 10'000);
///     for (int i = 0; i < 10'000; ++i)
///         sweep();
///
/// On a terminal that is one line, rewritten several times a second; elsewhere a line every ten
/// seconds. The last state stays. Of several the one made last is shown, the others go on when it
/// has gone; they count what runs in it, too.
class TENON_API Progress {
public:
    explicit Progress(std::string label = "", std::int64_t total = 0, std::FILE* file = stderr);
    /// Runs what is pending on this thread, unless an exception leaves the scope. @throws what that
    /// throws
    ~Progress() noexcept(false);
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    ProgressState state() const;

private:
    class Display;
    int exceptions_;  ///< on their way when it was made
    std::unique_ptr<Display> display_;
};

}  // namespace tenon
