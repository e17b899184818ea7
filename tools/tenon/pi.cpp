// SPDX-License-Identifier: MIT
#include "jobs/pi.hpp"

#include <cmath>
#include <cstdio>
#include <numbers>

#include <nlohmann/json.hpp>

#include "command.hpp"
#include "options.hpp"
#include "progress.hpp"
#include "report.hpp"

namespace tenon::tool {

namespace {

// The standard deviation of 4 * inside / n is sqrt(pi * (4 - pi) / n).
constexpr double deviation_of_one = 1.642;

struct Arguments {
    std::int64_t samples = 12'000'000;
    std::string method = "random";
    std::int64_t seed = 2011;
    JobOptions job;
};

struct Result {
    std::int64_t inside = 0;  // of the random method
    double pi = 0;
};

bool is_random(const Arguments& arguments) { return arguments.method == "random"; }

Result compute(const Arguments& arguments) {
    Progress progress("pi");
    const auto on_progress = [&](double done) { progress.update(done); };
    Result result;
    if (is_random(arguments)) {
        result.inside = jobs::points_inside(
            arguments.samples, static_cast<std::uint64_t>(arguments.seed), on_progress);
        result.pi = 4 * static_cast<double>(result.inside) / static_cast<double>(arguments.samples);
    } else {
        result.pi = jobs::pi_by_quadrature(arguments.samples, on_progress);
    }
    return result;
}

void print_text(const Arguments& arguments, const Result& result, const Times& times) {
    std::printf("Total elements: %lld\n", static_cast<long long>(arguments.samples));
    print_times(times);
    std::printf("Pi is about %.15g\n", result.pi);
    const double error = result.pi - std::numbers::pi;
    if (is_random(arguments)) {
        const double sigma = deviation_of_one / std::sqrt(static_cast<double>(arguments.samples));
        std::printf("Error: %.3g, %.2f standard deviations\n", error, error / sigma);
        std::printf("Points inside (for validation): %lld\n",
                    static_cast<long long>(result.inside));
    } else {
        std::printf("Error: %.3g\n", error);
    }
}

void print(const Arguments& arguments, const Result& result, const Times& times) {
    if (!arguments.job.json) {
        print_text(arguments, result, times);
        return;
    }
    Json list = {{"samples", arguments.samples}, {"method", arguments.method}};
    if (is_random(arguments))
        list["seed"] = arguments.seed;
    add_shared(list, arguments.job);
    const Json more = {{"pi", result.pi}, {"error", result.pi - std::numbers::pi}};
    const Json validation = is_random(arguments) ? Json(result.inside) : Json(result.pi);
    print_json("pi", list, arguments.samples, times, validation, more);
}

void write_output(const Arguments& arguments) {
    const std::string& path = arguments.job.output;
    if (path.empty())
        return;
    const Array picture =
        jobs::picture_of_points(arguments.samples, static_cast<std::uint64_t>(arguments.seed));
    if (ends_with(path, ".png"))
        save_png(path, picture, ColorMap::heat, 0, 2.5);
    else
        save(path, picture);
}

}  // namespace

int run_pi(int count, char** list) {
    Arguments arguments;
    Options options("tenon pi", "Pi by random points in a square, or by quadrature.");
    options.whole("SAMPLES", arguments.samples, 1,
                  "random points, or intervals of the quadrature (default: 12000000)");
    options.choice("--method", arguments.method, {"random", "quadrature"},
                   "random points (default), or the midpoint rule for 4 / (1 + x^2)");
    options.whole("--seed", arguments.seed, 0, "of the random numbers (default: 2011)");
    arguments.job.add_to(options, "float64 only");
    options.note("--output draws up to a million of the random points.");
    if (!options.parse(count, list))
        return 0;
    arguments.job.type({DType::float64});
    if (!arguments.job.output.empty() && !is_random(arguments))
        throw UsageError("--output draws random points: it does not go with --method quadrature");
    arguments.job.apply();

    Times times;
    const Result result = run_timed(arguments.job, times, [&] { return compute(arguments); });
    wait_for_compiler();  // the next process finds the kernel on disk
    print(arguments, result, times);
    write_output(arguments);
    return 0;
}

}  // namespace tenon::tool
