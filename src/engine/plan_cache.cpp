// SPDX-License-Identifier: MIT
#include "engine/plan_cache.hpp"

#include <algorithm>
#include <array>
#include <mutex>
#include <unordered_map>

#include "base/hash.hpp"
#include "engine/counters.hpp"
#include "engine/test_hooks.hpp"
#include "engine/thread_tape.hpp"
#include "runtime/fork_guard.hpp"
#include "tape/canonical.hpp"

namespace tenon::engine {

namespace {

/// Plans are small (some kilobytes); this many cover any program's loops.
constexpr std::size_t max_plans = 4096;

/// How often tapes without a plan have come. A place holds one tape, the last that hashed to it:
/// what is seldom repeated is forgotten, which costs a few runs more until it is planned.
class Sightings {
public:
    unsigned count(std::uint64_t hash) {
        Sighting& place = places_[hash % places_.size()];
        if (place.hash != hash)
            place = {.hash = hash, .times = 0};
        return place.times++;
    }

private:
    struct Sighting {
        std::uint64_t hash = 0;
        unsigned times = 0;
    };
    std::array<Sighting, 1024> places_{};
};

struct PlanCache {
    std::mutex mutex;
    runtime::ForkRegistration fork{runtime::ForkStage::locks, runtime::hold_during_fork(mutex)};
    std::unordered_map<std::uint64_t, std::shared_ptr<const CachedPlan>> plans;
    Sightings sightings;
};
PlanCache& cache() {
    static auto& instance = *new PlanCache;
    return instance;
}

/// What tiles keep in a cache must be written there.
std::shared_ptr<LoadedKernel> kernel_through_caches(const schedule::Step& step) {
    if (!step.kernel || std::ranges::none_of(step.kernel->params, &kernel::Param::nontemporal))
        return nullptr;
    auto through = std::make_shared<kernel::Kernel>(*step.kernel);
    for (kernel::Param& param : through->params)
        param.nontemporal = false;
    const base::Hash128 key = kernel::hash(*through);
    return find_kernel(std::move(through), key);
}

std::shared_ptr<const CachedPlan> plan_of(const tape::Tape& tape,
                                          const std::vector<std::uint64_t>& key) {
    const tape::CanonicalTape form = tape::canonical(tape);
    tape::verify(form);
    schedule::Plan plan = schedule::schedule(form, tape.functions);
    schedule::verify(plan, form);
    std::shared_ptr<CachedPlan> made = load_plan(std::move(plan));
    made->key = key;
    return made;
}

}  // namespace

PlanLookup look_up_plan(const tape::Tape& tape) {
    std::vector<std::uint64_t>& key = thread_scratch().key;
    tape::make_key(tape, key);
    PlanLookup result;
    result.hash = base::hash64(key.data(), key.size() * sizeof(key[0]));
    const std::lock_guard lock(cache().mutex);
    const auto found = cache().plans.find(result.hash);
    if (found != cache().plans.end() && found->second->key == key)
        result.plan = found->second;
    else
        result.times_seen = cache().sightings.count(result.hash);
    return result;
}

std::shared_ptr<const CachedPlan> make_plan(const tape::Tape& tape, std::uint64_t hash) {
    std::shared_ptr<const CachedPlan> made = plan_of(tape, thread_scratch().key);
    const std::lock_guard lock(cache().mutex);
    if (cache().plans.size() >= max_plans)
        cache().plans.clear();
    cache().plans[hash] = made;
    return made;
}

std::shared_ptr<const CachedPlan> find_plan(const tape::Tape& tape) {
    PlanLookup found = look_up_plan(tape);
    return found.plan ? std::move(found.plan) : make_plan(tape, found.hash);
}

std::shared_ptr<CachedPlan> load_plan(schedule::Plan plan) {
    auto made = std::make_shared<CachedPlan>();
    made->plan = std::move(plan);
    if (test_hooks().plan_mutator)
        test_hooks().plan_mutator(made->plan);
    for (schedule::Step& step : made->plan.steps) {
        if (step.kernel && test_hooks().kernel_mutator) {
            auto mutated = std::make_shared<kernel::Kernel>(*step.kernel);
            test_hooks().kernel_mutator(*mutated);
            step.kernel_key = kernel::hash(*mutated);
            step.kernel = std::move(mutated);
        }
        made->kernels.push_back(step.kernel ? find_kernel(step.kernel, step.kernel_key) : nullptr);
        made->cached_kernels.push_back(kernel_through_caches(step));
    }
    count(counters().plans_made);
    return made;
}

void forget_plans() {
    const std::lock_guard lock(cache().mutex);
    cache().plans.clear();
    cache().sightings = {};
}

}  // namespace tenon::engine
