// SPDX-License-Identifier: MIT
#include "runtime/object_file.hpp"

#include <cstring>

namespace tenon::runtime {
namespace {

constexpr std::uint32_t format_version = 1;
constexpr char magic[8] = {'T', 'e', 'n', 'o', 'n', 'O', 'b', 'j'};
constexpr std::size_t sum_bytes = 16;

struct Header {
    char magic[8];
    std::uint32_t version;
    std::uint32_t symbol_bytes;
    std::uint64_t object_bytes;
    std::uint64_t key_low;
    std::uint64_t key_high;
};
static_assert(sizeof(Header) == 40);

std::string checksum(std::string_view text) {
    const base::Hash128 hash = base::hash128(text);
    std::string bytes(sizeof hash.low + sizeof hash.high, '\0');
    std::memcpy(bytes.data(), &hash.low, sizeof hash.low);
    std::memcpy(bytes.data() + sizeof hash.low, &hash.high, sizeof hash.high);
    return bytes;
}

}  // namespace

std::size_t encoded_bytes(const ObjectCache::Object& object) {
    return sizeof(Header) + object.symbol.size() + object.bytes.size() + sum_bytes;
}

std::string encode_object(const base::Hash128& key, const ObjectCache::Object& object) {
    Header header{};
    std::memcpy(header.magic, magic, sizeof magic);
    header.version = format_version;
    header.symbol_bytes = static_cast<std::uint32_t>(object.symbol.size());
    header.object_bytes = object.bytes.size();
    header.key_low = key.low;
    header.key_high = key.high;
    std::string text(sizeof header, '\0');
    std::memcpy(text.data(), &header, sizeof header);
    text += object.symbol;
    text += object.bytes;
    return text + checksum(text);
}

std::optional<ObjectCache::Object> decode_object(const base::Hash128& key, std::string_view text) {
    if (text.size() < sizeof(Header) + sum_bytes)
        return std::nullopt;
    Header header;
    std::memcpy(&header, text.data(), sizeof header);
    const std::size_t payload = text.size() - sizeof header - sum_bytes;
    if (std::memcmp(header.magic, magic, sizeof magic) != 0 || header.version != format_version ||
        header.key_low != key.low || header.key_high != key.high || header.symbol_bytes > payload ||
        header.object_bytes != payload - header.symbol_bytes)
        return std::nullopt;
    const std::string_view checked = text.substr(0, text.size() - sum_bytes);
    if (checksum(checked) != text.substr(checked.size()))
        return std::nullopt;
    return ObjectCache::Object{std::string(checked.substr(sizeof header + header.symbol_bytes)),
                               std::string(checked.substr(sizeof header, header.symbol_bytes))};
}

}  // namespace tenon::runtime
