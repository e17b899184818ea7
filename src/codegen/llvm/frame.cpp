// SPDX-License-Identifier: MIT
#include "codegen/llvm/frame.hpp"

#include <tenon/error.hpp>

#include "base/check.hpp"
#include "codegen/llvm/debug_lines.hpp"
#include "codegen/llvm/scalar_ops.hpp"

namespace tenon::codegen::simd {

using namespace kernel;
using llvm::BasicBlock;
using llvm::Type;

Frame::Frame(const Kernel& core, const Target& target_, const Analysis& analysis_,
             llvm::Module& module_, const std::string& symbol, DebugLines* lines)
    : kernel(core), target(target_), analysis(analysis_), module(module_),
      context(module_.getContext()), build(context), words_(word_count(core)),
      shared_(core.instrs.size()), steps_(core.params.size()), used_(core.params.size()),
      lines_(lines) {
    Type* pointer = build.getPtrTy();
    Type* integer = build.getInt64Ty();
    auto* signature = llvm::FunctionType::get(
        build.getVoidTy(), {pointer, pointer, integer, integer, integer, integer}, false);
    function = llvm::Function::Create(signature, llvm::Function::ExternalLinkage, symbol, module);
    const std::array<const char*, 6> names{"context",   "args",        "outer_begin",
                                           "outer_end", "inner_begin", "inner_end"};
    for (unsigned i = 0; i < names.size(); ++i)
        function->getArg(i)->setName(names[i]);
    args_ = function->getArg(1);
    outer_begin = function->getArg(2);
    outer_end = function->getArg(3);
    inner_begin = function->getArg(4);
    inner_end = function->getArg(5);
    if (lines_ != nullptr)
        lines_->begin(*function, build);

    for (const Instr& instr : core.instrs)
        if (instr.code == Code::load || instr.code == Code::gather || instr.code == Code::store)
            used_[instr.index] = true;

    once_ = new_block("entry");
    exit_ = new_block("exit");
    BasicBlock* start = new_block("start");
    enter(once_);
    build.CreateBr(start);
    enter(start);
}

Type* Frame::type(DType type) const {
    switch (type) {
    case DType::bool_: return Type::getInt1Ty(context);
    case DType::float32: return Type::getFloatTy(context);
    case DType::float64: return Type::getDoubleTy(context);
    default:
        TENON_CHECK(is_integer(type) || type == DType::float16,
                    "core kernels compute with real types");
        return Type::getIntNTy(context, 8 * static_cast<unsigned>(size_of(type)));
    }
}

Type* Frame::memory_type(DType type) const {
    return is_bool(type) ? Type::getInt8Ty(context) : this->type(real_type(type));
}

llvm::VectorType* Frame::vector(Type* element) const {
    return llvm::FixedVectorType::get(element, static_cast<unsigned>(analysis.lanes));
}

llvm::ConstantInt* Frame::build_i64(std::int64_t value) const {
    return llvm::ConstantInt::getSigned(Type::getInt64Ty(context), value);
}

llvm::Constant* Frame::iota(std::int64_t first) const {
    llvm::SmallVector<std::uint64_t, 64> values;
    for (int lane = 0; lane < analysis.lanes; ++lane)
        values.push_back(static_cast<std::uint64_t>(first + lane));
    return llvm::ConstantDataVector::get(context, values);
}

llvm::Constant* Frame::zero(DType type, bool wide) const {
    return llvm::Constant::getNullValue(wide ? static_cast<Type*>(vector(type)) : this->type(type));
}

Value* Frame::word(std::size_t index, Type* as) {
    Value*& known = words_[index];
    if (known == nullptr) {
        const OnceScope scope(*this, Level::once);
        Value* place = build.CreateConstInBoundsGEP1_64(build.getInt64Ty(), args_, index);
        known = build.CreateLoad(as, place);
    }
    return known;
}

Value* Frame::extent(std::size_t dimension) { return word(dimension, build.getInt64Ty()); }

Value* Frame::address(std::size_t param) {
    return word(param_word(kernel, param), build.getPtrTy());
}

Value* Frame::stride(std::size_t param, std::size_t dimension) {
    return word(param_word(kernel, param) + 1 + dimension, build.getInt64Ty());
}

Value* Frame::gather_stride(std::size_t param) {
    return stride(param, static_cast<std::size_t>(kernel.rank));
}

Value* Frame::steps(std::size_t param) {
    Value*& known = steps_[param];
    if (known == nullptr) {
        const OnceScope scope(*this, Level::once);
        Value* step = stride(param, static_cast<std::size_t>(kernel.rank) - 1);
        known = build.CreateMul(
            build.CreateVectorSplat(static_cast<unsigned>(analysis.lanes), step), iota());
    }
    return known;
}

Value* Frame::splat_once(Value* scalar) {
    const OnceScope scope(*this, Level::once);
    return build.CreateVectorSplat(static_cast<unsigned>(analysis.lanes), scalar);
}

Value* Frame::uniform(ValueId value) {
    Shared& shared = shared_[value];
    if (shared.scalar == nullptr) {
        const OnceScope scope(*this, analysis.level[value]);
        locate(value);
        shared.scalar = make_uniform(value);
    }
    return shared.scalar;
}

Value* Frame::splat(ValueId value) {
    Value* scalar = uniform(value);
    Shared& shared = shared_[value];
    if (shared.wide == nullptr) {
        const OnceScope scope(*this, analysis.level[value]);
        shared.wide = build.CreateVectorSplat(static_cast<unsigned>(analysis.lanes), scalar);
    }
    return shared.wide;
}

const Reciprocal* Frame::reciprocal(ValueId divisor) {
    if (analysis.level[divisor] > Level::row)
        return nullptr;
    Reciprocal& known = shared_[divisor].reciprocal;
    if (known.multiplier == nullptr) {
        const OnceScope scope(*this, analysis.level[divisor]);
        known = make_reciprocal(*this, divisor);
        for (Value** part : {&known.multiplier, &known.first_shift, &known.second_shift,
                             &known.sign, &known.nonzero})
            if (*part != nullptr)
                *part = build.CreateVectorSplat(static_cast<unsigned>(analysis.lanes), *part);
    }
    return &known;
}

Value* Frame::make_uniform(ValueId value) {
    const Instr& instr = kernel.instrs[value];
    switch (instr.code) {
    case Code::read_var: {
        const ValueId source = analysis.source[value];
        return source == zero_value ? zero(instr.type, false) : uniform(source);
    }
    case Code::constant: {
        Type* as = type(instr.type);
        const unsigned bits = as->getScalarSizeInBits();
        const llvm::APInt number(bits, instr.bits & (bits == 64 ? ~0ull : (1ull << bits) - 1));
        if (as->isIntegerTy())
            return llvm::ConstantInt::get(as, number);
        return llvm::ConstantFP::get(as, llvm::APFloat(as->getFltSemantics(), number));
    }
    case Code::argument: {
        const std::size_t index = argument_word(kernel, instr.index) + instr.component;
        if (!is_bool(instr.type))
            return word(index, type(instr.type));
        return build.CreateICmpNE(word(index, build.getInt8Ty()), build.getInt8(0));
    }
    case Code::coordinate: return row_coordinates[instr.index];
    case Code::extent: return extent(instr.index);
    case Code::load: return load_uniform(instr, nullptr);
    case Code::gather: return load_uniform(instr, uniform(instr.a));
    default: {
        const auto operand = [&](ValueId id) { return id == no_value ? nullptr : uniform(id); };
        Value* a = operand(instr.a);
        Value* b = operand(instr.b);
        Value* c = operand(instr.c);
        return pure(*this, instr, a, b, c);
    }
    }
}

Value* Frame::load_uniform(const Instr& instr, Value* position) {
    const DType stored = kernel.params[instr.index].dtype;
    Value* place = row_pointer(instr.index);
    if (position != nullptr)
        place = bytes_after(place, build.CreateMul(position, gather_stride(instr.index)));
    if (instr.component != 0)
        place = bytes_after(place, i64(static_cast<std::int64_t>(size_of(stored) / 2)));
    Value* loaded = build.CreateAlignedLoad(memory_type(stored), place, llvm::Align(1));
    return is_bool(stored) ? build.CreateICmpNE(loaded, build.getInt8(0)) : loaded;
}

void Frame::begin_row() {
    row_ = build.GetInsertBlock();
    BasicBlock* next = new_block("row_body");
    build.CreateBr(next);
    enter(next);
    for (std::size_t value = 0; value < shared_.size(); ++value)
        if (analysis.level[value] == Level::row)
            shared_[value] = {};
}

BasicBlock* Frame::new_block(const char* name) {
    return BasicBlock::Create(context, name, function);
}

Value* Frame::scratch(Type* element, std::int64_t count, const char* name) {
    const OnceScope scope(*this, Level::once);
    llvm::AllocaInst* memory =
        build.CreateAlloca(llvm::ArrayType::get(element, static_cast<std::uint64_t>(count)));
    memory->setAlignment(llvm::Align(64));
    memory->setName(name);
    return memory;
}

Value* Frame::bytes_after(Value* pointer, Value* bytes) {
    return build.CreateGEP(build.getInt8Ty(), pointer, bytes);
}

void Frame::locate(ValueId value) {
    if (lines_ != nullptr)
        build.SetCurrentDebugLocation(lines_->of(value));
}

void Frame::loop(Value* first, Value* end, std::int64_t step, const char* name, const Body& body) {
    loop(first, end, step, name, {}, [&](Value* index, const Carried&) {
        body(index);
        return Carried{};
    });
}

Frame::Carried Frame::loop(Value* first, Value* end, std::int64_t step, const char* name,
                           const Carried& initial, const CarryingBody& body) {
    return loop_by(first, end, name, initial, [&](Value* index, const Carried& carried) {
        return std::pair<Value*, Carried>(i64(step), body(index, carried));
    });
}

Frame::Carried Frame::loop_by(Value* first, Value* end, const char* name, const Carried& initial,
                              const SteppingBody& body) {
    BasicBlock* before = build.GetInsertBlock();
    BasicBlock* inside = new_block(name);
    BasicBlock* after = new_block("after");
    build.CreateCondBr(build.CreateICmpSLT(first, end), inside, after);

    enter(inside);
    llvm::PHINode* index = build.CreatePHI(build.getInt64Ty(), 2);
    index->addIncoming(first, before);
    std::vector<llvm::PHINode*> phis;
    Carried carried;
    for (Value* value : initial) {
        phis.push_back(build.CreatePHI(value->getType(), 2));
        phis.back()->addIncoming(value, before);
        carried.push_back(phis.back());
    }
    const auto [step, next] = body(index, carried);
    Value* following = build.CreateNSWAdd(index, step);
    BasicBlock* last = build.GetInsertBlock();
    index->addIncoming(following, last);
    for (std::size_t i = 0; i < phis.size(); ++i)
        phis[i]->addIncoming(next[i], last);
    build.CreateCondBr(build.CreateICmpSLT(following, end), inside, after);

    enter(after);
    Carried results;
    for (std::size_t i = 0; i < phis.size(); ++i) {
        llvm::PHINode* result = build.CreatePHI(initial[i]->getType(), 2);
        result->addIncoming(initial[i], before);
        result->addIncoming(next[i], last);
        results.push_back(result);
    }
    return results;
}

void Frame::when(Value* condition, const char* name, const std::function<void()>& body) {
    BasicBlock* inside = new_block(name);
    BasicBlock* after = new_block("after");
    build.CreateCondBr(condition, inside, after);
    enter(inside);
    body();
    build.CreateBr(after);
    enter(after);
}

void Frame::finish() {
    build.CreateBr(exit_);
    enter(exit_);
    build.CreateRetVoid();
}

}  // namespace tenon::codegen::simd
