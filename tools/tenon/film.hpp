// SPDX-License-Identifier: MIT
/// Animations, which ffmpeg encodes.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <tenon/array.hpp>

#include "drawing.hpp"
#include "part_file.hpp"
#include "programs.hpp"

namespace tenon::tool {

/// Whether this is the name of an animation: .gif or .mp4.
bool is_film(const std::string& path);
/// Whether there is an ffmpeg to make it. @throws UsageError that tells where to get it.
void check_film_maker(const std::string& path);

class Film {
public:
    Film(const std::string& path, const Drawing& drawing, std::int64_t zoom,
         std::int64_t frames_per_second);
    /// A frame, of the size of the first one.
    void add(const Array& state);
    /// The file has its name when this returns. @throws FileError
    void finish();

private:
    void start(std::int64_t height, std::int64_t width);

    PartFile file_;
    Drawing drawing_;
    std::int64_t zoom_;
    std::int64_t frames_per_second_;
    std::vector<std::uint8_t> pixels_;
    std::unique_ptr<PipedProgram> ffmpeg_;  // from the first frame on; destroyed before the file
};

}  // namespace tenon::tool
