// SPDX-License-Identifier: MIT
/// YUV4MPEG2 streams, as ffmpeg and the mjpegtools write them: a line of parameters, then for each
/// frame a line FRAME and its planes, 8 bits for each sample, luma first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::jobs {

struct Plane {
    std::int64_t width = 0;
    std::int64_t height = 0;
    std::int64_t bytes() const { return width * height; }
    friend bool operator==(const Plane&, const Plane&) = default;
};

struct VideoFormat {
    std::int64_t width = 0;
    std::int64_t height = 0;
    std::string chroma = "420jpeg";  ///< as the parameter C has it
    std::string rest = " F25:1";     ///< frame rate, interlacing, aspect, comments: as they came

    /// The planes of a frame: luma, and two of chroma unless `chroma` is mono.
    std::vector<Plane> planes() const;
    std::int64_t frame_bytes() const;
    /// The stream's first line.
    std::string line() const;
    /// The same with luma only.
    VideoFormat mono() const;
    /// @throws ValueError for sides above 65536 and frames above 1 GiB.
    void check_size() const;
};

inline constexpr std::string_view y4m_frame_line = "FRAME\n";

/// Reads a stream from what gives up to so many bytes, 0 at the end.
class Y4mReader {
public:
    using Source = std::function<std::size_t(void* out, std::size_t count)>;

    /// @throws ValueError for a first line that is none, and formats that cannot be read.
    explicit Y4mReader(Source source);
    const VideoFormat& format() const { return format_; }
    std::int64_t frames() const { return frames_; }  ///< read so far
    /// False at the end. @throws ValueError for a frame that is cut off, or begins otherwise.
    bool read(std::vector<std::uint8_t>& frame);

private:
    bool fill();
    bool read_line(std::string& line, const char* what);

    Source source_;
    VideoFormat format_;
    std::int64_t frames_ = 0;
    std::vector<char> buffer_;
    std::size_t at_ = 0;
    std::size_t end_ = 0;
};

}  // namespace tenon::jobs
