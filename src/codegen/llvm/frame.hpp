// SPDX-License-Identifier: MIT
/// The function under construction: its arguments, the values that all lanes share, addresses of
/// rows, and loops. A value shared by all lanes is made when somebody first asks for it, in the
/// block that runs as seldom as possible.
#pragma once

#include <array>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "codegen/llvm/analysis.hpp"
#include "codegen/llvm/llvm_headers.hpp"

namespace tenon::codegen::simd {

using llvm::Value;
/// One value for each vector in flight, or a single scalar.
using Vectors = llvm::SmallVector<Value*, 4>;

class DebugLines;
class Frame;

/// What replaces a division of integers when all lanes have the same divisor (emit_quotient.cpp).
/// Null where the type needs no such thing.
struct Reciprocal {
    Value* multiplier = nullptr;
    Value* first_shift = nullptr;
    Value* second_shift = nullptr;
    Value* sign = nullptr;     ///< all bits of the divisor's sign
    Value* nonzero = nullptr;  ///< all bits, or none when the divisor is 0
};
/// Of scalars, made where the code is.
Reciprocal make_reciprocal(Frame& frame, kernel::ValueId divisor);

class Frame {
public:
    Frame(const kernel::Kernel& core, const Target& target_, const Analysis& analysis_,
          llvm::Module& module_, const std::string& symbol, DebugLines* lines);

    const kernel::Kernel& kernel;
    const Target& target;
    const Analysis& analysis;
    llvm::Module& module;
    llvm::LLVMContext& context;
    llvm::IRBuilder<> build;
    llvm::Function* function;
    Value *outer_begin, *outer_end, *inner_begin, *inner_end;

    // --- types and constants ---
    llvm::Type* type(DType type) const;         ///< of one value: i1 for bool
    llvm::Type* memory_type(DType type) const;  ///< of one real element in memory: i8 for bool
    llvm::VectorType* vector(DType type) const { return vector(this->type(type)); }
    llvm::VectorType* vector(llvm::Type* element) const;
    llvm::ConstantInt* i64(std::int64_t value) const { return build_i64(value); }
    llvm::Constant* iota(std::int64_t first = 0) const;  ///< first, first + 1, ... as <W x i64>
    llvm::Constant* zero(DType type, bool wide) const;

    // --- values that all lanes share ---
    Value* word(std::size_t index, llvm::Type* as);  ///< of the argument block
    Value* extent(std::size_t dimension);
    Value* stride(std::size_t param, std::size_t dimension);  ///< bytes
    Value* gather_stride(std::size_t param);
    Value* address(std::size_t param);      ///< as given, before any stride
    Value* uniform(kernel::ValueId value);  ///< level once or row
    /// The one element of a row; of a gather, which has a position, that position's.
    Value* load_uniform(const kernel::Instr& instr, Value* position);
    Value* splat(kernel::ValueId value);  ///< the same, in all lanes
    /// In all lanes too; null when the value is not of level once or row.
    const Reciprocal* reciprocal(kernel::ValueId divisor);
    Value* splat_once(Value* scalar);  ///< of a scalar made at level once
    Value* steps(std::size_t param);   ///< lane number times the inner stride, <W x i64>
    /// A row starts where the code is: what its elements share is made here.
    void begin_row();
    /// Pointer to the element of `param` whose last coordinate is 0, in this row.
    Value* row_pointer(std::size_t param) const { return row_pointers[param]; }
    std::vector<Value*> row_pointers;     ///< set by the loops over rows; null where unused
    std::vector<Value*> row_coordinates;  ///< of all dimensions but the last
    bool used(std::size_t param) const { return used_[param]; }  ///< loaded, gathered or stored

    // --- code ---
    llvm::BasicBlock* new_block(const char* name);
    void enter(llvm::BasicBlock* block) { build.SetInsertPoint(block); }
    /// Memory that belongs to the call, 64-byte aligned.
    Value* scratch(llvm::Type* element, std::int64_t count, const char* name);
    Value* bytes_after(Value* pointer, Value* bytes);
    /// Marks what follows as made for this instruction.
    void locate(kernel::ValueId value);

    using Body = std::function<void(Value* index)>;
    /// for (i = first; i < end; i += step)
    void loop(Value* first, Value* end, std::int64_t step, const char* name, const Body& body);

    using Carried = std::vector<Value*>;
    using CarryingBody = std::function<Carried(Value* index, const Carried& carried)>;
    /// The same with values that each iteration hands to the next; returns those after the loop.
    Carried loop(Value* first, Value* end, std::int64_t step, const char* name,
                 const Carried& initial, const CarryingBody& body);

    /// The same with a step that each iteration chooses.
    using SteppingBody =
        std::function<std::pair<Value*, Carried>(Value* index, const Carried& carried)>;
    Carried loop_by(Value* first, Value* end, const char* name, const Carried& initial,
                    const SteppingBody& body);

    /// if (condition) body()
    void when(Value* condition, const char* name, const std::function<void()>& body);

    void finish();  ///< closes the function at the place where the code is

private:
    llvm::ConstantInt* build_i64(std::int64_t value) const;
    Value* make_uniform(kernel::ValueId value);

    struct Shared {
        Value* scalar = nullptr;
        Value* wide = nullptr;
        Reciprocal reciprocal;
    };
    llvm::BasicBlock* once_;
    llvm::BasicBlock* row_ = nullptr;
    llvm::BasicBlock* exit_;
    std::vector<Value*> words_;
    std::vector<Shared> shared_;
    std::vector<Value*> steps_;
    std::vector<bool> used_;
    Value* args_;
    DebugLines* lines_;
    friend class OnceScope;
};

/// Puts what is made during its life into the block of a level.
class OnceScope {
public:
    OnceScope(Frame& frame, Level level) : guard_(frame.build) {
        llvm::BasicBlock* block =
            level == Level::row && frame.row_ != nullptr ? frame.row_ : frame.once_;
        frame.build.SetInsertPoint(block->getTerminator());
    }

private:
    llvm::IRBuilderBase::InsertPointGuard guard_;
};

}  // namespace tenon::codegen::simd
