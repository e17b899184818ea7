// SPDX-License-Identifier: MIT
#include "bench/harness.hpp"

#include <algorithm>
#include <cstdio>

#include <nlohmann/json.hpp>
#include <tenon/runtime.hpp>
#include <unistd.h>

#include "command.hpp"
#include "options.hpp"
#include "report.hpp"

namespace tenon::tool {

namespace {

std::string time_text(double seconds) {
    char text[32];
    if (seconds <= 0)
        return "-";
    if (seconds < 1e-3)
        std::snprintf(text, sizeof text, "%.2f us", seconds * 1e6);
    else if (seconds < 1)
        std::snprintf(text, sizeof text, "%.3f ms", seconds * 1e3);
    else
        std::snprintf(text, sizeof text, "%.3f s", seconds);
    return text;
}

const char* verdict(const bench::Measured& one) {
    if (one.wrong)
        return "WRONG";
    if (one.ratio <= 0)
        return "-";
    return one.ok() ? "ok" : "miss";
}

void print_head() {
    std::printf("%-30s %-6s %11s %11s %6s %6s  %-5s %s\n", "work", "size", "tenon", "reference",
                "ratio", "target", "", "");
}

void print_row(const bench::Measured& one) {
    char ratio[16] = "-";
    if (one.ratio > 0)
        std::snprintf(ratio, sizeof ratio, "%.2f", one.ratio);
    std::printf("%-30s %-6s %11s %11s %6s %6.2f  %-5s %s%s%s\n", one.work.c_str(), one.size.c_str(),
                time_text(one.tenon).c_str(), time_text(one.reference).c_str(), ratio, one.target,
                verdict(one), one.reference_name.c_str(), one.note.empty() ? "" : "; ",
                one.note.c_str());
    std::fflush(stdout);
}

Json as_json(const bench::Measured& one) {
    return {{"work", one.work},        {"size", one.size},
            {"seconds", one.tenon},    {"reference_seconds", one.reference},
            {"ratio", one.ratio},      {"target", one.target},
            {"verdict", verdict(one)}, {"reference", one.reference_name},
            {"note", one.note}};
}

void say_row(const std::string& row) {
    if (isatty(STDERR_FILENO) == 1)
        std::fprintf(stderr, "\r\033[Kmeasuring %s", row.c_str());
}
void clear_line() {
    if (isatty(STDERR_FILENO) == 1)
        std::fputs("\r\033[K", stderr);
}

int run_table(bench::Settings& settings, bool json) {
    const bench::References references;
    if (!json) {
        if (!references.problem().empty())
            std::printf("note: %s\n", references.problem().c_str());
        print_head();
    }
    settings.on_row = say_row;
    const auto results = bench::run(settings, references, [&](const bench::Measured& one) {
        clear_line();
        if (!json)
            print_row(one);
    });
    if (results.empty())
        throw UsageError("--only " + settings.only + ": no row of the table has this in its name");
    Json rows = Json::array();
    int reached = 0;
    int compared = 0;
    bool wrong = false;
    for (const bench::Measured& one : results) {
        rows.push_back(as_json(one));
        wrong = wrong || one.wrong;
        compared += one.ratio > 0 ? 1 : 0;
        reached += one.ok() ? 1 : 0;
    }
    if (json) {
        const Json object = {{"job", "bench"},
                             {"threads", settings.threads},
                             {"note", references.problem()},
                             {"rows", rows}};
        std::puts(object.dump().c_str());
    } else {
        std::printf("\n%d of %d targets reached on %d threads; ratio is the median of pairs\n",
                    reached, compared, settings.threads);
    }
    return wrong ? 1 : 0;
}

}  // namespace

int run_bench(int count, char** list) {
    bench::Settings settings;
    bool json = false;
    std::int64_t threads_wanted = 0;
    std::int64_t repeat = 1;
    std::string child;
    Options options("tenon bench", "Tenon against hand-written C++ that the better of g++ and "
                                   "clang++ compiled for\nthis machine, in pairs of runs.");
    options.flag("--quick", settings.quick, "the main rows only, in about 15 seconds");
    options.text("--only", settings.only, "rows whose name contains TEXT");
    options.positive("--seconds", settings.seconds, "of measuring for each row");
    options.whole("--repeat", repeat, 1, "measure each row so often and take the median ratio");
    options.whole("--threads", threads_wanted, 1, "threads (default: OMP_NUM_THREADS, or all)");
    options.text("--child", child, "one measurement of a fresh process, used by the table itself");
    options.flag("--json", json, "print one JSON object instead of a table");
    if (!options.parse(count, list))
        return 0;
    if (!child.empty()) {
        const int code = bench::run_child(child);
        if (code != 0)
            throw UsageError("--child: there is no measurement \"" + child + "\"");
        return code;
    }
    if (threads_wanted > 0)
        set_threads(static_cast<int>(threads_wanted));
    settings.repeat = static_cast<int>(std::min<std::int64_t>(repeat, 1000));
    settings.threads = threads();
    if (settings.seconds <= 0)
        settings.seconds = settings.quick ? 0.5 : 2;
    return run_table(settings, json);
}

}  // namespace tenon::tool
