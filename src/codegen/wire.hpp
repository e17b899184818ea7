// SPDX-License-Identifier: MIT
/// What travels between a program and the compiler's process: messages of a length and bytes. Both
/// ends are of one build and on one machine; a message that is cut short is no message.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "codegen/codegen.hpp"

namespace tenon::codegen {

/// A kernel to be compiled; without one the question is whether the compiler can be loaded.
struct Request {
    std::string version;  ///< of the asking build
    Target target = {};
    std::string symbol = {};
    std::string keep = {};  ///< folder for readable files, or empty
    std::string name = {};
    std::string kernel = {};  ///< kernel::encode, or empty
};
struct Answer {
    bool good = false;
    std::string bytes;  ///< the object, or what is wrong
    int process = 0;    ///< that answered
};

std::string to_bytes(const Request& request);
std::string to_bytes(const Answer& answer);
std::optional<Request> request_of(std::string_view bytes);
std::optional<Answer> answer_of(std::string_view bytes);

/// False when the other end is gone.
bool send_message(int socket, std::string_view bytes);
/// Nothing when the other end is gone, or nothing came for so long; -1: waits for ever.
std::optional<std::string> receive_message(int socket, int milliseconds = -1);

}  // namespace tenon::codegen
