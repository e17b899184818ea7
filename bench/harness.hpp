// SPDX-License-Identifier: MIT
/// Measuring Tenon against hand-written C++ in one process: pairs of runs in turn, medians of
/// their ratios, since a shared machine's absolute times wander.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "bench/reference/reference.hpp"

namespace tenon::bench {

struct Settings {
    bool quick = false;
    std::string only;    ///< the row of this name, or rows whose name contains it
    double seconds = 0;  ///< of measuring for each row; 0: by `quick`
    int repeat = 1;      ///< measure each row so many times, take the one of median ratio
    int threads = 1;
    std::function<void(const std::string&)> on_row;  ///< told before each row
};

/// The built references: the same sources by two compilers, the better one counts.
class References {
public:
    References();  ///< looks beside the running program

    struct Library {
        std::string compiler;
        void* handle = nullptr;
        template <class F>
        F find(const char* symbol) const {
            return reinterpret_cast<F>(find_symbol(symbol));
        }
        void* find_symbol(const char* symbol) const;
    };
    const std::vector<Library>& libraries() const { return libraries_; }
    const std::string& problem() const { return problem_; }  ///< why there are none

private:
    std::vector<Library> libraries_;
    std::string problem_;
};

struct Candidate {
    std::string name;
    std::function<void()> run;
};

/// One work in one size.
struct Row {
    double target = 1.05;  ///< the ratio to reach
    int per_timing = 1;    ///< how often `run` does the work, as sweeps in one call
    double rival = 0;      ///< seconds that the reference must reach to count; 0: not known
    std::function<void()> tenon;
    std::vector<Candidate> references;
    /// After a run of each: what is wrong with Tenon's result, or nothing.
    std::function<std::string()> check;
};

struct Measured {
    std::string work;
    std::string size;
    double tenon = 0;      ///< seconds
    double reference = 0;  ///< seconds; of rows without a competitor the limit
    double ratio = 0;
    double target = 0;
    std::string reference_name;
    std::string note;
    bool wrong = false;
    bool ok() const { return !wrong && ratio > 0 && ratio <= target; }
};

/// Adds a form of the reference, as built by each compiler.
#define TENON_BENCH_REFERENCE(row, references_of, function, ...)                                   \
    for (const ::tenon::bench::References::Library& library_ : (references_of).libraries())        \
        if (const auto call_ = library_.find<decltype(&tenon_reference_##function)>(               \
                "tenon_reference_" #function))                                                     \
    (row).references.push_back(                                                                    \
        {#function " (" + library_.compiler + ")", [=] { call_(__VA_ARGS__); }})

/// Runs the work once, what is compiled for it before it starts: no later run meets the
/// interpreter.
void run_compiled(const std::function<void()>& work);

/// Interleaved pairs of Tenon and the fastest reference.
Measured measure(const Row& row, double seconds);

/// One entry of the table: a work in a size, made when its turn comes.
struct Entry {
    std::string work;
    std::string size;
    bool quick = false;  ///< part of the short table too
    std::function<Measured(const References&, const Settings&)> run;
};

/// Wraps a maker of rows as an entry.
Entry entry(std::string work, std::string size, bool quick,
            std::function<Row(const References&, int threads)> make);

std::vector<Entry> loop_entries();      // traced kernels with loops, and pi
std::vector<Entry> stencil_entries();   // Jacobi
std::vector<Entry> time_entries();      // further stencils, many steps
std::vector<Entry> iterated_entries();  // loops of statements without stencils, cells
std::vector<Entry> array_entries();     // element-wise work and reductions
std::vector<Entry> integer_entries();   // whole numbers, indices, conditions
std::vector<Entry> indexing_entries();  // index arrays and masks, read and written
std::vector<Entry> latency_entries();   // start, replay, first calls, compiling

/// Runs the table, row after row.
std::vector<Measured> run(const Settings& settings, const References& references,
                          const std::function<void(const Measured&)>& on_result);

/// A measurement that must begin in a fresh process: prints one JSON object.
int run_child(const std::string& what);

/// Numbers of threads to run a reference with: small grids may be better off on one.
std::set<int> teams(int threads, bool small);

double median(std::vector<double> values);
/// Seconds of one call.
double time_of(const std::function<void()>& work);
/// Pseudo-random numbers in [low, high).
std::vector<double> uniform(std::size_t count, double low, double high, std::uint64_t seed);

}  // namespace tenon::bench
