// SPDX-License-Identifier: MIT
#include "engine/run_ahead.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "base/long_work.hpp"
#include "base/processors.hpp"
#include "runtime/cpu/team.hpp"
#include "runtime/fork_guard.hpp"

namespace tenon::engine {

/// As the compile thread, it starts with the first request, and anew after a fork.
class AheadThread {
public:
    static AheadThread& instance() {
        static AheadThread thread;
        return thread;
    }

    bool add(RunAhead& job) {
        const std::lock_guard lock(mutex_);
        if (job_ != nullptr)
            return false;
        job_ = &job;
        start();
        return true;
    }
    void allow(RunAhead& job, std::int64_t iterations) {
        {
            const std::lock_guard lock(mutex_);
            job.allowed_ = iterations;
        }
        changed_.notify_all();
    }
    void remove(RunAhead& job) {
        job.stop_.store(true, std::memory_order_relaxed);
        std::unique_lock lock(mutex_);
        if (job_ != &job)
            return;
        changed_.wait(lock, [&] { return !busy_; });
        job_ = nullptr;
    }

private:
    AheadThread()
        : fork_(runtime::ForkStage::threads, {.before = [this] { drain(); },
                                              .parent = [this] { resume(); },
                                              .child = [this] { forget(); }}) {}
    ~AheadThread() { drain(); }

    void start() {
        if (thread_.joinable())
            return;
        end_ = false;
        thread_ = std::thread([this] { run(); });
    }
    /// What the thread has begun is left as it is after a pass.
    void drain() {
        {
            const std::lock_guard lock(mutex_);
            end_ = true;
            if (job_ != nullptr)
                job_->stop_.store(true, std::memory_order_relaxed);
        }
        changed_.notify_all();
        if (thread_.joinable())
            thread_.join();
    }
    void resume() {
        const std::lock_guard lock(mutex_);
        if (job_ == nullptr)
            return;
        job_->stop_.store(false, std::memory_order_relaxed);
        job_->seen_ = 0;
        start();
    }
    void forget() { job_ = nullptr; }

    void run() {
        base::use_all_processors();
        runtime::cpu::work_alone();  // the other cores are the program's
        std::unique_lock lock(mutex_);
        for (;;) {
            changed_.wait(lock, [&] { return end_ || (job_ != nullptr && job_->has_work()); });
            if (end_)
                return;
            if (const auto begin = job_->begin_; RunAhead::Clock::now() < begin) {
                changed_.wait_until(lock, begin);
                continue;
            }
            RunAhead& job = *job_;
            busy_ = true;
            const std::int64_t iterations = job.seen_ = job.allowed_;
            lock.unlock();
            job.work(iterations);
            lock.lock();
            busy_ = false;
            changed_.notify_all();
        }
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::thread thread_;
    RunAhead* job_ = nullptr;
    bool busy_ = false;
    bool end_ = false;
    runtime::ForkRegistration fork_;
};

std::unique_ptr<RunAhead> RunAhead::start(std::unique_ptr<BackgroundRun> run,
                                          std::chrono::microseconds wait) {
    std::unique_ptr<RunAhead> made(new RunAhead(std::move(run), Clock::now() + wait));
    return AheadThread::instance().add(*made) ? std::move(made) : nullptr;
}

RunAhead::~RunAhead() { AheadThread::instance().remove(*this); }

void RunAhead::allow(std::int64_t iterations) { AheadThread::instance().allow(*this, iterations); }

void RunAhead::work(std::int64_t iterations) noexcept {
    try {
        run_->advance(iterations, stop_);
    } catch (...) {
        error_ = std::current_exception();
    }
}

BackgroundRun& RunAhead::stop() {
    {
        const base::LongWork apart;  // the pass that is being run may be a long one
        AheadThread::instance().remove(*this);
    }
    if (error_ != nullptr) {
        run_->mark_lost();
        std::rethrow_exception(error_);
    }
    return *run_;
}

}  // namespace tenon::engine
