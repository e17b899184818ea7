// SPDX-License-Identifier: MIT
#include "base/check.hpp"

#include <tenon/error.hpp>

namespace tenon::base {

void internal_error(std::string_view what, std::source_location where) {
    throw InternalError("internal error at " + std::string(where.file_name()) + ":" +
                        std::to_string(where.line()) + ": " + std::string(what) +
                        "\nThis is a bug in Tenon: please report it with this text.");
}

}  // namespace tenon::base
