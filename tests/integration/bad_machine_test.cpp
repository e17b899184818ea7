// SPDX-License-Identifier: MIT
// The command line where something is missing, full, closed, damaged or interrupted: a clear
// message, the right exit code, nothing left behind.
#include <filesystem>
#include <fstream>

#include <sys/stat.h>
#include <tenon/tenon.hpp>

#include "run_tool.hpp"

namespace tenon::testing {

namespace {

namespace fs = std::filesystem;

constexpr const char* sum_line = "Total sum of elements (for validation): ";
const std::vector<std::string> small_job = {"mandelbrot", "200", "100"};

class BadMachine : public ToolTest {
protected:
    ToolRun run_with(const std::vector<std::string>& arguments,
                     const std::vector<std::string>& environment) const {
        return run(arguments, {.environment = environment});
    }
    /// The small job gives its sum, whatever it has to say besides.
    void expect_sum(const ToolRun& result) const {
        EXPECT_EQ(result.code, 0) << result.err;
        EXPECT_EQ(line_after(result.out, sum_line), "33850");
    }
    std::string cache() const { return "TENON_CACHE_DIR=" + path("cache"); }
    std::vector<fs::path> kept() const {
        std::vector<fs::path> list;
        for (const auto& entry : fs::directory_iterator(path("cache")))
            list.push_back(entry.path());
        return list;
    }
    static std::int64_t number_of(const std::string& json, const std::string& name) {
        const std::size_t at = json.find("\"" + name + "\":");
        return at == std::string::npos ? -1 : std::stoll(json.substr(at + name.size() + 3));
    }
    ToolRun counted() const {
        return run_with({"mandelbrot", "200", "100", "--json"},
                        {cache(), "TENON_EXECUTION=compiled"});
    }
};

void expect_failure(const ToolRun& result, const std::string& text) {
    EXPECT_EQ(result.code, 1) << result.err;
    EXPECT_EQ(result.err.substr(0, 14), "tenon: error: ") << result.err;
    EXPECT_NE(result.err.find(text), std::string::npos) << result.err;
}

}  // namespace

TEST_F(BadMachine, without_the_compiler_the_interpreter_runs) {
    const std::string plugin = "TENON_LLVM_PLUGIN=" + path("nowhere.so");
    const ToolRun result = run_with({"mandelbrot", "1000", "1000"}, {plugin, cache()});
    EXPECT_EQ(result.code, 0);
    EXPECT_EQ(line_after(result.out, sum_line), "1148485");
    EXPECT_NE(result.err.find("interpreter"), std::string::npos) << result.err;
}

TEST_F(BadMachine, without_the_compiler_info_tells_why) {
    const ToolRun result = run_with({"info", "--json"}, {"TENON_LLVM_PLUGIN=" + path("no.so")});
    EXPECT_EQ(result.code, 0);
    const std::string told = "{\"name\":\"compiler\",\"available\":false,\"detail\":\"the "
                             "compiler plug-in was not found: " +
                             path("no.so");
    EXPECT_NE(result.out.find(told), std::string::npos) << result.out;
}

TEST_F(BadMachine, without_the_compiler_nothing_is_compiled_on_demand) {
    std::ofstream(path("text.so")) << "not a library";
    for (const std::string& plugin : {path("no.so"), path("text.so"), std::string("libm.so.6")}) {
        const std::string variable = "TENON_LLVM_PLUGIN=" + plugin;
        expect_failure(run_with(small_job, {variable, cache(), "TENON_EXECUTION=compiled"}),
                       plugin);
        expect_sum(run_with(small_job, {variable, cache()}));
    }
}

TEST_F(BadMachine, a_wrong_variable_is_wrong_usage) {
    for (const char* wrong :
         {"TENON_EXECUTION=fast", "TENON_VECTOR_BITS=64", "TENON_DIST_PARTS=0",
          "TENON_CACHE_LIMIT=-1", "TENON_KEEP=/nowhere/at/all", "OMP_NUM_THREADS=0"})
        for (const std::vector<std::string>& job :
             {small_job, {"cache", "path"}, {"info"}, {"pi", "9"}, {"laplace", "9"}}) {
            const ToolRun result = run_with(job, {wrong});
            const std::string name(wrong, std::string_view(wrong).find('='));
            EXPECT_EQ(result.code, 2) << wrong << " " << job[0] << "\n" << result.err;
            EXPECT_EQ(result.err.find("tenon: error: the environment variable " + name), 0U)
                << result.err;
        }
}

TEST_F(BadMachine, a_cache_folder_that_cannot_be_used_costs_a_warning) {
    std::ofstream(path("file")) << "";
    fs::create_directory(path("open"));
    fs::permissions(path("open"), fs::perms::all);
    fs::create_directory_symlink(path("open"), path("link"));
    for (const std::string& folder :
         {path("file"), path("file/below"), path("open"), path("link"), std::string("/proc/no")}) {
        const ToolRun result = run_with(small_job, {"TENON_CACHE_DIR=" + folder});
        expect_sum(result);
        EXPECT_NE(result.err.find("the kernel cache is off"), std::string::npos) << result.err;
        EXPECT_NE(result.err.find(folder), std::string::npos) << result.err;
        const ToolRun clear = run_with({"cache", "clear"}, {"TENON_CACHE_DIR=" + folder});
        EXPECT_EQ(clear.code, 1);
        EXPECT_NE(clear.err.find("tenon: error: the kernel cache is not used"), std::string::npos)
            << clear.err;
    }
    EXPECT_EQ(files(), (std::vector<std::string>{"file", "link", "open"}));
    EXPECT_TRUE(fs::is_empty(path("open")));
}

TEST_F(BadMachine, damaged_kernels_are_compiled_again) {
    const std::int64_t all = number_of(counted().out, "kernels_compiled");
    ASSERT_GT(all, 0);
    const auto damage = [&](auto how) {
        ASSERT_FALSE(kept().empty());
        for (const fs::path& file : kept())
            how(file);
        const ToolRun again = counted();
        EXPECT_EQ(number_of(again.out, "validation"), 33850) << again.err;
        EXPECT_EQ(number_of(again.out, "kernels_compiled"), all);
        const ToolRun mended = counted();
        EXPECT_EQ(number_of(mended.out, "kernels_cached"), all);
        EXPECT_EQ(mended.err, "");
    };
    damage([](const fs::path& file) { fs::resize_file(file, 0); });
    damage([](const fs::path& file) { fs::resize_file(file, fs::file_size(file) - 1); });
    damage([](const fs::path& file) { fs::resize_file(file, fs::file_size(file) + 4096); });
    damage([](const fs::path& file) {
        std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
        bytes.seekp(static_cast<std::streamoff>(fs::file_size(file) / 2));
        bytes << "#";
    });
    damage([](const fs::path& file) { fs::permissions(file, fs::perms::all); });
    damage([](const fs::path& file) {
        fs::remove(file);
        ASSERT_EQ(mkfifo(file.c_str(), 0600), 0);
    });
}

TEST_F(BadMachine, the_cache_keeps_to_its_limit) {
    const auto run_jobs = [&](const std::string& limit) {
        for (const char* type : {"float32", "float64"})
            for (const char* method : {"max", "l2", "relative"})
                EXPECT_EQ(
                    run_with({"laplace", "9", "--dtype", type, "--test", method},
                             {cache(), "TENON_EXECUTION=compiled", "TENON_CACHE_LIMIT=" + limit})
                        .code,
                    0);
        return run_with({"cache", "--json"}, {cache(), "TENON_CACHE_LIMIT=" + limit}).out;
    };
    const std::string none = run_jobs("0");
    EXPECT_EQ(number_of(none, "kernels"), 0) << none;
    const std::string few = run_jobs("8K");
    EXPECT_LE(number_of(few, "bytes"), 8192) << few;
    EXPECT_GT(number_of(few, "kernels"), 0) << few;
    EXPECT_EQ(number_of(few, "limit"), 8192) << few;
    const std::string all = run_jobs("1M");
    EXPECT_GT(number_of(all, "bytes"), 8192) << all;
    expect_sum(run_with(small_job, {cache(), "TENON_EXECUTION=compiled", "TENON_CACHE_LIMIT=8K"}));
    const std::string trimmed = run_with({"cache", "--json"}, {cache()}).out;
    EXPECT_LE(number_of(trimmed, "bytes"), 8192) << trimmed;
    EXPECT_GT(number_of(trimmed, "kernels"), 0) << trimmed;
}

TEST_F(BadMachine, standard_output_that_cannot_be_written_is_a_failure) {
    for (const std::string out : {"/dev/full", "closed"}) {
        for (const std::vector<std::string>& arguments :
             {small_job,
              {"pi", "9", "--json"},
              {"--help"},
              {"--version"},
              {"laplace", "--help"},
              {"cache"},
              {"mandelbrot", "200", "100", "--output", "counts.npy"}})
            expect_failure(run(arguments, {.out = out}), "standard output");
        EXPECT_EQ(sum(load(path("counts.npy"))).item<std::int64_t>(), 33850) << out;
        fs::remove(path("counts.npy"));
    }
}

TEST_F(BadMachine, a_disk_that_gets_full_leaves_what_was_there) {
    std::ofstream(path("old.npy")) << "old";
    fs::create_symlink("/dev/full", path("full.npy"));
    for (const std::string name : {"new.npy", "new.png", "old.npy"})
        expect_failure(run({"mandelbrot", "800", "30", "--output", name}, {.file_limit = 3000}),
                       name + ": cannot write: File too large");
    expect_failure(run({"laplace", "9", "--output", "full.npy"}),
                   "full.npy: cannot write: No space left on device");
    EXPECT_EQ(files(), (std::vector<std::string>{"full.npy", "old.npy"}));
    EXPECT_EQ(fs::file_size(path("old.npy")), 3U);
    EXPECT_TRUE(fs::is_symlink(path("full.npy")));
}

TEST_F(BadMachine, a_disk_too_full_for_kernels_costs_a_warning) {
    const ToolRun result =
        run(small_job, {.environment = {cache(), "TENON_EXECUTION=compiled"}, .file_limit = 1000});
    expect_sum(result);
    EXPECT_NE(result.err.find("could not be kept"), std::string::npos) << result.err;
    EXPECT_TRUE(kept().empty());
}

TEST_F(BadMachine, an_interrupt_ends_every_job_cleanly) {
    for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
             {"laplace", "400", "--tolerance", "1e-300", "--max-sweeps", "1000000000"},
             {"laplace", "3000", "--sweeps", "1000000"},
             {"heat", "3000", "--steps", "1000000"},
             {"wave", "3000", "--steps", "1000000"},
             {"life", "3000", "--steps", "1000000"},
             {"heat", "100", "--dims", "3", "--steps", "10000000"},
             {"mandelbrot", "8000", "1000000"},
             {"mandelbrot", "3000", "1000000", "--technique", "array"},
             {"mandelbrot", "3000", "1000000", "--technique", "interpreter"},
             {"pi", "9000000000000"},
             {"pi", "9000000000000", "--method", "quadrature"}}) {
        std::vector<std::string> all = arguments;
        if (all.back() != "quadrature")
            all.insert(all.end(), {"--output", "out.npy"});
        const ToolRun result = run(all, {.environment = {cache()}, .signal_after_ms = 500});
        EXPECT_EQ(result.code, 130) << ::testing::PrintToString(all);
        EXPECT_EQ(result.err, "tenon: interrupted\n");
        EXPECT_EQ(result.out, "");
        EXPECT_EQ(files(), (std::vector<std::string>{"cache"}));
        for (const fs::path& file : kept())
            EXPECT_EQ(file.extension(), ".tno") << file;
    }
}

}  // namespace tenon::testing
