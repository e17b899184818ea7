// SPDX-License-Identifier: MIT
// Animations go to ffmpeg frame by frame. A script in its place keeps what it is given, or fails.
#include <filesystem>
#include <fstream>
#include <iterator>

#include <tenon/tenon.hpp>

#include "run_tool.hpp"

namespace tenon::testing {

namespace {

namespace fs = std::filesystem;

class Films : public ToolTest {
protected:
    /// A program named ffmpeg whose body is this script.
    void make_ffmpeg(const std::string& script) {
        std::ofstream(folder_ / "ffmpeg") << "#!/bin/sh\n" << script << "\n";
        fs::permissions(folder_ / "ffmpeg", fs::perms::owner_all);
    }
    ToolRun make(const std::vector<std::string>& arguments, int signal_after_ms = -1) {
        return run(arguments, {.environment = {"PATH=" + folder_.string() + ":/usr/bin:/bin"},
                               .signal_after_ms = signal_after_ms});
    }
    std::string bytes_of(const std::string& name) const {
        std::ifstream in(folder_ / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    /// The state after so many steps, as the pixels of a frame: each point 2 x 2, colours between
    /// 0 and 1.
    std::string frame_after(int steps) const {
        EXPECT_EQ(run({"heat", "9", "--steps", std::to_string(steps), "--output", "u.npy"}).code,
                  0);
        const Array u = load(path("u.npy"));
        fs::remove(path("u.npy"));
        std::vector<std::int64_t> twice;
        for (std::int64_t i = 0; i < 18; ++i)
            twice.push_back(i / 2);
        const Array pixels =
            colors(take(take(u, array(twice), 0), array(twice), 1), ColorMap::heat, 0, 1);
        const std::vector<std::uint8_t> values = pixels.values<std::uint8_t>();
        return {values.begin(), values.end()};
    }
};

const std::string keep_everything = "for word; do echo \"$word\"; done > words\n"
                                    "cat > \"${word#file:}\"";

}  // namespace

TEST_F(Films, ffmpeg_is_given_every_frame) {
    make_ffmpeg(keep_everything);
    for (const std::string name : {"heat.gif", "heat.mp4"}) {
        const ToolRun result = make({"heat", "9", "--steps", "6", "--every", "3", "--zoom", "2",
                                     "--frame-rate", "30", "--output", name});
        EXPECT_EQ(result.code, 0) << result.err;
        EXPECT_EQ(bytes_of(name), frame_after(0) + frame_after(3) + frame_after(6));
        const std::string words = bytes_of("words");
        for (const std::string expected :
             {"rawvideo\n", "rgb24\n", "-video_size\n18x18\n", "-framerate\n30\n-i\npipe:0\n"})
            EXPECT_NE(words.find(expected), std::string::npos) << expected << words;
        EXPECT_NE(words.find("-f\n" + name.substr(5) + "\n"), std::string::npos) << words;
    }
    EXPECT_EQ(files(), (std::vector<std::string>{"ffmpeg", "heat.gif", "heat.mp4", "words"}));
}

TEST_F(Films, there_are_about_two_hundred_frames_where_nobody_says_how_many) {
    make_ffmpeg(keep_everything);
    ASSERT_EQ(make({"wave", "4", "--steps", "2000", "--output", "wave.gif"}).code, 0);
    EXPECT_EQ(fs::file_size(path("wave.gif")), 201U * 4 * 4 * 3);
}

TEST_F(Films, without_ffmpeg_the_message_tells_what_to_do) {
    const ToolRun result =
        run({"heat", "9", "--output", "heat.gif"}, {.environment = {"PATH=" + folder_.string()}});
    EXPECT_EQ(result.code, 1);
    EXPECT_EQ(result.err,
              "tenon: error: heat.gif: animations are made by ffmpeg, and there is none "
              "on the PATH; install it (apt-get install ffmpeg), or write .png or .npy\n");
    EXPECT_TRUE(files().empty());
}

TEST_F(Films, when_ffmpeg_fails_what_was_there_stays) {
    std::ofstream(folder_ / "old.gif") << "old";
    const std::vector<std::string> job = {"heat", "99", "--every", "1", "--output", "old.gif"};
    const std::pair<std::string, std::string> cases[] = {
        {"cat > /dev/null; echo no such encoder; exit 3", "ffmpeg ended with status 3"},
        {"exit 4", "ffmpeg ended with status 4"},
        {"exit 0", "ffmpeg ended with status 0 before it had read everything"},
        {"kill -9 $$", "ffmpeg was ended by signal 9"},
    };
    for (const auto& [script, text] : cases) {
        make_ffmpeg(script);
        const ToolRun result = make(job);
        EXPECT_EQ(result.code, 1) << script;
        EXPECT_NE(result.err.find("tenon: error: " + text), std::string::npos) << result.err;
        EXPECT_EQ(result.err.find("no such encoder") == 0,
                  script.find("encoder") != std::string::npos);
        EXPECT_EQ(bytes_of("old.gif"), "old");
        EXPECT_EQ(files(), (std::vector<std::string>{"ffmpeg", "old.gif"}));
    }
    fs::permissions(folder_ / "ffmpeg", fs::perms::owner_read);
    EXPECT_NE(make(job).code, 0);
}

TEST_F(Films, an_interrupt_ends_ffmpeg_and_leaves_nothing) {
    for (const std::string script : {"cat > /dev/null", "sleep 100"}) {
        make_ffmpeg("echo $$ > process; exec " + script);
        const ToolRun result = make(
            {"heat", "300", "--steps", "10000000", "--every", "1", "--output", "heat.gif"}, 1500);
        EXPECT_EQ(result.code, 130) << result.err;
        EXPECT_EQ(result.err, "tenon: interrupted\n");
        EXPECT_EQ(files(), (std::vector<std::string>{"ffmpeg", "process"}));
        EXPECT_FALSE(
            fs::exists("/proc/" + bytes_of("process").substr(0, bytes_of("process").find('\n'))));
    }
}

TEST_F(Films, options_that_do_not_go_together_are_refused) {
    make_ffmpeg(keep_everything);
    const ToolRun repeated = make({"heat", "9", "--repeat", "2", "--output", "heat.gif"});
    EXPECT_EQ(repeated.code, 2);
    EXPECT_NE(repeated.err.find("--repeat does not go with an animation"), std::string::npos);
    EXPECT_EQ(make({"heat", "9", "--output", "no/such/heat.gif"}).code, 1);
    fs::create_directory(path("folder.gif"));
    const ToolRun folder = make({"heat", "9", "--output", "folder.gif"});
    EXPECT_EQ(folder.code, 1);
    EXPECT_NE(folder.err.find("it is not a file"), std::string::npos) << folder.err;
    EXPECT_EQ(files(), (std::vector<std::string>{"ffmpeg", "folder.gif"}));
}

}  // namespace tenon::testing
