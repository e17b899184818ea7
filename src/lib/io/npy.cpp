// SPDX-License-Identifier: MIT
#include "lib/io/npy.hpp"

#include <algorithm>
#include <cstring>
#include <new>

#include <tenon/error.hpp>

namespace tenon::lib::io {

namespace {

// NumPy needs about 120 bytes; this leaves room and keeps a hostile length harmless.
constexpr std::size_t max_header = std::size_t{1} << 20;

NpyHeader read_header(InputFile& file) {
    unsigned char start[8];
    if (file.read(start, sizeof start) < sizeof start || std::memcmp(start, "\x93NUMPY", 6) != 0)
        fail(file.path(), "not a .npy file (its first bytes are not \\x93NUMPY)");
    const int major = start[6];
    if (major < 1 || major > 3)
        fail(file.path(), ".npy format version " + std::to_string(major) + "." +
                              std::to_string(start[7]) + " is not known");
    unsigned char length_bytes[4] = {};
    const std::size_t width = major == 1 ? 2 : 4;
    if (file.read(length_bytes, width) < width)
        fail(file.path(), "truncated: it ends inside the header");
    std::size_t length = 0;
    for (std::size_t i = 0; i < width; ++i)
        length |= static_cast<std::size_t>(length_bytes[i]) << (8 * i);
    if (length > max_header)
        fail(file.path(), "not a valid .npy header: its length is " + std::to_string(length));
    std::string text(length, '\0');
    if (file.read(text.data(), length) < length)
        fail(file.path(), "truncated: it ends inside the header");
    return parse_npy_header(text, file.path());
}

[[noreturn]] void fail_truncated(const std::string& path, std::uint64_t wanted,
                                 std::uint64_t there) {
    fail(path, "truncated: " + std::to_string(wanted) + " bytes of data are announced, " +
                   std::to_string(there) + " are there");
}

/// From a pipe, memory grows with what arrives, not with what the header promises.
std::unique_ptr<std::byte[]> read_stream(InputFile& file, std::size_t wanted) {
    std::vector<std::byte> bytes;
    while (bytes.size() < wanted) {
        const std::size_t done = bytes.size();
        const std::size_t step = std::min(wanted - done, std::max<std::size_t>(done, 1 << 20));
        bytes.resize(done + step);
        const std::size_t got = file.read(bytes.data() + done, step);
        if (got < step)
            fail_truncated(file.path(), wanted, done + got);
    }
    auto out = std::make_unique_for_overwrite<std::byte[]>(wanted);
    std::copy(bytes.begin(), bytes.end(), out.get());
    return out;
}

std::unique_ptr<std::byte[]> read_data(InputFile& file, const NpyHeader& header) {
    const std::size_t wanted = header.nbytes;
    if (!file.size())
        return read_stream(file, wanted);
    const std::uint64_t there = *file.size() - std::min(file.position(), *file.size());
    if (there < wanted)
        fail_truncated(file.path(), wanted, there);
    auto bytes = std::make_unique_for_overwrite<std::byte[]>(wanted);
    const std::size_t got = file.read(bytes.get(), wanted);
    if (got < wanted)
        fail_truncated(file.path(), wanted, got);
    return bytes;
}

void reverse_bytes(std::byte* bytes, std::size_t count, std::size_t width) {
    for (std::size_t i = 0; i < count; i += width)
        std::reverse(bytes + i, bytes + i + width);
}

}  // namespace

NpyContent read_npy(const std::string& path) {
    InputFile file(path);
    NpyContent content;
    content.header = read_header(file);
    const NpyHeader& header = content.header;
    try {
        content.bytes = read_data(file, header);
    } catch (const std::bad_alloc&) {
        throw MemoryError(path + ": no memory for its " + std::to_string(header.nbytes) + " bytes");
    }
    std::byte* const bytes = content.bytes.get();
    if (header.other_byte_order)
        reverse_bytes(bytes, header.nbytes, size_of(real_type(header.type)));
    if (is_bool(header.type))  // other bytes than 0 and 1 are true, as NumPy reads them
        for (std::uint64_t i = 0; i < header.nbytes; ++i)
            bytes[i] = bytes[i] == std::byte{0} ? std::byte{0} : std::byte{1};
    return content;
}

}  // namespace tenon::lib::io
