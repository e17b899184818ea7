// SPDX-License-Identifier: MIT
/// One visit of a kernel's body: some vectors side by side, all at consecutive elements of a row.
/// Loops over elements make one visit for each shape of vectors they need.
#pragma once

#include <map>
#include <vector>

#include "codegen/llvm/loop_plan.hpp"
#include "codegen/llvm/row_block.hpp"
#include "codegen/llvm/scalar_ops.hpp"

namespace tenon::codegen::simd {

class Visit {
public:
    /// `position` is the last coordinate of the first lane; `there` tells which lanes have an
    /// element, one mask for each vector (empty: all have).
    Visit(Frame& frame, Value* position, int flight, Vectors there = {})
        : Visit(frame, frame.analysis, position, flight, std::move(there)) {}
    /// With other facts than the frame's, which hold for a part of the kernel.
    Visit(Frame& frame, const Analysis& analysis, Value* position, int flight, Vectors there = {});

    void body() { block(kernel::body_block); }
    void block(kernel::BlockId id);
    void instruction(kernel::ValueId id);

    /// A value in each vector; splats are made of what all lanes share.
    Vectors get(kernel::ValueId value);
    /// A value that all lanes share, as a scalar.
    Value* scalar(kernel::ValueId value);

    // --- for loops that place state themselves ---
    void set(kernel::ValueId value, Vectors to) { values_[value] = std::move(to); }
    const Vectors& var(std::uint32_t index) const { return vars_[index]; }
    void set_var(std::uint32_t index, Vectors to) { vars_[index] = std::move(to); }
    /// The lanes that execute what follows. Where `split` is set, variables change in them only;
    /// else the others are free to hold anything.
    void set_active(Vectors mask, bool split) {
        active_ = std::move(mask);
        split_ = split;
    }
    Vectors widen(const Vectors& value) const;  ///< scalars splat to all vectors
    int flight() const { return flight_; }

    int start = 0;  ///< vectors between the visit's position and its first vector
    /// The last coordinate in each lane of the visit's position, where a loop carries it along.
    Value* moving = nullptr;
    Value* leaf = nullptr;  ///< in row_reduce: the last coordinate where the leaf starts
    /// For packed lanes: which elements they are, counted from the visit's position (32 bits).
    /// Coordinates and stores are possible then, loads are not.
    Vectors numbers;
    /// Sums that are made as one fused operation (see ExactFusion).
    const std::map<kernel::ValueId, ExactFusion>* fusions = nullptr;
    bool nontemporal = false;           ///< stores to parameters that ask for it go past the caches
    RowBlock* block_of_rows = nullptr;  ///< null: the row is the frame's
    int row = 0;                        ///< of the block
    /// Of the first lane that has an element; null: it is at the visit's position.
    Value* first_there = nullptr;
    /// Where the visit's position is to go when math functions meet arguments that the code in the
    /// kernel does not serve. The visit ends there, before anything is stored; whoever sets this
    /// visits those elements again with calls. Null: each function has a branch of its own.
    llvm::PHINode* rare_exit = nullptr;

private:
    Vectors fused(const ExactFusion& fusion);
    Vectors inline_math(ops::Op op, const Vectors& x);
    void leave_if_rare();

    // visit_memory.cpp
    Vectors load(const kernel::Instr& instr);
    Vectors gather(const kernel::Instr& instr, bool in_place);
    void store(const kernel::Instr& instr);
    Value* load_contiguous(const kernel::Instr& instr, int vector);
    Value* load_vector(std::uint32_t param, int vector);
    void fetch_ahead(const kernel::Instr& instr, int vector);
    void store_contiguous(const kernel::Instr& instr, int vector);
    Value* element(std::uint32_t param, int vector, int part);
    void store_packed(const kernel::Instr& instr, int vector);
    Value* strided_element(std::uint32_t param, int vector);
    Value* element_there(std::uint32_t param);
    Value* filling(std::uint32_t param);
    Value* load_wide(llvm::Type* type, Value* place, Value* mask, std::uint32_t param);
    void store_wide(Value* value, Value* place, Value* mask, bool past_caches);
    Value* load_scattered(llvm::Type* element, Value* places, Value* mask,
                          Value* otherwise = nullptr);
    Value* from_memory(DType stored, Value* value);
    Value* to_memory(DType stored, Value* value);
    Value* active(int vector) const;  ///< null: all lanes
    Value* there(int vector) const;

    // visit_control.cpp
    void write(const kernel::Instr& instr);
    void branch(const kernel::Instr& instr);
    void branch_on_mask(const kernel::Instr& instr);
    void side_on_mask(kernel::BlockId block, const Vectors& mask);
    void loop(const kernel::Instr& instr);
    std::vector<llvm::PHINode*> begin_phis(const std::vector<std::uint32_t>& vars);
    void feed(const std::vector<llvm::PHINode*>& phis, const std::vector<std::uint32_t>& vars,
              llvm::BasicBlock* from);
    Vectors masked(const Vectors& condition);
    void guarded(Value* condition, const char* name, kernel::BlockId block);

    Frame& frame_;
    llvm::IRBuilder<>& build_;
    const kernel::Kernel& kernel_;
    const Analysis& analysis_;
    Value* position_;
    int flight_;
    Vectors there_;       ///< lanes that have an element
    Vectors active_;      ///< lanes that execute here: a subset of there_
    bool split_ = false;  ///< lanes have parted: variables change in active lanes only
    std::vector<Vectors> values_;
    std::vector<Vectors> vars_;
    Vectors rare_;  ///< lanes for which rare_exit is to be taken
};

/// Some vectors side by side in the order that suits the body. A plain body is made for one vector
/// after the other: loads then alternate between arrays as memory likes it, and little is kept in
/// registers, while the processor overlaps the vectors by itself. Of a long one it would not see
/// enough at once: there each vector is some instructions behind the one before. A body with
/// branches, loops or calls is made for all vectors together, each instruction for all of them.
class Visits {
public:
    Visits(Frame& frame, Value* position, int flight, const Vectors& there = {},
           bool nontemporal = false);
    /// A vector of each row of a block, of either step if there are two.
    Visits(Frame& frame, Value* position, RowBlock& rows);
    /// Of a leaf that starts at a coordinate; `moving` if the loop carries coordinates along.
    void set_leaf(Value* leaf, Value* moving);
    void set_rare_exit(llvm::PHINode* position);  ///< see Visit; only if all vectors are in step
    void body();
    Vectors get(kernel::ValueId value);

private:
    void two_steps();

    Frame& frame_;
    std::vector<Visit> visits_;
    bool two_steps_ = false;  ///< the visits of the first one, then as many of the second one
    std::array<bool, 2> left_out_{};
};

}  // namespace tenon::codegen::simd
