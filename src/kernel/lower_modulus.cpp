// SPDX-License-Identifier: MIT
// Whether a complex number is larger than a limit, mostly without a root.
#include "kernel/lower.hpp"

namespace tenon::kernel {

namespace {

using ops::Op;

/// With a limit between `least` and `most`, and squares that differ by more than `margin`, whose
/// error is a few units in the last place, the squares tell what the rounded modulus would.
struct Squares {
    double least, most, margin;
};
Squares squares_of(DType type) {
    return type == DType::float64 ? Squares{0x1p-400, 0x1p400, 0x1p-48}
                                  : Squares{0x1p-50, 0x1p50, 0x1p-20};
}

}  // namespace

Real compare_modulus(Op op, Complex z, Real limit, Real (*exact)(Op, Complex, Real)) {
    Builder& builder = limit.builder();
    const Squares squares = squares_of(limit.type());
    const Real square = z.re * z.re + z.im * z.im;
    const Real of_limit = limit * limit;
    const Real usual =
        (limit >= limit.literal(squares.least)) & (limit <= limit.literal(squares.most));
    const Real above = square > of_limit * limit.literal(1 + squares.margin);
    const Real below = square < of_limit * limit.literal(1 - squares.margin);
    const bool asks_above = op == Op::greater || op == Op::greater_equal;
    const std::uint32_t answer = builder.add_var(DType::bool_);
    builder.write_var(answer, (asks_above ? above : below).id());
    const Real unsure = ~((above | below) & usual);
    const BlockId rare = builder.begin_block();
    builder.write_var(answer, exact(op, z, limit).id());
    builder.end_block();
    builder.if_(unsure.id(), rare);
    return {builder, builder.read_var(answer)};
}

}  // namespace tenon::kernel
