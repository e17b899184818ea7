// SPDX-License-Identifier: MIT
#include "jobs/life.hpp"

#include <cerrno>
#include <cmath>
#include <fstream>
#include <iterator>
#include <system_error>

#include <nlohmann/json.hpp>

#include "command.hpp"
#include "field_file.hpp"
#include "jobs/rle.hpp"
#include "time_job.hpp"

namespace tenon::tool {

namespace {

struct Arguments {
    TimeJob time{"life"};
    std::string rule = "B3/S23";
    std::string edge = "wrap";
    std::string start = "random";
    double density = 0.3;
    std::int64_t seed = 2011;
};

struct Start {
    Array cells;
    std::string rule;  // of a file that has one
};

jobs::Rule rule_of(const std::string& text, const std::string& where) {
    try {
        return jobs::parse_rule(text);
    } catch (const ValueError& error) {
        throw UsageError(where + ": " + error.what());
    }
}

Start load_pattern(const std::string& path, std::int64_t n) {
    std::ifstream in(path, std::ios::binary);
    if (!in)
        throw FileError(path + ": cannot open: " + std::generic_category().message(errno));
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    try {
        const jobs::Pattern pattern = jobs::parse_rle(text, n);
        return {jobs::place_in_middle(pattern.cells, n), pattern.rule};
    } catch (const ValueError& error) {
        throw FileError(path + ": " + error.what());
    }
}

Start start_of(const Arguments& arguments) {
    const std::int64_t n = arguments.time.n;
    if (arguments.start == "random")
        return {
            jobs::random_cells(n, arguments.density, static_cast<std::uint64_t>(arguments.seed)),
            ""};
    if (arguments.start == "glider")
        return {jobs::place_in_middle(jobs::glider(), n), ""};
    if (ends_with(arguments.start, ".rle"))
        return load_pattern(arguments.start, n);
    const Array field =
        load_field("--start", "random, glider, FILE.rle", arguments.start, n, 2, DType::float64, 1);
    return {astype(field >= 0.5, DType::uint8), ""};
}

void add_options(Options& options, Arguments& arguments) {
    options.whole("N", arguments.time.n, 1, "cells on a side", false);
    options.text("--rule", arguments.rule,
                 "with how many neighbours a cell is born and survives (default: that of FILE.rle, "
                 "or B3/S23)");
    options.choice("--edge", arguments.edge, {"wrap", "dead"},
                   "beyond the border lies the opposite side (default), or nothing that lives");
    options.text("--start", arguments.start,
                 "random (default), glider, a pattern FILE.rle, or FILE.npy or FILE.png (cells "
                 "from 0.5 on are alive)");
    options.positive("--density", arguments.density,
                     "share of living cells of the random start (default: 0.3)");
    options.whole("--seed", arguments.seed, 0, "of the random start (default: 2011)");
    arguments.time.add_to(options, "uint8 only");
    options.note(
        "Patterns are placed in the middle. The validation is the number of living cells.");
}

}  // namespace

int run_life(int count, char** list) {
    Arguments arguments;
    arguments.time.shared.dtype = "uint8";
    Options options("tenon life",
                    "Conway's game of life, or a game of another rule, on N x N cells.");
    add_options(options, arguments);
    if (!options.parse(count, list))
        return 0;
    const TimeJob& time = arguments.time;
    time.shared.type({DType::uint8});
    if (arguments.density > 1)
        throw UsageError("--density is a share: at most 1");
    rule_of(arguments.rule, "--rule");
    time.apply();

    const Start start = start_of(arguments);
    if (!start.rule.empty() && !options.given("--rule"))
        arguments.rule = start.rule;
    const jobs::Rule rule = rule_of(arguments.rule, arguments.start);
    const jobs::Edge edge = arguments.edge == "wrap" ? jobs::Edge::wrap : jobs::Edge::dead;
    start.cells.eval();
    const Drawing drawing = {ColorMap::gray, 0, 1};
    Times times;
    const Array cells = time.timed(times, drawing, [&](const jobs::Watch& watch) {
        return jobs::live(start.cells, rule, edge, time.steps, watch);
    });
    wait_for_compiler();  // the next process finds the kernels on disk
    time.print({{"rule", arguments.rule},
                {"edge", arguments.edge},
                {"start", arguments.start},
                {"density", arguments.density},
                {"seed", arguments.seed}},
               cells, times, {});
    time.write_output(cells, drawing);
    return 0;
}

}  // namespace tenon::tool
