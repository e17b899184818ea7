// SPDX-License-Identifier: MIT
/// Whether a program repeats itself. Statements that could run at once leave a hash in a ring; when
/// the last ones came round several times with one period, recording them pays: the tape of a
/// period is then a known one, fused, and its plan is found by its key.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace tenon::engine {

class Repetition {
public:
    static constexpr std::size_t longest_period = 64;  ///< in statements
    static constexpr std::size_t times = 3;            ///< that a period must have come round again
    static constexpr std::size_t least_matches = 16;
    /// A tape of fewer statements costs as much as what fusing them saves.
    static constexpr std::size_t least_statements = 4;

    /// Notes a statement. True: it is one of a period, record it.
    bool note(std::uint64_t hash);
    /// Tells how many statements somebody looked at the result of. When they are few, the
    /// statements of this period run at once again.
    void ran(std::size_t statements);

    std::size_t period() const { return period_; }

private:
    static constexpr std::size_t kept = 2 * longest_period;
    static constexpr std::size_t context = 16;  ///< statements in front that must agree too

    std::uint64_t back(std::size_t distance) const { return ring_[(count_ - distance) % kept]; }
    std::size_t find_period(std::uint64_t hash) const;

    std::array<std::uint64_t, kept> ring_{};
    std::size_t count_ = 0;
    std::size_t period_ = 0;   ///< 0: none
    std::size_t matched_ = 0;  ///< statements in a row that were those of a period before
    bool records_ = false;
    bool pays_ = true;
};

}  // namespace tenon::engine
