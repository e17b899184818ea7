// SPDX-License-Identifier: MIT
/// A step of a divergent loop seen as formulas: which values are equal, which do not change from
/// step to step, what a variable is set to, and the forms that quick steps can use.
#pragma once

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "codegen/llvm/loop_plan.hpp"

namespace tenon::codegen::simd {

class LoopTerms {
public:
    LoopTerms(const kernel::Kernel& kernel, const DivergentLoop& loop);

    const kernel::Kernel& kernel() const { return kernel_; }
    /// What a value is after reads of variables that were written in the same step, and one of all
    /// reads of a variable that must give the same.
    kernel::ValueId origin(kernel::ValueId value) const { return origin_[value]; }
    /// The instruction that made it.
    const kernel::Instr& instr(kernel::ValueId value) const {
        return kernel_.instrs[origin_[value]];
    }
    /// The variable whose value at the start of a step this is.
    std::optional<std::uint32_t> at_start(kernel::ValueId value) const;
    /// What a variable holds at the end of a step; no_value if that is not known.
    kernel::ValueId at_end(std::uint32_t var) const;

    /// Whether two values are equal because the same operation made them, operands swapped or not.
    bool same(kernel::ValueId x, kernel::ValueId y) const;
    /// Whether a value is the same in all steps, and known before the first.
    bool constant(kernel::ValueId value) const;
    /// A floating-point constant.
    std::optional<double> number(kernel::ValueId value) const;
    /// Whether it is an operation on floating-point numbers.
    bool is(kernel::ValueId value, ops::Op op) const;
    /// x and the power of two by which `value` multiplies it.
    std::optional<std::pair<kernel::ValueId, double>> scaled(kernel::ValueId value) const;
    /// Adds the squares that `value` is a sum of; false if it is something else.
    bool sums_squares(kernel::ValueId value, std::vector<kernel::ValueId>& squares) const;

private:
    void follow(const kernel::Block& block);

    const kernel::Kernel& kernel_;
    const DivergentLoop& loop_;
    std::vector<kernel::ValueId> origin_;
    std::map<std::uint32_t, kernel::ValueId> held_, start_;
    std::vector<bool> touched_;  ///< variables that were written since the step's start
};

/// A condition "value is below limit", or at most that.
struct UpperBound {
    kernel::ValueId value, limit;
};
std::optional<UpperBound> upper_bound(const LoopTerms& terms, kernel::ValueId condition);

/// The conditions that all must hold.
std::vector<kernel::ValueId> split_conditions(const kernel::Kernel& kernel,
                                              kernel::ValueId condition);

void find_fusions(const LoopTerms& terms, DivergentLoop& loop,
                  const std::vector<kernel::ValueId>& values);
void find_bounded_squares(const LoopTerms& terms, DivergentLoop& loop);

}  // namespace tenon::codegen::simd
