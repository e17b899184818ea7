// SPDX-License-Identifier: MIT
/// The pipeline behind the API: recording's rules, evaluation, settings and counters.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include <tenon/runtime.hpp>

#include "runtime/device.hpp"
#include "tape/tape.hpp"

namespace tenon::engine {

struct ThreadScratch;

/// A device as the place of storages.
class DevicePlace : public tape::Place {
public:
    explicit DevicePlace(runtime::Device& device) : device_(device) {}
    void release(void* address, std::int64_t bytes) noexcept override;
    void* allocate(std::int64_t bytes);
    runtime::Device& device() const { return device_; }

private:
    runtime::Device& device_;
};

/// This thread's state that every statement needs, found without a call: the initial-exec model
/// costs one load, and the few bytes fit the loader's static reserve even for a plug-in.
struct ThreadState {
    DevicePlace* place = nullptr;
    tape::Tape* tape = nullptr;
    ThreadScratch* scratch = nullptr;
    bool ended = false;   ///< the thread's tape has been destroyed
    bool small = false;   ///< the statement at hand would run at once, if its operands were there
    bool counts = false;  ///< the last statement was one of a loop that had been counted before
    unsigned held_back = 0;  ///< such statements that were recorded one after the other
};
extern constinit thread_local ThreadState thread_state [[gnu::tls_model("initial-exec")]];

DevicePlace& default_place();
/// Where this thread's new arrays live.
inline DevicePlace& current_place() {
    DevicePlace* place = thread_state.place;
    return place != nullptr ? *place : default_place();
}
void set_current_place(const std::string& device_name);

/// Opens this thread's tape for one statement that touches `storages`; statements pending on other
/// threads' tapes are run first, and this tape too when memory asks for it.
class OpenTape {
public:
    /// `natural_end`: the statement assigns through a view, as loops do at the end of an iteration.
    explicit OpenTape(std::span<detail::Storage* const> storages, bool natural_end = false);
    ~OpenTape();
    OpenTape(const OpenTape&) = delete;
    OpenTape& operator=(const OpenTape&) = delete;
    tape::Tape* operator->() const { return tape_; }
    /// After recording: runs the tape when a shared storage was touched, or when it is long.
    void close();

private:
    bool must_run_first() const;

    tape::Tape* tape_;
    std::span<detail::Storage* const> storages_;
    bool natural_end_;
    bool shared_ = false;
    unsigned modes_ = 0;  ///< float_modes
};

/// Runs what is pending for the storage, wherever it was recorded, and waits for its bytes.
/// @throws DeviceError when the bytes are lost.
void settle(detail::Storage& storage);
/// Settles the storage and runs what is pending on it, reads too: its bytes are about to be seen by
/// code outside the engine. From now on nothing stays pending on it.
void share(detail::Storage& storage);
/// Runs everything this thread recorded.
void flush();
/// Between the two, statements of this thread on shared storages wait for the end instead of
/// running each by itself: to code outside the engine they are one call. May be nested.
void begin_batch() noexcept;
void end_batch();

/// Evaluates a locked tape. The one function that names every stage.
void evaluate(tape::Tape& tape);

/// The plan of a storage's tape, as text for people.
std::string explain(const detail::Storage& storage);

/// @throws MemoryError when no machine of this size could hold it; `what` names the operation.
void check_bytes(std::int64_t bytes, const char* what);

}  // namespace tenon::engine
