// SPDX-License-Identifier: MIT
/// Kernel IR: what one element (or one leaf of a reduction) computes.
///
/// Receives nothing from the machine: no handle, no address, no width. A kernel is a loop nest
/// over an index space of `rank` dimensions, C order, whose body is structured code over scalars:
/// values are in single assignment, mutable state is in variables, control flow is `if_` and
/// `while_`. Back ends decide how many elements run side by side.
///
/// Two levels share the structure. *High* kernels may use every operation of ops.def and complex
/// types. *Core* kernels (after `lower`) use core operations and real types only; interpreter and
/// code generators take core kernels.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <tenon/dtype.hpp>

#include "base/hash.hpp"
#include "ops/ops.hpp"
#include "ops/reduce.hpp"

namespace tenon::kernel {

using ValueId = std::uint32_t;
using BlockId = std::uint32_t;
inline constexpr ValueId no_value = 0xffffffff;
inline constexpr BlockId no_block = 0xffffffff;
inline constexpr BlockId body_block = 0;
inline constexpr std::uint32_t no_param = 0xffffffff;

enum class Code : std::uint8_t {
    constant,  ///< `bits` holds the value in its own dtype (low bytes); bool is 0 or 1; not complex
    argument,  ///< scalar argument number `index`
    coordinate,  ///< position along dimension `index` of the index space; int64
    extent,      ///< size of dimension `index`; int64, the same for every element
    load,        ///< element of parameter `index` here; in core kernels `component` picks re or im
    gather,  ///< as load, moved by `a` (int64, checked before) times the parameter's gather stride
    store,   ///< `a` to parameter `index`; in core kernels of complex parameters `b` is the im part
    compute,     ///< operation `op` on a, b, c; operands have the type the operation computes in
    cast,        ///< `a` converted to `type`, NumPy's x86-64 value where C leaves it undefined
    bitcast,     ///< the bits of `a` as `type` of the same size
    select,      ///< a ? b : c, both sides evaluated
    complex_of,  ///< the complex number a + b i (high kernels only)
    read_var,    ///< variable `index`
    write_var,   ///< variable `index` = a
    if_,         ///< where `a`: block `first`; elsewhere: block `second` (may be no_block)
    while_,      ///< repeat { block `first`; stop where its value `a` is false; block `second` }
};

/// An instruction is named by its position in `Kernel::instrs`. Stores, writes and control flow
/// have no value; `type` of the others is the type of their value.
struct Instr {
    Code code = Code::constant;
    ops::Op op = ops::Op::add;
    DType type = DType::float64;
    std::uint8_t component = 0;
    std::uint32_t index = 0;
    ValueId a = no_value, b = no_value, c = no_value;
    BlockId first = no_block, second = no_block;
    std::uint64_t bits = 0;
    friend bool operator==(const Instr&, const Instr&) = default;
};

/// How a parameter's innermost stride is known when code is made.
enum class Inner : std::uint8_t {
    contiguous,  ///< exactly the size of an element
    broadcast,   ///< zero: one element for the whole row
    strided,     ///< any number of bytes, negative too; read at run time
};

/// An array seen through a view. Its address and byte strides (one per dimension) are arguments.
/// Two parameters that overlap do so exactly (same address and strides) or not at all; the
/// scheduler guarantees it.
struct Param {
    DType dtype = DType::float64;  ///< as in memory: bool is one byte, complex is (re, im)
    Inner inner = Inner::contiguous;
    bool written = false;
    bool gathered = false;     ///< used by `gather`: a gather stride follows the strides
    bool nontemporal = false;  ///< written, contiguous, and too large to stay in cache
    /// A parameter that is another view of the same array: this one's element is that one's element
    /// `rows` on in the last dimension but one and `columns` on in the last. See shared_rows.hpp.
    std::uint32_t base = no_param;
    std::int8_t rows = 0;
    std::int8_t columns = 0;
    bool second = false;  ///< of the second step of a kernel that makes two, see two_steps.hpp
    friend bool operator==(const Param&, const Param&) = default;
};

/// Where the results go that are not one per element.
enum class Form : std::uint8_t {
    map,            ///< stores only
    row_reduce,     ///< the last dimension is reduced, leaf by leaf
    column_reduce,  ///< dimensions kept_rank .. rank-2 are reduced, the last one is kept
};

/// One reduction of a kernel. Its partial results are the elements of the parameters `partial`
/// (contiguous, base address only: the strides words are present and ignored):
///  row_reduce:    one per (outer position, leaf of the row), at outer * leaves + leaf, where
///                 leaves = ceil(extent of the last dimension / leaf_size);
///  column_reduce: one per (kept outer position, leaf, last dimension's position), at
///                 (kept * leaves + leaf) * inner + i, where leaves = ceil(product of the reduced
///                 extents / leaf_size).
/// The order of combination inside a leaf is docs/internals/reduction_tree.md: row leaves use
/// lane_count accumulators and halving; column leaves accumulate one after the other.
/// argmin/argmax: values = (value, int64 index); NaN wins, ties go to the lower index.
/// Complex types exist in high kernels only, with the one value values[0]. In core kernels a
/// complex sum is two sums of `component` 0 and 1 that name the same complex parameter; a complex
/// product is one complex_product of values (re, im) of a real type, partial[0] the complex one.
struct Reduction {
    ops::ReduceOp op = ops::ReduceOp::sum;
    std::uint8_t component = 0;   ///< the part of a complex element of partial[0]: 0 re, 1 im
    DType type = DType::float64;  ///< of the first component, which is the type accumulated in
    ValueId values[2] = {no_value, no_value};
    std::uint32_t partial[2] = {0, 0};
    friend bool operator==(const Reduction&, const Reduction&) = default;
};

using Block = std::vector<ValueId>;

struct Kernel {
    std::string name;  ///< for people (files, debuggers); not part of the key
    Form form = Form::map;
    int rank = 1;
    int kept_rank = 0;               ///< column_reduce only
    std::int8_t second_columns = 0;  ///< see two_steps.hpp
    std::vector<Param> params;
    std::vector<DType> arguments;
    std::vector<DType> vars;
    std::vector<Instr> instrs;
    std::vector<Block> blocks;  ///< blocks[body_block] is the body
    std::vector<Reduction> reductions;
};

// --- the argument block -------------------------------------------------------------------------
// 64-bit words: the extents; for every parameter its address, its `rank` byte strides and, when
// gathered, the gather stride in bytes; then the scalar arguments, each in the low bytes of a word
// of its own, complex ones as two words (re, im).

/// Word at which parameter `param` starts (its address).
std::size_t param_word(const Kernel& kernel, std::size_t param);
/// Word of the first part of scalar argument `argument`.
std::size_t argument_word(const Kernel& kernel, std::size_t argument);
std::size_t word_count(const Kernel& kernel);

// --- the entry point ----------------------------------------------------------------------------
// void entry(const void* context, const int64_t* args, int64_t outer_begin, int64_t outer_end,
//            int64_t inner_begin, int64_t inner_end)
// runs the elements whose outer position is in [outer_begin, outer_end) and whose last coordinate
// is in [inner_begin, inner_end). The outer position counts dimensions 0 .. rank-2 in C order
// (column_reduce: kept outer position * leaves + leaf). In row_reduce, inner_begin is a multiple of
// leaf_size, and inner_end too unless it is the end. Any cut of the space gives the same bits.

// --- whole-kernel functions ---------------------------------------------------------------------

/// Rewrites a high kernel into a core one: complex values become pairs, composite operations become
/// core ones, unused values go. Arguments and parameters keep their number and order.
Kernel lower(const Kernel& high);

/// @throws InternalError with the printed kernel when types, dominance or structure are wrong.
void verify(const Kernel& kernel, bool core);

/// Readable text, one instruction a line; equal kernels give equal text.
std::string to_text(const Kernel& kernel);

/// Key of everything but `name`.
base::Hash128 hash(const Kernel& kernel);

/// What a loop whose count is not known is taken for.
inline constexpr double assumed_iterations = 64;
/// A rough count of nanoseconds one element takes on one core, for scheduling.
double estimate_cost(const Kernel& core);

}  // namespace tenon::kernel
