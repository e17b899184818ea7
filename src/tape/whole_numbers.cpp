// SPDX-License-Identifier: MIT
#include <bit>
#include <cmath>

#include "tape/loop.hpp"

namespace tenon::tape {

namespace {

bool whole_double(double value, double limit, std::int64_t* whole) {
    if (!(std::fabs(value) <= limit) || value != std::trunc(value) ||
        (value == 0 && std::signbit(value)))
        return false;
    *whole = static_cast<std::int64_t>(value);
    return true;
}

std::uint64_t mask_of(DType type) {
    return size_of(type) == 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << (8 * size_of(type))) - 1;
}

}  // namespace

bool whole_number(DType type, const ScalarBits& bits, std::int64_t* value) {
    constexpr double exact_in_double = 0x1p53;
    constexpr double exact_in_single = 0x1p24;
    const std::uint64_t low = bits.bits[0];
    if (is_integer(type)) {
        const auto spare = static_cast<int>(64 - 8 * size_of(type));
        *value = is_signed(type) ? static_cast<std::int64_t>(low << spare) >> spare
                                 : static_cast<std::int64_t>(low & mask_of(type));
        return is_signed(type) || size_of(type) < 8 || *value >= 0;
    }
    if (is_complex(type) && bits.bits[1] != 0)
        return false;
    if (is_bool(type) || type == DType::float16)
        return false;
    if (real_type(type) == DType::float32)
        return whole_double(std::bit_cast<float>(static_cast<std::uint32_t>(low)), exact_in_single,
                            value);
    return whole_double(std::bit_cast<double>(low), exact_in_double, value);
}

std::int64_t steps_on(std::int64_t number, std::int64_t steps, std::int64_t step) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(number) +
                                     static_cast<std::uint64_t>(steps) *
                                         static_cast<std::uint64_t>(step));
}

std::int64_t step_between(std::int64_t from, std::int64_t to) { return steps_on(to, -1, from); }

ScalarBits scalar_of(DType type, std::int64_t value) {
    if (is_integer(type))
        return {{static_cast<std::uint64_t>(value) & mask_of(type), 0}};
    if (real_type(type) == DType::float32)
        return {{std::bit_cast<std::uint32_t>(static_cast<float>(value)), 0}};
    return {{std::bit_cast<std::uint64_t>(static_cast<double>(value)), 0}};
}

}  // namespace tenon::tape
