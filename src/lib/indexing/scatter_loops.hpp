// SPDX-License-Identifier: MIT
/// The loops of a scatter around what is done with one element.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "lib/indexing/scatter.hpp"
#include "lib/words.hpp"

namespace tenon::lib {

struct ScatterArgs {
    std::byte* target = nullptr;
    const std::int64_t* positions = nullptr;
    std::int64_t count = 0;
    const std::byte* values = nullptr;
    std::int64_t unit = 1;
    std::int64_t value_stride = 0;
    std::span<const ScatterDimension> before;
    std::span<const ScatterDimension> after;

    explicit ScatterArgs(const std::int64_t* args) {
        CallOperands operands(args);
        target = operands.next().as<std::byte>();
        operands.next();  // the target as it is read
        const CallOperand chosen = operands.next();
        positions = chosen.as<const std::int64_t>();
        count = chosen.count();
        values = operands.next().as<const std::byte>();
        const auto* const words = operands.next().as<const std::int64_t>();
        target += words[0];
        unit = words[1];
        value_stride = words[2];
        const auto* const dimensions = reinterpret_cast<const ScatterDimension*>(words + 5);
        before = {dimensions, static_cast<std::size_t>(words[3])};
        after = {dimensions + words[3], static_cast<std::size_t>(words[4])};
    }
};

template <class Visit>
void over(std::span<const ScatterDimension> dimensions, std::byte* target, const std::byte* value,
          const Visit& visit) {
    if (dimensions.empty()) {
        visit(target, value);
        return;
    }
    const ScatterDimension& first = dimensions.front();
    for (std::int64_t i = 0; i < first.size; ++i)
        over(dimensions.subspan(1), target + i * first.target, value + i * first.value, visit);
}

/// One element for each position: the common cases are told apart, so that their strides are
/// numbers in the code.
template <std::int64_t bytes, class Put>
void scatter_elements(const ScatterArgs& args, std::byte* target, const std::byte* value,
                      const Put& put) {
    const std::int64_t* const positions = args.positions;
    const std::int64_t count = args.count;
    if (args.unit == bytes && args.value_stride == bytes)
        for (std::int64_t i = 0; i < count; ++i)
            put(target + positions[i] * bytes, value + i * bytes);
    else if (args.unit == bytes && args.value_stride == 0)
        for (std::int64_t i = 0; i < count; ++i)
            put(target + positions[i] * bytes, value);
    else
        for (std::int64_t i = 0; i < count; ++i)
            put(target + positions[i] * args.unit, value + i * args.value_stride);
}

/// `put(target, value)` for every element of `bytes` bytes, in order.
template <std::int64_t bytes, class Put>
void scatter(const ScatterArgs& args, const Put& put) {
    over(args.before, args.target, args.values, [&](std::byte* target, const std::byte* value) {
        if (args.after.empty()) {
            scatter_elements<bytes>(args, target, value, put);
            return;
        }
        const ScatterDimension& row = args.after.back();
        for (std::int64_t i = 0; i < args.count; ++i)
            over(args.after.first(args.after.size() - 1), target + args.positions[i] * args.unit,
                 value + i * args.value_stride, [&](std::byte* to, const std::byte* from) {
                     if (row.target == bytes && row.value == bytes)
                         for (std::int64_t j = 0; j < row.size; ++j)
                             put(to + j * bytes, from + j * bytes);
                     else
                         for (std::int64_t j = 0; j < row.size; ++j)
                             put(to + j * row.target, from + j * row.value);
                 });
    });
}

inline double scatter_cost(const std::int64_t* args) {
    CallOperands operands(args);
    operands.next();
    operands.next();
    return static_cast<double>(operands.next().count());
}

}  // namespace tenon::lib
