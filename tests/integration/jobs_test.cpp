// SPDX-License-Identifier: MIT
// The canonical jobs give their exact results, whatever the technique, threads or schedule.
#include <algorithm>
#include <cmath>
#include <string>

#include <tenon/tenon.hpp>

#include "run_tool.hpp"

namespace tenon::testing {

namespace {

constexpr const char* sum_line = "Total sum of elements (for validation): ";

class Jobs : public ToolTest {
protected:
    std::string mandelbrot(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), "mandelbrot");
        const ToolRun result = run(arguments);
        EXPECT_EQ(result.code, 0) << result.err;
        return line_after(result.out, sum_line);
    }
    std::string sweeps(const std::string& n, const std::string& test) const {
        const ToolRun result =
            run({"laplace", n, "--tolerance", "1e-4", "--test", test, "--check-every", "1"});
        EXPECT_EQ(result.code, 0) << result.err;
        return line_after(result.out, "Sweeps: ");
    }
};

}  // namespace

TEST_F(Jobs, MandelbrotSums) {
    EXPECT_EQ(mandelbrot({"100", "30"}), "6502");
    EXPECT_EQ(mandelbrot({"100", "300"}), "10201");
    EXPECT_EQ(mandelbrot({"200", "100"}), "33850");
    EXPECT_EQ(mandelbrot({"1000", "1000"}), "1148485");
}

TEST_F(Jobs, MandelbrotTechniquesAgree) {
    EXPECT_EQ(mandelbrot({"200", "100", "--technique", "array"}), "33850");
    EXPECT_EQ(mandelbrot({"200", "100", "--technique", "interpreter"}), "33850");
    EXPECT_EQ(mandelbrot({"200", "100", "--threads", "1"}), "33850");
    EXPECT_EQ(mandelbrot({"200", "100", "--threads", "3", "--schedule", "dynamic,7"}), "33850");
    EXPECT_EQ(mandelbrot({"200", "100", "--schedule", "guided"}), "33850");
}

TEST_F(Jobs, MandelbrotPrintsItsThreeLines) {
    const ToolRun result = run({"mandelbrot", "200", "100"});
    EXPECT_EQ(line_after(result.out, "Total elements: "), "10100");
    EXPECT_GT(std::stod(line_after(result.out, "Main took ")), 0);
    EXPECT_EQ(std::count(result.out.begin(), result.out.end(), '\n'), 3);
    EXPECT_EQ(result.err, "");
}

TEST_F(Jobs, MandelbrotWritesCountsAndPicture) {
    EXPECT_EQ(mandelbrot({"100", "300", "--output", "counts.npy"}), "10201");
    EXPECT_EQ(mandelbrot({"100", "300", "--output", "picture.png"}), "10201");
    const Array counts = load(path("counts.npy"));
    EXPECT_EQ(counts.shape(), (Shape{50, 50}));
    EXPECT_EQ(sum(counts).item<std::int64_t>(), 10201);
    EXPECT_EQ(load_png(path("picture.png")).shape(), (Shape{50, 50}));
    EXPECT_EQ(files(), (std::vector<std::string>{"counts.npy", "picture.png"}));
}

TEST_F(Jobs, LaplaceSweepCounts) {
    EXPECT_EQ(sweeps("5", "max"), "38");
    EXPECT_EQ(sweeps("10", "max"), "176");
    EXPECT_EQ(sweeps("20", "max"), "687");
    EXPECT_EQ(sweeps("5", "relative"), "27");
    EXPECT_EQ(sweeps("10", "relative"), "115");
    EXPECT_EQ(sweeps("20", "relative"), "413");
    EXPECT_EQ(sweeps("5", "l2"), "26");
    EXPECT_EQ(sweeps("10", "l2"), "127");
    EXPECT_EQ(sweeps("20", "l2"), "516");
}

TEST_F(Jobs, LaplaceConvergesToTheExactField) {
    ASSERT_EQ(run({"laplace", "5", "--tolerance", "1e-12", "--output", "u.npy"}).code, 0);
    const std::vector<double> u = load(path("u.npy"))(slice(1, -1), slice(1, -1)).values<double>();
    const double expected[] = {550 / 7.,    8525 / 112., 975 / 14.,   7075 / 112., 225 / 4.,
                               5875 / 112., 300 / 7.,    3725 / 112., 475 / 14.};
    for (std::size_t i = 0; i < 9; ++i)
        EXPECT_NEAR(u[i], expected[i], 1e-9) << i;
}

