// SPDX-License-Identifier: MIT
#include "base/log.hpp"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace tenon::base {
namespace {

class Log : public testing::Test {
protected:
    Log() {
        former_ = set_warning_sink([this](std::string_view text) { given_.emplace_back(text); });
        forget_warnings();
    }
    ~Log() override {
        set_warning_sink(std::move(former_));
        forget_warnings();
    }
    std::vector<std::string> given_;

private:
    WarningSink former_;
};

TEST_F(Log, GivesEveryWarningToTheSink) {
    warn("first");
    warn("first");
    EXPECT_EQ(given_, (std::vector<std::string>{"first", "first"}));
}

TEST_F(Log, WarnsOnceForEachKey) {
    warn_once("a", "one");
    warn_once("a", "two");
    warn_once("b", "three");
    EXPECT_EQ(given_, (std::vector<std::string>{"one", "three"}));
}

TEST_F(Log, SpeaksAgainWhenWarningsAreForgotten) {
    warn_once("a", "one");
    forget_warnings();
    warn_once("a", "one");
    EXPECT_EQ(given_.size(), 2u);
}

TEST_F(Log, SurvivesASinkThatThrowsOrWarns) {
    set_warning_sink([](std::string_view) { throw std::runtime_error("no"); });
    warn("text");
    int depth = 0;
    set_warning_sink([&depth](std::string_view) {
        if (++depth == 1)
            warn_once("inner", "from the sink");
    });
    warn("text");
    EXPECT_EQ(depth, 2);
}

TEST_F(Log, WarnsOnceAmongManyThreads) {
    std::vector<std::thread> threads;
    threads.reserve(8);
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([] { warn_once("shared", "text"); });
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(given_.size(), 1u);
}

TEST_F(Log, WritesOneLineToStandardErrorWithoutASink) {
    set_warning_sink({});
    testing::internal::CaptureStderr();
    warn("the text");
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "tenon: warning: the text\n");
}

}  // namespace
}  // namespace tenon::base
