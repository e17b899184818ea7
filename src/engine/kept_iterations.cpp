// SPDX-License-Identifier: MIT
#include "engine/kept_iterations.hpp"

#include <algorithm>
#include <utility>

#include "engine/rollable_loop.hpp"

namespace tenon::engine {

using detail::Storage;
using tape::LoopRole;

std::int64_t iterations_to_keep(const tape::Loop& loop) {
    auto& prepared = static_cast<RollableLoop&>(loop.prepared());
    std::string why_not;
    if (!prepared.is_stepped)
        return 0;
    const auto stepped = prepared.stepped(loop.body(), &why_not);
    if (stepped == nullptr)
        return 0;
    std::int64_t bytes = 0;
    for (std::uint32_t role = 0; role < loop.body().roles.size(); ++role)
        bytes += stepped->plan->plan.slots[role].stored ? loop.body().roles[role].bytes : 0;
    const TileLimits limits = tile_limits();
    if (bytes < limits.worth_bytes)
        return 0;  // what follows finds it in the caches anyway
    // The tape is to be a short one still.
    constexpr std::int64_t most_statements = 96;
    return std::min(limits.most_kept, most_statements / std::ssize(loop.body().statements));
}

KeptIterations::KeptIterations(tape::Loop& loop, const LoopTurns& turns, std::int64_t count)
    : loop_(loop), count_(count), now_(loop.body().roles.size()) {
    for (std::uint32_t role = 0; role < now_.size(); ++role)
        if (loop_.body().roles[role].from != LoopRole::none)
            now_[role] = begin_with(role, turns);
}

KeptIterations::~KeptIterations() {
    while (!made_.empty())
        let_go(made_.back());
}

Storage* KeptIterations::begin_with(std::uint32_t role, const LoopTurns& turns) {
    const std::int64_t first = loop_.iterations() - count_;
    const LoopTurns::Where where = turns.where(role, first);
    if (where.before)
        return loop_.first()[where.role];
    std::int64_t age = 0;  // in iterations
    for (std::uint32_t earlier = role; earlier != where.role;
         earlier = loop_.body().roles[earlier].from)
        ++age;
    return made_in(where.role, first - age);
}

/// The storage that has it in the end, or one of our own.
Storage* KeptIterations::made_in(std::uint32_t role, std::int64_t iteration) {
    std::uint32_t in_the_end = role;
    for (std::int64_t i = iteration + 1; i < loop_.iterations() && in_the_end != LoopRole::none;
         ++i)
        in_the_end = loop_.body().roles[in_the_end].next;
    if (in_the_end != LoopRole::none)
        return loop_.last()[in_the_end];
    Storage* const last = loop_.last()[role];
    made_.reserve(made_.size() + 1);
    made_.push_back(Storage::make(last->bytes, last->place));
    return made_.back();
}

void KeptIterations::bind(std::int64_t iteration) {
    const std::vector<Storage*> before = now_;
    const bool first = iteration == loop_.iterations() - count_;
    for (std::uint32_t role = 0; role < now_.size(); ++role) {
        const std::uint32_t from = loop_.body().roles[role].from;
        if (from == LoopRole::none)
            now_[role] = made_in(role, iteration);
        else if (!first)
            now_[role] = before[from];
    }
}

void KeptIterations::let_go(Storage* storage) {
    std::erase(made_, storage);
    Storage::release(storage, Storage::handle);
}

void KeptIterations::record(tape::Tape& tape) {
    for (Storage* const storage : now_)
        if (storage != nullptr)
            storage->pending = false;
    for (std::int64_t i = loop_.iterations() - count_; i < loop_.iterations(); ++i) {
        bind(i);
        loop_.record(tape, i, now_);
        for (std::uint32_t role = 0; role < now_.size(); ++role)
            if (loop_.body().roles[role].next == LoopRole::none &&
                std::ranges::find(made_, now_[role]) != made_.end())
                let_go(now_[role]);
    }
}

}  // namespace tenon::engine
