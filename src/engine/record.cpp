// SPDX-License-Identifier: MIT
/// When pending statements are run: the rules of docs/internals/recording.md.
#include <algorithm>
#include <limits>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include <tenon/error.hpp>

#include "base/long_work.hpp"
#include "base/text.hpp"
#include "engine/counting_tape.hpp"
#include "engine/direct.hpp"
#include "engine/engine.hpp"
#include "engine/explain.hpp"
#include "engine/float_flags.hpp"
#include "engine/progress.hpp"
#include "engine/roll.hpp"
#include "engine/thread_tape.hpp"
#include "runtime/cpu/memory_limits.hpp"
#include "tape/loop.hpp"

namespace tenon::engine {

namespace {

/// A tape this long is run after the next assignment through a view, before the statement that
/// follows, or at the latest at twice that: a loop is then cut between its iterations, where no
/// temporary is alive, the assigned value neither.
constexpr std::size_t long_tape = 192;
/// Longer than an iteration of most loops: over so many statements it shows where few are alive.
constexpr std::size_t looked_at = 64;

/// Runs the tape that holds statements on `storage`, if it is not `mine`.
void run_elsewhere(const detail::Storage& storage, const tape::Tape* mine) {
    while (tape::Tape* other = lock_other_tape(storage, mine)) {
        const AdoptedLock lock(*other);
        evaluate(*other);
        // Still claimed: its thread is about to record a statement on it, which is run next.
    }
}

bool over_budget() {
    const tape::MemoryAccount& account = tape::memory_account();
    const std::int64_t planned = account.planned.load(std::memory_order_relaxed);
    if (planned == 0)
        return false;
    // What is promised will be placed in idle memory first (DevicePlace::allocate sees to the
    // rest).
    const runtime::Device& device = current_place().device();
    return !account.allows(account.held(device.bytes_in_use(), device.bytes_idle(), planned));
}

[[noreturn]] void refuse_place(const detail::Storage& storage) {
    const auto& place = static_cast<const DevicePlace&>(*storage.place);
    throw DeviceError("the array lives on device \"" + place.device().name() +
                      "\", this thread uses \"" + current_place().device().name() +
                      "\"; call use_device(\"" + place.device().name() +
                      "\") first, or copy the values");
}

[[noreturn]] void refuse_lost() {
    throw DeviceError("the array's values were lost: its evaluation was interrupted, its device "
                      "failed or its memory could not be had; make it anew");
}

/// Whether the tape must be run to keep to the bound. Idle memory of the pool goes first: running a
/// tape early stores temporaries that would never have been stored.
bool memory_asks() {
    if (!over_budget())
        return false;
    current_place().device().trim();
    return over_budget();
}

/// Whether a long tape is at a point where as little is promised as it ever was: between two
/// iterations of a loop over names, where no temporary is alive.
bool at_low_water(const tape::Tape& tape) {
    std::int64_t& least = thread_scratch().least_planned;
    const std::size_t count = tape.statement_count();
    if (count < long_tape - looked_at) {
        least = std::numeric_limits<std::int64_t>::max();
        return false;
    }
    const std::int64_t planned = tape::memory_account().planned.load(std::memory_order_relaxed);
    const bool low = planned > 0 && planned <= least;
    least = std::min(least, planned);
    return low && count >= long_tape;
}

void check_usable(const detail::Storage& storage) {
    if (storage.place != &current_place())
        refuse_place(storage);
    if (storage.lost)
        refuse_lost();
}

/// Makes the storage this tape's, so that no other thread records on it before we have. False when
/// another thread was faster.
bool claim(detail::Storage& storage, tape::Tape& tape) {
    tape::Tape* owner = storage.tape.load(std::memory_order_acquire);
    if (owner != nullptr)
        return owner == &tape;  // nothing else of the storage may be looked at: it is the owner's
    if (storage.address == nullptr && !storage.pending)
        return true;  // fresh: nobody else knows it yet
    return storage.tape.compare_exchange_strong(owner, &tape, std::memory_order_acq_rel);
}

/// Gives claims back that no statement has used.
void unclaim(std::span<detail::Storage* const> storages, tape::Tape& tape) {
    for (detail::Storage* storage : storages)
        if (storage->tape.load(std::memory_order_relaxed) == &tape &&
            storage->slot == detail::Storage::no_slot)
            storage->tape.store(nullptr, std::memory_order_release);
}

/// Whether the storages are the tape's already, or new ones that nobody else knows yet: as `claim`
/// finds most of the time.
bool claimed(std::span<detail::Storage* const> storages, const tape::Tape& tape) {
    return std::ranges::all_of(storages, [&](const detail::Storage* storage) {
        const tape::Tape* owner = storage->tape.load(std::memory_order_acquire);
        return owner == &tape ||
               (owner == nullptr && storage->address == nullptr && !storage->pending);
    });
}

/// Claims all or none: two threads that wait for each other's claims would wait forever.
void claim_all(std::span<detail::Storage* const> storages, tape::Tape& tape) {
    for (std::size_t i = 0; i < storages.size(); ++i) {
        if (claim(*storages[i], tape))
            continue;
        unclaim(storages.first(i), tape);
        {
            const base::LongWork apart;  // the other thread may wait for what this one holds
            std::this_thread::yield();
        }
        run_elsewhere(*storages[i], &tape);
        i = static_cast<std::size_t>(-1);  // from the start
    }
}

}  // namespace

namespace {

/// The shared storages of statements that wait for the end. Other code sees their bytes, so they
/// are kept as if somebody held an array of each.
struct Batch {
    int depth = 0;
    std::vector<detail::Storage*> waiting;

