// SPDX-License-Identifier: MIT
#include "engine/progress.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/engine.hpp"
#include "tape/loop.hpp"
#include "tape/word_reader.hpp"

namespace tenon::engine {

namespace {

thread_local int callers_that_count = 0;
/// Statements of an iteration that the tape had begun before the last loop that was found there.
thread_local std::size_t begun = 0;
/// And those of the last loop that ended are the rest of one.
thread_local bool rest_completes = false;
/// Of what a loop could wait for, the share that is run at a time.
constexpr double first_share = 1.0 / 20;
thread_local double loop_share = first_share;

}  // namespace

void count_iterations(std::int64_t iterations) {
    if (callers_that_count == 0)
        progress_counts.iterations.fetch_add(iterations, std::memory_order_relaxed);
}

void expect_iterations(std::int64_t iterations) {
    if (!progress_watched() || callers_that_count > 0)
        return;
    flush();
    progress_counts.expected.store(progress_counts.iterations.load(std::memory_order_relaxed) +
                                       iterations,
                                   std::memory_order_relaxed);
}

void note_rounds(const tape::Tape& tape, std::size_t period) {
    if (!progress_watched())
        return;
    std::vector<std::uint64_t> headers;
    tape::WordReader statement(tape.words);
    while (statement.next())
        headers.push_back(tape::LoopBody::packed(statement.header()));
    std::size_t first = headers.size() - period;
    while (first > 0 && headers[first - 1] == headers[first - 1 + period])
        --first;
    loop_share = first_share;
    rest_completes = false;
    begun = (headers.size() - first) % period;
    count_iterations(static_cast<std::int64_t>((headers.size() - first) / period));
}

void note_rest(std::size_t statements, std::size_t period) {
    rest_completes = statements == period || (begun > 0 && begun + statements == period);
}

void count_rest() {
    if (std::exchange(rest_completes, false))
        count_iterations(1);
}

std::int64_t part_of(std::int64_t iterations) {
    return std::max<std::int64_t>(
        1, static_cast<std::int64_t>(loop_share * static_cast<double>(iterations)));
}

void LoopPart::set_pace(double seconds) {
    constexpr double wanted = 0.2, most_at_once = 4;
    const double change = std::clamp(wanted / seconds, 1 / most_at_once, most_at_once);
    loop_share = std::clamp(loop_share * change, first_share, 1.0);
}

CountedByCaller::CountedByCaller() noexcept { ++callers_that_count; }
CountedByCaller::~CountedByCaller() { --callers_that_count; }

void CountedByCaller::count(std::int64_t iterations) noexcept {
    if (progress_watched() && callers_that_count == 1)
        progress_counts.iterations.fetch_add(iterations, std::memory_order_relaxed);
}

void run_for_count() {
    if (progress_watched() && callers_that_count <= 1)
        flush();
}

}  // namespace tenon::engine
