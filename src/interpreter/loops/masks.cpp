// SPDX-License-Identifier: MIT
// Masks of control flow.
#include "interpreter/loops/lanes.hpp"

namespace tenon::interpreter::TENON_ISA {

namespace {

/// `flip` is 0, or 1 where the condition is to be false.
std::int64_t combine_masks(std::int64_t n, std::uint8_t* out, const std::uint8_t* parent,
                           const std::uint8_t* condition, std::uint8_t flip) {
    std::int64_t count = 0;
    // Counted in bytes, 255 at most a piece, so that a vector counts one lane a byte.
    for (std::int64_t begin = 0; begin < n; begin += 255) {
        const std::int64_t end = n - begin < 255 ? n : begin + 255;
        std::uint32_t part = 0;
        if (parent != nullptr) {
            TENON_LANES
            for (std::int64_t i = begin; i < end; ++i) {
                out[i] = static_cast<std::uint8_t>(parent[i] & (condition[i] ^ flip));
                part += out[i];
            }
        } else {
            TENON_LANES
            for (std::int64_t i = begin; i < end; ++i) {
                out[i] = static_cast<std::uint8_t>(condition[i] ^ flip);
                part += out[i];
            }
        }
        count += part;
    }
    return count;
}

}  // namespace

std::int64_t mask_and(std::int64_t n, std::uint8_t* out, const std::uint8_t* parent,
                      const std::uint8_t* condition) {
    return combine_masks(n, out, parent, condition, 0);
}

std::int64_t mask_and_not(std::int64_t n, std::uint8_t* out, const std::uint8_t* parent,
                          const std::uint8_t* condition) {
    return combine_masks(n, out, parent, condition, 1);
}

std::int64_t mask_indices(std::int64_t n, std::int32_t* out, const std::uint8_t* mask) {
    std::int64_t count = 0;
    for (std::int64_t i = 0; i < n; ++i) {  // written always, kept where the mask is one
        out[count] = static_cast<std::int32_t>(i);
        count += mask[i];
    }
    return count;
}

}  // namespace tenon::interpreter::TENON_ISA
