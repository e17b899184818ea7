// SPDX-License-Identifier: MIT
// The random programs must notice bugs: each is planted into every kernel or plan of the process,
// and one of the first few thousand programs has to fail.
#include <gtest/gtest.h>

#include <tenon/runtime.hpp>

#include "engine/test_hooks.hpp"
#include "random/check.hpp"
#include "random/generate.hpp"
#include "random/mutators.hpp"
#include "support/modes.hpp"

namespace {

using programs::PlantedBug;
using tenon::engine::test_hooks;
using tenon::engine::TestHooks;

constexpr std::uint64_t enough_programs = 3000;

/// The hooks of this process, cleared again whatever happens.
class Planted {
public:
    explicit Planted(const PlantedBug& bug) {
        test_hooks().kernel_mutator = bug.in_kernel;
        test_hooks().plan_mutator = bug.in_plan;
        TestHooks::forget_everything();
    }
    ~Planted() {
        test_hooks() = {};
        TestHooks::forget_everything();
    }
    Planted(const Planted&) = delete;
    Planted& operator=(const Planted&) = delete;
};

/// The number of the first program that notices; `enough_programs` when none does.
std::uint64_t first_failure() {
    for (std::uint64_t index = 0; index < enough_programs; ++index)
        if (!programs::check(programs::generate(programs::seed_of(2, index))).empty())
            return index;
    return enough_programs;
}

class PlantedBugs : public ::testing::TestWithParam<PlantedBug> {};

TEST_P(PlantedBugs, are_caught_by_random_programs) {
    std::uint64_t index = 0;
    {
        const Planted planted(GetParam());
        index = first_failure();
    }
    ASSERT_LT(index, enough_programs) << "no program noticed the bug";
    RecordProperty("programs", static_cast<int>(index + 1));
    // The same program passes without the bug, so it was this bug that it noticed.
    EXPECT_EQ(programs::check_seed(programs::seed_of(2, index)), "");
}

INSTANTIATE_TEST_SUITE_P(Each, PlantedBugs, ::testing::ValuesIn(programs::planted_bugs()),
                         [](const auto& test) { return test.param.name; });

}  // namespace
