// SPDX-License-Identifier: MIT
#include "codegen/wire.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdint>

#include "base/bytes.hpp"

namespace tenon::codegen {

namespace {

/// Objects have some kilobytes; what says that it is longer is broken.
constexpr std::uint64_t longest = std::uint64_t{64} << 20;

bool send_all(int socket, const char* data, std::size_t size) {
    while (size > 0) {
        const ssize_t sent = send(socket, data, size, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        data += sent;
        size -= static_cast<std::size_t>(sent);
    }
    return true;
}

bool receive_all(int socket, char* data, std::size_t size) {
    while (size > 0) {
        const ssize_t got = recv(socket, data, size, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        data += got;
        size -= static_cast<std::size_t>(got);
    }
    return true;
}

bool something_came(int socket, int milliseconds) {
    pollfd waiting{.fd = socket, .events = POLLIN, .revents = 0};
    int ready = 0;
    do
        ready = poll(&waiting, 1, milliseconds);
    while (ready < 0 && errno == EINTR);
    return ready > 0;
}

}  // namespace

std::string to_bytes(const Request& request) {
    return base::ByteWriter()
        .put_text(request.version)
        .put_text(request.target.cpu)
        .put(request.target.vector_bits)
        .put(request.target.fma)
        .put(request.target.vbmi2)
        .put_text(request.symbol)
        .put_text(request.keep)
        .put_text(request.name)
        .put_text(request.kernel)
        .take();
}

std::optional<Request> request_of(std::string_view bytes) {
    base::ByteReader reader(bytes);
    Request request;
    request.version = reader.text();
    request.target.cpu = reader.text();
    request.target.vector_bits = reader.number<int>();
    request.target.fma = reader.truth();
    request.target.vbmi2 = reader.truth();
    request.symbol = reader.text();
    request.keep = reader.text();
    request.name = reader.text();
    request.kernel = reader.text();
    return reader.finished() ? std::optional(std::move(request)) : std::nullopt;
}

std::string to_bytes(const Answer& answer) {
    return base::ByteWriter().put(answer.good).put_text(answer.bytes).put(answer.process).take();
}

std::optional<Answer> answer_of(std::string_view bytes) {
    base::ByteReader reader(bytes);
    Answer answer;
    answer.good = reader.truth();
    answer.bytes = reader.text();
    answer.process = reader.number<int>();
    return reader.finished() ? std::optional(std::move(answer)) : std::nullopt;
}

bool send_message(int socket, std::string_view bytes) {
    const std::uint64_t size = bytes.size();
    return send_all(socket, reinterpret_cast<const char*>(&size), sizeof size) &&
           send_all(socket, bytes.data(), bytes.size());
}

std::optional<std::string> receive_message(int socket, int milliseconds) {
    std::uint64_t size = 0;
    if (!something_came(socket, milliseconds) ||
        !receive_all(socket, reinterpret_cast<char*>(&size), sizeof size) || size > longest)
        return std::nullopt;
    std::string bytes(size, '\0');
    if (!receive_all(socket, bytes.data(), bytes.size()))
        return std::nullopt;
    return bytes;
}

}  // namespace tenon::codegen
