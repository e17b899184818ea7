// SPDX-License-Identifier: MIT
/// Kernels of this process by key: each starts on cached code or on the interpreter and is
/// compiled in the background when its work is worth it.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>

#include <tenon/runtime.hpp>

#include "kernel/ir.hpp"
#include "runtime/device.hpp"

namespace tenon::engine {

class LoadedKernel {
public:
    LoadedKernel(std::shared_ptr<const kernel::Kernel> core, const base::Hash128& key);

    /// The program to launch now, for about `work_ns` of estimated interpreted work.
    const runtime::Program& program(double work_ns, Execution execution);
    /// As above, kept alive by the result (for queues that outlive the call).
    std::shared_ptr<const runtime::Program> shared_program(double work_ns, Execution execution);
    /// Machine code, for a kernel that others do the work of until there is some: null before it
    /// was compiled, which much work asks for, and where that failed.
    std::shared_ptr<const runtime::Program> compiled_program(double work_ns, Execution execution);

    const kernel::Kernel& core() const { return *core_; }
    const base::Hash128& key() const { return key_; }

private:
    friend class KernelCompiler;
    enum class State : int { cold, queued, compiled, failed };

    std::shared_ptr<runtime::Program>& choose(double work_ns, Execution execution);
    void try_cache();

    std::shared_ptr<const kernel::Kernel> core_;
    base::Hash128 key_;
    std::shared_ptr<runtime::Program> interpreted_;  ///< never replaced
    std::shared_ptr<runtime::Program> best_;
    std::atomic<State> state_{State::cold};
    std::atomic<double> interpreted_ns_{0};
    std::atomic<bool> looked_up_{false};
};

/// A program that computes something new for ever must not grow for ever.
inline constexpr std::size_t max_idle_kernels = 8192;

/// The kernel with this key, made when it is new. When there are many, those that no plan holds
/// are forgotten.
std::shared_ptr<LoadedKernel> find_kernel(const std::shared_ptr<const kernel::Kernel>& core,
                                          const base::Hash128& key);
/// Null where there is none.
std::shared_ptr<LoadedKernel> known_kernel(const base::Hash128& key);
std::size_t kernel_count();
void forget_kernels();

/// Compiles now, on this thread. @throws CompileError
void compile_now(LoadedKernel& kernel);
/// Compiles on the compile thread.
void compile_later(std::shared_ptr<LoadedKernel> kernel);
void wait_for_compile_thread();

}  // namespace tenon::engine
