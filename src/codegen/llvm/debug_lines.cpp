// SPDX-License-Identifier: MIT
#include "codegen/llvm/debug_lines.hpp"

#include <llvm/BinaryFormat/Dwarf.h>
#include <llvm/IR/DebugInfoMetadata.h>

namespace tenon::codegen::simd {

using namespace kernel;

DebugLines::DebugLines(const Kernel& core, llvm::Module& module, const std::string& folder,
                       const std::string& file)
    : kernel_(core), builder_(module), file_(builder_.createFile(file, folder)),
      lines_(core.instrs.size(), 0) {
    module.addModuleFlag(llvm::Module::Warning, "Debug Info Version", llvm::DEBUG_METADATA_VERSION);
    module.addModuleFlag(llvm::Module::Warning, "Dwarf Version", 4);
    builder_.createCompileUnit(llvm::dwarf::DW_LANG_C, file_, "tenon", true, "", 0, "",
                               llvm::DICompileUnit::LineTablesOnly);
    // The layout of kernel::to_text: a line for the form, one for each declaration, "body".
    body_line_ =
        static_cast<unsigned>(2 + core.params.size() + core.arguments.size() + core.vars.size());
    unsigned line = body_line_;
    number(body_block, line);
}

void DebugLines::number(BlockId id, unsigned& line) {
    for (const ValueId value : kernel_.blocks[id]) {
        const Instr& instr = kernel_.instrs[value];
        lines_[value] = ++line;
        if (instr.code == Code::if_) {
            number(instr.first, line);
            if (instr.second != no_block) {
                ++line;  // "else"
                number(instr.second, line);
            }
        } else if (instr.code == Code::while_) {
            number(instr.first, line);
            lines_[value] = ++line;  // "while", where the loop is decided
            number(instr.second, line);
        }
    }
}

void DebugLines::begin(llvm::Function& function, llvm::IRBuilder<>& build) {
    auto* type = builder_.createSubroutineType(builder_.getOrCreateTypeArray({}));
    program_ = builder_.createFunction(file_, function.getName(), function.getName(), file_,
                                       body_line_, type, body_line_, llvm::DINode::FlagPrototyped,
                                       llvm::DISubprogram::SPFlagDefinition);
    function.setSubprogram(program_);
    build.SetCurrentDebugLocation(
        llvm::DILocation::get(function.getContext(), body_line_, 1, program_));
}

llvm::DebugLoc DebugLines::of(ValueId value) const {
    return llvm::DILocation::get(program_->getContext(), lines_[value], 1, program_);
}

}  // namespace tenon::codegen::simd
