// SPDX-License-Identifier: MIT
/// The CPU as a device: the host's own memory, and a queue that is always empty because work runs
/// when it is submitted.
#pragma once

#include "runtime/cpu/pool.hpp"
#include "runtime/device.hpp"

namespace tenon::runtime::cpu {

class CpuDevice final : public Device {
public:
    std::string name() const override { return "cpu"; }
    bool host_accessible() const override { return true; }

    void* allocate(std::size_t bytes) override { return pool_.allocate(bytes); }
    void release(void* address, std::size_t bytes) noexcept override {
        pool_.release(address, bytes);
    }

    /// Tickets are number 0: there is never anything to wait for.
    Ticket submit(Launch launch) override;
    Ticket submit_now(const Program& program, const std::int64_t* args,
                      const Space& space) override;
    Ticket run_tiles(const Tiling& tiling) override;
    bool run_in_step(std::span<const PlainLaunch> launches, double small_ns) override;
    void wait(Ticket ticket) override;
    void synchronize() override {}
    std::uint64_t completed() const override { return 0; }

    void copy_to_host(void* host, const void* device, std::size_t bytes) override;
    void copy_from_host(void* device, const void* host, std::size_t bytes) override;

    std::size_t bytes_in_use() const override { return pool_.bytes_in_use(); }
    std::size_t bytes_idle() const override { return pool_.bytes_idle(); }
    void trim() override { pool_.trim(); }

private:
    MemoryPool pool_;
};

}  // namespace tenon::runtime::cpu
