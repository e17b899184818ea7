// SPDX-License-Identifier: MIT
#include "runtime/fork_guard.hpp"

#include <pthread.h>

#include <algorithm>
#include <mutex>
#include <ranges>
#include <utility>
#include <vector>

#include "base/check.hpp"

namespace tenon::runtime {
namespace {

struct Registered {
    std::uint64_t id;
    ForkStage stage;
    ForkHooks hooks;
};

struct Registry {
    std::mutex mutex;  ///< held from the start of a fork to its end, in both processes
    std::vector<Registered> hooks;
    std::uint64_t last_id = 0;
    bool installed = false;
};

/// Never destroyed: a fork may happen while static objects are being destroyed.
Registry& registry() {
    static Registry& instance = *new Registry;
    return instance;
}

/// How many of our handlers this thread has entered in the fork it is doing. The outermost pair
/// runs the hooks: that is what enclose_earlier_fork_handlers is for.
thread_local int depth = 0;

void before_fork() {
    if (depth++ > 0)
        return;
    Registry& r = registry();
    r.mutex.lock();
    for (const ForkStage stage : {ForkStage::threads, ForkStage::locks})
        for (const Registered& one : r.hooks | std::views::reverse)
            if (one.stage == stage && one.hooks.before)
                one.hooks.before();
}

void after_fork(std::function<void()> ForkHooks::* side) {
    if (--depth > 0)
        return;
    Registry& r = registry();
    for (const ForkStage stage : {ForkStage::locks, ForkStage::threads})
        for (const Registered& one : r.hooks)
            if (one.stage == stage && one.hooks.*side)
                (one.hooks.*side)();
    r.mutex.unlock();
}

void install() {
    const int error = pthread_atfork(
        before_fork, [] { after_fork(&ForkHooks::parent); }, [] { after_fork(&ForkHooks::child); });
    TENON_CHECK(error == 0, "pthread_atfork has room for a handler");
}

}  // namespace

ForkRegistration::ForkRegistration(ForkStage stage, ForkHooks hooks) {
    Registry& r = registry();
    const std::lock_guard lock(r.mutex);
    if (!r.installed)
        install();
    r.installed = true;
    r.hooks.push_back({++r.last_id, stage, std::move(hooks)});
    id_ = r.last_id;
}

ForkRegistration::~ForkRegistration() {
    if (id_ == 0)
        return;
    Registry& r = registry();
    const std::lock_guard lock(r.mutex);
    std::erase_if(r.hooks, [this](const Registered& one) { return one.id == id_; });
}

ForkRegistration::ForkRegistration(ForkRegistration&& other) noexcept
    : id_(std::exchange(other.id_, 0)) {}

ForkRegistration& ForkRegistration::operator=(ForkRegistration&& other) noexcept {
    // The former registration leaves with the temporary.
    ForkRegistration former(std::move(other));
    std::swap(id_, former.id_);
    return *this;
}

void enclose_earlier_fork_handlers() {
    const std::lock_guard lock(registry().mutex);
    install();
    registry().installed = true;
}

}  // namespace tenon::runtime
