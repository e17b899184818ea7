// SPDX-License-Identifier: MIT
/// The last iterations of a loop that ends because other statements follow, written down instead of
/// run: a reduction that looks at their values is then a part of their pass.
#pragma once

#include <span>
#include <vector>

#include "engine/loop_turns.hpp"
#include "tape/loop.hpp"

namespace tenon::engine {

/// How many iterations of a loop are worth being kept for what follows.
std::int64_t iterations_to_keep(const tape::Loop& loop);

class KeptIterations {
public:
    KeptIterations(tape::Loop& loop, const LoopTurns& turns, std::int64_t count);
    ~KeptIterations();
    KeptIterations(const KeptIterations&) = delete;
    KeptIterations& operator=(const KeptIterations&) = delete;

    std::int64_t count() const { return count_; }
    /// By role, what the first of them begins with; null: it is made there.
    std::span<detail::Storage* const> begin_with() const { return now_; }
    /// Once these storages have their values.
    void record(tape::Tape& tape);

private:
    detail::Storage* made_in(std::uint32_t role, std::int64_t iteration);
    detail::Storage* begin_with(std::uint32_t role, const LoopTurns& turns);
    void bind(std::int64_t iteration);
    void let_go(detail::Storage* storage);

    tape::Loop& loop_;
    const std::int64_t count_;
    std::vector<detail::Storage*> now_;
    std::vector<detail::Storage*> made_;  ///< here; nobody looks at them in the end
};

}  // namespace tenon::engine
