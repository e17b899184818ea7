// SPDX-License-Identifier: MIT
#include <chrono>
#include <cstdio>
#include <cstring>
#include <functional>
#include <optional>

#include <tenon/tenon.hpp>

#include "byte_stream.hpp"
#include "command.hpp"
#include "jobs/filters.hpp"
#include "jobs/y4m.hpp"
#include "options.hpp"
#include "progress.hpp"

namespace tenon::tool {

namespace {

using Seconds = std::chrono::duration<double>;
using Clock = std::chrono::steady_clock;
using Bytes = std::vector<std::uint8_t>;

struct Arguments {
    std::string filter;
    std::string input = "-";
    std::string output = "-";
    std::int64_t generate = 0;
    std::int64_t width = 640;
    std::int64_t height = 480;
    std::int64_t factor = 2;
    std::string method = "bilinear";
    JobOptions job;
};

/// Where frames come from: a stream, or rings that move.
class Frames {
public:
    explicit Frames(const Arguments& arguments) : left_(arguments.generate) {
        if (arguments.generate > 0)
            generate(arguments);
        else
            open(arguments.input);
    }

    const jobs::VideoFormat& format() const { return format_; }
    bool read(Bytes& frame) {
        if (reader_)
            return named([&] { return reader_->read(frame); });
        if (left_ == 0)
            return false;
        frame = made_[static_cast<std::size_t>(left_--) % made_.size()];
        return true;
    }

private:
    void open(const std::string& path) {
        source_.emplace(path);
        named([&] {
            reader_.emplace(
                [this](void* out, std::size_t count) { return source_->read(out, count); });
            return true;
        });
        format_ = reader_->format();
    }

    /// A few frames, which come again and again, so that making them costs nothing.
    void generate(const Arguments& arguments) {
        constexpr std::int64_t different = 16;
        format_.width = arguments.width;
        format_.height = arguments.height;
        format_ = format_.mono();
        format_.check_size();
        for (std::int64_t i = 0; i < std::min(left_, different); ++i) {
            Bytes& frame = made_.emplace_back(static_cast<std::size_t>(format_.frame_bytes()));
            jobs::ring_picture(format_.height, format_.width, i).copy_to(frame.data());
        }
    }

    /// What is wrong with a stream, with its name.
    template <class F>
    bool named(F read) const {
        try {
            return read();
        } catch (const ValueError& error) {
            throw FileError(source_->name() + ": " + error.what());
        }
    }

    std::optional<ByteSource> source_;
    std::optional<jobs::Y4mReader> reader_;
    jobs::VideoFormat format_;
    std::int64_t left_;
    std::vector<Bytes> made_;
};

/// A filter for each plane of the frames that are written.
struct Filter {
    jobs::VideoFormat format;
    std::vector<std::function<Array(const Array& plane)>> planes;
};

Filter filter_for(const Arguments& arguments, const jobs::VideoFormat& input) {
    if (arguments.filter == "sobel")
        return {input.mono(), {jobs::sobel}};
    const auto method = arguments.method == "nearest" ? jobs::Magnifier::Method::nearest
                                                      : jobs::Magnifier::Method::bilinear;
    Filter filter = {input, {}};
    for (const jobs::Plane& plane : input.planes())
        filter.planes.emplace_back(
            jobs::Magnifier(plane.height, plane.width, arguments.factor, method));
    return filter;
}

void run_filter(const Filter& filter, const Bytes& frame, std::uint8_t* out) {
    const std::uint8_t* in = frame.data();
    const std::vector<jobs::Plane> planes = filter.format.planes();
    for (std::size_t i = 0; i < planes.size(); ++i) {
        const Array plane = from_bytes(in, {planes[i].height, planes[i].width}, DType::uint8);
        filter.planes[i](plane).copy_to(out);
        in += planes[i].bytes();
        out += planes[i].bytes();
    }
}

/// All frames through the filter; tells how fast that went.
void run(const Arguments& arguments) {
    Frames frames(arguments);
    const Filter filter = filter_for(arguments, frames.format());
    ByteSink sink(arguments.output);
    const std::string head = filter.format.line();
    sink.write(head.data(), head.size());
    const std::string_view line = jobs::y4m_frame_line;
    Bytes out(line.begin(), line.end());

    Progress progress("video");
    Bytes frame;
    std::int64_t count = 0;
    Seconds in_filter{};
    const Clock::time_point start = Clock::now();
    while (frames.read(frame)) {
        const Clock::time_point read = Clock::now();
        out.resize(line.size() + static_cast<std::size_t>(filter.format.frame_bytes()));
        run_filter(filter, frame, out.data() + line.size());
        in_filter += Clock::now() - read;
        sink.write(out.data(), out.size());
        progress.update(-1, "frame " + std::to_string(++count));
    }
    sink.finish();
    const Seconds took = Clock::now() - start;
    const auto rate = [count](Seconds seconds) {
        return count == 0 ? 0 : static_cast<double>(count) / seconds.count();
    };
    std::fprintf(stderr,
                 "%lld frames of %lld x %lld in %.3f s: %.0f frames per second (the filter alone: "
                 "%.0f)\n",
                 static_cast<long long>(count), static_cast<long long>(filter.format.width),
                 static_cast<long long>(filter.format.height), took.count(), rate(took),
                 rate(in_filter));
}

void add_options(Options& options, Arguments& arguments) {
    options.choice("FILTER", arguments.filter, {"sobel", "magnify"},
                   "edges, in grey; or the middle, larger", false);
    options.text("--input", arguments.input, "FILE.y4m (default: -, standard input)");
    options.text("--output", arguments.output, "FILE.y4m (default: -, standard output)");
    options.whole("--generate", arguments.generate, 1, "make so many grey frames instead of input");
    options.whole("--width", arguments.width, 1, "of frames that are made (default: 640)");
    options.whole("--height", arguments.height, 1, "of frames that are made (default: 480)");
    options.whole("--factor", arguments.factor, 1, "of magnify, up to 64 (default: 2)");
    options.choice("--method", arguments.method, {"nearest", "bilinear"},
                   "of magnify: the nearest pixel, or the mean of four (default)");
    options.whole("--threads", arguments.job.threads, 1,
                  "threads (default: OMP_NUM_THREADS, or all cores)");
    options.note("ffmpeg -i FILE -f yuv4mpegpipe - | tenon video sobel | ffplay -\n"
                 "Frames per second are told on standard error at the end.");
}

}  // namespace

int run_video(int count, char** list) {
    Arguments arguments;
    Options options("tenon video",
                    "Filters a video, YUV4MPEG2 (.y4m) with 8 bits for each sample.");
    add_options(options, arguments);
    if (!options.parse(count, list))
        return 0;
    if (options.given("--generate") && options.given("--input"))
        throw UsageError("--generate and --input exclude each other");
    if (arguments.output != "-")
        check_output(arguments.output, {".y4m"});
    arguments.job.apply();
    run(arguments);
    wait_for_compiler();  // the next process finds the kernels on disk
    return 0;
}

}  // namespace tenon::tool