    void keep(std::span<detail::Storage* const> storages) {
        for (detail::Storage* const storage : storages) {
            if (!storage->shared() || std::ranges::find(waiting, storage) != waiting.end())
                continue;
            waiting.push_back(storage);
            detail::Storage::retain(storage, detail::Storage::handle);
        }
    }
};
thread_local Batch batch;

}  // namespace

void begin_batch() noexcept { ++batch.depth; }

void end_batch() {
    if (--batch.depth > 0 || batch.waiting.empty())
        return;
    const auto let_go = [](std::vector<detail::Storage*>* storages) {
        for (detail::Storage* const storage : *storages)
            detail::Storage::release(storage, detail::Storage::handle);
    };
    std::vector<detail::Storage*> waiting = std::exchange(batch.waiting, {});
    const std::unique_ptr<std::vector<detail::Storage*>, decltype(let_go)> afterwards(&waiting,
                                                                                      let_go);
    flush();
}

OpenTape::OpenTape(std::span<detail::Storage* const> storages, bool natural_end)
    : tape_(&this_tape()), storages_(storages), natural_end_(natural_end) {
    for (const detail::Storage* storage : storages) {
        check_usable(*storage);
        shared_ |= storage->shared();
    }
    if (!claimed(storages, *tape_))
        claim_all(storages, *tape_);
    tape_->lock();
    modes_ = float_modes();
    if (!tape_->empty() && must_run_first()) {
        try {
            evaluate(*tape_);
            claim_all(storages, *tape_);  // the evaluation let go of them
        } catch (...) {
            unclaim(storages, *tape_);
            tape_->unlock();
            throw;
        }
    }
    tape_->modes = modes_;
    if (tape_->loop != nullptr) {
        tape_->may_roll = !shared_ && (modes_ & float_at_once) == 0 && may_roll();
        thread_scratch().claimed = storages_;
    }
}

/// What is assigned to a view promises nothing new, and the value is still in somebody's hands: the
/// tape goes on for this one statement.
bool OpenTape::must_run_first() const {
    return tape_->slots[0].storage->place != &current_place() || tape_->ends_here ||
           (!natural_end_ &&
            ((at_low_water(*tape_) && !thread_scratch().loop_search.waits()) || memory_asks()));
}

OpenTape::~OpenTape() {
    unclaim(storages_, *tape_);
    tape_->unlock();
}

void OpenTape::close() {
    const bool waits = shared_ && batch.depth > 0;
    if (waits)
        batch.keep(storages_);
    // Given back before an evaluation: operands that were used up live no longer than it.
    unclaim(storages_, *tape_);
    storages_ = {};
    const std::size_t count = tape_->statement_count();
    const bool held_back = held_back_too_long();
    if ((shared_ && !waits) || (modes_ & float_at_once) != 0 || count >= 2 * long_tape || held_back)
        evaluate(*tape_);
    else if (natural_end_ && count >= long_tape && !thread_scratch().loop_search.waits())
        tape_->ends_here = true;
    else if (count == 0)
        thread_state.counts = tape_->loop != nullptr && watch_loop(*tape_);
    else
        look_for_loop(*tape_);
}

/// Whether the storage has been in the loop before, which nobody but the engine can look into.
bool CountingTape::knows(const detail::Storage& storage) const {
    return storage.tape.load(std::memory_order_acquire) == tape_ &&
           storage.slot == detail::Storage::in_loop && !storage.shared();
}

bool CountingTape::take(ops::Op op, DType compute, const tape::ViewRef& out,
                        std::span<const tape::Input> inputs) {
    const unsigned modes = float_modes();
    if (loop_ == nullptr || (modes & float_at_once) != 0)
        return false;
    for (const tape::Input& input : inputs)
        if (input.form == tape::Input::Form::view && !knows(*input.view.storage))
            return false;
    const detail::Storage& written = *out.storage;
    const bool fresh = written.tape.load(std::memory_order_acquire) == nullptr &&
                       written.address == nullptr && !written.lost;
    if (!fresh && !knows(written))
        return false;
    tape_->modes = modes;
    return loop_->take(*tape_,
                       {.kind = tape::StatementKind::elementwise,
                        .op = static_cast<std::uint8_t>(op),
                        .dtype = compute,
                        .inputs = static_cast<std::uint8_t>(inputs.size())},
                       {}, inputs, {&out, 1});
}

void settle(detail::Storage& storage) {
    if (storage.tape.load(std::memory_order_acquire) != nullptr) {
        tape::Tape& mine = this_tape();
        run_elsewhere(storage, &mine);
        if (storage.tape.load(std::memory_order_acquire) == &mine) {
            // Another thread may be running this tape: what is pending is known under its lock.
            const Lock lock(mine);
            if (storage.tape.load(std::memory_order_acquire) == &mine && storage.pending)
                evaluate(mine);
        }
    }
    if (storage.lost)
        refuse_lost();
    auto& device = static_cast<DevicePlace*>(storage.place)->device();
    if (!device.host_accessible())
        device.wait({storage.ticket});
}

void share(detail::Storage& storage) {
    tape::Tape& mine = this_tape();
    run_elsewhere(storage, &mine);
    if (storage.tape.load(std::memory_order_acquire) == &mine) {
        const Lock lock(mine);
        evaluate(mine);
    }
    settle(storage);
    storage.exports.fetch_add(1, std::memory_order_acq_rel);
}

void flush() {
    tape::Tape& mine = this_tape();
    const Lock lock(mine);
    evaluate(mine);
}

void check_bytes(std::int64_t bytes, const char* what) {
    constexpr std::int64_t surely_there = 16 << 20;  // reading the limits takes many system calls
    if (bytes <= surely_there)
        return;
    static const auto total = static_cast<std::int64_t>(runtime::cpu::memory_limits().total);
    if (bytes > total)
        throw MemoryError(std::string(what) + ": the result needs " + std::to_string(bytes) +
                          " bytes (" + base::format_bytes(static_cast<std::size_t>(bytes)) +
                          "), this machine has " +
                          base::format_bytes(static_cast<std::size_t>(total)) +
                          "; work on it in parts, or use a smaller dtype");
}

std::string explain(const detail::Storage& storage) {
    tape::Tape& mine = this_tape();
    if (tape::Tape* other = lock_other_tape(storage, &mine)) {
        const AdoptedLock lock(*other);
        return explain_tape(*other);
    }
    const Lock lock(mine);
    if (storage.tape.load(std::memory_order_acquire) != &mine)
        return "nothing is pending: the array's values are there\n";
    return explain_tape(mine);
}

}  // namespace tenon::engine
