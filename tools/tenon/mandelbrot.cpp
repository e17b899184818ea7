// SPDX-License-Identifier: MIT
#include "jobs/mandelbrot.hpp"

#include <cstdio>

#include <nlohmann/json.hpp>

#include "command.hpp"
#include "options.hpp"
#include "progress.hpp"
#include "report.hpp"

namespace tenon::tool {

namespace {

struct Arguments {
    std::int64_t size = 0;
    std::int64_t iterations = 0;
    std::string technique = "kernel";
    JobOptions job;
};

struct Result {
    Array counts;
    std::int64_t sum = 0;
};

/// complex128, or complex64 for the narrow types.
Array grid(const Arguments& arguments, DType type) {
    const Array points = jobs::mandelbrot_grid(arguments.size);
    return type == DType::complex64 ? astype(points, type) : points;
}

Result compute(const Arguments& arguments, DType type) {
    Progress progress("mandelbrot");
    const auto on_progress = [&](double done) { progress.update(done); };
    Result result;
    // The grid has no name here, so that it is made inside the kernel and never stored.
    result.counts =
        arguments.technique == "array"
            ? jobs::mandelbrot_arrays(grid(arguments, type), arguments.iterations, on_progress)
            : jobs::mandelbrot_kernel(grid(arguments, type), arguments.iterations, on_progress);
    result.sum = sum(result.counts).item<std::int64_t>();
    return result;
}

void write_output(const Arguments& arguments, const Result& result) {
    const std::string& path = arguments.job.output;
    if (ends_with(path, ".png"))
        save_png(path,
                 jobs::mandelbrot_picture(jobs::mandelbrot_grid(arguments.size), result.counts),
                 ColorMap::fractal);
    else if (!path.empty())
        save(path, result.counts);
}

void print(const Arguments& arguments, const Result& result, const Times& times) {
    const std::int64_t elements = result.counts.size();
    if (arguments.job.json) {
        Json list = {{"size", arguments.size},
                     {"iterations", arguments.iterations},
                     {"technique", arguments.technique}};
        add_shared(list, arguments.job);
        print_json("mandelbrot", list, elements, times, result.sum, Json::object());
        return;
    }
    std::printf("Total elements: %lld\n", static_cast<long long>(elements));
    print_times(times);
    std::printf("Total sum of elements (for validation): %lld\n",
                static_cast<long long>(result.sum));
}

}  // namespace

int run_mandelbrot(int count, char** list) {
    Arguments arguments;
    Options options("tenon mandelbrot",
                    "The Mandelbrot set on a grid: for each point the iteration at which it "
                    "escapes.\nSIZE 1000 gives 500 x 500 points, as in the EuroPython 2011 "
                    "tutorial.");
    options.whole("SIZE", arguments.size, 1, "twice the number of points on a side", false);
    options.whole("ITERATIONS", arguments.iterations, 1, "iterations at most", false);
    options.choice("--technique", arguments.technique, {"kernel", "array", "interpreter"},
                   "a kernel for one point (default), ordinary array code, or the kernel without "
                   "the compiler");
    arguments.job.add_to(options, "float64 (default) or float32, of the real parts");
    options.note("The sum of `tenon mandelbrot 1000 1000` is 1148485 in float64.");
    if (!options.parse(count, list))
        return 0;
    const DType type =
        arguments.job.type({DType::float64, DType::float32, DType::complex128, DType::complex64});
    const bool narrow = type == DType::float32 || type == DType::complex64;
    arguments.job.apply();
    if (arguments.technique == "interpreter")
        set_execution(Execution::interpreter);

    Times times;
    const Result result = run_timed(arguments.job, times, [&] {
        return compute(arguments, narrow ? DType::complex64 : DType::complex128);
    });
    wait_for_compiler();  // the next process finds the kernel on disk
    print(arguments, result, times);
    write_output(arguments, result);
    return 0;
}

}  // namespace tenon::tool
