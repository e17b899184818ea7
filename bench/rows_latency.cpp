// SPDX-License-Identifier: MIT
// What is waited for besides the work itself: starting, recording, planning, compiling, loading.
// Most have no competitor: their "reference" is the limit to keep.
#include <nlohmann/json.hpp>
#include <tenon/tenon.hpp>

#include "bench/harness.hpp"
#include "bench/process.hpp"

namespace tenon::bench {

namespace {

using Json = nlohmann::ordered_json;

Measured against_limit(double seconds, double limit, std::string note = "") {
    Measured result;
    result.tenon = seconds;
    result.reference = limit;
    result.reference_name = "limit";
    result.ratio = seconds / limit;
    result.target = 1;
    result.note = std::move(note);
    result.wrong = !(seconds > 0);
    return result;
}

Measured failed(const std::string& note) {
    Measured result;
    result.note = note;
    result.wrong = true;
    return result;
}

/// The object that a child process printed; null when it failed.
Json child(const std::vector<std::string>& arguments, const std::string& cache_folder) {
    const Finished finished = run_self(arguments, cache_folder);
    if (finished.code != 0)
        return nullptr;
    return Json::parse(finished.output, nullptr, false);
}

Measured process_start(const References&, const Settings& settings) {
    const std::vector<std::string> command = {"mandelbrot", "1000", "1000"};
    if (run_self(command).code != 0)
        return failed("the process failed");
    std::vector<double> seconds;
    for (int i = 0; i < (settings.quick ? 15 : 40); ++i)
        seconds.push_back(run_self(command).seconds);
    return against_limit(median(seconds), 12e-3);
}

Measured replay(const References&, const Settings& settings) {
    constexpr int calls = 1000;
    const Array x = array(uniform(100, 0, 1, 1));
    const Array y = array(uniform(100, 0, 1, 2));
    const auto run = [&] {
        const Array out = (((0.3 * x + 1.1) * x - 0.7) * x + sin(x) * exp(-y * y)) * y;
        out.eval();
    };
    run_compiled(run);
    run();
    std::vector<double> seconds;
    for (int round = 0; round < (settings.quick ? 50 : 200); ++round)
        seconds.push_back(time_of([&] {
                              for (int i = 0; i < calls; ++i)
                                  run();
                          }) /
                          calls);
    return against_limit(median(seconds), 1.5e-6);
}

Measured first_call(const char* which) {
    const TemporaryFolder folder;
    const Json result = child({"bench", "--child", which}, folder.path());
    if (!result.is_object())
        return failed("the process failed");
    Measured measured;
    measured.tenon = result["seconds"];
    measured.reference = result["eager_seconds"];
    measured.reference_name = "operation by operation";
    measured.ratio = result["ratio"];
    measured.target = 1.5;
    return measured;
}

Measured compile(const References&, const Settings&, const char* which, double limit) {
    const TemporaryFolder folder;
    const Json result = child({"bench", "--child", "compile-times"}, folder.path());
    if (!result.is_object())
        return failed("the process failed");
    const double seconds = result[which];
    return seconds > 0 ? against_limit(seconds, limit) : failed("nothing was compiled");
}

Measured second_process(const References&, const Settings&) {
    const TemporaryFolder folder;
    const std::vector<std::string> command = {"bench", "--child", "one-expression"};
    const Json first = child(command, folder.path());
    std::vector<double> seconds;
    std::uint64_t compiled = 0;
    for (int i = 0; i < 5 && first.is_object(); ++i) {
        const Json later = child(command, folder.path());
        if (!later.is_object())
            return failed("the process failed");
        compiled += later["compiled"].get<std::uint64_t>();
        seconds.push_back(later["seconds"]);
    }
    if (seconds.empty())
        return failed("the process failed");
    if (first["compiled"] == 0)
        return failed("the first process compiled nothing");
    Measured result = against_limit(median(seconds), 1e-3);
    result.note = std::to_string(compiled) + " kernels compiled again";
    result.wrong = compiled != 0;
    return result;
}

}  // namespace

std::vector<Entry> latency_entries() {
    return {
        {"process: tenon mandelbrot", "1000", true, process_start},
        {"replay of 12 operations", "100", true, replay},
        {"first call, 12 operations", "100", true,
         [](const References&, const Settings&) { return first_call("small-first-calls"); }},
        {"first call, 12 operations", "1e4", true,
         [](const References&, const Settings&) { return first_call("first-calls"); }},
        {"compiling 12 operations", "first", false,
         [](const References& r, const Settings& s) { return compile(r, s, "first", 12e-3); }},
        {"compiling 12 operations", "later", true,
         [](const References& r, const Settings& s) { return compile(r, s, "later", 6e-3); }},
        {"second process, 12 operations", "100", true, second_process},
    };
}

}  // namespace tenon::bench
