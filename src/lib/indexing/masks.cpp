// SPDX-License-Identifier: MIT
#include "lib/indexing/masks.hpp"

#include <algorithm>
#include <cstring>

#include "base/check.hpp"
#include "lib/indexing/pack.hpp"
#include "lib/words.hpp"

namespace tenon::lib {

namespace {

using Words = const std::int64_t*;

/// Positions [begin, end) of one block.
struct Block {
    std::int64_t begin, end;
    Block(std::int64_t number, std::int64_t size)
        : begin(number * mask_block), end(std::min(begin + mask_block, size)) {}
};

// --- counting

/// How many of the mask's bytes are 1: added eight at a time, in bytes that cannot overflow.
std::int64_t ones(const std::uint8_t* mask, std::int64_t size) {
    constexpr std::int64_t most = 248;  // words whose bytes may be added before one overflows
    std::int64_t total = 0;
    std::int64_t i = 0;
    while (i + 8 <= size) {
        const std::int64_t stop = std::min(i + 8 * most, size / 8 * 8);
        std::uint64_t bytes = 0;
        for (; i < stop; i += 8) {
            std::uint64_t word;
            std::memcpy(&word, mask + i, 8);
            bytes += word;
        }
        for (int b = 0; b < 8; ++b)
            total += static_cast<std::int64_t>(bytes >> (8 * b) & 255);
    }
    for (; i < size; ++i)
        total += mask[i];
    return total;
}

void count(const void*, Words args, std::int64_t first, std::int64_t last, std::int64_t,
           std::int64_t) {
    CallOperands operands(args);
    auto* const counts = operands.next().as<std::int64_t>();
    const CallOperand mask = operands.next();
    const auto* const chosen = mask.as<const std::uint8_t>();
    for (std::int64_t b = first; b < last; ++b) {
        const Block block(b, mask.count());
        counts[b] = ones(chosen + block.begin, block.end - block.begin);
    }
}

std::int64_t count_parts(Words args) { return CallOperands(args).next().count(); }
double count_cost(Words args) { return 0.02 * static_cast<double>(count_parts(args) * mask_block); }

// --- positions

/// Coordinates of flat positions: row by row, since all but the last are the same along a row.
class Coordinates {
public:
    Coordinates(const CallOperand& out, const CallOperand& mask)
        : out_(out.as<std::int64_t>()), total_(out.sizes[1]), mask_(mask), row_(mask.sizes.back()) {
    }

    void block(const Block& block, std::int64_t start, std::int64_t stop) const {
        const auto rank = static_cast<std::int64_t>(mask_.sizes.size());
        const auto* const chosen = mask_.as<const std::uint8_t>();
        std::int64_t* const last = out_ + (rank - 1) * total_;
        std::int64_t at = start;
        for (std::int64_t i = block.begin; i < block.end && at < stop;) {
            const std::int64_t within = i % row_;
            const std::int64_t size = std::min(row_ - within, block.end - i);
            const std::int64_t next =
                pack_positions(chosen + i, size, within, last + at, last + stop) - last;
            std::int64_t rest = i / row_;
            for (std::int64_t d = rank - 2; d >= 0; --d) {
                const std::int64_t extent = mask_.sizes[static_cast<std::size_t>(d)];
                std::fill(out_ + d * total_ + at, out_ + d * total_ + next, rest % extent);
                rest /= extent;
            }
            at = next;
            i += size;
        }
    }

private:
    std::int64_t* out_;
    std::int64_t total_;
    CallOperand mask_;
    std::int64_t row_;
};

void positions(const void*, Words args, std::int64_t first, std::int64_t last, std::int64_t,
               std::int64_t) {
    CallOperands operands(args);
    const CallOperand out = operands.next();
    const CallOperand mask = operands.next();
    const CallOperand starts = operands.next();
    const auto* const start = starts.as<const std::int64_t>();
    const Coordinates coordinates(out, mask);
    for (std::int64_t b = first; b < last; ++b)
        coordinates.block(Block(b, mask.count()), start[b],
                          b + 1 < starts.count() ? start[b + 1] : out.sizes[1]);
}

std::int64_t positions_parts(Words args) {
    CallOperands operands(args);
    operands.next();
    operands.next();
    return operands.next().count();
}
double positions_cost(Words args) {
    return 0.3 * static_cast<double>(positions_parts(args) * mask_block);
}

// --- compress

template <std::size_t bytes>
void compress(const void*, Words args, std::int64_t first, std::int64_t last, std::int64_t,
              std::int64_t) {
    CallOperands operands(args);
    const CallOperand out = operands.next();
    const auto* const values = operands.next().as<const std::byte>();
    const CallOperand mask = operands.next();
    const CallOperand starts = operands.next();
    const auto* const chosen = mask.as<const std::uint8_t>();
    const auto* const start = starts.as<const std::int64_t>();
    constexpr auto size = static_cast<std::int64_t>(bytes);
    for (std::int64_t b = first; b < last; ++b) {
        const Block block(b, mask.count());
        const std::int64_t stop = b + 1 < starts.count() ? start[b + 1] : out.count();
        pack<bytes>(values + block.begin * size, chosen + block.begin, block.end - block.begin,
                    out.as<std::byte>() + start[b] * size, out.as<std::byte>() + stop * size);
    }
}

std::int64_t compress_parts(Words args) {
    CallOperands operands(args);
    for (int i = 0; i < 3; ++i)
        operands.next();
    return operands.next().count();
}
double compress_cost(Words args) {
    return 0.2 * static_cast<double>(compress_parts(args) * mask_block);
}

const tape::Call counts_call{"mask counts", count, count_cost, count_parts};
const tape::Call all_positions_call{"mask positions", positions, positions_cost, positions_parts};
const tape::Call compress_calls[] = {
    {"compress 1", compress<1>, compress_cost, compress_parts},
    {"compress 2", compress<2>, compress_cost, compress_parts},
    {"compress 4", compress<4>, compress_cost, compress_parts},
    {"compress 8", compress<8>, compress_cost, compress_parts},
    {"compress 16", compress<16>, compress_cost, compress_parts},
};

}  // namespace

const tape::Call& mask_counts_call() { return counts_call; }
const tape::Call& mask_positions_call() { return all_positions_call; }

const tape::Call& compress_call(std::size_t bytes) {
    switch (bytes) {
    case 1: return compress_calls[0];
    case 2: return compress_calls[1];
    case 4: return compress_calls[2];
    case 8: return compress_calls[3];
    default: TENON_CHECK(bytes == 16, "compress: elements of an unknown size");
    }
    return compress_calls[4];
}

}  // namespace tenon::lib
