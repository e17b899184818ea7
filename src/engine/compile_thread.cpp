// SPDX-License-Identifier: MIT
/// One thread that compiles what has become hot. It starts with the first request, is drained
/// before a fork and starts anew in the child when something must be compiled there.
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include <tenon/error.hpp>

#include "base/log.hpp"
#include "base/processors.hpp"
#include "engine/kernel_store.hpp"
#include "engine/object_store.hpp"
#include "runtime/fork_guard.hpp"

namespace tenon::engine {

class KernelCompiler {
public:
    static KernelCompiler& instance() {
        static KernelCompiler compiler;
        return compiler;
    }

    void compile(LoadedKernel& kernel) {
        runtime::Entry entry = compiled_entry(kernel.core(), kernel.key());
        const std::lock_guard lock(replace_);
        kernel.best_->replace(std::move(entry));
        kernel.state_ = LoadedKernel::State::compiled;
    }

    void push(std::shared_ptr<LoadedKernel> kernel) {
        const std::lock_guard lock(mutex_);
        queue_.push_back(std::move(kernel));
        start();
        changed_.notify_all();
    }

    void wait() {
        std::unique_lock lock(mutex_);
        if (!queue_.empty())
            start();
        changed_.wait(lock, [&] { return queue_.empty() && !busy_; });
    }

    void stop() {
        {
            const std::lock_guard lock(mutex_);
            stop_ = true;
            changed_.notify_all();
        }
        if (thread_.joinable())
            thread_.join();  // only the thread that stops it touches it between start and join
    }

private:
    KernelCompiler()
        // What is queued stays queued: the parent goes on with it, the child when it asks for more.
        : fork_(runtime::ForkStage::threads,
                {.before = [this] { stop(); }, .parent = [this] { resume(); }, .child = {}}) {}
    ~KernelCompiler() { stop(); }

    void start() {
        if (thread_.joinable())
            return;
        stop_ = false;
        thread_ = std::thread([this] { run(); });
    }
    void resume() {
        const std::lock_guard lock(mutex_);
        if (!queue_.empty())
            start();
    }

    void run() {
        base::use_all_processors();
        std::unique_lock lock(mutex_);
        for (;;) {
            changed_.wait(lock, [&] { return stop_ || !queue_.empty(); });
            if (stop_)
                return;
            const std::shared_ptr<LoadedKernel> kernel = std::move(queue_.front());
            queue_.pop_front();
            busy_ = true;
            lock.unlock();
            compile_quietly(*kernel);
            lock.lock();
            busy_ = false;
            changed_.notify_all();
        }
    }

    /// The interpreter goes on where compiling fails.
    void compile_quietly(LoadedKernel& kernel) {
        try {
            compile(kernel);
        } catch (const std::exception& error) {
            kernel.state_ = LoadedKernel::State::failed;
            base::warn_once("compile",
                            std::string("kernels stay on the interpreter: ") + error.what());
        }
    }

    std::mutex mutex_;
    std::mutex replace_;
    std::condition_variable changed_;
    std::deque<std::shared_ptr<LoadedKernel>> queue_;
    std::thread thread_;
    bool stop_ = false;
    bool busy_ = false;
    runtime::ForkRegistration fork_;
};

void compile_now(LoadedKernel& kernel) { KernelCompiler::instance().compile(kernel); }
void compile_later(std::shared_ptr<LoadedKernel> kernel) {
    KernelCompiler::instance().push(std::move(kernel));
}
void wait_for_compile_thread() { KernelCompiler::instance().wait(); }

}  // namespace tenon::engine
