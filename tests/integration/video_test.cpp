// SPDX-License-Identifier: MIT
// Video from the command line: streams in and out, through files and pipes. What is done with a
// frame is tested in tests/jobs.
#include <cstdlib>
#include <fstream>
#include <iterator>

#include <tenon/tenon.hpp>
#include <unistd.h>

#include "run_tool.hpp"

namespace tenon::testing {

namespace {

class Video : public ToolTest {
protected:
    std::string bytes_of(const std::string& name) const {
        std::ifstream in(folder_ / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    std::string write(const std::string& name, const std::string& bytes) const {
        std::ofstream(folder_ / name, std::ios::binary) << bytes;
        return name;
    }
    void expect_failure(const std::vector<std::string>& arguments, int code,
                        const std::string& text, const std::string& input = "/dev/null") const {
        const ToolRun result = run(arguments, {.in = input});
        EXPECT_EQ(result.code, code) << result.err;
        EXPECT_NE(result.err.find("tenon: error: " + text), std::string::npos) << result.err;
    }
};

/// A frame of 4 x 3 in 4:2:0 with one white pixel, and grey chroma.
const std::string small_frame =
    std::string("FRAME\n") + std::string("\0\0\0\0\0\xff\0\0\0\0\0\0", 12) + std::string(8, '\x50');
const std::string small_head = "YUV4MPEG2 W4 H3 F25:1 Ip A1:1 C420mpeg2\n";

}  // namespace

TEST_F(Video, sobel_writes_grey_frames_of_the_same_size) {
    write("in.y4m", small_head + small_frame + small_frame);
    const ToolRun result =
        run({"video", "sobel", "--input", "in.y4m", "--output", "out.y4m", "--threads", "1"});
    EXPECT_EQ(result.code, 0) << result.err;
    EXPECT_EQ(result.out, "");
    // Beside the white pixel: two of 255 across, over 4.
    const std::string edges("\0\0\0\0\0\0\x7f\0\0\0\0\0", 12);
    EXPECT_EQ(bytes_of("out.y4m"),
              "YUV4MPEG2 W4 H3 F25:1 Ip A1:1 Cmono\nFRAME\n" + edges + "FRAME\n" + edges);
    EXPECT_EQ(result.err.find("2 frames of 4 x 3 in "), 0U) << result.err;
    EXPECT_NE(result.err.find(" frames per second (the filter alone: "), std::string::npos);
}

TEST_F(Video, standard_input_and_output_are_the_default) {
    write("in.y4m", small_head + small_frame);
    ASSERT_EQ(run({"video", "sobel", "--input", "in.y4m", "--output", "out.y4m"}).code, 0);
    const ToolRun result = run({"video", "sobel"}, {.in = path("in.y4m")});
    EXPECT_EQ(result.code, 0) << result.err;
    EXPECT_EQ(result.out, bytes_of("out.y4m"));
    const ToolRun empty = run({"video", "sobel"}, {.in = path(write("head.y4m", small_head))});
    EXPECT_EQ(empty.code, 0);
    EXPECT_EQ(empty.out, "YUV4MPEG2 W4 H3 F25:1 Ip A1:1 Cmono\n");
}

TEST_F(Video, magnify_enlarges_every_plane) {
    write("in.y4m", small_head + small_frame);
    const ToolRun result =
        run({"video", "magnify", "--factor", "3", "--method", "nearest"}, {.in = path("in.y4m")});
    EXPECT_EQ(result.code, 0) << result.err;
    // Of four columns, the second one is shown by the first two; of three rows, the middle one.
    const std::string luma("\xff\xff\0\0\xff\xff\0\0\xff\xff\0\0", 12);
    EXPECT_EQ(result.out, small_head + "FRAME\n" + luma + std::string(8, '\x50'));
    EXPECT_EQ(run({"video", "magnify", "--factor", "1"}, {.in = path("in.y4m")}).out,
              small_head + small_frame);
}

TEST_F(Video, frames_can_be_made) {
    const ToolRun made = run({"video", "magnify", "--factor", "1", "--generate", "18", "--width",
                              "20", "--height", "10"});
    EXPECT_EQ(made.code, 0) << made.err;
    const std::string head = "YUV4MPEG2 W20 H10 F25:1 Cmono\n";
    ASSERT_EQ(made.out.size(), head.size() + 18 * 206);
    EXPECT_EQ(made.out.substr(0, head.size()), head);
    EXPECT_NE(made.out.substr(head.size(), 206), made.out.substr(head.size() + 206, 206));
    write("made.y4m", made.out);
    EXPECT_EQ(run({"video", "sobel", "--input", "made.y4m", "--threads", "3"}).out,
              run({"video", "sobel", "--generate", "18", "--width", "20", "--height", "10"}).out);
}

TEST_F(Video, a_reader_that_goes_away_is_a_failure_in_words) {
    const std::string command =
        "cd " + folder_.string() +
        " && { \"$TENON_TOOL\" video sobel "
        "--generate 2000 2> err; echo $? > code; } | head -c 1000 > /dev/null";
    ASSERT_EQ(std::system(command.c_str()), 0);
    EXPECT_EQ(bytes_of("code"), "1\n");
    EXPECT_EQ(bytes_of("err"), "tenon: error: standard output: cannot write: Broken pipe\n");
    const ToolRun full = run({"video", "sobel", "--generate", "9"}, {.out = "/dev/full"});
    EXPECT_EQ(full.code, 1);
    EXPECT_EQ(full.err, "tenon: error: standard output: cannot write: No space left on device\n");
}

TEST_F(Video, what_is_no_video_is_refused_and_leaves_nothing) {
    const std::vector<std::string> sobel = {"video", "sobel", "--output", "out.y4m"};
    expect_failure(sobel, 1, "standard input: the stream is empty");
    expect_failure(sobel, 1, "standard input: this is no YUV4MPEG2 stream",
                   path(write("text", "hello\n")));
    expect_failure(sobel, 1, "standard input: frame 2 is cut off: 12 of 20 bytes",
                   path(write("cut", small_head + small_frame + small_frame.substr(0, 18))));
    expect_failure(sobel, 1, "standard input: the colour format \"420p10\" is not known",
                   path(write("deep", "YUV4MPEG2 W4 H3 C420p10\n")));
    expect_failure(sobel, 1, "standard input: frames of 65536 x 65536 are too large",
                   path(write("huge", "YUV4MPEG2 W65536 H65536\n")));
    expect_failure({"video", "sobel", "--input", "none.y4m"}, 1, "none.y4m: cannot open");
    expect_failure({"video", "sobel", "--input", "."}, 1, ".: cannot read: Is a directory");
    EXPECT_EQ(files(), (std::vector<std::string>{"cut", "deep", "huge", "text"}));
}

TEST_F(Video, wrong_usage_is_told) {
    expect_failure({"video"}, 2, "FILTER is required");
    expect_failure({"video", "blur"}, 2, "FILTER must be one of sobel|magnify");
    expect_failure({"video", "magnify", "--factor", "65", "--generate", "1"}, 2,
                   "magnify: the factor must be 1 to 64");
    expect_failure({"video", "sobel", "--generate", "1", "--width", "1e9"}, 2,
                   "frames of 1000000000 x 480 are too large");
    expect_failure({"video", "sobel", "--generate", "1", "--input", "x"}, 2, "--generate and");
    expect_failure({"video", "sobel", "--output", "x.mp4"}, 2,
                   "--output: \"x.mp4\" ends in neither .y4m");
    EXPECT_TRUE(files().empty());
}

TEST_F(Video, an_interrupt_ends_it_cleanly) {
    for (const bool generated : {true, false}) {
        std::vector<std::string> job = {"video", "sobel", "--output", "out.y4m"};
        if (generated)
            job.insert(job.end(), {"--generate", "1000000", "--width", "64", "--height", "64"});
        // Without frames it waits for a writer that never says anything: this test's own end of a
        // pipe.
        int ends[2];
        ASSERT_EQ(pipe(ends), 0);
        const ToolRun result =
            run(job, {.in = "/proc/self/fd/" + std::to_string(ends[0]), .signal_after_ms = 500});
        close(ends[0]);
        close(ends[1]);
        EXPECT_EQ(result.code, 130);
        EXPECT_EQ(result.err, "tenon: interrupted\n");
        EXPECT_TRUE(files().empty());
    }
}

}  // namespace tenon::testing
