// SPDX-License-Identifier: MIT
/// The file of a cached object:  header | symbol | object | XXH3-128 of all before.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "runtime/code_loader.hpp"

namespace tenon::runtime {

std::string encode_object(const base::Hash128& key, const ObjectCache::Object& object);
std::size_t encoded_bytes(const ObjectCache::Object& object);

/// Nothing when the bytes are damaged, of another version, or another key's.
std::optional<ObjectCache::Object> decode_object(const base::Hash128& key, std::string_view text);

}  // namespace tenon::runtime
