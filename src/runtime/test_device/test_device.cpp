// SPDX-License-Identifier: MIT
#include "runtime/test_device/test_device.hpp"

#include <cstring>
#include <new>
#include <utility>

#include <tenon/error.hpp>

#include "base/check.hpp"
#include "base/text.hpp"

namespace tenon::runtime {
namespace {

/// Set in every address handed out. Such addresses are not canonical: the processor faults.
constexpr std::uintptr_t mark = std::uintptr_t{1} << 62;
constexpr int junk = 0xa5;
constexpr std::align_val_t alignment{64};

/// Counts down to a failure.
bool strikes(std::uint64_t& count) {
    if (count == 0)
        return false;
    --count;
    return count == 0;
}

void free_memory(std::byte* memory) { ::operator delete(memory, alignment); }

}  // namespace

TestDevice::TestDevice()
    : fork_threads_(ForkStage::threads,
                    {[this] { drain_and_stop(); }, [this] { resume(); }, [this] { resume(); }}),
      fork_locks_(ForkStage::locks, hold_during_fork(mutex_)) {}

TestDevice::~TestDevice() {
    drain_and_stop();
    for (const auto& [address, block] : blocks_)
        free_memory(block.memory);
}

// --- memory -------------------------------------------------------------------------------------

void* TestDevice::allocate(std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    throw_if_lost();
    auto* memory = strikes(failures_.allocation)
                       ? nullptr
                       : static_cast<std::byte*>(::operator new(bytes, alignment, std::nothrow));
    if (memory == nullptr)
        throw MemoryError("the test device cannot allocate " + base::format_bytes(bytes) + " (" +
                          std::to_string(bytes) + " bytes): " + base::format_bytes(in_use_) +
                          " are in use");
    std::memset(memory, junk, bytes);
    const std::uintptr_t address = reinterpret_cast<std::uintptr_t>(memory) | mark;
    blocks_.emplace(address, Block{memory, bytes});
    in_use_ += bytes;
    return reinterpret_cast<void*>(address);
}

/// The block is unknown from now on; its memory goes when earlier work has run.
void TestDevice::release(void* address, std::size_t bytes) noexcept {
    std::unique_lock lock(mutex_);
    const auto found = blocks_.find(reinterpret_cast<std::uintptr_t>(address));
    if (found == blocks_.end() || found->second.bytes != bytes)
        std::terminate();  // a double release, or a wrong size: no test may survive it
    std::byte* memory = found->second.memory;
    in_use_ -= bytes;
    blocks_.erase(found);
    if (queue_.empty())
        free_memory(memory);
    else
        enqueue(Free{memory});
}

/// The host's view of device memory. One past the end is allowed, as in C.
std::byte* TestDevice::find(const void* address, std::size_t bytes, const char* what) const {
    const auto wanted = reinterpret_cast<std::uintptr_t>(address);
    auto after = blocks_.upper_bound(wanted);
    if (after != blocks_.begin()) {
        const auto& [begin, block] = *--after;
        const std::uintptr_t offset = wanted - begin;
        if (offset <= block.bytes && bytes <= block.bytes - offset)
            return block.memory + offset;
    }
    base::internal_error(std::string(what) + " is not in live memory of the test device");
}

std::size_t TestDevice::bytes_in_use() const {
    const std::lock_guard lock(mutex_);
    return in_use_;
}

// --- the queue ----------------------------------------------------------------------------------

Ticket TestDevice::submit(Launch launch) {
    const std::lock_guard lock(mutex_);
    throw_if_lost();
    TENON_CHECK(launch.program != nullptr, "a launch has a program");
    for (const std::uint32_t word : launch.address_words) {
        TENON_CHECK(word < launch.args.size(), "address words are words of the arguments");
        std::int64_t& value = launch.args[word];
        value = reinterpret_cast<std::int64_t>(
            find(reinterpret_cast<const void*>(value), 0, "an address among the arguments"));
    }
    enqueue(std::move(launch));
    return {submitted_};
}

Ticket TestDevice::submit_now(const Program&, const std::int64_t*, const Space&) {
    base::internal_error("submit_now was called for a device that is not host accessible");
}

/// With the lock held.
void TestDevice::enqueue(std::variant<Launch, Free> what) {
    queue_.push_back({++submitted_, std::move(what)});
    start();
    changed_.notify_all();
}

void TestDevice::start() {
    if (!thread_.joinable() && !stopping_)
        thread_ = std::thread([this] { run_queue(); });
}

void TestDevice::run_queue() {
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
        if (stopping_ && completed_ >= stop_after_)
            return;
        Work& work = queue_.front();  // stays in the queue while it runs: it is not empty yet
        const bool fails = std::holds_alternative<Launch>(work.what) && strikes(failures_.launch);
        const bool skipped = !lost_.empty();
        const auto delay = delay_;
        std::string error = fails ? "failure asked for by the test" : "";
        lock.unlock();
        if (auto* one = std::get_if<Free>(&work.what)) {
            free_memory(one->memory);
        } else if (!skipped) {
            std::this_thread::sleep_for(delay);
            if (!fails)
                error = run(std::get<Launch>(work.what));
        }
        lock.lock();
        launches_ += std::holds_alternative<Launch>(work.what) && !skipped;
        if (!error.empty() && !skipped) {
            lost_ = "launch " + std::to_string(launches_) + " failed: " + error;
            failed_ = work.sequence;
        }
        completed_ = work.sequence;
        queue_.pop_front();
        changed_.notify_all();
    }
}

