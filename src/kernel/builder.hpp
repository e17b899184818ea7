// SPDX-License-Identifier: MIT
/// Appends instructions to a kernel, with equal pure values made once per block.
#pragma once

#include <initializer_list>
#include <map>
#include <tuple>

#include "kernel/ir.hpp"

namespace tenon::kernel {

class Builder {
public:
    /// In a core kernel, loads and arguments of complex types give the real part that `component`
    /// names; in a high one they give the complex number.
    explicit Builder(Kernel& kernel, bool core = false) : kernel_(kernel), core_(core) {
        if (kernel_.blocks.empty())
            kernel_.blocks.emplace_back();
    }

    ValueId constant(DType type, std::uint64_t bits);
    ValueId constant_int(DType type, std::int64_t value);  ///< an integer or bool type
    ValueId constant_float(DType type, double value);      ///< any real type; converted
    ValueId argument(std::uint32_t index, std::uint8_t component = 0);  ///< of kernel.arguments
    ValueId coordinate(std::uint32_t dimension);
    ValueId extent(std::uint32_t dimension);
    ValueId load(std::uint32_t param, std::uint8_t component = 0);
    ValueId gather(std::uint32_t param, ValueId position, std::uint8_t component = 0);
    /// The parameter must be marked as written before it is first loaded.
    void store(std::uint32_t param, ValueId value, ValueId imaginary = no_value);
    /// `type` is the type of the result; operands must have the compute type already.
    ValueId compute(ops::Op op, DType type, ValueId a, ValueId b = no_value, ValueId c = no_value);
    ValueId cast(ValueId value, DType type);  ///< the value itself when the type is the same
    ValueId bitcast(ValueId value, DType type);
    ValueId select(ValueId condition, ValueId yes, ValueId no);
    ValueId complex_of(ValueId re, ValueId im);

    std::uint32_t add_var(DType type);
    ValueId read_var(std::uint32_t var);
    void write_var(std::uint32_t var, ValueId value);

    /// begin_block makes a block current; end_block returns to the one before.
    BlockId begin_block();
    void end_block();
    void if_(ValueId condition, BlockId then_block, BlockId else_block = no_block);
    void while_(BlockId condition_block, ValueId condition, BlockId body);

    DType type_of(ValueId value) const { return kernel_.instrs[value].type; }
    Kernel& kernel() { return kernel_; }

private:
    ValueId append(const Instr& instr);
    ValueId append_pure(const Instr& instr);
    void forget_loads(std::uint32_t param);

    DType value_type(DType stored) const { return core_ ? real_type(stored) : stored; }

    Kernel& kernel_;
    bool core_;
    std::vector<BlockId> open_{body_block};
    using Key =
        std::tuple<int, int, int, int, std::uint32_t, ValueId, ValueId, ValueId, std::uint64_t>;
    std::map<BlockId, std::map<Key, ValueId>> known_;  // per open block: pure values made there
};

}  // namespace tenon::kernel
