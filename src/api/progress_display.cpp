// SPDX-License-Identifier: MIT
/// The line of a Progress, and the thread that writes it.
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <sys/ioctl.h>
#include <unistd.h>

#include <tenon/progress.hpp>
#include <tenon/runtime.hpp>

#include "runtime/fork_guard.hpp"

namespace tenon {

namespace {

using namespace std::chrono_literals;

/// What is shown: one line for all.
struct Screen {
    std::mutex mutex;
    std::vector<const void*> displays;  ///< the last one is shown
    std::FILE* open = nullptr;          ///< where a line stands that is to be rewritten
    runtime::ForkRegistration fork{runtime::ForkStage::locks, runtime::hold_during_fork(mutex)};

    void end_line() {
        if (open != nullptr)
            std::fputc('\n', open);
        open = nullptr;
    }
};

/// Never destroyed: a Progress may live in a static object.
Screen& screen() {
    static Screen& instance = *new Screen;
    return instance;
}

int columns(std::FILE* file) {
    winsize size{};
    return ioctl(fileno(file), TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

}  // namespace

class Progress::Display {
public:
    Display(std::string label, std::int64_t total, std::FILE* file)
        : meter_(std::move(label), total), file_(file), terminal_(isatty(fileno(file)) == 1) {
        {
            const std::lock_guard lock(screen().mutex);
            screen().end_line();
            screen().displays.push_back(this);
        }
        start();
        fork_ = runtime::ForkRegistration(runtime::ForkStage::threads,
                                          {.before = [this] { end(); },
                                           .parent = [this] { start(); },
                                           .child =
                                               [this] {
                                                   in_child_ = true;  // the line is the parent's
                                               }});
    }
    ~Display() {
        fork_ = {};  // from now on no fork touches the thread
        end();
        meter_.stop();
        if (!in_child_)
            show(true);
        const std::lock_guard lock(screen().mutex);
        std::erase(screen().displays, this);
    }
    Display(const Display&) = delete;
    Display& operator=(const Display&) = delete;

    ProgressState state() const { return meter_.state(); }

private:
    void start() noexcept {
        stop_ = false;
        try {
            thread_ = std::thread([this] { run(); });
        } catch (const std::system_error&) {
            stop_ = true;  // no thread to be had: only the last line is written
        }
    }
    void end() noexcept {
        {
            const std::lock_guard lock(mutex_);
            stop_ = true;
        }
        changed_.notify_all();
        if (thread_.joinable())
            thread_.join();
    }
    void run() {
        std::unique_lock lock(mutex_);
        const auto wait = terminal_ ? std::chrono::milliseconds(200ms) : 10s;
        while (!changed_.wait_for(lock, wait, [this] { return stop_; })) {
            lock.unlock();
            show(false);
            lock.lock();
        }
    }
    void show(bool last) {
        const std::lock_guard lock(screen().mutex);
        if (!last && screen().displays.back() != this)
            return;
        if (screen().open != file_)
            screen().end_line();
        const int wide = terminal_ ? std::max(columns(file_) - 1, 0) : 0;
        const std::string line = progress_line(meter_.state(), wide);
        std::fprintf(file_, terminal_ ? "\r%s\033[K" : "%s\n", line.c_str());
        screen().open = terminal_ ? file_ : nullptr;
        if (last)
            screen().end_line();
        std::fflush(file_);
    }

    ProgressMeter meter_;
    std::FILE* file_;
    bool terminal_;
    bool in_child_ = false;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool stop_ = false;
    std::thread thread_;
    runtime::ForkRegistration fork_;
};

Progress::Progress(std::string label, std::int64_t total, std::FILE* file)
    : exceptions_(std::uncaught_exceptions()),
      display_(std::make_unique<Display>(std::move(label), total, file)) {}

Progress::~Progress() noexcept(false) {
    if (std::uncaught_exceptions() == exceptions_)
        synchronize();
}

ProgressState Progress::state() const { return display_->state(); }

}  // namespace tenon