TEST_F(Jobs, LaplaceOfAHarmonicBoundary) {
    const ToolRun result = run({"laplace", "50", "--boundary", "harmonic", "--tolerance", "1e-13"});
    EXPECT_EQ(result.code, 0) << result.err;
    EXPECT_LT(std::stod(line_after(result.out, "Largest error: ")), 1e-10);
}

TEST_F(Jobs, LaplaceHasTheBitsOfPlainLoops) {
    constexpr std::size_t n = 33;
    for (const std::string form : {"slice", "loop"}) {
        ASSERT_EQ(
            run({"laplace", "33", "--sweeps", "77", "--form", form, "--output", "u.npy"}).code, 0);
        std::vector<double> u(n * n, 0.0);
        std::fill(u.begin(), u.begin() + n, 100.0);
        for (std::size_t i = 0; i < n; ++i)
            u[i * n] = 75, u[i * n + n - 1] = 50;
        std::vector<double> v = u;
        for (int sweep = 0; sweep < 77; ++sweep, std::swap(u, v))
            for (std::size_t i = 1; i + 1 < n; ++i)
                for (std::size_t j = 1; j + 1 < n; ++j) {
                    const double* const p = u.data() + i * n + j;
                    v[i * n + j] = form == "slice" ? ((p[-33] + p[33]) + (p[-1] + p[1])) / 4
                                                   : (((p[33] + p[-33]) + p[1]) + p[-1]) / 4;
                }
        EXPECT_EQ(load(path("u.npy")).values<double>(), u) << form;
    }
}

TEST_F(Jobs, LaplaceTakesBoundariesFromFiles) {
    save(path("border.npy"), full({9, 9}, 7.0));
    ASSERT_EQ(run({"laplace", "9", "--boundary", "border.npy", "--tolerance", "1e-12", "--output",
                   "u.npy"})
                  .code,
              0);
    EXPECT_LT(max(abs(load(path("u.npy")) - 7.0)).item<double>(), 1e-9);
    save_png(path("white.png"), ones({4, 6}), ColorMap::gray, 0, 1);
    ASSERT_EQ(run({"laplace", "9", "--boundary", "white.png", "--tolerance", "1e-12", "--output",
                   "u.npy"})
                  .code,
              0);
    EXPECT_LT(max(abs(load(path("u.npy")) - 100.0)).item<double>(), 1e-8);
}

TEST_F(Jobs, PiIsTheSameForAnyThreads) {
    const auto inside = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {"pi", "3000000"});
        return line_after(run(arguments).out, "Points inside (for validation): ");
    };
    const std::string count = inside({});
    EXPECT_LT(std::abs(4 * std::stod(count) / 3e6 - 3.14159265), 4 * 1.642 / std::sqrt(3e6));
    EXPECT_EQ(inside({"--threads", "1"}), count);
    EXPECT_EQ(inside({"--threads", "3", "--schedule", "dynamic,1000"}), count);
    EXPECT_NE(inside({"--seed", "7"}), count);
}

TEST_F(Jobs, PiByQuadrature) {
    const ToolRun result = run({"pi", "10000", "--method", "quadrature"});
    EXPECT_LT(std::abs(std::stod(line_after(result.out, "Pi is about ")) - 3.14159265358979), 1e-8);
}

TEST_F(Jobs, JsonIsOneObject) {
    const ToolRun result = run({"mandelbrot", "100", "30", "--json", "--repeat", "3"});
    ASSERT_EQ(result.code, 0);
    EXPECT_EQ(result.out.find('\n'), result.out.size() - 1);
    for (const char* const name :
         {"\"job\":\"mandelbrot\"", "\"arguments\":{", "\"elements\":2500",
          "\"seconds_first\":", "\"seconds_median\":", "\"seconds_min\":", "\"validation\":6502",
          "\"kernels_compiled\":", "\"kernels_cached\":"})
        EXPECT_NE(result.out.find(name), std::string::npos) << name << "\n" << result.out;
}

}  // namespace tenon::testing
