// SPDX-License-Identifier: MIT
#include "support/modes.hpp"

#include <cstdlib>

#include <gtest/gtest.h>

#include <tenon/runtime.hpp>

namespace support {

namespace {

std::string text_from(const char* variable, const char* otherwise) {
    const char* const text = std::getenv(variable);
    return text && *text ? text : otherwise;
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

bool compiled_mode() { return text_from("TENON_TEST_EXECUTION", "interpreter") == "compiled"; }
std::string device_name() { return text_from("TENON_TEST_DEVICE", "cpu"); }

void apply_mode() {
    const bool automatic = text_from("TENON_TEST_EXECUTION", "") == "automatic";
    tenon::set_execution(automatic         ? tenon::Execution::automatic
                         : compiled_mode() ? tenon::Execution::compiled
                                           : tenon::Execution::interpreter);
    tenon::use_device(device_name());
}

std::int64_t number_from(const char* variable, std::int64_t otherwise) {
    const char* const text = std::getenv(variable);
    return text && *text ? std::strtoll(text, nullptr, 10) : otherwise;
}

namespace {
[[maybe_unused]] const ::testing::Environment* const registered =
    ::testing::AddGlobalTestEnvironment(new Mode);  // GoogleTest deletes it
}

}  // namespace support
