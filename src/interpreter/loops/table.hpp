// SPDX-License-Identifier: MIT
/// The tables of precompiled loops, one for each instruction set. Every loop works on `n` elements
/// that lie side by side; operands may be the output itself (element by element), never a part of
/// it.
#pragma once

#include <cstdint>

#include <tenon/dtype.hpp>

#include "ops/ops.hpp"
#include "ops/reduce.hpp"

namespace tenon::interpreter {

/// One operation on tiles. Operands that the operation does not have are ignored.
using Loop = void (*)(std::int64_t n, void* out, const void* a, const void* b, const void* c);

/// Which operands are tiles (v) and which are single values (s). Unary operations use vv.
enum class Form : std::uint8_t { vv, vs, sv };

/// Rows of `width` elements, `stride` bytes apart, from or to a tile in which they lie side by
/// side. Element i of row r is at row[r] + offset + i * stride; strides may be negative or zero.
/// Where there is a mask (one for all rows together), only its ones are stored.
struct Rows {
    std::int64_t count, width;
    char* const* row;
    std::int64_t offset, stride;
};
using LoadLoop = void (*)(const Rows& rows, void* out);
using StoreLoop = void (*)(const Rows& rows, const void* in, const std::uint8_t* mask);
using PairLoop = void (*)(std::int64_t n, char* out, std::int64_t stride, const void* re,
                          const void* im);

/// Elements at base + position * stride + offset. `base` is one address or a tile of them, `mask`
/// (may be null) says which may be touched; the others become zero.
struct Gather {
    const std::int64_t* base;
    const std::int64_t* position;
    std::int64_t stride, offset;
    const std::uint8_t* mask;
    bool many_bases;
};
using GatherLoop = void (*)(std::int64_t n, void* out, const Gather& gather);

/// Masks are tiles of 0 and 1; the number of ones is returned. `parent` may be null (all ones).
using MaskLoop = std::int64_t (*)(std::int64_t n, std::uint8_t* out, const std::uint8_t* parent,
                                  const std::uint8_t* condition);
/// Positions of the ones of a mask.
using IndexLoop = std::int64_t (*)(std::int64_t n, std::int32_t* out, const std::uint8_t* mask);
/// take: out[j] = in[index[j]], in place too; put: out[index[j]] = in[j].
using MoveLoop = void (*)(std::int64_t n, void* out, const void* in, const std::int32_t* index);

/// row: one leaf's values to one result. accumulate: a[i] = join(a[i], b[i]).
struct ReduceLoops {
    void (*row)(std::int64_t n, void* const result[2], const void* const values[2]);
    void (*accumulate)(std::int64_t n, void* const a[2], const void* const b[2]);
};

/// Prefixes inside one leaf, [count][inner]; and out = carry op out over [count][inner].
struct ScanLoops {
    void (*prefix)(std::int64_t count, std::int64_t inner, void* out, const void* in);
    void (*carry)(std::int64_t count, std::int64_t inner, void* out, const void* carry);
};

/// Which file of loops an operation belongs to.
enum class Family : std::uint8_t { none, arithmetic, bitwise, compare, float_only, math };
inline constexpr int family_count = 6;

constexpr Family family(ops::Op op) {
    using enum ops::Op;
    switch (op) {
    case absolute:
    case add:
    case maximum:
    case minimum:
    case multiply:
    case negative:
    case quotient:
    case subtract: return Family::arithmetic;
    case bitwise_and:
    case bitwise_invert:
    case bitwise_left_shift:
    case bitwise_or:
    case bitwise_right_shift:
    case bitwise_xor: return Family::bitwise;
    case equal:
    case greater:
    case greater_equal:
    case less:
    case less_equal:
    case not_equal: return Family::compare;
    case ceil:
    case copysign:
    case divide:
    case floor:
    case fmod:
    case round:
    case sqrt:
    case trunc: return Family::float_only;
    default: return ops::has(op, ops::call) ? Family::math : Family::none;
    }
}

static_assert(
    [] {
        for (int i = 0; i < ops::op_count; ++i)
            if (const auto op = static_cast<ops::Op>(i);
                ops::has(op, ops::core) != (family(op) != Family::none))
                return false;
        return true;
    }(),
    "every core operation has loops, and no other");

struct LoopTable {
    int vector_bytes;

    /// By family; null where core kernels have no such operation. Of commutative operations the
    /// forms vv and vs exist, greater and greater_equal are less with exchanged operands. Calls of
    /// vector math functions take the function's address as `c`.
    Loop (*compute[family_count])(ops::Op op, DType type, Form form);
    Loop (*cast)(DType from, DType to);

    // Below, by the logarithm of an element's size.
    Loop select[4][2][2];  ///< [size][yes is one value][no is one value]; `a` is the condition
    Loop copy[4];
    Loop fill[4];
    LoadLoop load[4];
    StoreLoop store[4];
    GatherLoop gather[4];
    MoveLoop take[4], put[4];

    PairLoop store_pair[2];  ///< complex64, complex128
    Loop iota;               ///< int64: a[0] + i * b[0]
    MaskLoop mask_and, mask_and_not;
    IndexLoop indices;

    ReduceLoops (*reduce)(ops::ReduceOp op, DType type);
    ScanLoops (*scan)(ops::ReduceOp op, DType type);
};

namespace sse4 {
extern const LoopTable table;
}
namespace avx2 {
extern const LoopTable table;
}
namespace avx512 {
extern const LoopTable table;
}

}  // namespace tenon::interpreter
