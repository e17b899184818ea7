// SPDX-License-Identifier: MIT
/// What is known about a kernel before code is made: which values are the same for all lanes, how
/// many lanes fit a register, and how many vectors are worth having in flight.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include <llvm/ADT/SmallVector.h>

#include "codegen/codegen.hpp"
#include "kernel/ir.hpp"

namespace tenon::codegen::simd {

/// Where a value can be computed, cheapest first. The first three are scalars.
enum class Level : std::uint8_t {
    once,     ///< at the start of a call
    row,      ///< at the start of a row (of a position, in column_reduce)
    place,    ///< where the instruction stands: it depends on a variable, equal in all lanes
    varying,  ///< different in each lane
};

/// Facts about a block, the blocks inside it included.
struct BlockFacts {
    bool has_loop = false;
    bool has_store = false;
    int weight = 0;                       ///< roughly: instructions that vectors execute
    std::vector<std::uint32_t> writes;    ///< variables, each once
    std::vector<kernel::ValueId> values;  ///< all instructions, in program order
};

/// A variable that was never written is zero.
inline constexpr kernel::ValueId zero_value = 0xfffffffe;

struct Analysis {
    std::vector<Level> level;        ///< of each instruction's value
    std::vector<bool> uniform_var;   ///< at every point the same in all lanes
    std::vector<BlockFacts> blocks;  ///< of each block
    /// Of each read_var: the value that is always read there (or zero_value), else no_value.
    std::vector<kernel::ValueId> source;
    /// What each variable holds (as in `source`) where a loop of the body block starts.
    std::map<kernel::ValueId, std::vector<kernel::ValueId>> at_loop;
    int lanes = 1;   ///< elements in one vector
    int flight = 1;  ///< vectors side by side in the main loop
    /// Whether each instruction is made for all of them before the next one, or vector after
    /// vector. See Visits.
    bool interleaved = false;
    /// Else: the instructions by which each vector is behind the one before; 0: all.
    int behind = 0;
    /// Whether the code of math functions that we have stands in the kernel (inline_math.hpp).
    bool inline_math = false;
    /// Whether lanes that have no element hold NaNs (filling.hpp).
    bool filled_with_nan = false;

    bool uniform(kernel::ValueId value) const { return level[value] != Level::varying; }
};

Analysis analyse(const kernel::Kernel& core, const Target& target);

/// The same for the inside of a loop of the body block, all of whose lanes have made equally many
/// steps: variables that then are the same in all lanes are uniform, as loop counters are.
Analysis analyse_in_step(const kernel::Kernel& core, const Analysis& outside, kernel::ValueId loop);

/// The values an instruction uses, what a read_var is known to read included.
llvm::SmallVector<kernel::ValueId, 3> uses(const kernel::Kernel& core, const Analysis& analysis,
                                           kernel::ValueId value);

/// Vector registers of the target.
int register_count(const Target& target);

/// The condition whose lanes a reduction counts, or no_value. Only where masks have registers of
/// their own: elsewhere a mask is a vector of -1 and 0 and is subtracted as it is.
kernel::ValueId counted_mask(const kernel::Kernel& core, const Target& target,
                             const Analysis& analysis, const kernel::Reduction& reduction);

/// Whether the instruction is a call of a vector math function.
bool is_call(const kernel::Instr& instr);

/// Whether it has code of ours (ops/math) that can stand in kernels for the target.
bool is_inline_math(const kernel::Instr& instr, const kernel::Kernel& core, const Target& target);

}  // namespace tenon::codegen::simd
