// SPDX-License-Identifier: MIT
#include "support/modes.hpp"

#include <gtest/gtest.h>

#include <tenon/runtime.hpp>

#include "base/environment.hpp"

namespace support {

namespace {

using tenon::Execution;

/// A word that is none of these would make a run that tests something else than it says.
Execution chosen_execution() {
    constexpr Execution modes[] = {Execution::automatic, Execution::interpreter,
                                   Execution::compiled};
    return modes[tenon::base::environment_choice("TENON_TEST_EXECUTION",
                                                 {"automatic", "interpreter", "compiled"})
                     .value_or(1)];
}

/// A run that is called compiled but compiles nothing would pass for the wrong reason.
class Mode : public ::testing::Environment {
public:
    void SetUp() override { apply_mode(); }
    void TearDown() override {
        if (!compiled_mode() || ::testing::UnitTest::GetInstance()->test_to_run_count() == 0)
            return;
        const tenon::Statistics counts = tenon::statistics();
        EXPECT_GT(counts.kernels_compiled + counts.kernels_cached, 0U)
            << "the run is called compiled, but nothing was compiled";
    }
};

}  // namespace

bool compiled_mode() { return chosen_execution() == Execution::compiled; }
std::string device_name() {
    const char* chosen = tenon::base::environment("TENON_TEST_DEVICE");
    return chosen != nullptr ? chosen : "cpu";
}

void apply_mode() {
    tenon::set_execution(chosen_execution());
    tenon::use_device(device_name());
    tenon::set_small_at_once(tenon::base::environment("TENON_TEST_SMALL_AT_ONCE") != nullptr);
}

std::int64_t number_from(const char* variable, std::int64_t otherwise) {
    return tenon::base::environment_number(variable, INT64_MIN, INT64_MAX).value_or(otherwise);
}

namespace {
[[maybe_unused]] const ::testing::Environment* const registered =
    ::testing::AddGlobalTestEnvironment(new Mode);  // GoogleTest deletes it
}

}  // namespace support
