// SPDX-License-Identifier: MIT
/// Rows of a C-contiguous array, chosen by a few positions or a small mask and moved one after the
/// other by the calling thread: for arrays on which a call's launch would take longer than this.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <tenon/dtype.hpp>

namespace tenon::lib {

/// The numbers of the chosen rows. A row is what one position, or one element of the mask, stands
/// for; all have the same number of bytes.
class Rows {
public:
    /// Positions, and elements of a mask.
    static constexpr std::int64_t most = 2048;

    /// By positions along an axis of `length`, negative ones counted from its end. False where one
    /// is outside, or where they are not int32 or int64.
    bool choose(DType type, const void* positions, std::int64_t count, std::int64_t length);
    /// By a mask of at most `most` bytes.
    void choose(const std::uint8_t* mask, std::int64_t size);
    std::int64_t count() const { return static_cast<std::int64_t>(count_); }

    /// Writes the chosen rows of `from` side by side.
    void gather(const std::byte* from, std::byte* to, std::size_t bytes) const;
    /// Writes values into the chosen rows of `to`, in order: the last one for a row stays.
    /// `step`: bytes from one value to the next, 0 for one value for all rows.
    void scatter(const std::byte* from, std::size_t step, std::byte* to, std::size_t bytes) const;

private:
    template <class Number>
    bool read(const Number* positions, std::int64_t length);

    std::array<std::int64_t, most> at_;  // not set: clearing it would take longer than the rest
    std::size_t count_ = 0;
};

}  // namespace tenon::lib
