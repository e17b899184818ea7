// SPDX-License-Identifier: MIT
/// Line tables that lead from machine code to the kernel's readable text, for debuggers.
#pragma once

#include <llvm/IR/DIBuilder.h>

#include <string>
#include <vector>

#include "codegen/llvm/llvm_headers.hpp"
#include "kernel/ir.hpp"

namespace tenon::codegen::simd {

class DebugLines {
public:
    /// The text of `core` lies, or will lie, in `folder`/`file`.
    DebugLines(const kernel::Kernel& core, llvm::Module& module, const std::string& folder,
               const std::string& file);

    void begin(llvm::Function& function, llvm::IRBuilder<>& build);
    llvm::DebugLoc of(kernel::ValueId value) const;
    void finish() { builder_.finalize(); }

private:
    void number(kernel::BlockId id, unsigned& line);

    const kernel::Kernel& kernel_;
    llvm::DIBuilder builder_;
    llvm::DIFile* file_;
    llvm::DISubprogram* program_ = nullptr;
    std::vector<unsigned> lines_;
    unsigned body_line_;
};

}  // namespace tenon::codegen::simd
