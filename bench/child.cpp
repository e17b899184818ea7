// SPDX-License-Identifier: MIT
// Measurements that need a fresh process or a kernel cache of their own.
#include <cstdio>
#include <random>

#include <nlohmann/json.hpp>
#include <tenon/tenon.hpp>

#include "bench/harness.hpp"

namespace tenon::bench {

namespace {

using Json = nlohmann::ordered_json;

constexpr int operations = 12;

/// A chain of twelve operations that `seed` chooses; `eager` evaluates each at once.
Array expression(const Array& x, const Array& y, std::uint64_t seed, bool eager) {
    std::mt19937_64 random(seed);
    Array value = x;
    for (int i = 0; i < operations; ++i) {
        switch (random() % 8) {
        case 0: value = value + y; break;
        case 1: value = value - x; break;
        case 2: value = value * y; break;
        case 3: value = value * 0.75; break;
        case 4: value = value + 1.5; break;
        case 5: value = minimum(value, y); break;
        case 6: value = sin(value); break;
        default: value = cos(value); break;
        }
        if (eager)
            value.eval();
    }
    value.eval();
    return value;
}

/// New expressions on the interpreter against the same, operation by operation.
Json first_calls(std::int64_t n) {
    const auto count = static_cast<std::size_t>(n);
    const Array x = array(uniform(count, 0, 1, 1));
    const Array y = array(uniform(count, 0, 1, 2));
    for (std::uint64_t seed = 1000; seed < 1010; ++seed)  // every single operation is known
        expression(x, y, seed, true);
    std::vector<double> whole;
    std::vector<double> eager;
    std::vector<double> ratios;
    for (std::uint64_t seed = 0; seed < 25; ++seed) {
        whole.push_back(time_of([&] { expression(x, y, seed, false); }));
        eager.push_back(time_of([&] { expression(x, y, seed, true); }));
        ratios.push_back(whole.back() / eager.back());
        wait_for_compiler();
    }
    return {
        {"seconds", median(whole)}, {"eager_seconds", median(eager)}, {"ratio", median(ratios)}};
}

/// Seconds of compiling alone, of the first kernel and of later ones.
Json compile_times() {
    constexpr std::uint64_t kernels = 12;
    set_execution(Execution::compiled);
    const Array x = array(uniform(1000, 0, 1, 1));
    const Array y = array(uniform(1000, 0, 1, 2));
    std::vector<double> seconds;
    for (std::uint64_t seed = 0; seed < kernels; ++seed) {
        const Statistics before = statistics();
        expression(x, y, seed, false);
        const Statistics after = statistics();
        if (after.kernels_compiled > before.kernels_compiled)
            seconds.push_back(after.compile_seconds - before.compile_seconds);
    }
    if (seconds.empty())
        return {{"first", 0.0}, {"later", 0.0}};
    const double first = seconds.front();
    seconds.erase(seconds.begin());
    return {{"first", first}, {"later", median(seconds)}};
}

/// One expression, from recording to its values, in compiled code.
Json one_expression() {
    set_execution(Execution::compiled);
    const Array x = array(uniform(100, 0, 1, 1));
    const Array y = array(uniform(100, 0, 1, 2));
    (x + y).eval();  // what any first evaluation starts, threads and such
    const double seconds = time_of([&] { expression(x, y, 7, false); });
    const Statistics counted = statistics();
    return {{"seconds", seconds},
            {"compiled", counted.kernels_compiled},
            {"cached", counted.kernels_cached}};
}

}  // namespace

int run_child(const std::string& what) {
    Json result;
    if (what == "first-calls")
        result = first_calls(10'000);
    else if (what == "small-first-calls")
        result = first_calls(100);
    else if (what == "compile-times")
        result = compile_times();
    else if (what == "one-expression")
        result = one_expression();
    else
        return 2;
    std::puts(result.dump().c_str());
    return 0;
}

}  // namespace tenon::bench
