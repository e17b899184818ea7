// SPDX-License-Identifier: MIT
#include "codegen/wire.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdint>
#include <cstring>

namespace tenon::codegen {

namespace {

/// Objects have some kilobytes; what says that it is longer is broken.
constexpr std::uint64_t longest = std::uint64_t{64} << 20;

class Writer {
public:
    Writer& put(std::string_view text) {
        put_number(text.size());
        bytes.append(text);
        return *this;
    }
    Writer& put_number(std::uint64_t number) {
        bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
        return *this;
    }
    std::string bytes;
};

/// `good` becomes false where the bytes end too early.
class Reader {
public:
    explicit Reader(std::string_view bytes) : rest_(bytes) {}
    std::uint64_t number() {
        std::uint64_t value = 0;
        if (rest_.size() < sizeof value) {
            good_ = false;
            return 0;
        }
        std::memcpy(&value, rest_.data(), sizeof value);
        rest_.remove_prefix(sizeof value);
        return value;
    }
    std::string text() {
        const std::uint64_t size = number();
        if (!good_ || size > rest_.size()) {
            good_ = false;
            return {};
        }
        std::string value(rest_.substr(0, size));
        rest_.remove_prefix(size);
        return value;
    }
    bool good() const { return good_ && rest_.empty(); }

private:
    std::string_view rest_;
    bool good_ = true;
};

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
    return Writer()
        .put(request.version)
        .put(request.target.cpu)
        .put_number(static_cast<std::uint64_t>(request.target.vector_bits))
        .put_number(request.target.fma ? 1 : 0)
        .put_number(request.target.vbmi2 ? 1 : 0)
        .put(request.symbol)
        .put(request.keep)
        .put(request.name)
        .put(request.kernel)
        .bytes;
}

std::optional<Request> request_of(std::string_view bytes) {
    Reader reader(bytes);
    Request request;
    request.version = reader.text();
    request.target.cpu = reader.text();
    request.target.vector_bits = static_cast<int>(reader.number());
    request.target.fma = reader.number() != 0;
    request.target.vbmi2 = reader.number() != 0;
    request.symbol = reader.text();
    request.keep = reader.text();
    request.name = reader.text();
    request.kernel = reader.text();
    return reader.good() ? std::optional(std::move(request)) : std::nullopt;
}

std::string to_bytes(const Answer& answer) {
    return Writer()
        .put_number(answer.good ? 1 : 0)
        .put(answer.bytes)
        .put_number(static_cast<std::uint64_t>(answer.process))
        .bytes;
}

std::optional<Answer> answer_of(std::string_view bytes) {
    Reader reader(bytes);
    Answer answer;
    answer.good = reader.number() != 0;
    answer.bytes = reader.text();
    answer.process = static_cast<int>(reader.number());
    return reader.good() ? std::optional(std::move(answer)) : std::nullopt;
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
