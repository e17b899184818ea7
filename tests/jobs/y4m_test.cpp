// SPDX-License-Identifier: MIT
// YUV4MPEG2 streams: what is read, what is refused, and that nothing worse happens.
#include "jobs/y4m.hpp"

#include <algorithm>
#include <cstring>
#include <random>

#include <gtest/gtest.h>
#include <tenon/error.hpp>

namespace tenon::testing {

namespace {

using jobs::Plane;
using jobs::VideoFormat;
using jobs::Y4mReader;

/// Gives the text in pieces of random sizes up to `most`.
Y4mReader::Source source_of(const std::string& text, std::size_t most, unsigned seed = 1) {
    return [text, most, at = std::size_t{0},
            random = std::mt19937(seed)](void* out, std::size_t count) mutable {
        const std::size_t piece = std::min({count, 1 + random() % most, text.size() - at});
        std::memcpy(out, text.data() + at, piece);
        at += piece;
        return piece;
    };
}

VideoFormat format_of(const std::string& line) {
    return Y4mReader(source_of(line + "\n", 7)).format();
}

/// Bytes that say where they stand.
std::string frame_bytes(std::int64_t count, int seed) {
    std::string bytes;
    for (std::int64_t i = 0; i < count; ++i)
        bytes += static_cast<char>(i * 7 + seed);
    return bytes;
}

std::string small_stream() {
    std::string stream = "YUV4MPEG2 W6 H5 F30000:1001 Ip A1:1 C420jpeg XYSCSS=420JPEG\n";
    for (int i = 0; i < 3; ++i)
        stream += (i == 1 ? "FRAME Ixyz\n" : "FRAME\n") + frame_bytes(30 + 2 * 9, i);
    return stream;
}

/// Reads everything; what it says when it is refused.
std::string read_all(const std::string& stream, std::size_t most = 1000, unsigned seed = 1) {
    try {
        Y4mReader reader(source_of(stream, most, seed));
        std::vector<std::uint8_t> frame;
        while (reader.read(frame))
            EXPECT_EQ(frame.size(), static_cast<std::size_t>(reader.format().frame_bytes()));
        return std::to_string(reader.frames()) + " frames";
    } catch (const ValueError& error) {
        return error.what();
    }
}

std::string mutated(std::string stream, std::mt19937& random) {
    const auto any = [&](std::size_t below) { return random() % std::max<std::size_t>(below, 1); };
    for (std::size_t i = 0; i <= any(4); ++i) {
        // The first line, most of the time: it is what decides.
        const std::size_t at =
            any(3) == 0 ? any(stream.size()) : any(std::min<std::size_t>(stream.size(), 70));
        switch (any(6)) {
        case 0: stream.resize(at); break;
        case 1: stream.insert(at, 1 + any(9), "0123456789:-CWHFX \n"[any(19)]); break;
        case 2: stream.erase(at, 1 + any(9)); break;
        case 3: stream += stream.substr(at, any(100)); break;
        case 4: stream.insert(at, std::string(any(6000), static_cast<char>(random()))); break;
        default:
            if (at < stream.size())
                stream[at] = static_cast<char>(random());
        }
    }
    return stream;
}

}  // namespace

TEST(Y4m, formats_have_their_planes) {
    const auto planes = [](const std::string& chroma) {
        return format_of("YUV4MPEG2 W7 H5 C" + chroma).planes();
    };
    for (const char* const chroma : {"420", "420jpeg", "420mpeg2", "420paldv"})
        EXPECT_EQ(planes(chroma), (std::vector<Plane>{{7, 5}, {4, 3}, {4, 3}})) << chroma;
    EXPECT_EQ(planes("411"), (std::vector<Plane>{{7, 5}, {2, 5}, {2, 5}}));
    EXPECT_EQ(planes("422"), (std::vector<Plane>{{7, 5}, {4, 5}, {4, 5}}));
    EXPECT_EQ(planes("444"), (std::vector<Plane>{{7, 5}, {7, 5}, {7, 5}}));
    EXPECT_EQ(planes("mono"), (std::vector<Plane>{{7, 5}}));
    EXPECT_EQ(format_of("YUV4MPEG2 H5 W7").frame_bytes(),
              35 + 2 * 12);  // 420 where nothing is said
}

TEST(Y4m, the_first_line_is_written_as_it_was_read) {
    const VideoFormat format = format_of("YUV4MPEG2  C422 W640 H480 F30000:1001 It A10:11 Xa=b Zz");
    EXPECT_EQ(format.line(), "YUV4MPEG2 W640 H480 F30000:1001 It A10:11 Xa=b C422\n");
    EXPECT_EQ(format_of("YUV4MPEG2 W6 H5 XYSCSS=420JPEG XCOLORRANGE=FULL").mono().line(),
              "YUV4MPEG2 W6 H5 XCOLORRANGE=FULL Cmono\n");
    const VideoFormat again = format_of(format.line().substr(0, format.line().size() - 1));
    EXPECT_EQ(again.line(), format.line());
}

TEST(Y4m, frames_are_read_however_the_bytes_come) {
    for (const std::size_t most : {1, 3, 50, 100000}) {
        Y4mReader reader(source_of(small_stream(), most));
        std::vector<std::uint8_t> frame;
        for (int i = 0; i < 3; ++i) {
            ASSERT_TRUE(reader.read(frame));
            EXPECT_EQ(std::string(frame.begin(), frame.end()), frame_bytes(48, i)) << most;
        }
        EXPECT_FALSE(reader.read(frame));
        EXPECT_EQ(reader.frames(), 3);
    }
    EXPECT_EQ(read_all("YUV4MPEG2 W6 H5\n"), "0 frames");
}

TEST(Y4m, what_cannot_be_read_is_refused_in_words) {
    const std::string head = "YUV4MPEG2 ";
    EXPECT_EQ(read_all(""), "the stream is empty");
    EXPECT_EQ(read_all("RIFF\x01\x02\n"), "this is no YUV4MPEG2 stream: it begins with "
                                          "\"RIFF??\" (ffmpeg -f yuv4mpegpipe makes one)");
    EXPECT_EQ(read_all("YUV4MPEG22 W6 H5\n").substr(0, 27), "this is no YUV4MPEG2 stream");
    EXPECT_EQ(read_all(head + "W6"), "the first line is cut off: \"YUV4MPEG2 W6\"");
    EXPECT_EQ(read_all(std::string(5000, 'Y')).substr(0, 42),
              "the first line is longer than 4096 bytes; ");
    EXPECT_EQ(read_all(head + "W6 F25:1\n"), "the first line gives no width W or no height H");
    for (const std::string side : {"0", "-5", "99999999999999999999", "", "6x", "0x10"})
        EXPECT_EQ(read_all(head + "H5 W" + side + "\n"),
                  "the sides of a frame must be whole numbers above zero, not \"" + side + "\"");
    EXPECT_EQ(read_all(head + "W65537 H1\n"), "frames of 65537 x 1 are too large: sides are at "
                                              "most 65536, frames 1 GiB");
    EXPECT_EQ(read_all(head + "W40000 H30000\n").substr(0, 38),
              "frames of 40000 x 30000 are too large:");
    for (const std::string chroma : {"420p10", "mono16", "444alpha", "", "4:2:0"})
        EXPECT_EQ(read_all(head + "W6 H5 C" + chroma + "\n")
                      .find("the colour format \"" + chroma + "\" is not known"),
                  0U);
    for (const std::string ratio : {"30", "30:", ":1", "a:b", "1:2:3", "-1:1"})
        EXPECT_EQ(read_all(head + "W6 H5 F" + ratio + "\n"),
                  "the parameter \"F" + ratio + "\" must be a ratio like 25:1");
}

TEST(Y4m, frames_that_are_cut_off_are_refused_with_their_number) {
    const std::string whole = small_stream();
    const std::size_t head = whole.find('\n') + 1;
    EXPECT_EQ(read_all(whole.substr(0, whole.size() - 1)), "frame 3 is cut off: 47 of 48 bytes");
    EXPECT_EQ(read_all(whole.substr(0, head + 3)), "the line before a frame is cut off: \"FRA\"");
    EXPECT_EQ(read_all(whole + "frame\n"), "frame 4 begins with \"frame\", not FRAME");
    EXPECT_EQ(read_all(whole + "FRAMES\n").substr(0, 14), "frame 4 begins");
    // No memory is taken for bytes that do not come.
    EXPECT_EQ(read_all("YUV4MPEG2 W32000 H30000 Cmono\nFRAME\n123"),
              "frame 1 is cut off: 3 of 960000000 bytes");
}

TEST(Y4m, streams_with_random_damage_are_read_or_refused) {
    std::mt19937 random(2011);
    int read = 0;
    for (unsigned i = 0; i < 20'000; ++i) {
        const std::string stream = mutated(small_stream(), random);
        const std::string whole = read_all(stream, 100'000, i);
        EXPECT_EQ(read_all(stream, 40, i), whole);  // in whatever pieces it comes
        read += whole.find("frames") < 3 ? 1 : 0;
    }
    EXPECT_GT(read, 1000);
    EXPECT_LT(read, 19'000);
}

}  // namespace tenon::testing
