// SPDX-License-Identifier: MIT
/// How libpng's errors come back: it demands that its error function does not return, so the
/// function longjmps. Nothing with a destructor may therefore live in a frame between setjmp and
/// libpng; such frames hold a pointer to state that their caller owns.
#pragma once

#include <png.h>

namespace tenon::lib::io {

struct PngMessage {
    char text[160] = "";
};

/// libpng's two callbacks; the error pointer is a PngMessage.
void on_png_error(png_structp png, png_const_charp text);
inline void on_png_warning(png_structp, png_const_charp) {}

}  // namespace tenon::lib::io
