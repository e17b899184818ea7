// SPDX-License-Identifier: MIT
// heat, wave and life from the command line: options, files, messages. What they compute is tested
// in tests/jobs.
#include <algorithm>
#include <fstream>
#include <string>

#include <tenon/tenon.hpp>

#include "run_tool.hpp"

namespace tenon::testing {

namespace {

constexpr const char* sum_line = "Total sum of elements (for validation): ";

class TimeJobs : public ToolTest {
protected:
    std::string run_for(const std::vector<std::string>& arguments, const std::string& head) const {
        const ToolRun result = run(arguments);
        EXPECT_EQ(result.code, 0) << result.err;
        return line_after(result.out, head);
    }
    void expect_refusal(const std::vector<std::string>& arguments, const std::string& text) const {
        const ToolRun result = run(arguments);
        EXPECT_EQ(result.code, 2) << result.err;
        EXPECT_NE(result.err.find(text), std::string::npos) << result.err;
        EXPECT_TRUE(files().empty());
    }
};

}  // namespace

TEST_F(TimeJobs, heat_keeps_to_the_exact_solution) {
    const std::string line = "Largest relative error: ";
    EXPECT_LT(std::stod(run_for({"heat", "40", "--start", "mode", "--steps", "500"}, line)), 1e-12);
    EXPECT_LT(std::stod(run_for({"heat", "20", "--dims", "3", "--start", "mode", "--steps", "100",
                                 "--diffusivity", "0.16"},
                                line)),
              1e-12);
}

TEST_F(TimeJobs, heat_is_the_same_for_any_threads_and_repeated) {
    const std::string sum =
        run_for({"heat", "100", "--start", "random", "--steps", "60"}, sum_line);
    EXPECT_EQ(run_for({"heat", "100", "--start", "random", "--steps", "60", "--threads", "3",
                       "--repeat", "3"},
                      sum_line),
              sum);
    EXPECT_NE(
        run_for({"heat", "100", "--start", "random", "--steps", "60", "--seed", "1"}, sum_line),
        sum);
}

TEST_F(TimeJobs, heat_goes_on_from_a_file) {
    ASSERT_EQ(run({"heat", "30", "--steps", "9", "--output", "u.npy"}).code, 0);
    const std::string sum = run_for({"heat", "30", "--steps", "20"}, sum_line);
    EXPECT_EQ(run_for({"heat", "30", "--start", "u.npy", "--steps", "11"}, sum_line), sum);
    save_png(path("half.png"), ones({4, 6}), ColorMap::gray, 0, 1);
    ASSERT_EQ(run({"heat", "9", "--start", "half.png", "--output", "v.npy"}).code, 0);
    EXPECT_EQ(min(load(path("v.npy"))).item<double>(), 1);  // the border is held too
}

TEST_F(TimeJobs, heat_draws_pictures) {
    ASSERT_EQ(run({"heat", "20", "--output", "flat.png", "--zoom", "3"}).code, 0);
    EXPECT_EQ(load_png(path("flat.png")).shape(), (Shape{60, 60}));
    ASSERT_EQ(run({"heat", "12", "--dims", "3", "--output", "cube.png"}).code, 0);
    EXPECT_EQ(load_png(path("cube.png")).shape(), (Shape{12, 12}));
    ASSERT_EQ(run({"heat", "12", "--dims", "3", "--output", "cube.npy"}).code, 0);
    EXPECT_EQ(load(path("cube.npy")).shape(), (Shape{12, 12, 12}));
}

TEST_F(TimeJobs, heat_refuses_what_makes_no_sense) {
    expect_refusal({"heat", "9", "--diffusivity", "0.3"},
                   "stable for a diffusivity above 0 and up to 1/4");
    expect_refusal({"heat", "9", "--dims", "3", "--diffusivity", "0.2"},
                   "up to 1/6 in 3 dimensions");
    expect_refusal({"heat", "2"}, "N must be a whole number of at least 3");
    expect_refusal({"heat", "9", "--dims", "4"}, "must be one of 2|3");
    expect_refusal({"heat", "9", "--steps", "-1"}, "--steps");
    expect_refusal({"heat", "9", "--start", "wavy"}, "neither block, random, mode nor");
    expect_refusal({"heat", "9", "--dtype", "int32"}, "--dtype must be one of float64, float32");
    expect_refusal({"heat", "9", "--output", "x.jpg"}, "--output");
    expect_refusal({"heat", "1e12"}, "byte");
}

TEST_F(TimeJobs, waves_keep_to_the_exact_solution_and_their_energy) {
    for (const std::vector<std::string>& more :
         std::vector<std::vector<std::string>>{{}, {"--dims", "3"}, {"--courant", "0.7"}}) {
        std::vector<std::string> job = {"wave", "30", "--start", "mode", "--steps", "700"};
        job.insert(job.end(), more.begin(), more.end());
        EXPECT_LT(std::stod(run_for(job, "Largest error: ")), 1e-10);
        EXPECT_LT(std::stod(run_for(job, "Change of energy (relative): ")), 1e-12);
    }
    EXPECT_EQ(run_for({"wave", "30", "--steps", "0"}, "Change of energy (relative): "), "0");
}

TEST_F(TimeJobs, waves_take_files_and_draw_pictures) {
    save(path("flat.npy"), zeros({9, 9}));
    const ToolRun flat = run({"wave", "9", "--start", "flat.npy", "--output", "u.npy"});
    EXPECT_EQ(flat.code, 0) << flat.err;
    EXPECT_EQ(line_after(flat.out, sum_line), "0");
    ASSERT_EQ(run({"wave", "9", "--dims", "3", "--output", "u.png"}).code, 0);
    EXPECT_EQ(load_png(path("u.png")).shape(), (Shape{9, 9}));
}

TEST_F(TimeJobs, wave_refuses_what_makes_no_sense) {
    expect_refusal({"wave", "9", "--courant", "0.8"},
                   "stable for a Courant number above 0 and up to 0.707");
    expect_refusal({"wave", "9", "--dims", "3", "--courant", "0.6"},
                   "up to 0.577350 in 3 dimensions");
    expect_refusal({"wave", "9", "--start", "hill"}, "neither drop, mode nor");
    expect_refusal({"wave", "2"}, "at least 3");
}

TEST_F(TimeJobs, life_counts_living_cells) {
    EXPECT_EQ(run_for({"life", "30", "--start", "glider", "--steps", "120"}, sum_line), "5");
    EXPECT_EQ(
        run_for({"life", "30", "--start", "glider", "--edge", "dead", "--steps", "120"}, sum_line),
        "4");
    const std::string cells = run_for({"life", "100", "--steps", "50"}, sum_line);
    EXPECT_EQ(run_for({"life", "100", "--steps", "50", "--threads", "1"}, sum_line), cells);
    EXPECT_NE(run_for({"life", "100", "--steps", "50", "--density", "0.5"}, sum_line), cells);
    const ToolRun json = run({"life", "100", "--steps", "50", "--json"});
    EXPECT_NE(json.out.find("\"validation\":" + cells + ","), std::string::npos) << json.out;
}

TEST_F(TimeJobs, life_takes_patterns_and_boards_from_files) {
    std::ofstream(folder_ / "seeds.rle") << "x = 2, y = 1, rule = B2/S\n2o!";
    EXPECT_EQ(run_for({"life", "40", "--start", "seeds.rle", "--steps", "1"}, sum_line), "4");
    EXPECT_EQ(run_for({"life", "40", "--start", "seeds.rle", "--rule", "B3/S23", "--steps", "1"},
                      sum_line),
              "0");
    ASSERT_EQ(run({"life", "30", "--steps", "9", "--output", "board.npy"}).code, 0);
    ASSERT_EQ(run({"life", "30", "--steps", "9", "--output", "board.png"}).code, 0);
    EXPECT_EQ(load(path("board.npy")).dtype(), DType::uint8);
    const std::string later = run_for({"life", "30", "--steps", "12"}, sum_line);
    for (const char* const board : {"board.npy", "board.png"})
        EXPECT_EQ(run_for({"life", "30", "--start", board, "--steps", "3"}, sum_line), later);
}

TEST_F(TimeJobs, life_refuses_what_makes_no_sense) {
    expect_refusal({"life", "9", "--rule", "B9/S23"}, "--rule: \"B9/S23\" is no rule");
    expect_refusal({"life", "9", "--density", "1.5"}, "--density is a share");
    expect_refusal({"life", "9", "--edge", "round"}, "must be one of wrap|dead");
    expect_refusal({"life", "2", "--start", "glider"}, "does not fit");
    expect_refusal({"life", "9", "--dtype", "int32"}, "--dtype must be one of uint8");
    std::ofstream(folder_ / "cut.rle") << "x = 3, y = 3\nbo";
    std::ofstream(folder_ / "odd.rle") << "x = 3, y = 3, rule = fast\nbo!";
    const ToolRun cut = run({"life", "9", "--start", "cut.rle"});
    EXPECT_EQ(cut.code, 1);
    EXPECT_NE(cut.err.find("cut.rle: line 2: the pattern is truncated"), std::string::npos);
    const ToolRun odd = run({"life", "9", "--start", "odd.rle"});
    EXPECT_EQ(odd.code, 2);
    EXPECT_NE(odd.err.find("odd.rle: \"fast\" is no rule"), std::string::npos) << odd.err;
    EXPECT_EQ(run({"life", "9", "--start", "none.rle"}).code, 1);
}

TEST_F(TimeJobs, json_is_one_object) {
    const ToolRun result = run({"heat", "9", "--start", "mode", "--json", "--steps", "3"});
    EXPECT_EQ(std::count(result.out.begin(), result.out.end(), '\n'), 1);
    for (const char* const name :
         {"\"job\":\"heat\"", "\"arguments\":{\"n\":9,\"steps\":3,\"dims\":2,\"diffusivity\":0.2",
          "\"elements\":81", "\"validation\":", "\"largest_error\":", "\"seconds_median\":"})
        EXPECT_NE(result.out.find(name), std::string::npos) << name << "\n" << result.out;
}

}  // namespace tenon::testing
