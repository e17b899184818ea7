// SPDX-License-Identifier: MIT
#include "runtime/fork_guard.hpp"

#include <pthread.h>

#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

#include "child.hpp"

namespace tenon::runtime {
namespace {

std::string trace;

ForkHooks tracing(const std::string& name) {
    return {[name] { trace += name + "? "; }, [name] { trace += name + "! "; },
            [name] { trace += name + "* "; }};
}

class ForkGuard : public testing::Test {
protected:
    ForkGuard() { trace.clear(); }
};

TEST_F(ForkGuard, DrainsThreadsBeforeItTakesLocksAndGivesLocksBackFirst) {
    const ForkRegistration lock_1(ForkStage::locks, tracing("l1"));
    const ForkRegistration thread_1(ForkStage::threads, tracing("t1"));
    const ForkRegistration lock_2(ForkStage::locks, tracing("l2"));
    const ForkRegistration thread_2(ForkStage::threads, tracing("t2"));
    EXPECT_TRUE(succeeds_in_child([] { return trace == "t2? t1? l2? l1? l1* l2* t1* t2* "; }));
    EXPECT_EQ(trace, "t2? t1? l2? l1? l1! l2! t1! t2! ");
}

TEST_F(ForkGuard, WaitsForWorkBeforeAllElseWhateverCameFirst) {
    const ForkRegistration work(ForkStage::work, tracing("w"));
    const ForkRegistration thread(ForkStage::threads, tracing("t"));
    const ForkRegistration lock(ForkStage::locks, tracing("l"));
    EXPECT_TRUE(succeeds_in_child([] { return trace == "w? t? l? l* t* w* "; }));
    EXPECT_EQ(trace, "w? t? l? l! t! w! ");
}

TEST_F(ForkGuard, LetsRegisterWhatItWaitsFor) {
    for (const ForkStage stage : {ForkStage::work, ForkStage::threads}) {
        trace.clear();
        ForkRegistration late;
        const auto finish = [&late] {
            std::thread([&late] {
                late = ForkRegistration(ForkStage::locks, tracing("l"));
            }).join();
        };
        const ForkRegistration waiting(stage, {.before = finish, .parent = {}, .child = {}});
        EXPECT_TRUE(succeeds_in_child([] { return trace == "l? l* "; }));
        EXPECT_EQ(trace, "l? l! ");
    }
}

TEST_F(ForkGuard, ForgetsHooksWithTheirRegistration) {
    {
        ForkRegistration first(ForkStage::locks, tracing("a"));
        ForkRegistration second = std::move(first);
        first = ForkRegistration(ForkStage::locks, tracing("b"));
        second = std::move(first);
        EXPECT_TRUE(succeeds_in_child([] { return trace == "b? b* "; }));
    }
    trace.clear();
    EXPECT_TRUE(succeeds_in_child([] { return trace.empty(); }));
}

TEST_F(ForkGuard, SkipsHooksThatAreEmpty) {
    const ForkRegistration none(ForkStage::threads, {});
    EXPECT_TRUE(succeeds_in_child([] { return true; }));
}

TEST_F(ForkGuard, HoldsALockDuringTheForkAndFreesItOnBothSides) {
    std::mutex mutex;
    const ForkRegistration registration(ForkStage::locks, hold_during_fork(mutex));
    EXPECT_TRUE(succeeds_in_child([&mutex] { return mutex.try_lock(); }));
    EXPECT_TRUE(mutex.try_lock());
    mutex.unlock();
}

TEST_F(ForkGuard, EnclosesTheHandlersOfLibrariesThatStartedLater) {
    EXPECT_TRUE(succeeds_in_child([] {
        const ForkRegistration ours(ForkStage::threads, tracing("ours"));
        pthread_atfork([] { trace += "library? "; }, [] { trace += "library! "; },
                       [] { trace += "library* "; });
        enclose_earlier_fork_handlers();
        const bool child = static_cast<bool>(
            succeeds_in_child([] { return trace == "ours? library? library* ours* "; }));
        return child && trace == "ours? library? library! ours! ";
    }));
}

TEST_F(ForkGuard, WorksInChildrenOfChildren) {
    const ForkRegistration ours(ForkStage::threads, tracing("x"));
    EXPECT_TRUE(succeeds_in_child([] {
        return trace == "x? x* " && succeeds_in_child([] { return trace == "x? x* x? x* "; });
    }));
}

}  // namespace
}  // namespace tenon::runtime
