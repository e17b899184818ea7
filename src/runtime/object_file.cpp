// SPDX-License-Identifier: MIT
#include "runtime/object_file.hpp"

#include <cstdint>

#include "base/bytes.hpp"

namespace tenon::runtime {
namespace {

constexpr std::uint32_t format_version = 1;
constexpr std::string_view magic = "TenonObj";
constexpr std::size_t key_bytes = 16;
constexpr std::size_t header_bytes = 8 + 4 + 4 + 8 + key_bytes;
constexpr std::size_t sum_bytes = 16;

std::string hash_bytes(const base::Hash128& hash) {
    return base::ByteWriter().put(hash.low).put(hash.high).take();
}

}  // namespace

std::size_t encoded_bytes(const ObjectCache::Object& object) {
    return header_bytes + object.symbol.size() + object.bytes.size() + sum_bytes;
}

std::string encode_object(const base::Hash128& key, const ObjectCache::Object& object) {
    base::ByteWriter writer;
    writer.put_raw(magic)
        .put(format_version)
        .put(static_cast<std::uint32_t>(object.symbol.size()))
        .put(std::uint64_t{object.bytes.size()})
        .put_raw(hash_bytes(key))
        .put_raw(object.symbol)
        .put_raw(object.bytes);
    return writer.put_raw(hash_bytes(base::hash128(writer.bytes()))).take();
}

std::optional<ObjectCache::Object> decode_object(const base::Hash128& key, std::string_view text) {
    base::ByteReader reader(text);
    if (reader.raw(magic.size()) != magic || reader.number<std::uint32_t>() != format_version)
        return std::nullopt;
    const auto symbol_bytes = reader.number<std::uint32_t>();
    const auto object_bytes = reader.number<std::uint64_t>();
    if (reader.raw(key_bytes) != hash_bytes(key))
        return std::nullopt;
    const std::string_view symbol = reader.raw(symbol_bytes);
    const std::string_view object = reader.raw(object_bytes);
    const std::string_view sum = reader.raw(sum_bytes);
    if (!reader.finished() ||
        sum != hash_bytes(base::hash128(text.substr(0, text.size() - sum_bytes))))
        return std::nullopt;
    return ObjectCache::Object{std::string(object), std::string(symbol)};
}

}  // namespace tenon::runtime
