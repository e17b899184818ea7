// SPDX-License-Identifier: MIT
#include "bandwidth.hpp"

#include <algorithm>
#include <barrier>
#include <chrono>
#include <thread>
#include <vector>

namespace tenon::tool {

namespace {

using Clock = std::chrono::steady_clock;

// One source for all vector widths; the loader chooses.
__attribute__((target_clones("avx512f", "avx2", "default"))) void
triad(double* out, const double* x, const double* y, double a, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
        out[i] = x[i] + a * y[i];
}

struct Part {
    std::vector<double> x, y, out;
    double best = 0;  // seconds of one round

    explicit Part(std::size_t count) : x(count, 1.0), y(count, 2.0), out(count, 0.0) {}
};

/// Rounds long enough to be timed, started together on all threads.
void measure(Part& part, std::barrier<>& together, Clock::time_point stop) {
    const std::size_t count = part.out.size();
    const std::size_t repeats = std::max<std::size_t>(1, (std::size_t{4} << 20) / (count + 1));
    do {
        together.arrive_and_wait();
        const Clock::time_point start = Clock::now();
        for (std::size_t i = 0; i < repeats; ++i)
            triad(part.out.data(), part.x.data(), part.y.data(), 3.0, count);
        const std::chrono::duration<double> took = Clock::now() - start;
        const double seconds = took.count() / static_cast<double>(repeats);
        part.best = part.best == 0 ? seconds : std::min(part.best, seconds);
    } while (Clock::now() < stop);
    together.arrive_and_drop();
}

}  // namespace

double triad_bandwidth(std::uint64_t bytes, int threads, double seconds) {
    const std::size_t count =
        std::max<std::size_t>(64, static_cast<std::size_t>(bytes) / (3 * sizeof(double)) /
                                      static_cast<std::size_t>(threads));
    std::vector<Part> parts;
    for (int i = 0; i < threads; ++i)
        parts.emplace_back(count);
    std::barrier together(threads);
    const Clock::time_point stop = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                                      std::chrono::duration<double>(seconds));
    {
        std::vector<std::jthread> workers;
        for (std::size_t i = 1; i < parts.size(); ++i)
            workers.emplace_back([&, i] { measure(parts[i], together, stop); });
        measure(parts[0], together, stop);
    }
    double total = 0;
    for (const Part& part : parts)
        total += 3.0 * sizeof(double) * static_cast<double>(count) / part.best;
    return total;
}

}  // namespace tenon::tool
