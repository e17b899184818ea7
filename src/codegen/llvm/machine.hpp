// SPDX-License-Identifier: MIT
/// LLVM set up for a target: optimisation passes and emission of objects.
#pragma once

#include <string>

#include "codegen/codegen.hpp"
#include "codegen/llvm/llvm_headers.hpp"

namespace llvm {
class TargetMachine;
}

namespace tenon::codegen::simd {

/// The machine for a target; made once for each and kept. Used by one thread at a time.
llvm::TargetMachine& machine_for(const Target& target);

/// Gives a function the target's instructions and the attributes that vector code needs.
void set_target_attributes(llvm::Function& function, const Target& target);

/// The few passes that matter for code that is vectorised already.
void optimise(llvm::Module& module, llvm::TargetMachine& machine);

/// An ELF relocatable object. @throws CompileError when LLVM cannot emit one.
std::string emit_object(llvm::Module& module, llvm::TargetMachine& machine);
/// The same as text; `module` is left as it was.
std::string emit_assembly(const llvm::Module& module, llvm::TargetMachine& machine);

}  // namespace tenon::codegen::simd
