// SPDX-License-Identifier: MIT
// Arithmetic on booleans, as NumPy has it: add is OR, multiply is AND, false < true.
#include "kernel/lower.hpp"

namespace tenon::kernel {

namespace {

using ops::Op;

Real both(Real a, Real b, Real) { return a & b; }
Real either(Real a, Real b, Real) { return a | b; }
Real differ(Real a, Real b, Real) { return a ^ b; }
Real less(Real a, Real b, Real) { return ~a & b; }
Real less_equal(Real a, Real b, Real) { return ~a | b; }
Real greater(Real a, Real b, Real) { return a & ~b; }
Real greater_equal(Real a, Real b, Real) { return a | ~b; }
Real clip(Real x, Real low, Real high) { return (x | low) & high; }
Real itself(Real x, Real, Real) { return x; }
Real not_itself(Real x, Real, Real) { return ~x; }
Real never(Real x, Real, Real) { return x.literal(0); }
Real always(Real x, Real, Real) { return x.literal(1); }

constexpr RealRule rules[] = {
    {Op::absolute, booleans, itself},   {Op::add, booleans, either},
    {Op::clip, booleans, clip},         {Op::conj, booleans, itself},
    {Op::greater, booleans, greater},   {Op::greater_equal, booleans, greater_equal},
    {Op::fmax, booleans, either},       {Op::fmin, booleans, both},
    {Op::imag, booleans, never},        {Op::isfinite, booleans, always},
    {Op::isinf, booleans, never},       {Op::isnan, booleans, never},
    {Op::less, booleans, less},         {Op::less_equal, booleans, less_equal},
    {Op::logical_and, booleans, both},  {Op::logical_not, booleans, not_itself},
    {Op::logical_or, booleans, either}, {Op::logical_xor, booleans, differ},
    {Op::maximum, booleans, either},    {Op::minimum, booleans, both},
    {Op::multiply, booleans, both},     {Op::norm, booleans, itself},
    {Op::nan_to_num, booleans, itself}, {Op::real, booleans, itself},
    {Op::signbit, booleans, never},     {Op::square, booleans, itself},
};

}  // namespace

std::span<const RealRule> boolean_rules() { return rules; }

}  // namespace tenon::kernel
