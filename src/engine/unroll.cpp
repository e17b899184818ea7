// SPDX-License-Identifier: MIT
#include "engine/unroll.hpp"

#include <algorithm>
#include <utility>

#include "engine/progress.hpp"
#include "engine/roll.hpp"
#include "engine/who_raised.hpp"

namespace tenon::engine {

namespace {

using detail::Storage;
using tape::LoopRole;

/// Statements that are run together: about as many as recording leaves on a tape.
constexpr std::size_t run_after = 192;

class Unroller {
public:
    Unroller(tape::Tape& tape, const tape::Loop& loop)
        : tape_(tape), loop_(loop), roles_(loop.body().roles), now_(roles_.size()),
          before_(roles_.size()), temporary_(roles_.size()) {}
    ~Unroller() {
        one_.hand_back_to_loop(tape_);
        for (Storage* const storage : kept_)
            Storage::release(storage, Storage::handle);
        for (std::uint32_t role = 0; role < roles_.size(); ++role)
            if (temporary_[role])
                Storage::release(now_[role], Storage::handle);
    }
    Unroller(const Unroller&) = delete;
    Unroller& operator=(const Unroller&) = delete;

    void run() {
        keep_all(loop_.first());
        keep_all(loop_.last());
        for (std::int64_t i = 0; i < loop_.iterations(); ++i) {
            std::swap(now_, before_);
            std::vector<bool> was_temporary =
                std::exchange(temporary_, std::vector<bool>(roles_.size()));
            for (std::uint32_t role = 0; role < roles_.size(); ++role)
                bind(role, i, was_temporary);
            record(i);
            drop();
            if (one_.statement_count() >= run_after)
                flush();
        }
        flush();
    }
    void run_last() {
        keep_all(loop_.partial());
        record_last();
        flush();
    }
    void blame(unsigned flags) {
        record_last();
        blame_for_flags(one_, flags);
    }

private:
    void keep_all(std::span<Storage* const> storages) {
        for (Storage* const storage : storages)
            if (storage != nullptr)
                keep(*storage);
    }
    /// Between two runs a storage that nobody looks at in the end has values that the next run
    /// needs.
    void keep(Storage& storage) {
        if (storage.bytes >= tape::MemoryAccount::counted_from && !storage.has_handles()) {
            tape::memory_account().add(storage.bytes);
            if (storage.address == nullptr)
                storage.promise();
        }
        Storage::retain(&storage, Storage::handle);
        kept_.push_back(&storage);
    }
    void bind(std::uint32_t role, std::int64_t iteration, const std::vector<bool>& was_temporary) {
        const std::uint32_t from = roles_[role].from;
        if (from == LoopRole::none) {
            now_[role] = storage_after(role, loop_.iterations() - 1 - iteration);
            temporary_[role] = now_[role] == nullptr;
            if (temporary_[role])
                now_[role] = Storage::make(roles_[role].bytes, place());
            return;
        }
        now_[role] = iteration == 0 ? loop_.first()[role] : before_[from];
        temporary_[role] = iteration > 0 && was_temporary[from];
    }
    tape::Place* place() const { return loop_.last().front()->place; }

    /// What is made in this role and still has one so many iterations later.
    Storage* storage_after(std::uint32_t role, std::int64_t iterations) const {
        for (; iterations > 0 && role != LoopRole::none; --iterations)
            role = roles_[role].next;
        return role == LoopRole::none ? nullptr : loop_.last()[role];
    }

    void record_last() {
        std::ranges::copy(loop_.last(), now_.begin());
        record(loop_.iterations() - 1);
    }
    void record(std::int64_t iteration) {
        std::vector<tape::ScalarBits> scalars;
        for (std::uint32_t number = 0; number < loop_.body().scalars.size(); ++number)
            scalars.push_back(loop_.scalar_at(number, iteration));
        for (const tape::LoopStatement& statement : loop_.body().statements)
            loop_.body().record(one_, statement, now_, scalars);
    }
    /// Temporaries that no later iteration has: nobody can look at them.
    void drop() {
        for (std::uint32_t role = 0; role < roles_.size(); ++role)
            if (temporary_[role] && roles_[role].next == LoopRole::none) {
                Storage::release(now_[role], Storage::handle);
                temporary_[role] = false;
            }
    }
    void flush() {
        run_tape(one_);
        note_iterations(
            static_cast<std::int64_t>(one_.statement_count() / loop_.body().statements.size()));
        one_.hand_back_to_loop(tape_);
    }

    tape::Tape& tape_;
    const tape::Loop& loop_;
    const std::vector<LoopRole>& roles_;
    tape::Tape one_;
    std::vector<Storage*> now_, before_, kept_;
    std::vector<bool> temporary_;  // by role: made here
};

}  // namespace

void run_unrolled(tape::Tape& tape, const tape::Loop& loop) { Unroller(tape, loop).run(); }

void run_last_iteration(tape::Tape& tape, const tape::Loop& loop) {
    Unroller(tape, loop).run_last();
}

void blame_iteration(tape::Tape& tape, const tape::Loop& loop, unsigned flags) {
    Unroller(tape, loop).blame(flags);
}

}  // namespace tenon::engine
