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
    std::mutex
        forking;      ///< held during a fork, in both processes: no hook goes before it is called
    std::mutex list;  ///< work and threads that a fork waits for may register
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
/// The hooks that this fork has run, in order.
thread_local std::vector<ForkHooks> entered;

/// The hooks of a stage, last registered first. The list is locked.
std::vector<ForkHooks> hooks_of(ForkStage stage) {
    std::vector<ForkHooks> found;
    for (const Registered& one : registry().hooks | std::views::reverse)
        if (one.stage == stage)
            found.push_back(one.hooks);
    return found;
}

void enter(const std::vector<ForkHooks>& stage) {
    for (const ForkHooks& hooks : stage) {
        if (hooks.before)
            hooks.before();
        entered.push_back(hooks);
    }
}

std::vector<ForkHooks> look_up(ForkStage stage) {
    const std::lock_guard lock(registry().list);
    return hooks_of(stage);
}

void before_fork() {
    if (depth++ > 0)
        return;
    registry().forking.lock();
    enter(look_up(ForkStage::work));
    enter(look_up(ForkStage::threads));
    registry().list.lock();
    enter(hooks_of(ForkStage::locks));
}

void after_fork(std::function<void()> ForkHooks::* side) {
    if (--depth > 0)
        return;
    registry().list.unlock();
    for (const ForkHooks& hooks : entered | std::views::reverse)
        if (hooks.*side)
            (hooks.*side)();
    entered.clear();
    registry().forking.unlock();
}

void install() {
    const int error = pthread_atfork(
        before_fork, [] { after_fork(&ForkHooks::parent); }, [] { after_fork(&ForkHooks::child); });
    TENON_CHECK(error == 0, "pthread_atfork has room for a handler");
}

}  // namespace

ForkRegistration::ForkRegistration(ForkStage stage, ForkHooks hooks) {
    Registry& r = registry();
    const std::lock_guard lock(r.list);
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
    const std::scoped_lock lock(r.forking, r.list);
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
    const std::lock_guard lock(registry().list);
    install();
    registry().installed = true;
}

}  // namespace tenon::runtime
