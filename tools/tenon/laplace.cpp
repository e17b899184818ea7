// SPDX-License-Identifier: MIT
#include "jobs/laplace.hpp"

#include <cstdio>

#include <nlohmann/json.hpp>

#include "command.hpp"
#include "field_file.hpp"
#include "options.hpp"
#include "progress.hpp"
#include "report.hpp"

namespace tenon::tool {

namespace {

struct Arguments {
    std::int64_t n = 0;
    std::string boundary;
    std::string test = "max";
    std::string form = "slice";
    jobs::Solve how;
    JobOptions job;
};

bool harmonic(const Arguments& arguments) { return arguments.boundary == "harmonic"; }

Array boundary(const Arguments& arguments, DType type) {
    if (arguments.boundary.empty())
        return jobs::plate(arguments.n, type);
    if (harmonic(arguments))
        return jobs::border_of(jobs::saddle(arguments.n, type));
    constexpr double white = 100;
    return jobs::border_of(
        load_field("--boundary", "\"harmonic\"", arguments.boundary, arguments.n, 2, type, white));
}

jobs::Solution compute(const Arguments& arguments, const Array& start) {
    Progress progress("laplace");
    return jobs::solve_laplace(start, arguments.how, [&](std::int64_t sweeps, double change) {
        const bool counted = arguments.how.sweeps > 0;
        const double done =
            counted ? static_cast<double>(sweeps) / static_cast<double>(arguments.how.sweeps) : -1;
        progress.update(done, counted ? ""
                                      : " sweep " + std::to_string(sweeps) + ", change " +
                                            std::to_string(change));
    });
}

double largest_error(const Arguments& arguments, const Array& field) {
    return max(abs(field - jobs::saddle(arguments.n, field.dtype()))).item<double>();
}

void print_text(const Arguments& arguments, const jobs::Solution& solution, const Times& times,
                double total) {
    std::printf("Total elements: %lld\n", static_cast<long long>(solution.field.size()));
    std::printf("Sweeps: %lld\n", static_cast<long long>(solution.sweeps));
    if (arguments.how.sweeps == 0)
        std::printf("Change at the last check (%s): %.6g\n", arguments.test.c_str(),
                    solution.change);
    if (harmonic(arguments))
        std::printf("Largest error: %.3g\n", largest_error(arguments, solution.field));
    print_times(times);
    std::printf("Total sum of elements (for validation): %.17g\n", total);
}

void print(const Arguments& arguments, const jobs::Solution& solution, const Times& times) {
    const double total = sum(solution.field).item<double>();
    if (!arguments.job.json) {
        print_text(arguments, solution, times, total);
        return;
    }
    Json list = {{"n", arguments.n},
                 {"sweeps", arguments.how.sweeps},
                 {"tolerance", arguments.how.tolerance},
                 {"test", arguments.test},
                 {"check_every", arguments.how.check_every},
                 {"form", arguments.form},
                 {"boundary", arguments.boundary}};
    add_shared(list, arguments.job);
    Json more = {{"sweeps", solution.sweeps}};
    if (arguments.how.sweeps == 0) {
        more["change"] = solution.change;
        more["converged"] = solution.converged;
    }
    if (harmonic(arguments))
        more["largest_error"] = largest_error(arguments, solution.field);
    print_json("laplace", list, solution.field.size(), times, total, more);
}

void write_output(const std::string& path, const Array& field) {
    if (ends_with(path, ".png"))
        save_png(path, field, ColorMap::heat);
    else if (!path.empty())
        save(path, field);
}

void add_options(Options& options, Arguments& arguments) {
    options.whole("N", arguments.n, 3, "points on a side, the border included", false);
    options.whole("--sweeps", arguments.how.sweeps, 1, "do exactly so many sweeps");
    options.positive("--tolerance", arguments.how.tolerance,
                     "sweep until the test falls below it (default: 1e-4)");
    options.choice("--test", arguments.test, {"max", "relative", "l2"},
                   "max(d) (default), max(d/u) or dot(d, d) of the change d of a sweep");
    options.whole("--check-every", arguments.how.check_every, 1,
                  "sweeps from one test to the next (default: 50)");
    options.whole("--max-sweeps", arguments.how.most_sweeps, 1,
                  "give up after so many (default: 10000000)");
    options.text("--boundary", arguments.boundary,
                 "harmonic (x^2 - y^2, prints the error), FILE.npy (N x N, its border is used) "
                 "or FILE.png (its border, white is 100)");
    options.choice("--form", arguments.form, {"slice", "loop"},
                   "order of the additions: (up+down)+(left+right) (default), or "
                   "((down+up)+right)+left");
    arguments.job.add_to(options, "float64 (default) or float32");
    options.note("Without --boundary: top 100, left 75, right 50, bottom 0.");
}

}  // namespace

int run_laplace(int count, char** list) {
    Arguments arguments;
    arguments.how.check_every = 50;
    arguments.how.most_sweeps = 10'000'000;
    Options options("tenon laplace",
                    "The temperature of a plate whose border is held: Laplace's equation on an\n"
                    "N x N grid by Jacobi iteration.");
    add_options(options, arguments);
    if (!options.parse(count, list))
        return 0;
    if (options.given("--sweeps") && options.given("--tolerance"))
        throw UsageError("--sweeps and --tolerance exclude each other");
    arguments.how.test = arguments.test == "max"        ? jobs::Test::max
                         : arguments.test == "relative" ? jobs::Test::relative
                                                        : jobs::Test::l2;
    arguments.how.form = arguments.form == "slice" ? jobs::Form::slice : jobs::Form::loop;
    const DType type = arguments.job.type({DType::float64, DType::float32});
    arguments.job.apply();

    const Array start = boundary(arguments, type).eval();
    Times times;
    const jobs::Solution solution =
        run_timed(arguments.job, times, [&] { return compute(arguments, copy(start)); });
    wait_for_compiler();  // the next process finds the kernels on disk
    print(arguments, solution, times);
    write_output(arguments.job.output, solution.field);
    if (arguments.how.sweeps == 0 && !solution.converged)
        throw Error("laplace: not converged after " + std::to_string(solution.sweeps) + " sweeps");
    return 0;
}

}  // namespace tenon::tool
