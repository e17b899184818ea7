// SPDX-License-Identifier: MIT
// Wrong calls of the command line: a clear message, the right exit code, nothing left behind.
#include <filesystem>
#include <fstream>

#include <tenon/tenon.hpp>

#include "run_tool.hpp"

namespace tenon::testing {

namespace {

class BadInput : public ToolTest {
protected:
    void expect(const std::vector<std::string>& arguments, int code, const std::string& text) {
        const ToolRun result = run(arguments);
        const std::string command = ::testing::PrintToString(arguments);
        EXPECT_EQ(result.code, code) << command << "\n" << result.err;
        EXPECT_EQ(result.err.substr(0, 14), "tenon: error: ") << command << "\n" << result.err;
        EXPECT_NE(result.err.find(text), std::string::npos) << command << "\n" << result.err;
    }
    std::string write(const std::string& name, const std::string& bytes) {
        std::ofstream(folder_ / name, std::ios::binary) << bytes;
        return name;
    }
};

}  // namespace

TEST_F(BadInput, Usage) {
    EXPECT_EQ(run({}).code, 2);
    EXPECT_EQ(run({"--help"}).code, 0);
    EXPECT_EQ(run({"laplace", "--help"}).code, 0);
    expect({"mandelbort"}, 2, "there is no subcommand \"mandelbort\"");
    expect({"mandelbrot"}, 2, "SIZE is required");
    expect({"mandelbrot", "100"}, 2, "ITERATIONS is required");
    expect({"mandelbrot", "abc", "30"}, 2,
           "SIZE must be a whole number of at least 1, not \"abc\"");
    expect({"mandelbrot", "0", "30"}, 2, "SIZE must be a whole number of at least 1, not \"0\"");
    expect({"mandelbrot", "1.5", "30"}, 2, "SIZE must be a whole number");
    expect({"mandelbrot", "99999999999999999999", "30"}, 2, "SIZE must be a whole number");
    expect({"mandelbrot", "-5", "30"}, 2, "-5");
    expect({"mandelbrot", "100", "30", "40"}, 2, "40");
    expect({"mandelbrot", "100", "30", "--colour"}, 2, "--colour");
    expect({"mandelbrot", "100", "30", "--technique", "magic"}, 2, "must be one of kernel|array");
    expect({"mandelbrot", "100", "30", "--dtype", "int32"}, 2, "--dtype must be one of float64");
    expect({"mandelbrot", "100", "30", "--dtype", "float63"}, 2, "unknown dtype \"float63\"");
    expect({"mandelbrot", "100", "30", "--threads", "0"}, 2, "--threads");
    expect({"mandelbrot", "100", "30", "--schedule", "fast"}, 2, "fast");
    expect({"mandelbrot", "100", "30", "--output", "x.gif"}, 2, "neither .png nor .npy");
    expect({"laplace", "2"}, 2, "N must be a whole number of at least 3");
    expect({"laplace", "9", "--tolerance", "-1"}, 2, "--tolerance must be a number above zero");
    expect({"laplace", "9", "--sweeps", "3", "--tolerance", "1"}, 2, "exclude each other");
    expect({"pi", "--method", "guess"}, 2, "random|quadrature");
    EXPECT_TRUE(files().empty());
}

TEST_F(BadInput, SizesBeyondMemory) {
    expect({"mandelbrot", "9e15", "30"}, 2, "memory");
    expect({"mandelbrot", "20000000", "30"}, 2, "byte");
    expect({"laplace", "1e12"}, 2, "byte");
    expect({"laplace", "9007199254740991"}, 2, "byte");
}

TEST_F(BadInput, Boundaries) {
    save(path("small.npy"), zeros({4, 5}));
    save(path("complex.npy"), zeros({9, 9}, DType::complex128));
    std::filesystem::copy_file(path("small.npy"), path("cut.npy"));
    std::filesystem::resize_file(path("cut.npy"), 150);
    expect({"laplace", "9", "--boundary", "small.npy"}, 2, "has shape (4, 5), but N is 9");
    expect({"laplace", "9", "--boundary", "complex.npy"}, 2, "complex");
    expect({"laplace", "9", "--boundary", "cut.npy"}, 1, "cut.npy: truncated");
    expect({"laplace", "9", "--boundary", "none.npy"}, 1, "none.npy: cannot open");
    expect({"laplace", "9", "--boundary", write("text.npy", "hello")}, 1, "not a .npy file");
    expect({"laplace", "9", "--boundary", write("text.png", "hello")}, 1, "not a PNG file");
    expect({"laplace", "9", "--boundary", "wavy"}, 2, "neither \"harmonic\" nor");
    expect({"laplace", "9", "--boundary", "small.npy", "--output", "out.png"}, 2, "shape");
    EXPECT_FALSE(std::filesystem::exists(path("out.png")));
}

TEST_F(BadInput, UnwritableOutputsAreToldBeforeTheWork) {
    expect({"mandelbrot", "100", "30", "--output", "no/such/place.png"}, 1,
           "no/such/place.png: cannot write: No such file or directory");
    std::filesystem::create_directory(path("folder.npy"));
    expect({"mandelbrot", "100", "30", "--output", "folder.npy"}, 1, "it is a folder");
}

TEST_F(BadInput, NotConverged) {
    expect({"laplace", "20", "--tolerance", "1e-300", "--max-sweeps", "7"}, 1,
           "not converged after 7 sweeps");
}

TEST_F(BadInput, EverySubcommandRefusesWhatItDoesNotKnow) {
    for (std::vector<std::string> job :
         std::vector<std::vector<std::string>>{{"mandelbrot", "9", "9"},
                                               {"laplace", "9"},
                                               {"heat", "9"},
                                               {"wave", "9"},
                                               {"life", "9"},
                                               {"video", "sobel"},
                                               {"pi", "9"},
                                               {"info"},
                                               {"cache", "path"},
                                               {"bench"}}) {
        job.emplace_back("surplus");
        expect(job, 2, "surplus");
        job.back() = "--colour";
        expect(job, 2, "--colour");
        expect({job[0], "-"}, 2, "");
    }
    expect({"cache", "burn"}, 2, "info|clear|path");
    expect({"--colour"}, 2, "there is no subcommand \"--colour\"");
    EXPECT_TRUE(files().empty());
}

TEST_F(BadInput, NumbersThatAreNotPositive) {
    for (const char* wrong : {"0", "-1", "-9e9", "nan", "1e30", "", " 5", "5x"}) {
        expect({"laplace", "--sweeps", "1", "--", wrong}, 2, "N must be a whole number");
        expect({"pi", "--", wrong}, 2, "SAMPLES must be a whole number");
        expect({"laplace", "9", std::string("--check-every=") + wrong}, 2, "--check-every");
        expect({"pi", "9", std::string("--repeat=") + wrong}, 2, "--repeat");
        expect({"mandelbrot", "9", "9", std::string("--threads=") + wrong}, 2, "--threads");
    }
    expect({"pi", "9", "--threads", "100000"}, 2, "--threads must be at most 4096");
    expect({"pi", "9", "--seed", "-1"}, 2, "--seed");
    expect({"pi", "9", "--output", ""}, 2, "--output: must not be empty");
}

TEST_F(BadInput, EveryCutOfAFileIsRefused) {
    save(path("whole.npy"), ones({9, 9}));
    save_png(path("whole.png"), ones({9, 9}), ColorMap::gray, 0, 1);
    for (const std::string ending : {".npy", ".png"}) {
        const std::uintmax_t size = std::filesystem::file_size(path("whole" + ending));
        for (std::uintmax_t part = 0; part < 12; ++part) {
            const std::string cut = "cut" + ending;
            std::filesystem::copy_file(path("whole" + ending), path(cut),
                                       std::filesystem::copy_options::overwrite_existing);
            std::filesystem::resize_file(path(cut), part * (size - 1) / 11);
            expect({"laplace", "9", "--sweeps", "1", "--boundary", cut, "--output", "out.npy"}, 1,
                   cut + ": ");
        }
    }
    EXPECT_FALSE(std::filesystem::exists(path("out.npy")));
}

TEST_F(BadInput, ScribbledFilesAreRefused) {
    save(path("field.npy"), ones({9, 9}));
    save_png(path("picture.png"), ones({9, 9}), ColorMap::gray, 0, 1);
    const auto scribble = [&](const std::string& name, std::streamoff at, const std::string& text) {
        std::fstream file(path(name), std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(at);
        file << text;
    };
    scribble("field.npy", 20, "#####");
    expect({"laplace", "9", "--boundary", "field.npy"}, 1, "field.npy: ");
    const auto middle =
        static_cast<std::streamoff>(std::filesystem::file_size(path("picture.png")) / 2);
    scribble("picture.png", middle, "#####");
    expect({"laplace", "9", "--boundary", "picture.png"}, 1, "picture.png: ");
    std::filesystem::create_directory(path("folder.npy"));
    expect({"laplace", "9", "--boundary", "folder.npy"}, 1, "folder.npy: ");
}

}  // namespace tenon::testing
