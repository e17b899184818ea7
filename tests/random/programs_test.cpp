// SPDX-License-Identifier: MIT
// Random programs against the oracle. ctest runs this several times: once on the interpreter, and
// for each vector width with compiled code, where one program in ten takes part.
//   TENON_TEST_SEED        where the run's seeds begin (default 1)
//   TENON_RANDOM_SECONDS   for how long (default 10)
//   TENON_RANDOM_PROGRAMS  how many instead, whatever the time
//   TENON_RANDOM_FAILURES  stop after so many failures (default 1)
//   TENON_RANDOM_ONLY      the seed of one program, to look at a failure
#include <chrono>
#include <cstdlib>
#include <iostream>

#include <gtest/gtest.h>

#include <tenon/runtime.hpp>

#include "engine/test_hooks.hpp"
#include "random/check.hpp"
#include "random/generate.hpp"
#include "support/modes.hpp"

namespace {

using programs::check_seed;

/// One program in this many runs on compiled code.
constexpr std::uint64_t compiled_share = 10;
/// Every program has kernels of its own, and the engine keeps what it has seen.
constexpr std::int64_t programs_remembered = 5000;

/// Among so many loops some are rolled and some run in tiles.
constexpr std::int64_t enough_to_tell = 100;

/// Whether the program of the seed passes; prints all that helps when it does not.
bool expect_pass(std::uint64_t seed) {
    const std::string text = check_seed(seed);
    if (!text.empty())
        ADD_FAILURE() << text;
    return text.empty();
}

TEST(RandomPrograms, that_failed_once_pass) {
    for (const std::uint64_t seed : programs::corpus())
        expect_pass(seed);
}

/// On this machine, recorded and planned, in one part: there loops run in tiles and rolled.
bool runs_plainly() {
    for (const char* other : {"TENON_TEST_EXECUTION", "TENON_TEST_DEVICE", "TENON_DIST_PARTS",
                              "TENON_TEST_SMALL_AT_ONCE"})
        if (std::getenv(other) != nullptr)
            return false;
    return true;
}

/// Programs of seeds with these bits, by the clock or in number; returns how many.
std::int64_t run_programs(std::uint64_t bits) {
    const auto base = static_cast<std::uint64_t>(support::number_from("TENON_TEST_SEED", 1));
    const std::int64_t wanted = support::number_from("TENON_RANDOM_PROGRAMS", -1);
    // The two sorts share the time.
    const std::chrono::milliseconds time(500 * support::number_from("TENON_RANDOM_SECONDS", 10));
    const std::uint64_t step = support::compiled_mode() ? compiled_share : 1;
    std::cout << "seed " << base << "\n";

    const auto start = std::chrono::steady_clock::now();
    std::int64_t left = support::number_from("TENON_RANDOM_FAILURES", 1);
    std::int64_t ran = 0;
    for (std::uint64_t index = 0;; index += step) {
        if (wanted >= 0 ? index >= static_cast<std::uint64_t>(wanted)
                        : std::chrono::steady_clock::now() - start >= time)
            break;
        if (++ran % programs_remembered == 0)
            tenon::engine::TestHooks::forget_everything();
        if (!expect_pass(programs::seed_of(base, index) | bits) && --left <= 0)
            break;
    }
    std::cout << ran << " programs ran\n";
    EXPECT_GT(ran, 0);
    if (support::compiled_mode()) {
        const tenon::Statistics counts = tenon::statistics();
        EXPECT_GT(counts.kernels_compiled + counts.kernels_cached, 0U);
    }
    return ran;
}

TEST(RandomPrograms, do_what_the_plain_evaluator_does) {
    if (const auto only = support::number_from("TENON_RANDOM_ONLY", -1); only >= 0) {
        const auto seed = static_cast<std::uint64_t>(only);
        std::cout << programs::to_text(programs::generate(seed));
        expect_pass(seed);
        return;
    }
    run_programs(0);
}

TEST(RandomPrograms, that_are_loops_do_what_the_plain_evaluator_does) {
    if (support::number_from("TENON_RANDOM_ONLY", -1) >= 0)
        return;
    tenon::reset_statistics();
    const std::int64_t ran = run_programs(programs::loop_seed);
    const tenon::Statistics counts = tenon::statistics();
    std::cout << counts.launches_in_tiles << " launches in tiles, " << counts.iterations_rolled
              << " iterations rolled\n";
    if (ran >= enough_to_tell && runs_plainly()) {
        EXPECT_GT(counts.launches_in_tiles, 0U);
        EXPECT_GT(counts.iterations_rolled, 0U);
    }
}

TEST(RandomPrograms, are_the_same_for_the_same_seed) {
    const auto loop = [](std::uint64_t seed) {
        return programs::to_text(programs::generate(programs::loop_seed | seed));
    };
    EXPECT_EQ(loop(7), loop(7));
    EXPECT_NE(loop(7), loop(8));
    EXPECT_EQ(programs::to_text(programs::generate(7)), programs::to_text(programs::generate(7)));
    EXPECT_NE(programs::to_text(programs::generate(7)), programs::to_text(programs::generate(8)));
}

}  // namespace
