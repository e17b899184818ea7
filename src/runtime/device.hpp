// SPDX-License-Identifier: MIT
/// A device: memory of its own, and a queue that runs launches in order. The engine talks to every
/// place (this CPU, a test device, later GPUs) through this interface; it knows no IR.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

namespace tenon::runtime {

/// The entry point of kernel/ir.hpp, and of any other step that runs on host code.
using EntryFn = void (*)(const void* context, const std::int64_t* args, std::int64_t outer_begin,
                         std::int64_t outer_end, std::int64_t inner_begin, std::int64_t inner_end);

struct Entry {
    EntryFn function = nullptr;
    const void* context = nullptr;
    std::shared_ptr<const void> owner;  ///< keeps code and context alive
    bool compiled = false;
};

/// Something that can be launched. Better code may be swapped in while it runs: a launch asks for
/// the entry anew for every chunk, and any cut of the space gives the same bits.
class Program {
public:
    explicit Program(Entry first);
    ~Program();
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;
    const Entry& entry() const { return *current_.load(std::memory_order_acquire); }
    void replace(Entry better);  ///< any thread; earlier entries stay valid as long as the program

private:
    std::atomic<const Entry*> current_;
    std::mutex replacing_;
    std::vector<std::unique_ptr<const Entry>> entries_;
};

/// The index space of one launch, and how it may be cut.
struct Space {
    std::int64_t outer = 1;
    std::int64_t inner = 1;
    std::int64_t grain = 1;  ///< inner cuts fall on multiples of this
    double cost_ns = 1.0;    ///< of one element (outer * inner of them), estimated
    bool serial = false;     ///< one thread only (a call that brings threads of its own)
    bool irregular = false;  ///< elements differ much in cost: schedule dynamically
    /// Where every thread that takes part leaves the floating-point flags that it raised; null when
    /// nobody asks.
    std::atomic<unsigned>* float_flags = nullptr;

    double work_ns() const {
        return static_cast<double>(outer) * static_cast<double>(inner) * cost_ns;
    }
};

struct Launch {
    std::shared_ptr<const Program> program;
    std::vector<std::int64_t> args;
    std::vector<std::uint32_t> address_words;  ///< words of `args` that hold device addresses
    Space space;
    std::shared_ptr<void> keep;  ///< released when the launch has run (scratch memory, say)
};

/// One of many launches of a caller that owns the arguments.
struct PlainLaunch {
    const Program* program = nullptr;
    const std::int64_t* args = nullptr;
    Space space;
};

/// Work number `sequence` of a device's queue has run when `Device::completed() >= sequence`.
struct Ticket {
    std::uint64_t sequence = 0;
};

struct Tiling;

class Device {
public:
    virtual ~Device() = default;
    virtual std::string name() const = 0;
    virtual bool host_accessible() const = 0;  ///< the host may read and write its addresses

    /// 64-byte aligned, not cleared. @throws MemoryError naming the bytes asked for and available.
    virtual void* allocate(std::size_t bytes) = 0;
    /// `bytes` as asked for. Takes effect after the work queued so far.
    virtual void release(void* address, std::size_t bytes) noexcept = 0;

    /// Queues a launch after all earlier ones. @throws DeviceError when the device is lost.
    virtual Ticket submit(Launch launch) = 0;
    /// Runs a launch now, when the caller owns the arguments; the fast path of synchronous devices.
    /// Only where host_accessible(): the words that hold addresses are not named.
    virtual Ticket submit_now(const Program& program, const std::int64_t* args,
                              const Space& space) = 0;
    /// As submit_now of one launch after the other, which is what a device does that has no caches
    /// to keep them in.
    virtual Ticket run_tiles(const Tiling& tiling);
    /// As submit_now of one launch after the other; for launches of a few microseconds, where
    /// threads that part and meet at each of them would cost as much as they gain. Those that are
    /// estimated to take less than `small_ns` are one thread's. False: the threads waited for each
    /// other for too long, as where others need the cores.
    virtual bool run_in_step(std::span<const PlainLaunch> launches, double small_ns);
    virtual void wait(Ticket ticket) = 0;  ///< @throws DeviceError if that work failed
    virtual void synchronize() = 0;
    virtual std::uint64_t completed() const = 0;  ///< all work up to this number has run

    /// Both wait for earlier work first, and return when the bytes are there.
    virtual void copy_to_host(void* host, const void* device, std::size_t bytes) = 0;
    virtual void copy_from_host(void* device, const void* host, std::size_t bytes) = 0;

    virtual std::size_t bytes_in_use() const = 0;
    virtual std::size_t bytes_idle() const = 0;  ///< kept by the pool
    virtual void trim() = 0;                     ///< gives idle memory back
};

/// All cores of this machine; made at first use, lives until the process ends.
Device& cpu_device();

}  // namespace tenon::runtime
