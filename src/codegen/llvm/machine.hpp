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

/// For what is emitted from now on. Constants of math functions come from memory in the instruction
/// that uses them. Taken out of the loop they would all want registers, from which the allocator
/// would bring them back, in a fifth of the compile time.
void leave_constants_in_loops(bool leave);
std::string emit_object(llvm::Module& module, llvm::TargetMachine& machine);
/// The same as text; `module` is left as it was.
std::string emit_assembly(const llvm::Module& module, llvm::TargetMachine& machine);

}  // namespace tenon::codegen::simd
