// SPDX-License-Identifier: MIT
#include "y4m.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>

#include <tenon/error.hpp>

namespace tenon::jobs {

namespace {

constexpr std::size_t longest_line = 4096;
constexpr std::int64_t longest_side = 65536;
constexpr std::int64_t most_frame_bytes = std::int64_t{1} << 30;
constexpr std::size_t most_at_once = std::size_t{16} << 20;
constexpr std::string_view magic = "YUV4MPEG2";

/// By how much the chroma planes are smaller; 0 where there are none.
struct Sampling {
    std::string_view name;
    int across = 1;
    int down = 1;
};
constexpr Sampling samplings[] = {{"mono", 0, 0},     {"420", 2, 2},      {"420jpeg", 2, 2},
                                  {"420mpeg2", 2, 2}, {"420paldv", 2, 2}, {"411", 4, 1},
                                  {"422", 2, 1},      {"444", 1, 1}};

const Sampling* find_sampling(std::string_view name) {
    const auto* const found = std::find_if(std::begin(samplings), std::end(samplings),
                                           [&](const Sampling& s) { return s.name == name; });
    return found == std::end(samplings) ? nullptr : found;
}

/// Bytes of others, safe to print.
std::string shown(std::string_view text) {
    constexpr std::size_t most = 40;
    std::string result = "\"";
    for (const char c : text.substr(0, most))
        result += c >= ' ' && c <= '~' ? c : '?';
    return result + (text.size() > most ? "...\"" : "\"");
}

std::int64_t parse_side(std::string_view value) {
    std::int64_t side = 0;
    const auto [stop, error] = std::from_chars(value.data(), value.data() + value.size(), side);
    if (error != std::errc() || stop != value.data() + value.size() || side < 1)
        throw ValueError("the sides of a frame must be whole numbers above zero, not " +
                         shown(value));
    return side;
}

bool is_ratio(std::string_view value) {
    const std::size_t colon = value.find(':');
    const auto is_number = [](std::string_view digits) {
        return !digits.empty() && digits.size() <= 10 &&
               digits.find_first_not_of("0123456789") == std::string_view::npos;
    };
    return colon != std::string_view::npos && is_number(value.substr(0, colon)) &&
           is_number(value.substr(colon + 1));
}

void set_chroma(VideoFormat& format, std::string_view value) {
    if (find_sampling(value) == nullptr)
        throw ValueError("the colour format " + shown(value) +
                         " is not known: 8 bits for each sample, in mono, 420, 411, 422 or 444 "
                         "(ffmpeg -pix_fmt yuv420p makes it)");
    format.chroma = value;
}

/// One parameter of the first line: a letter and its value. Letters that are not known mean
/// nothing, as the description of the format has it.
void set_parameter(VideoFormat& format, std::string_view word) {
    const std::string_view value = word.substr(1);
    switch (word[0]) {
    case 'W': format.width = parse_side(value); break;
    case 'H': format.height = parse_side(value); break;
    case 'C': set_chroma(format, value); break;
    case 'F':
    case 'A':
        if (!is_ratio(value))
            throw ValueError("the parameter " + shown(word) + " must be a ratio like 25:1");
        [[fallthrough]];
    case 'I':
    case 'X': format.rest.append(" ").append(word); break;
    default: break;
    }
}

VideoFormat parse_format(std::string_view line) {
    if (line.substr(0, magic.size()) != magic ||
        (line.size() > magic.size() && line[magic.size()] != ' '))
        throw ValueError("this is no YUV4MPEG2 stream: it begins with " + shown(line) +
                         " (ffmpeg -f yuv4mpegpipe makes one)");
    VideoFormat format;
    format.rest.clear();
    line.remove_prefix(magic.size());
    while (!line.empty()) {
        const std::size_t space = std::min(line.find(' '), line.size());
        if (space > 0)
            set_parameter(format, line.substr(0, space));
        line.remove_prefix(std::min(space + 1, line.size()));
    }
    if (format.width == 0 || format.height == 0)
        throw ValueError("the first line gives no width W or no height H");
    format.check_size();
    return format;
}

}  // namespace

std::vector<Plane> VideoFormat::planes() const {
    const Sampling* const sampling = find_sampling(chroma);
    if (sampling == nullptr || sampling->across == 0)
        return {{width, height}};
    const Plane small = {(width + sampling->across - 1) / sampling->across,
                         (height + sampling->down - 1) / sampling->down};
    return {{width, height}, small, small};
}

std::int64_t VideoFormat::frame_bytes() const {
    std::int64_t bytes = 0;
    for (const Plane& plane : planes())
        bytes += plane.bytes();
    return bytes;
}

std::string VideoFormat::line() const {
    return std::string(magic) + " W" + std::to_string(width) + " H" + std::to_string(height) +
           rest + " C" + chroma + "\n";
}

VideoFormat VideoFormat::mono() const {
    VideoFormat format = *this;
    format.chroma = "mono";
    // The mjpegtools' older name for the colour format, which some programs believe.
    const std::size_t old = format.rest.find(" XYSCSS=");
    if (old != std::string::npos)
        format.rest.erase(old, std::min(format.rest.find(' ', old + 1), format.rest.size()) - old);
    return format;
}

void VideoFormat::check_size() const {
    if (std::max(width, height) > longest_side || frame_bytes() > most_frame_bytes)
        throw ValueError("frames of " + std::to_string(width) + " x " + std::to_string(height) +
                         " are too large: sides are at most " + std::to_string(longest_side) +
                         ", frames 1 GiB");
}

Y4mReader::Y4mReader(Source source) : source_(std::move(source)), buffer_(std::size_t{1} << 16) {
    std::string line;
    if (!read_line(line, "the first line"))
        throw ValueError("the stream is empty");
    format_ = parse_format(line);
}

bool Y4mReader::read(std::vector<std::uint8_t>& frame) {
    std::string line;
    if (!read_line(line, "the line before a frame"))
        return false;
    const std::string number = "frame " + std::to_string(frames_ + 1);
    if (line != "FRAME" && line.substr(0, 6) != "FRAME ")
        throw ValueError(number + " begins with " + shown(line) + ", not FRAME");
    const auto size = static_cast<std::size_t>(format_.frame_bytes());
    std::size_t have = std::min(size, end_ - at_);
    frame.assign(buffer_.data() + at_, buffer_.data() + at_ + have);
    at_ += have;
    while (have < size) {
        // Memory follows the bytes that come, whatever the first line has said.
        frame.resize(std::min(size, have + most_at_once));
        const std::size_t more = source_(frame.data() + have, frame.size() - have);
        if (more == 0)
            throw ValueError(number + " is cut off: " + std::to_string(have) + " of " +
                             std::to_string(size) + " bytes");
        have += more;
    }
    ++frames_;
    return true;
}

bool Y4mReader::fill() {
    at_ = 0;
    end_ = source_(buffer_.data(), buffer_.size());
    return end_ > 0;
}

/// Up to a line feed; false where the stream has ended.
bool Y4mReader::read_line(std::string& line, const char* what) {
    line.clear();
    while (at_ < end_ || fill()) {
        const char* const first = buffer_.data() + at_;
        const auto* const stop = static_cast<const char*>(std::memchr(first, '\n', end_ - at_));
        const std::size_t count =
            stop != nullptr ? static_cast<std::size_t>(stop - first) : end_ - at_;
        if (line.size() + count > longest_line)
            throw ValueError(std::string(what) + " is longer than " + std::to_string(longest_line) +
                             " bytes; it begins with " +
                             shown(line + std::string(first, std::min<std::size_t>(count, 64))));
        line.append(first, count);
        at_ += count + (stop != nullptr ? 1 : 0);
        if (stop != nullptr)
            return true;
    }
    if (!line.empty())
        throw ValueError(std::string(what) + " is cut off: " + shown(line));
    return false;
}

}  // namespace tenon::jobs
