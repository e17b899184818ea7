// SPDX-License-Identifier: MIT
/// When pending statements are run: the rules of docs/internals/recording.md.
#include <mutex>
#include <unordered_set>

#include <tenon/error.hpp>

#include "base/text.hpp"
#include "engine/engine.hpp"
#include "runtime/cpu/memory_limits.hpp"

namespace tenon::engine {

namespace {

/// A tape this long is run at the next assignment through a view, or at the latest at twice that:
/// a loop is then cut between its iterations, where no temporary is alive.
constexpr std::size_t long_tape = 192;
/// How far held and promised memory may pass what eager evaluation would have held at its peak.
constexpr std::int64_t memory_slack = 64 << 20;

/// The tapes that exist, so that one thread can find out whether another's is still there.
std::mutex& registry_mutex() {
    static std::mutex mutex;
    return mutex;
}
std::unordered_set<tape::Tape*>& registry() {
    static auto& tapes = *new std::unordered_set<tape::Tape*>;
    return tapes;
}

/// A thread's tape. What is pending when the thread ends is run then.
struct ThreadTape {
    tape::Tape tape;
    ThreadTape() {
        const std::lock_guard lock(registry_mutex());
        registry().insert(&tape);
    }
    ~ThreadTape() {
        tape.lock();
        try {
            evaluate(tape);
        } catch (...) {
            tape.clear();
        }
        tape.unlock();
        const std::lock_guard lock(registry_mutex());
        registry().erase(&tape);
        thread_state.tape = nullptr;
    }
};

tape::Tape& make_this_tape() {
    thread_local ThreadTape mine;
    thread_state.tape = &mine.tape;
    return mine.tape;
}

tape::Tape& this_tape() {
    tape::Tape* tape = thread_state.tape;
    return tape != nullptr ? *tape : make_this_tape();
}

/// Unlocks a tape that is locked already.
class AdoptedLock {
public:
    explicit AdoptedLock(tape::Tape& tape) : tape_(tape) {}
    ~AdoptedLock() { tape_.unlock(); }
    AdoptedLock(const AdoptedLock&) = delete;
    AdoptedLock& operator=(const AdoptedLock&) = delete;

private:
    tape::Tape& tape_;
};
class Lock : public AdoptedLock {
public:
    explicit Lock(tape::Tape& tape) : AdoptedLock((tape.lock(), tape)) {}
};

/// Runs the tape that holds statements on `storage`, if it is not `mine`.
void run_elsewhere(detail::Storage& storage, const tape::Tape* mine) {
    for (;;) {
        tape::Tape* other = storage.tape.load(std::memory_order_acquire);
        if (other == nullptr || other == mine)
            return;
        {
            // Locked while it is certain to exist: a thread that ends locks its tape before it
            // lets go of its storages, and leaves the registry after that.
            const std::lock_guard registered(registry_mutex());
            if (registry().count(other) == 0)
                continue;
            other->lock();
        }
        const AdoptedLock lock(*other);
        if (storage.tape.load(std::memory_order_acquire) == other)
            evaluate(*other);
    }
}

bool memory_asks() {
    const tape::MemoryAccount& account = tape::memory_account();
    const std::int64_t planned = account.planned.load(std::memory_order_relaxed);
    if (planned == 0)
        return false;
    const runtime::Device& device = current_place().device();
    const auto held = static_cast<std::int64_t>(device.bytes_in_use() + device.bytes_idle());
    return held + planned > account.peak.load(std::memory_order_relaxed) + memory_slack;
}

[[noreturn]] void refuse_place(const detail::Storage& storage) {
    const auto& place = static_cast<const DevicePlace&>(*storage.place);
    throw DeviceError("the array lives on device \"" + place.device().name() +
                      "\", this thread uses \"" + current_place().device().name() +
                      "\"; call use_device(\"" + place.device().name() +
                      "\") first, or copy the values");
}

[[noreturn]] void refuse_lost() {
    throw DeviceError("the array's values were lost when its evaluation was interrupted or its "
                      "device failed; make it anew");
}

}  // namespace

OpenTape::OpenTape(std::span<detail::Storage* const> storages) : tape_(&this_tape()) {
    const DevicePlace* place = &current_place();
    for (detail::Storage* storage : storages) {
        if (storage->place != place)
            refuse_place(*storage);
        if (storage->lost)
            refuse_lost();
        const tape::Tape* on = storage->tape.load(std::memory_order_relaxed);
        if (on != nullptr && on != tape_)
            run_elsewhere(*storage, tape_);
        shared_ |= storage->shared;
    }
    tape_->lock();
    if (!tape_->empty() && (tape_->slots[0].storage->place != &current_place() || memory_asks())) {
        try {
            evaluate(*tape_);
            if (memory_asks())
                current_place().device().trim();
        } catch (...) {
            tape_->unlock();
            throw;
        }
    }
}

void OpenTape::close(bool natural_end) {
    const std::size_t count = tape_->statement_count();
    if (shared_ || count >= 2 * long_tape || (natural_end && count >= long_tape))
        evaluate(*tape_);
}

void settle(detail::Storage& storage) {
    if (storage.tape.load(std::memory_order_acquire) != nullptr) {
        tape::Tape& mine = this_tape();
        run_elsewhere(storage, &mine);
        if (storage.pending) {
            const Lock lock(mine);
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
    storage.shared = true;
}

void flush() {
    tape::Tape& mine = this_tape();
    const Lock lock(mine);
    evaluate(mine);
}

void check_bytes(std::int64_t bytes, const char* what) {
    static const auto total = static_cast<std::int64_t>(runtime::cpu::memory_limits().total);
    if (bytes > total)
        throw MemoryError(std::string(what) + ": the result needs " +
                          base::format_bytes(static_cast<std::size_t>(bytes)) +
                          ", this machine has " +
                          base::format_bytes(static_cast<std::size_t>(total)) +
                          "; work on it in parts, or use a smaller dtype");
}

std::string explain_tape(const tape::Tape& tape);  // explain.cpp

std::string explain(detail::Storage& storage) {
    tape::Tape* tape = storage.tape.load(std::memory_order_acquire);
    if (tape == nullptr)
        return "nothing is pending: the array's values are there\n";
    const Lock lock(*tape);
    return explain_tape(*tape);
}

}  // namespace tenon::engine
