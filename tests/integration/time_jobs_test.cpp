// SPDX-License-Identifier: MIT
// heat, wave and life from the command line: options, files, messages. What they compute is tested
// in tests/jobs.
#include <algorithm>
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

TEST_F(TimeJobs, json_is_one_object) {
    const ToolRun result = run({"heat", "9", "--start", "mode", "--json", "--steps", "3"});
    EXPECT_EQ(std::count(result.out.begin(), result.out.end(), '\n'), 1);
    for (const char* const name :
         {"\"job\":\"heat\"", "\"arguments\":{\"n\":9,\"steps\":3,\"dims\":2,\"diffusivity\":0.2",
          "\"elements\":81", "\"validation\":", "\"largest_error\":", "\"seconds_median\":"})
        EXPECT_NE(result.out.find(name), std::string::npos) << name << "\n" << result.out;
}

}  // namespace tenon::testing
