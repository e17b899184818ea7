// SPDX-License-Identifier: MIT
#include "codegen/llvm/machine.hpp"

#include <llvm/ADT/SmallString.h>
#include <llvm/IR/LegacyPassManager.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/CommandLine.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Target/TargetMachine.h>
#include <llvm/Target/TargetOptions.h>
#include <llvm/Transforms/Utils/Cloning.h>

#include <map>
#include <memory>

#include <tenon/error.hpp>

namespace tenon::codegen::simd {

namespace {

constexpr const char* triple = "x86_64-unknown-linux-gnu";

/// Features come from the architecture level, which was checked to be there; the CPU's name is
/// used for tuning only.
const char* level_of(const Target& target) {
    switch (target.vector_bits) {
    case 512: return "x86-64-v4";
    case 256: return "x86-64-v3";
    default: return "x86-64-v2";
    }
}

/// What is used beyond the level.
const char* features_of(const Target& target) { return target.vbmi2 ? "+avx512vbmi2" : ""; }

void set_option(const char* name, bool value) {
    const auto& options = llvm::cl::getRegisteredOptions();
    if (const auto found = options.find(name); found != options.end())
        static_cast<llvm::cl::opt<bool>*>(found->second)->setValue(value);
}

std::unique_ptr<llvm::TargetMachine> make_machine(const Target& target) {
    // Only what this back end needs: initialising all targets costs milliseconds.
    LLVMInitializeX86TargetInfo();
    LLVMInitializeX86Target();
    LLVMInitializeX86TargetMC();
    LLVMInitializeX86AsmPrinter();
    // Loops come with one index and addresses that the processor adds up by itself. LLVM's loop
    // strength reduction would give each array a pointer of its own, more than there are
    // registers, and takes a tenth of the compile time.
    set_option("disable-lsr", true);
    std::string problem;
    const llvm::Target* x86 = llvm::TargetRegistry::lookupTarget(triple, problem);
    if (x86 == nullptr)
        throw CompileError("LLVM has no x86-64 target: " + problem);
    llvm::TargetOptions options;
    options.AllowFPOpFusion = llvm::FPOpFusion::Strict;
    options.TrapUnreachable = false;
    std::unique_ptr<llvm::TargetMachine> machine(x86->createTargetMachine(
        triple, level_of(target), features_of(target), options, llvm::Reloc::PIC_,
        llvm::CodeModel::Small, llvm::CodeGenOptLevel::Default));
    if (machine == nullptr)
        throw CompileError("LLVM cannot make code for " + target.to_text());
    return machine;
}

std::string emit(llvm::Module& module, llvm::TargetMachine& machine, llvm::CodeGenFileType kind) {
    llvm::SmallString<0> bytes;
    llvm::raw_svector_ostream stream(bytes);
    llvm::legacy::PassManager passes;
    if (machine.addPassesToEmitFile(passes, stream, nullptr, kind, true))
        throw CompileError("LLVM cannot emit this kind of file");
    passes.run(module);
    return std::string(bytes);
}

}  // namespace

llvm::TargetMachine& machine_for(const Target& target) {
    static std::map<std::string, std::unique_ptr<llvm::TargetMachine>> machines;
    std::unique_ptr<llvm::TargetMachine>& machine = machines[target.to_text()];
    if (machine == nullptr)
        machine = make_machine(target);
    return *machine;
}

void leave_constants_in_loops(bool leave) { set_option("disable-machine-licm", leave); }

void set_target_attributes(llvm::Function& function, const Target& target) {
    const std::string bits = std::to_string(target.vector_bits);
    function.addFnAttr("target-cpu", level_of(target));
    if (target.vbmi2)
        function.addFnAttr("target-features", features_of(target));
    function.addFnAttr("tune-cpu", target.cpu);
    function.addFnAttr("prefer-vector-width", bits);
    function.addFnAttr("min-legal-vector-width", bits);
    // Callers keep the stack aligned to 16 bytes only: without these two, spilled vectors would
    // straddle cache lines at some call sites and be fast at others.
    function.addFnAttr("stackrealign");
    function.addFnAttr(
        llvm::Attribute::getWithStackAlignment(function.getContext(), llvm::Align(64)));
    function.addFnAttr(llvm::Attribute::NoUnwind);
}

std::string emit_object(llvm::Module& module, llvm::TargetMachine& machine) {
    return emit(module, machine, llvm::CodeGenFileType::ObjectFile);
}

std::string emit_assembly(const llvm::Module& module, llvm::TargetMachine& machine) {
    const std::unique_ptr<llvm::Module> copy = llvm::CloneModule(module);
    return emit(*copy, machine, llvm::CodeGenFileType::AssemblyFile);
}

}  // namespace tenon::codegen::simd
