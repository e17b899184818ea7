// SPDX-License-Identifier: MIT
#include "base/environment.hpp"

#include <cstdlib>

#include <gtest/gtest.h>

#include <tenon/error.hpp>

namespace tenon::base {
namespace {

constexpr const char* variable = "TENON_ENVIRONMENT_TEST";

class Environment : public ::testing::Test {
protected:
    void TearDown() override { unsetenv(variable); }
    static void set(const char* value) { setenv(variable, value, 1); }
    static std::string error_of(void (*read)()) {
        try {
            read();
        } catch (const ValueError& error) {
            return error.what();
        }
        return "no error";
    }
};

TEST_F(Environment, empty_counts_as_not_set) {
    EXPECT_EQ(environment(variable), nullptr);
    EXPECT_EQ(environment_number(variable, 1, 2), std::nullopt);
    set("");
    EXPECT_EQ(environment(variable), nullptr);
    EXPECT_EQ(environment_number(variable, 1, 2), std::nullopt);
    EXPECT_EQ(environment_choice(variable, {"a"}), std::nullopt);
    EXPECT_EQ(environment_bytes(variable), std::nullopt);
}

TEST_F(Environment, a_number_is_read_whole_and_within_its_bounds) {
    set("4");
    EXPECT_EQ(environment_number(variable, 1, 4), 4);
    for (const char* wrong : {"0", "5", "-1", "4x", "x", " 4", "4.0", "99999999999999999999"}) {
        set(wrong);
        EXPECT_EQ(error_of([] { environment_number(variable, 1, 4); }),
                  "the environment variable TENON_ENVIRONMENT_TEST is \"" + std::string(wrong) +
                      "\"; it must be a whole number from 1 to 4");
    }
}

TEST_F(Environment, a_choice_is_one_of_the_listed) {
    set("second");
    EXPECT_EQ(environment_choice(variable, {"first", "second", "third"}), 1U);
    set("Second");
    EXPECT_EQ(error_of([] { environment_choice(variable, {"first", "second", "third"}); }),
              "the environment variable TENON_ENVIRONMENT_TEST is \"Second\"; it must be first, "
              "second or third");
}

TEST_F(Environment, a_folder_exists) {
    set("/");
    EXPECT_STREQ(environment_folder(variable), "/");
    for (const char* wrong : {"/nowhere/at/all", "/dev/null"}) {
        set(wrong);
        EXPECT_EQ(error_of([] { environment_folder(variable); }),
                  "the environment variable TENON_ENVIRONMENT_TEST is \"" + std::string(wrong) +
                      "\"; it must be a folder that exists");
    }
}

TEST_F(Environment, a_word_of_openmp_may_have_capitals) {
    for (const char* right : {"active", "ACTIVE", "Passive", ""}) {
        set(right);
        check_environment_words(variable, "active", "passive");
    }
    for (const char* wrong : {"activ", "actives", "1"}) {
        set(wrong);
        EXPECT_EQ(error_of([] { check_environment_words(variable, "active", "passive"); }),
                  "the environment variable TENON_ENVIRONMENT_TEST is \"" + std::string(wrong) +
                      "\"; it must be active or passive");
    }
}

TEST_F(Environment, counts_stand_between_commas) {
    for (const char* right : {"1", "16", "4,2", " 4 , 2,1 ", ""}) {
        set(right);
        check_environment_counts(variable);
    }
    for (const char* wrong : {"0", "-1", "two", "2x", "4,", ",4", "4,,2", "4;2", "9999999999"}) {
        set(wrong);
        EXPECT_EQ(error_of([] { check_environment_counts(variable); }),
                  "the environment variable TENON_ENVIRONMENT_TEST is \"" + std::string(wrong) +
                      "\"; it must be a whole number above zero, or several between commas");
    }
}

TEST_F(Environment, bytes_have_units) {
    const std::pair<const char*, std::uint64_t> right[] = {
        {"0", 0}, {"1000", 1000}, {"3K", 3072}, {"256M", 268435456}, {"2G", 2147483648}};
    for (const auto& [text, bytes] : right) {
        set(text);
        EXPECT_EQ(environment_bytes(variable), bytes);
    }
    for (const char* wrong : {"-1", "M", "1 M", "1MB", "1.5G", "lots", "99999999999999G"}) {
        set(wrong);
        EXPECT_EQ(error_of([] { environment_bytes(variable); }),
                  "the environment variable TENON_ENVIRONMENT_TEST is \"" + std::string(wrong) +
                      "\"; it must be a number of bytes, as in 1048576, 512K, 256M or 2G");
    }
}

}  // namespace
}  // namespace tenon::base