/// What went wrong, in words.
std::string TestDevice::run(const Launch& launch) try {
    const Entry& entry = launch.program->entry();
    const Space& space = launch.space;
    if (space.outer > 0 && space.inner > 0)
        entry.function(entry.context, launch.args.data(), 0, space.outer, 0, space.inner);
    return {};
} catch (const std::exception& error) {
    return *error.what() != '\0' ? error.what() : "unknown error";
} catch (...) {
    return "unknown error";
}

void TestDevice::throw_if_lost() const {
    if (!lost_.empty())
        throw DeviceError("the test device is lost: " + lost_ +
                          ". Arrays that lived on it have lost their values.");
}

void TestDevice::wait_locked(std::unique_lock<std::mutex>& lock, std::uint64_t sequence) {
    TENON_CHECK(sequence <= submitted_, "a ticket is waited for at the device that gave it");
    changed_.wait(lock, [&] { return completed_ >= sequence; });
    if (failed_ != 0 && sequence >= failed_)
        throw_if_lost();
}

void TestDevice::wait(Ticket ticket) {
    std::unique_lock lock(mutex_);
    wait_locked(lock, ticket.sequence);
}

void TestDevice::synchronize() {
    std::unique_lock lock(mutex_);
    wait_locked(lock, submitted_);
    throw_if_lost();
}

std::uint64_t TestDevice::completed() const {
    const std::lock_guard lock(mutex_);
    return completed_;
}

/// Runs what is queued now and ends the thread; what is queued later waits for resume().
void TestDevice::drain_and_stop() {
    std::unique_lock lock(mutex_);
    stopping_ = true;
    stop_after_ = submitted_;
    changed_.notify_all();
    std::thread thread = std::move(thread_);
    lock.unlock();
    if (thread.joinable())
        thread.join();
}

/// After a fork, on both sides.
void TestDevice::resume() {
    const std::lock_guard lock(mutex_);
    stopping_ = false;
    if (!queue_.empty())
        start();
}

// --- copies -------------------------------------------------------------------------------------

std::byte* TestDevice::prepare_copy(std::unique_lock<std::mutex>& lock, const void* address,
                                    std::size_t bytes) {
    wait_locked(lock, submitted_);
    throw_if_lost();
    if (strikes(failures_.copy))
        throw DeviceError("a copy of " + base::format_bytes(bytes) +
                          " on the test device failed: failure asked for by the test");
    return find(address, bytes, "a copied range");
}

void TestDevice::copy_to_host(void* host, const void* device, std::size_t bytes) {
    std::unique_lock lock(mutex_);
    const std::byte* memory = prepare_copy(lock, device, bytes);
    if (bytes > 0)
        std::memcpy(host, memory, bytes);
}

void TestDevice::copy_from_host(void* device, const void* host, std::size_t bytes) {
    std::unique_lock lock(mutex_);
    std::byte* memory = prepare_copy(lock, device, bytes);
    if (bytes > 0)
        std::memcpy(memory, host, bytes);
}

// --- for tests ----------------------------------------------------------------------------------

void TestDevice::set_delay(std::chrono::nanoseconds delay) {
    const std::lock_guard lock(mutex_);
    delay_ = delay;
}

void TestDevice::set_failures(TestFailures failures) {
    const std::lock_guard lock(mutex_);
    failures_ = failures;
}

void TestDevice::lose(const std::string& why) {
    const std::lock_guard lock(mutex_);
    lost_ = why;
    failed_ = completed_ + 1;
}

void TestDevice::reset() {
    std::unique_lock lock(mutex_);
    delay_ = {};
    changed_.wait(lock, [this] { return completed_ == submitted_; });
    failures_ = {};
    lost_.clear();
    failed_ = 0;
}

std::uint64_t TestDevice::launches() const {
    const std::lock_guard lock(mutex_);
    return launches_;
}

TestDevice& test_device() {
    // Never destroyed: arrays of static duration are released after it would be.
    static TestDevice& device = *new TestDevice;
    return device;
}

}  // namespace tenon::runtime
