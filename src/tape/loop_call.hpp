// SPDX-License-Identifier: MIT
/// How a program asked for a statement of a loop. If it asks the same again, of the storages that
/// are due then, the statement is the loop's next one, and need not be made in order to be
/// compared: promotion, broadcasting and the result's layout depend on nothing else.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include <tenon/array.hpp>

#include "tape/layout.hpp"

namespace tenon::tape {

struct LoopCall {
    static constexpr std::uint32_t unknown = UINT32_MAX;
    static constexpr std::uint32_t end = UINT32_MAX - 1;  ///< an iteration is whole
    static constexpr std::size_t most_given = 4;

    /// An array or a number that an operation was given.
    struct Given {
        LayoutRef layout;  ///< of an array; null: a number
        std::int64_t offset = 0;
        std::uint32_t role = 0;    ///< of its storage,
        std::uint32_t before = 0;  ///< and the one that it had an iteration before,
        bool first = false;        ///< to be looked at where no earlier statement has the role
        Scalar number{0};
        /// The number may be another one each time: what is recorded depends on its value only.
        bool free = false;
        std::uint32_t varying = unknown;  ///< and is: of the body's operands, this one
    };

    /// Names the operation and how many it was given; its caller's choice.
    std::uint32_t what = unknown;
    std::uint32_t count = 0;
    LayoutRef result;  ///< of the new array; null: what was given last is written
    std::int64_t result_bytes = 0;
    std::uint32_t written_role = 0;
    std::uint32_t first_count = 0;  ///< so many of what is given are `first`
    bool varies = false;            ///< one of the numbers does
    Given given[most_given];

    const Layout& written() const {
        return result.get() != nullptr ? *result : *given[count - 1].layout;
    }
    static bool same_number(const Scalar& a, const Scalar& b) {
        if (a.kind() != b.kind())
            return false;
        if (a.kind() == Kind::floating)
            return same_bits(a.real(), b.real());
        if (a.kind() == Kind::complex)
            return same_bits(a.real(), b.real()) && same_bits(a.imaginary(), b.imaginary());
        return a.integer() == b.integer();
    }

private:
    static bool same_bits(double a, double b) {
        return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
    }
};

}  // namespace tenon::tape
