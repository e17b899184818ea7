// SPDX-License-Identifier: MIT
/// IEEE 754's binary16: one sign bit, five of exponent, ten of significand. A type to store and to
/// look at; Tenon computes in float32 and rounds each result.
#pragma once

#include <bit>
#include <cstdint>

namespace tenon {

class float16 {
public:
    float16() = default;
    explicit constexpr float16(float x) : bits_(rounded(x)) {}
    explicit constexpr float16(double x) : bits_(rounded(odd(x))) {}
    static constexpr float16 from_bits(std::uint16_t bits) {
        float16 made;
        made.bits_ = bits;
        return made;
    }
    constexpr std::uint16_t bits() const { return bits_; }

    constexpr operator float() const {
        const auto sign = static_cast<std::uint32_t>(bits_ & 0x8000) << 16;
        const std::uint32_t size = bits_ & 0x7fff;
        if (size >= 0x7c00)  // infinity, NaN: quiet ones only
            return std::bit_cast<float>(sign | 0x7f800000 | (size & 0x3ff) << 13 |
                                        (size > 0x7c00 ? 0x400000U : 0U));
        const float value = size >= 0x400 ? std::bit_cast<float>((size << 13) + 0x38000000)
                                          : static_cast<float>(size) * 0x1p-24F;
        return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(value));
    }

private:
    /// To the nearest, halves to the even one.
    static constexpr std::uint16_t rounded(float x) {
        const auto all = std::bit_cast<std::uint32_t>(x);
        const std::uint32_t sign = all >> 16 & 0x8000;
        std::uint32_t size = all & 0x7fffffff;
        if (size > 0x7f800000)
            size = 0x7e00 | (size >> 13 & 0x3ff);
        else if (size >= 0x477ff000)  // 65520, half-way to what would be the next number
            size = 0x7c00;
        else if (size < 0x38800000)  // the sum with 1/2 has the last bit of a subnormal number
            size = std::bit_cast<std::uint32_t>(std::bit_cast<float>(size) + 0.5F) - 0x3f000000;
        else
            size = (size + 0xfff + (size >> 13 & 1) - 0x38000000) >> 13;
        return static_cast<std::uint16_t>(sign | size);
    }

    /// As float, where the last bit is 1 if anything was lost: rounding that once more is rounding
    /// once (S. Boldo and G. Melquiond, Emulation of FMA and correctly rounded sums: proved
    /// algorithms using rounding to odd, IEEE Trans. Computers 57, 2008).
    static constexpr float odd(double x) {
        const auto near = static_cast<float>(x);
        const double back = near;
        auto bits = std::bit_cast<std::uint32_t>(near);
        if (back == x || x != x || (bits & 1) != 0)
            return near;
        const bool too_large = x < 0 ? back < x : back > x;
        return std::bit_cast<float>(too_large ? bits - 1 : bits + 1);
    }

    std::uint16_t bits_;
};

}  // namespace tenon
