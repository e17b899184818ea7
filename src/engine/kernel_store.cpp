// SPDX-License-Identifier: MIT
#include "engine/kernel_store.hpp"

#include <algorithm>
#include <mutex>
#include <unordered_map>
#include <vector>

#include <tenon/error.hpp>

#include "codegen/codegen.hpp"
#include "engine/counters.hpp"
#include "engine/object_store.hpp"
#include "interpreter/interpreter.hpp"
#include "runtime/code_loader.hpp"
#include "runtime/fork_guard.hpp"

namespace tenon::engine {

namespace {

/// Interpreted work (estimated nanoseconds) from which a kernel is compiled: about what compiling
/// costs, so that a kernel used once and small never is.
constexpr double hot_ns = 2e6;
/// A single launch this large is compiled at once, beside its interpretation.
constexpr double large_ns = 3e5;
/// Work, as interpreted, from which a second form of a kernel that has code is compiled: there is a
/// part of the running time to gain only.
constexpr double second_form_ns = 100 * hot_ns;

using Kernels =
    std::unordered_map<base::Hash128, std::shared_ptr<LoadedKernel>, base::Hash128Hasher>;

struct Store {
    std::mutex mutex;
    Kernels kernels;
    std::size_t most = max_idle_kernels;
    runtime::ForkRegistration fork{runtime::ForkStage::locks, runtime::hold_during_fork(mutex)};
};
/// Never destroyed: the compile thread may outlive other statics.
Store& store() {
    static auto& instance = *new Store;
    return instance;
}

/// Takes out the kernels that no plan and no queue holds. What stays is in use; only when as many
/// have come again is it worth looking once more.
std::vector<std::shared_ptr<LoadedKernel>> take_idle(Store& held) {
    std::vector<std::shared_ptr<LoadedKernel>> idle;
    std::erase_if(held.kernels, [&](const Kernels::value_type& item) {
        const bool is_idle = item.second.use_count() == 1;
        if (is_idle)
            idle.push_back(item.second);
        return is_idle;
    });
    held.most = std::max(max_idle_kernels, 2 * held.kernels.size());
    return idle;
}

runtime::Entry interpreter_entry(const kernel::Kernel& core) {
    const auto program = interpreter::prepare(core);
    return {.function = &interpreter::run,
            .context = program.get(),
            .owner = program,
            .compiled = false};
}

}  // namespace

LoadedKernel::LoadedKernel(std::shared_ptr<const kernel::Kernel> core, const base::Hash128& key)
    : core_(std::move(core)), key_(key) {
    const runtime::Entry entry = interpreter_entry(*core_);
    interpreted_ = std::make_shared<runtime::Program>(entry);
    best_ = std::make_shared<runtime::Program>(entry);
}

void LoadedKernel::try_cache() {
    if (looked_up_.exchange(true))
        return;
    if (auto entry = cached_entry(key_)) {
        best_->replace(std::move(*entry));
        state_ = State::compiled;
        count(counters().kernels_cached);
    }
}

std::shared_ptr<runtime::Program>& LoadedKernel::choose(double work_ns, Execution execution) {
    if (execution == Execution::interpreter) {
        count(counters().kernels_interpreted);
        return interpreted_;
    }
    try_cache();
    if (state_.load(std::memory_order_acquire) == State::compiled)
        return best_;
    if (execution == Execution::compiled) {
        compile_now(*this);
        return best_;
    }
    count(counters().kernels_interpreted);
    const double total = interpreted_ns_.load(std::memory_order_relaxed) + work_ns;
    interpreted_ns_.store(total, std::memory_order_relaxed);
    State cold = State::cold;
    if ((total > hot_ns || work_ns > large_ns) &&
        state_.compare_exchange_strong(cold, State::queued))
        compile_later(find_kernel(core_, key_));
    return best_;
}

const runtime::Program& LoadedKernel::program(double work_ns, Execution execution) {
    if (state_.load(std::memory_order_acquire) == State::compiled &&
        execution != Execution::interpreter)
        return *best_;
    return *choose(work_ns, execution);
}

std::shared_ptr<const runtime::Program> LoadedKernel::shared_program(double work_ns,
                                                                     Execution execution) {
    return choose(work_ns, execution);
}

std::shared_ptr<const runtime::Program> LoadedKernel::compiled_program(double work_ns,
                                                                       Execution execution) {
    try_cache();
    State cold = State::cold;
    if (execution == Execution::compiled && state_ == State::cold) {
        try {
            compile_now(*this);
        } catch (const CompileError&) {
            state_.compare_exchange_strong(cold, State::failed);
        }
    }
    if (state_.load(std::memory_order_acquire) == State::compiled)
        return best_;
    const double total = interpreted_ns_.load(std::memory_order_relaxed) + work_ns;
    interpreted_ns_.store(total, std::memory_order_relaxed);
    if (total > second_form_ns && state_.compare_exchange_strong(cold, State::queued))
        compile_later(find_kernel(core_, key_));
    return nullptr;
}

std::shared_ptr<LoadedKernel> known_kernel(const base::Hash128& key) {
    const std::lock_guard lock(store().mutex);
    const auto found = store().kernels.find(key);
    return found == store().kernels.end() ? nullptr : found->second;
}

std::shared_ptr<LoadedKernel> find_kernel(const std::shared_ptr<const kernel::Kernel>& core,
                                          const base::Hash128& key) {
    std::vector<std::shared_ptr<LoadedKernel>> idle;  // destroyed without the lock
    const std::lock_guard lock(store().mutex);
    if (const auto found = store().kernels.find(key); found != store().kernels.end())
        return found->second;
    if (store().kernels.size() >= store().most)
        idle = take_idle(store());
    return store().kernels[key] = std::make_shared<LoadedKernel>(core, key);
}

std::size_t kernel_count() {
    const std::lock_guard lock(store().mutex);
    return store().kernels.size();
}

void forget_kernels() {
    wait_for_compile_thread();
    const std::lock_guard lock(store().mutex);
    store().kernels.clear();
    store().most = max_idle_kernels;
}

}  // namespace tenon::engine
