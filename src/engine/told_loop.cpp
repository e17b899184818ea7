// SPDX-License-Identifier: MIT
#include "engine/told_loop.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/prepare_loop.hpp"
#include "engine/progress.hpp"
#include "engine/roll.hpp"
#include "engine/thread_tape.hpp"
#include "tape/find_loop.hpp"

namespace tenon::engine {

namespace {

using detail::Storage;
using tape::LoopBody;
using tape::LoopRole;

/// Storages of the iterations to come, by role.
class Future {
public:
    Future(const LoopBody& body, const std::vector<Storage*>& recorded, tape::Place* place)
        : body_(body), now_(recorded), place_(place) {}
    ~Future() { drop_others(); }
    Future(const Future&) = delete;
    Future& operator=(const Future&) = delete;

    /// At the first of them: null where they are made there.
    std::vector<Storage*> first() const {
        std::vector<Storage*> storages;
        for (const LoopRole& role : body_.roles)
            storages.push_back(role.from == LoopRole::none ? nullptr : now_[role.from]);
        return storages;
    }
    /// Goes on by so many, and tells those of the last.
    const std::vector<Storage*>& last(std::int64_t iterations) {
        const auto memory = static_cast<std::int64_t>(body_.roles.size());
        for (std::int64_t i = 0; i < iterations; ++i) {
            std::vector<Storage*> next;
            for (std::size_t role = 0; role < now_.size(); ++role) {
                const std::uint32_t from = body_.roles[role].from;
                // What is made long before the end is handed on as nothing, and is gone by then.
                next.push_back(from != LoopRole::none         ? now_[from]
                               : i >= iterations - memory - 1 ? make(body_.roles[role].bytes)
                                                              : nullptr);
            }
            now_ = std::move(next);
        }
        return now_;
    }
    /// Only what is kept is looked at after the loop.
    void keep(Storage* storage) {
        if (std::ranges::find(made_, storage) == made_.end())
            return;
        Storage::retain(storage, Storage::handle);
        kept_.push_back(storage);
    }
    /// More iterations follow: what they read is still needed.
    void drop_unread() {
        const std::vector<Storage*> read = first();
        const auto rest = std::ranges::partition(made_, [&](Storage* storage) {
            return std::ranges::find(read, storage) != read.end();
        });
        for (Storage* const storage : rest)
            Storage::release(storage, Storage::handle);
        made_.erase(rest.begin(), rest.end());
    }
    void drop_others() {
        for (Storage* const storage : std::exchange(made_, {}))
            Storage::release(storage, Storage::handle);
    }
    /// The loop has failed.
    void drop_all() {
        drop_others();
        for (Storage* const storage : std::exchange(kept_, {}))
            Storage::release(storage, Storage::handle);
    }

private:
    Storage* make(std::int64_t bytes) {
        made_.push_back(Storage::make(bytes, place_));
        return made_.back();
    }

    const LoopBody& body_;
    std::vector<Storage*> now_;
    tape::Place* place_;
    std::vector<Storage*> made_, kept_;
};

}  // namespace

ToldLoop::ToldLoop() : tape_(this_tape()) {
    flush();
    tape_.loop.reset();
    thread_scratch().loop_search.pause();
}

ToldLoop::~ToldLoop() { thread_scratch().loop_search.go_on(); }

void ToldLoop::end_round() { ends_.push_back(tape_.statement_count()); }

namespace {

/// As one kernel no more of them than are run at a time of a loop that was found.
std::int64_t at_once(const tape::Loop& loop, std::int64_t iterations) {
    const std::int64_t most = loop.prepared().most_iterations;
    return most == 0 ? iterations : std::min(iterations, put_off_at_most(most));
}

/// `on_end` is told the storages of the last iteration before that is run.
template <class OnEnd>
void run_all(tape::Tape& tape, std::int64_t iterations, Future& future, const OnEnd& on_end) {
    while (iterations > 0) {
        const std::int64_t now = at_once(*tape.loop, iterations);
        iterations -= now;
        const std::vector<Storage*> first = future.first(), last = future.last(now);
        if (iterations == 0)
            on_end(last);
        tape.loop->fill(tape, first, last, now);
        if (iterations == 0)
            future.drop_others();
        else
            future.drop_unread();
        const LoopPart part;
        evaluate(tape);
    }
}

}  // namespace

bool ToldLoop::run(std::int64_t iterations, std::span<tape::ViewRef> results) {
    const Lock lock(tape_);
    const std::size_t period = ends_.empty() ? 0 : ends_.front();
    for (std::size_t round = 0; round < ends_.size(); ++round)
        if (period == 0 || ends_[round] != (round + 1) * period)
            return false;
    if (tape_.statement_count() != rounds * period || !can_roll(tape_))
        return false;
    std::optional<tape::FoundLoop> found = tape::find_told_loop(tape_, period);
    if (!found)
        return false;
    const std::vector<Storage*> recorded = storages_of(tape_, *found);
    for (const LoopRole& role : found->body.roles)
        if (role.from != LoopRole::none && !recorded[role.from]->has_handles())
            return false;              // what the next iteration reads, nobody would have stored
    std::vector<std::size_t> role_of;  // of each result
    for (const tape::ViewRef& result : results) {
        const auto role = std::ranges::find(recorded, result.storage);
        if (role == recorded.end())
            return false;
        role_of.push_back(static_cast<std::size_t>(role - recorded.begin()));
    }
    std::unique_ptr<tape::Loop> loop = prepare_loop(tape_, *found);
    std::vector<Storage*> held;  // until the loop has them
    for (Storage* const storage : recorded) {
        Storage::retain(storage, Storage::holder);
        held.push_back(storage);
    }
    const auto let_go = [](std::vector<Storage*>* storages) {
        for (Storage* const storage : *storages)
            Storage::release(storage, Storage::holder);
    };
    const std::unique_ptr<std::vector<Storage*>, decltype(let_go)> afterwards(&held, let_go);
    note_rounds(tape_, period);
    evaluate(tape_);
    Future future(loop->body(), recorded, recorded.front()->place);
    tape_.loop = std::move(loop);
    tape_.end_loop = &end_loop_while_recording;
    try {
        run_all(tape_, iterations, future, [&](const std::vector<Storage*>& last) {
            for (std::size_t i = 0; i < results.size(); ++i) {
                results[i].storage = last[role_of[i]];
                future.keep(results[i].storage);
            }
        });
    } catch (...) {
        future.drop_all();
        tape_.loop.reset();
        throw;
    }
    tape_.loop.reset();
    return true;
}

}  // namespace tenon::engine
