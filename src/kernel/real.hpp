// SPDX-License-Identifier: MIT
/// Real values under construction, so that the algorithms of lowering read as formulas.
#pragma once

#include <tenon/dtype.hpp>

#include "kernel/builder.hpp"

namespace tenon::kernel {

/// A value of a core kernel together with the builder that appends what is computed from it.
/// Empty where there is no value. The order in which a compiler evaluates the operands of a
/// formula does not matter: `prune` puts the instructions in an order of its own.
class Real {
public:
    Real() = default;
    Real(Builder& builder, ValueId id) : builder_(&builder), id_(id) {}

    explicit operator bool() const { return builder_ != nullptr; }
    Builder& builder() const { return *builder_; }
    ValueId id() const { return id_; }
    DType type() const { return builder_->type_of(id_); }

    /// A constant of this value's type.
    Real literal(double value) const {
        return {*builder_, builder_->constant_float(type(), value)};
    }
    Real cast(DType to) const { return {*builder_, builder_->cast(id_, to)}; }
    Real bitcast(DType to) const { return {*builder_, builder_->bitcast(id_, to)}; }

private:
    Builder* builder_ = nullptr;
    ValueId id_ = no_value;
};

/// Core operation `op`, which must be legal on the operands' type.
Real apply(ops::Op op, Real a, Real b = {});
Real select(Real condition, Real yes, Real no);

inline Real operator+(Real a, Real b) { return apply(ops::Op::add, a, b); }
inline Real operator-(Real a, Real b) { return apply(ops::Op::subtract, a, b); }
inline Real operator*(Real a, Real b) { return apply(ops::Op::multiply, a, b); }
inline Real operator/(Real a, Real b) { return apply(ops::Op::divide, a, b); }
inline Real operator-(Real a) { return apply(ops::Op::negative, a); }
inline Real operator&(Real a, Real b) { return apply(ops::Op::bitwise_and, a, b); }
inline Real operator|(Real a, Real b) { return apply(ops::Op::bitwise_or, a, b); }
inline Real operator^(Real a, Real b) { return apply(ops::Op::bitwise_xor, a, b); }
inline Real operator~(Real a) { return apply(ops::Op::bitwise_invert, a); }
inline Real operator==(Real a, Real b) { return apply(ops::Op::equal, a, b); }
inline Real operator!=(Real a, Real b) { return apply(ops::Op::not_equal, a, b); }
inline Real operator<(Real a, Real b) { return apply(ops::Op::less, a, b); }
inline Real operator<=(Real a, Real b) { return apply(ops::Op::less_equal, a, b); }
inline Real operator>(Real a, Real b) { return apply(ops::Op::greater, a, b); }
inline Real operator>=(Real a, Real b) { return apply(ops::Op::greater_equal, a, b); }
inline Real absolute(Real a) { return apply(ops::Op::absolute, a); }
inline Real sqrt(Real a) { return apply(ops::Op::sqrt, a); }
Real hypot(Real a, Real b);
inline Real copysign(Real a, Real b) { return apply(ops::Op::copysign, a, b); }

/// `x` itself when it is bool, else x != 0 (true for NaN).
Real truth(Real x);
Real is_infinite(Real x);  ///< of a floating type

}  // namespace tenon::kernel
