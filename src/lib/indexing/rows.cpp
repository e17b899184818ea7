// SPDX-License-Identifier: MIT
#include "lib/indexing/rows.hpp"

#include <cstring>
#include <type_traits>

#include "lib/indexing/pack.hpp"

namespace tenon::lib {

namespace {

/// `each(bytes)` with the commonest sizes as constants, whose copies are single instructions.
template <class Each>
void with_size(std::size_t bytes, const Each& each) {
    switch (bytes) {
    case 8: each(std::integral_constant<std::size_t, 8>{}); break;
    case 4: each(std::integral_constant<std::size_t, 4>{}); break;
    default: each(bytes);
    }
}

}  // namespace

template <class Number>
bool Rows::read(const Number* positions, std::int64_t length) {
    for (std::size_t i = 0; i < count_; ++i) {
        const auto given = static_cast<std::int64_t>(positions[i]);
        at_[i] = given < 0 ? given + length : given;
        if (at_[i] < 0 || at_[i] >= length)
            return false;
    }
    return true;
}

bool Rows::choose(DType type, const void* positions, std::int64_t count, std::int64_t length) {
    count_ = static_cast<std::size_t>(count);
    if (type == DType::int64)
        return read(static_cast<const std::int64_t*>(positions), length);
    return type == DType::int32 && read(static_cast<const std::int32_t*>(positions), length);
}

void Rows::choose(const std::uint8_t* mask, std::int64_t size) {
    const std::int64_t* last = pack_positions(mask, size, 0, at_.data(), at_.data() + most);
    count_ = static_cast<std::size_t>(last - at_.data());
}

void Rows::gather(const std::byte* from, std::byte* to, std::size_t bytes) const {
    with_size(bytes, [&](auto size) {
        for (std::size_t i = 0; i < count_; ++i)
            std::memcpy(to + i * size, from + static_cast<std::size_t>(at_[i]) * size, size);
    });
}

void Rows::scatter(const std::byte* from, std::size_t step, std::byte* to,
                   std::size_t bytes) const {
    with_size(bytes, [&](auto size) {
        for (std::size_t i = 0; i < count_; ++i)
            std::memcpy(to + static_cast<std::size_t>(at_[i]) * size, from + i * step, size);
    });
}

}  // namespace tenon::lib
