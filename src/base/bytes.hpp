// SPDX-License-Identifier: MIT
/// Numbers and text as bytes, in this machine's byte order, and back again without trust.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace tenon::base {

template <class T>
concept Enumeration = std::is_enum_v<T>;

class ByteWriter {
public:
    template <class T>
        requires std::integral<T> || Enumeration<T>
    ByteWriter& put(T value) {
        bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
        return *this;
    }
    /// The length goes before it, in 64 bits.
    ByteWriter& put_text(std::string_view text);
    /// Without a length.
    ByteWriter& put_raw(std::string_view bytes);

    const std::string& bytes() const { return bytes_; }
    std::string take() { return std::move(bytes_); }

private:
    std::string bytes_;
};

/// Where the bytes end too early, or say what cannot be, reading has failed: that and all that
/// follows reads as zeros and empty text, and `finished` stays false.
class ByteReader {
public:
    explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

    template <std::integral T>
    T number() {
        T value{};
        raw(sizeof value).copy(reinterpret_cast<char*>(&value), sizeof value);
        return value;
    }
    /// A bool of a byte that is neither 0 nor 1 would be undefined.
    bool truth() { return at_most(number<std::uint8_t>(), std::uint8_t{1}) != 0; }
    /// An enumeration whose values are those up to `last`.
    template <Enumeration T>
    T one_of(T last) {
        using Number = std::underlying_type_t<T>;
        static_assert(std::is_unsigned_v<Number>);
        return static_cast<T>(at_most(number<Number>(), static_cast<Number>(last)));
    }
    /// How many items follow, each of `least` bytes or more: room is made for no more of them than
    /// came.
    template <std::unsigned_integral T>
    std::size_t count(std::size_t least = 1) {
        const std::size_t said = number<T>();
        return at_most(said, rest_.size() / least);
    }
    std::string_view text() { return raw(number<std::uint64_t>()); }
    std::string_view raw(std::uint64_t size);

    void fail();
    /// All was read, and nothing failed.
    bool finished() const { return good_ && rest_.empty(); }

private:
    template <class T>
    T at_most(T value, T last) {
        if (value <= last)
            return value;
        fail();
        return 0;
    }

    std::string_view rest_;
    bool good_ = true;
};

}  // namespace tenon::base
