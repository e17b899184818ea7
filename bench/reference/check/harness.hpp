// SPDX-License-Identifier: MIT
// Loading of the built references, and interleaved timing, for the check program.
#pragma once

#include <dlfcn.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <string>
#include <vector>

#include "../reference.hpp"

struct Library {
    std::string name;
    void* handle;

    explicit Library(const char* path) : name(path), handle(dlopen(path, RTLD_NOW | RTLD_LOCAL)) {
        if (!handle)
            std::fprintf(stderr, "%s\n", dlerror()), std::exit(2);
        const size_t slash = name.rfind('/'), dot = name.rfind('.');
        const size_t start = slash == std::string::npos ? 0 : slash + 1;
        name = name.substr(start, dot == std::string::npos ? std::string::npos : dot - start);
        const size_t mark = name.rfind('_');
        if (mark != std::string::npos)
            name = name.substr(mark + 1);
    }
    template <class F>
    F find(const char* symbol) const {
        void* p = dlsym(handle, symbol);
        if (!p)
            std::fprintf(stderr, "%s: no %s\n", name.c_str(), symbol), std::exit(2);
        return reinterpret_cast<F>(p);
    }
};

#define REFERENCE(library, function)                                                               \
    (library).find<decltype(&tenon_reference_##function)>("tenon_reference_" #function)

// Memory on 2 MiB pages, touched: what is timed is never a page fault.
template <class T>
class Buffer {
public:
    explicit Buffer(size_t n)
        : size_(n), bytes_((n * sizeof(T) + (2u << 20)) & ~size_t{(2u << 20) - 1}) {
        data_ = static_cast<T*>(std::aligned_alloc(2u << 20, bytes_));
        madvise(data_, bytes_, MADV_HUGEPAGE);
        for (size_t i = 0; i < n; ++i)
            data_[i] = T{};
    }
    ~Buffer() { std::free(data_); }
    Buffer(const Buffer&) = delete;
    Buffer& operator=(const Buffer&) = delete;
    T* get() { return data_; }
    T& operator[](size_t i) { return data_[i]; }
    T* begin() { return data_; }
    T* end() { return data_ + size_; }
    size_t size() const { return size_; }

private:
    size_t size_, bytes_;
    T* data_;
};

// On a machine shared with others, waits until nothing else runs, for `patience` seconds in all.
class Quiet {
public:
    static double& patience() {
        static double seconds = 0;
        return seconds;
    }
    static void wait() {
        while (patience() > 0 && !idle())
            patience() -= 0.05;
    }

private:
    struct Sample {
        long busy = 0, idle = 0;
    };
    static Sample sample() {
        long t[8] = {};
        if (std::FILE* f = std::fopen("/proc/stat", "r")) {
            if (std::fscanf(f, "cpu %ld %ld %ld %ld %ld %ld %ld %ld", t, t + 1, t + 2, t + 3, t + 4,
                            t + 5, t + 6, t + 7) != 8)
                t[3] = 0;
            std::fclose(f);
        }
        return {t[0] + t[1] + t[2] + t[5] + t[6] + t[7], t[3] + t[4]};
    }
    static bool idle() {
        const Sample a = sample();
        usleep(50000);
        const Sample b = sample();
        return b.busy - a.busy <= 1 && b.idle > a.idle;
    }
};

struct Contest {
    static double& seconds() {
        static double limit = 3;
        return limit;
    }

    // Time of the processor spent in this process: where others run too, the truer time of a
    // thread.
    static double cpu_now() {
        timespec t;
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
        return static_cast<double>(t.tv_sec) * 1e6 + static_cast<double>(t.tv_nsec) * 1e-3;
    }

    std::string title;
    std::vector<std::string> names;
    std::vector<std::function<void()>> entries;

    void add(std::string name, std::function<void()> entry) {
        names.push_back(std::move(name));
        entries.push_back(std::move(entry));
    }
    // Rounds over all entries in turn, until each had `rounds` or the time is over. In its turn an
    // entry runs once untimed, as the one before it left the caches in another state (a streamed
    // array is not in them, and streaming to one that is costs more), then three times.
    void run(int rounds) {
        using Clock = std::chrono::steady_clock;
        std::vector<std::vector<double>> times(entries.size()), cpu(entries.size());
        const auto begin = Clock::now();
        for (int r = 0; r < rounds; ++r) {
            for (size_t e = 0; e < entries.size(); ++e) {
                Quiet::wait();
                const bool slow = !cpu[e].empty() && cpu[e].front() > 1e5;
                if (!slow)
                    entries[e]();
                for (int k = 0; k < (slow ? 1 : 3); ++k) {
                    const auto start = Clock::now();
                    const double cpu_start = cpu_now();
                    entries[e]();
                    cpu[e].push_back(cpu_now() - cpu_start);
                    times[e].push_back(
                        std::chrono::duration<double, std::micro>(Clock::now() - start).count());
                }
            }
            if (r >= 4 && Quiet::patience() <= 0 &&
                std::chrono::duration<double>(Clock::now() - begin).count() > seconds())
                break;
        }
        std::printf("%s\n", title.c_str());
        for (size_t e = 0; e < entries.size(); ++e) {
            std::sort(times[e].begin(), times[e].end());
            std::sort(cpu[e].begin(), cpu[e].end());
            std::printf("    %-36s min %10.1f us   median %10.1f us   cpu min %10.1f us\n",
                        names[e].c_str(), times[e].front(), times[e][times[e].size() / 2],
                        cpu[e].front());
        }
        std::fflush(stdout);
    }
};
