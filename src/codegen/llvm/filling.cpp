// SPDX-License-Identifier: MIT
#include "codegen/llvm/filling.hpp"

namespace tenon::codegen::simd {

using namespace kernel;

namespace {

bool is_float(DType type) { return type == DType::float32 || type == DType::float64; }

/// Comparisons raise a flag for NaN, and so do the processor's maximum and minimum.
bool passes_nan_quietly(ops::Op op) {
    switch (op) {
    case ops::Op::absolute:
    case ops::Op::add:
    case ops::Op::divide:
    case ops::Op::multiply:
    case ops::Op::negative:
    case ops::Op::sqrt:
    case ops::Op::subtract: return true;
    default: return false;
    }
}

}  // namespace

bool passes_nan_quietly(const Kernel& core) {
    for (const Instr& instr : core.instrs) {
        switch (instr.code) {
        case Code::store: break;
        case Code::load:
        case Code::argument:
        case Code::constant:
            if (!is_float(instr.type))
                return false;
            break;
        case Code::compute:
            if (!is_float(instr.type) || !passes_nan_quietly(instr.op))
                return false;
            break;
        default: return false;
        }
    }
    for (const Param& param : core.params)
        if (!is_float(param.dtype))
            return false;
    return core.form == Form::map;
}

llvm::Constant* quiet_nan(const Frame& frame, llvm::Type* element) {
    return llvm::ConstantFP::getQNaN(frame.vector(element));
}

Value* unknown_nan(Frame& frame, llvm::Type* element) {
    llvm::Constant* nan = llvm::ConstantFP::getQNaN(element);
    llvm::GlobalVariable* memory = nullptr;
    for (llvm::GlobalVariable& known : frame.module.globals())
        if (known.hasInitializer() && known.getInitializer() == nan)
            memory = &known;
    if (memory == nullptr)
        memory = new llvm::GlobalVariable(frame.module, element, true,
                                          llvm::GlobalValue::PrivateLinkage, nan, "nan");
    return frame.build.CreateVectorSplat(static_cast<unsigned>(frame.analysis.lanes),
                                         frame.build.CreateLoad(element, memory, true));
}

}  // namespace tenon::codegen::simd
