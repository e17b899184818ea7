// SPDX-License-Identifier: MIT
#include "bench/harness.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <random>

#include <dlfcn.h>
#include <unistd.h>

#include <tenon/runtime.hpp>

namespace tenon::bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int timings_in_a_turn = 3;
constexpr int least_rounds = 5;

std::string folder_of_program() {
    char path[4096];
    const ssize_t size = readlink("/proc/self/exe", path, sizeof path);
    const std::string text(path, size > 0 ? static_cast<std::size_t>(size) : 0);
    return text.substr(0, text.rfind('/') + 1);
}

/// One turn: once untimed, as the others left the caches in another state, then some times.
double turn(const std::function<void()>& work) {
    work();
    double least = time_of(work);
    for (int i = 1; i < timings_in_a_turn; ++i)
        least = std::min(least, time_of(work));
    return least;
}

/// The reference with the least median time of a few turns.
std::size_t fastest(const std::vector<Candidate>& candidates, double seconds) {
    std::vector<std::vector<double>> times(candidates.size());
    const Clock::time_point start = Clock::now();
    for (int round = 0; round < 50; ++round) {
        for (std::size_t i = 0; i < candidates.size(); ++i)
            times[i].push_back(turn(candidates[i].run));
        const std::chrono::duration<double> took = Clock::now() - start;
        if (round >= 2 && took.count() > seconds)
            break;
    }
    std::size_t best = 0;
    for (std::size_t i = 1; i < candidates.size(); ++i)
        if (median(times[i]) < median(times[best]))
            best = i;
    return best;
}

}  // namespace

References::References() {
    const std::string folder = folder_of_program() + "lib/tenon/";
    for (const char* compiler : {"gxx", "clang"}) {
        const std::string path = folder + "libtenon_reference_" + compiler + ".so";
        void* const handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
        if (handle == nullptr)
            continue;
        Library library{compiler, handle};
        const auto supported = library.find<int (*)()>("tenon_reference_supported");
        const int level = supported == nullptr ? 0 : supported();
        if (level == 0)
            problem_ = "the references need AVX2 to be fast; ratios to them mean little here";
        else if (level == 1)
            problem_ = "without AVX-512 the references of stencils and waves are the only ones "
                       "written for this machine's vectors; the others are plain loops";
        libraries_.push_back(std::move(library));
    }
    if (libraries_.empty())
        problem_ = "no hand-written references in " + folder + ": only Tenon's times are shown";
}

void* References::Library::find_symbol(const char* symbol) const { return dlsym(handle, symbol); }

std::set<int> teams(int threads, bool small) {
    return small ? std::set<int>{1, threads} : std::set<int>{threads};
}

double median(std::vector<double> values) {
    if (values.empty())
        return 0;
    std::sort(values.begin(), values.end());
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

double time_of(const std::function<void()>& work) {
    const Clock::time_point start = Clock::now();
    work();
    return std::chrono::duration<double>(Clock::now() - start).count();
}

std::vector<double> uniform(std::size_t count, double low, double high, std::uint64_t seed) {
    std::mt19937_64 engine(seed);
    std::uniform_real_distribution<double> draw(low, high);
    std::vector<double> values(count);
    std::generate(values.begin(), values.end(), [&] { return draw(engine); });
    return values;
}

void run_compiled(const std::function<void()>& work) {
    const Execution before = execution();
    if (before == Execution::automatic)
        set_execution(Execution::compiled);
    work();
    set_execution(before);
}

Measured measure(const Row& row, double seconds) {
    Measured result;
    result.target = row.target;
    run_compiled(row.tenon);
    const Candidate* rival = nullptr;
    if (!row.references.empty()) {
        rival = &row.references[fastest(row.references, seconds / 3)];
        rival->run();
        row.tenon();
        result.reference_name = rival->name;
        if (row.check)
            result.note = row.check();
        result.wrong = !result.note.empty();
    }
    std::vector<double> own;
    std::vector<double> theirs;
    std::vector<double> ratios;
    const Clock::time_point start = Clock::now();
    for (int round = 0; round < 200; ++round) {
        own.push_back(turn(row.tenon));
        if (rival != nullptr) {
            theirs.push_back(turn(rival->run));
            ratios.push_back(own.back() / theirs.back());
        }
        const std::chrono::duration<double> took = Clock::now() - start;
        if (round + 1 >= least_rounds && took.count() > seconds)
            break;
    }
    result.tenon = median(own) / row.per_timing;
    result.reference = median(theirs) / row.per_timing;
    result.ratio = median(ratios);
    if (result.note.empty() && rival != nullptr && row.rival > 0 &&
        result.reference > 1.15 * row.rival)
        result.note = "the reference is slower than it should be";
    return result;
}

Entry entry(std::string work, std::string size, bool quick,
            std::function<Row(const References&, int threads)> make) {
    return {std::move(work), std::move(size), quick,
            [make = std::move(make)](const References& references, const Settings& settings) {
                return measure(make(references, settings.threads), settings.seconds);
            }};
}

namespace {

Measured median_of_repeats(const Entry& one, const References& references,
                           const Settings& settings) {
    std::vector<Measured> list;
    for (int i = 0; i < std::max(1, settings.repeat); ++i) {
        list.push_back(one.run(references, settings));
        if (list.back().wrong)
            return list.back();
    }
    std::sort(list.begin(), list.end(),
              [](const Measured& a, const Measured& b) { return a.ratio < b.ratio; });
    return list[list.size() / 2];
}

}  // namespace

std::vector<Measured> run(const Settings& settings, const References& references,
                          const std::function<void(const Measured&)>& on_result) {
    std::vector<Entry> entries;
    for (const auto& list :
         {loop_entries(), stencil_entries(), time_entries(), iterated_entries(), array_entries(),
          integer_entries(), indexing_entries(), latency_entries()})
        entries.insert(entries.end(), list.begin(), list.end());
    const bool exact = std::any_of(entries.begin(), entries.end(),
                                   [&](const Entry& one) { return one.work == settings.only; });
    std::vector<Measured> results;
    for (const Entry& one : entries) {
        if (settings.quick && !one.quick && settings.only.empty())
            continue;
        if (exact ? one.work != settings.only : one.work.find(settings.only) == std::string::npos)
            continue;
        if (settings.on_row)
            settings.on_row(one.work + " " + one.size);
        Measured result = median_of_repeats(one, references, settings);
        result.work = one.work;
        result.size = one.size;
        on_result(result);
        results.push_back(std::move(result));
    }
    return results;
}

}  // namespace tenon::bench
