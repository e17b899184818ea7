// SPDX-License-Identifier: MIT
/// A device that behaves like a GPU: memory that the host cannot touch, a queue that runs later,
/// and failures when a test asks for them. It offers what device.hpp offers and nothing else, so
/// what works here needs no knowledge of a back end.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <variant>

#include "runtime/device.hpp"
#include "runtime/fork_guard.hpp"

namespace tenon::runtime {

/// What goes wrong, and when: the n-th of its kind from now on, 0 for never.
struct TestFailures {
    std::uint64_t launch = 0;      ///< the device is lost
    std::uint64_t allocation = 0;  ///< MemoryError
    std::uint64_t copy = 0;        ///< DeviceError; the device lives on
};

class TestDevice final : public Device {
public:
    TestDevice();
    ~TestDevice() override;

    std::string name() const override { return "test"; }
    bool host_accessible() const override { return false; }

    /// Addresses that fault when the host touches them; the memory is filled with junk.
    void* allocate(std::size_t bytes) override;
    void release(void* address, std::size_t bytes) noexcept override;

    /// @throws InternalError when a word named as an address is none of a live allocation here.
    Ticket submit(Launch launch) override;
    /// @throws InternalError: nothing says which words are addresses.
    Ticket submit_now(const Program& program, const std::int64_t* args,
                      const Space& space) override;
    void wait(Ticket ticket) override;
    void synchronize() override;
    std::uint64_t completed() const override;

    void copy_to_host(void* host, const void* device, std::size_t bytes) override;
    void copy_from_host(void* device, const void* host, std::size_t bytes) override;

    std::size_t bytes_in_use() const override;
    std::size_t bytes_idle() const override { return 0; }
    void trim() override {}

    // --- for tests only ---
    void set_delay(std::chrono::nanoseconds delay);  ///< of every launch
    void set_failures(TestFailures failures);
    void lose(const std::string& why);
    /// Waits for the queue; then no delay, no failures, found again. Memory stays.
    void reset();
    std::uint64_t launches() const;  ///< that ran or failed, since the device was made

private:
    /// What the queue does, in order.
    struct Free {
        std::byte* memory;
    };
    struct Work {
        std::uint64_t sequence;
        std::variant<Launch, Free> what;
    };
    struct Block {
        std::byte* memory;
        std::size_t bytes;
    };

    void enqueue(std::variant<Launch, Free> what);
    void run_queue();
    static std::string run(const Launch& launch);
    void start();
    void drain_and_stop();
    void resume();
    void throw_if_lost() const;
    void wait_locked(std::unique_lock<std::mutex>& lock, std::uint64_t sequence);
    std::byte* find(const void* address, std::size_t bytes, const char* what) const;
    std::byte* prepare_copy(std::unique_lock<std::mutex>& lock, const void* address,
                            std::size_t bytes);

    mutable std::mutex mutex_;  ///< guards all that follows
    std::condition_variable changed_;
    std::thread thread_;  ///< started when there is work, and again after a fork
    bool stopping_ = false;
    std::uint64_t stop_after_ = 0;  ///< number of the work to run before stopping
    std::deque<Work> queue_;
    std::uint64_t submitted_ = 0;
    std::uint64_t completed_ = 0;
    std::uint64_t failed_ = 0;  ///< number of the work that lost the device
    std::string lost_;          ///< why; empty: it is not
    std::uint64_t launches_ = 0;
    std::chrono::nanoseconds delay_{0};
    TestFailures failures_;
    std::map<std::uintptr_t, Block> blocks_;  ///< by device address
    std::size_t in_use_ = 0;
    ForkRegistration fork_threads_;
    ForkRegistration fork_locks_;
};

TestDevice& test_device();

}  // namespace tenon::runtime
