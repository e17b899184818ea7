// SPDX-License-Identifier: MIT
// The plug-in's interface: a kernel in, an object out. Nothing is thrown across it.
#include <llvm/IR/Verifier.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Target/TargetMachine.h>

#include <cstdio>
#include <exception>
#include <fstream>
#include <memory>
#include <mutex>
#include <optional>

#include <tenon/error.hpp>

#include "codegen/llvm/debug_lines.hpp"
#include "codegen/llvm/filling.hpp"
#include "codegen/llvm/loops.hpp"
#include "codegen/llvm/machine.hpp"
#include "codegen/plugin_interface.hpp"
#include "codegen/version.hpp"

namespace tenon::codegen::simd {

namespace {

void write_file(const std::string& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary);
    file << text;
    if (!file.flush())
        std::fprintf(stderr, "tenon: cannot write %s (TENON_KEEP)\n", path.c_str());
}

std::string to_text(const llvm::Module& module) {
    std::string text;
    llvm::raw_string_ostream stream(text);
    module.print(stream, nullptr);
    return text;
}

void check(const llvm::Module& module) {
    std::string problems;
    llvm::raw_string_ostream stream(problems);
    if (llvm::verifyModule(module, &stream))
        throw InternalError("the code generator made wrong LLVM IR: " + problems + "\n" +
                            to_text(module));
}

/// Builds the kernel's function in `module`.
void build(const kernel::Kernel& core, const Target& target, llvm::Module& module,
           const std::string& symbol, DebugLines* lines) {
    Analysis analysis = analyse(core, target);
    analysis.filled_with_nan = passes_nan_quietly(core);
    Frame frame(core, target, analysis, module, symbol, lines);
    set_target_attributes(*frame.function, target);
    switch (core.form) {
    case kernel::Form::map: emit_map(frame); break;
    case kernel::Form::row_reduce: emit_row_reduce(frame); break;
    case kernel::Form::column_reduce: emit_column_reduce(frame); break;
    }
    frame.finish();
    leave_constants_in_loops(analysis.inline_math);
    if (lines != nullptr)
        lines->finish();
}

std::string compile(const PluginRequest& request) {
    // LLVM's objects here are shared; compilations take turns.
    static std::mutex turns;
    const std::lock_guard lock(turns);

    llvm::TargetMachine& machine = machine_for(*request.target);
    llvm::LLVMContext context;
    // The module names the file symbol, which must not look like the entry point.
    llvm::Module module(std::string(request.symbol) + ".kernel", context);
    module.setTargetTriple(machine.getTargetTriple().str());
    module.setDataLayout(machine.createDataLayout());

    // Files are named by the key too: kernels of one name do not overwrite each other.
    std::string kept;
    std::optional<DebugLines> lines;
    if (request.keep != nullptr) {
        const std::string file = std::string(request.symbol) + "_" +
                                 kernel::hash(*request.core).hex().substr(0, 8) + "_" +
                                 std::to_string(request.target->vector_bits);
        kept = std::string(request.keep) + "/" + file;
        write_file(kept + ".kernel", kernel::to_text(*request.core));
        lines.emplace(*request.core, module, request.keep, file + ".kernel");
    }
    build(*request.core, *request.target, module, request.symbol, lines ? &*lines : nullptr);
#ifndef NDEBUG
    check(module);
#endif
    if (!kept.empty())
        write_file(kept + ".raw.ll", to_text(module));
    optimise(module, machine);
    if (!kept.empty()) {
        check(module);
        write_file(kept + ".ll", to_text(module));
        write_file(kept + ".s", emit_assembly(module, machine));
    }
    return emit_object(module, machine);
}

}  // namespace

}  // namespace tenon::codegen::simd

const char* tenon_llvm_version() { return TENON_CODEGEN_VERSION; }

int tenon_llvm_compile(const tenon::codegen::PluginRequest* request) {
    std::string problem;
    try {
        const std::string object = tenon::codegen::simd::compile(*request);
        request->object(request->sink, object.data(), object.size());
        return 0;
    } catch (const std::exception& error) {
        problem = error.what();
    } catch (...) {
        problem = "an unknown exception";
    }
    request->error(request->sink, problem.data(), problem.size());
    return 1;
}
