// SPDX-License-Identifier: MIT
#include "film.hpp"

#include <filesystem>

#include <tenon/tenon.hpp>

#include "command.hpp"
#include "options.hpp"

namespace tenon::tool {

namespace {

// GIF has one palette of 256 colours for all frames, chosen after the last one.
const std::vector<std::string> as_gif = {
    "-filter_complex",
    "[0:v]split[a][b];[a]palettegen[p];[b][p]paletteuse=dither=none",
    "-loop",
    "0",
    "-f",
    "gif",
};
// What every player shows: 4:2:0, so that sides must be even; its index first.
const std::vector<std::string> as_mp4 = {
    "-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-pix_fmt", "yuv420p", "-movflags", "+faststart", "-f",
    "mp4",
};

}  // namespace

bool is_film(const std::string& path) { return ends_with(path, ".gif") || ends_with(path, ".mp4"); }

void check_film_maker(const std::string& path) {
    if (find_program("ffmpeg").empty())
        throw FileError(path + ": animations are made by ffmpeg, and there is none on the PATH; "
                               "install it (apt-get install ffmpeg), or write .png or .npy");
}

Film::Film(const std::string& path, const Drawing& drawing, std::int64_t zoom,
           std::int64_t frames_per_second)
    : file_(path), drawing_(drawing), zoom_(zoom), frames_per_second_(frames_per_second) {}

void Film::add(const Array& state) {
    const Array picture =
        colors(enlarged(plane_of(state), zoom_), drawing_.map, drawing_.low, drawing_.high);
    if (!ffmpeg_)
        start(picture.shape(0), picture.shape(1));
    pixels_.resize(static_cast<std::size_t>(picture.nbytes()));
    picture.copy_to(pixels_.data());
    ffmpeg_->write(pixels_.data(), pixels_.size());
}

void Film::finish() {
    ffmpeg_->finish();
    file_.give_name();
}

void Film::start(std::int64_t height, std::int64_t width) {
    const std::string size = std::to_string(width) + "x" + std::to_string(height);
    std::vector<std::string> words = {"-hide_banner",
                                      "-loglevel",
                                      "error",
                                      "-f",
                                      "rawvideo",
                                      "-pixel_format",
                                      "rgb24",
                                      "-video_size",
                                      size,
                                      "-framerate",
                                      std::to_string(frames_per_second_),
                                      "-i",
                                      "pipe:0"};
    const auto& format = ends_with(file_.path(), ".gif") ? as_gif : as_mp4;
    words.insert(words.end(), format.begin(), format.end());
    // "file:" keeps a name from being taken for an option or a protocol.
    words.insert(words.end(), {"-y", "file:" + file_.part()});
    ffmpeg_ = std::make_unique<PipedProgram>(find_program("ffmpeg"), words);
}

}  // namespace tenon::tool
