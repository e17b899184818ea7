// SPDX-License-Identifier: MIT
// What the code generator makes of the programs' kernels at each width: code/ holds a file for
// each, with the shape of the innermost loops, not their text.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <utility>

#include <gtest/gtest.h>

#include "codegen/codegen.hpp"
#include "files.hpp"
#include "loop_shape.hpp"
#include "programs.hpp"
#include "support/child.hpp"

namespace golden {

namespace {

using tenon::codegen::Target;

/// Not this machine's processor: the files hold on every machine.
Target general_target(int bits) {
    const std::map<int, const char*> names = {
        {128, "x86-64-v2"}, {256, "x86-64-v3"}, {512, "x86-64-v4"}};
    return {.cpu = names.at(bits), .vector_bits = bits, .fma = true};
}

/// The optimised LLVM IR, as TENON_KEEP leaves it.
std::string llvm_text(const tenon::kernel::Kernel& kernel, int bits) {
    const support::TemporaryFolder folder;
    setenv("TENON_KEEP", folder.path().c_str(), 1);
    tenon::codegen::compile(kernel, general_target(bits));
    unsetenv("TENON_KEEP");
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
        const std::string name = entry.path().string();
        if (name.ends_with(".ll") && !name.ends_with(".raw.ll")) {
            std::ifstream file(name);
            return {std::istreambuf_iterator<char>(file), {}};
        }
    }
    throw std::runtime_error("TENON_KEEP left no LLVM IR");
}

/// The loops of one kernel at each width; widths with the same loops share their lines.
std::string code_text(const tenon::kernel::Kernel& kernel) {
    std::string text;
    std::string widths;
    std::string shapes;
    for (const int bits : {128, 256, 512}) {
        const std::string now = loop_shapes(llvm_text(kernel, bits));
        if (!widths.empty() && now != shapes)
            text += std::exchange(widths, "") + " bits\n" + shapes;
        widths += (widths.empty() ? "" : " and ") + std::to_string(bits);
        shapes = now;
    }
    return text + widths + " bits\n" + shapes;
}

class Code : public ::testing::TestWithParam<const char*> {
protected:
    void SetUp() override {
        std::string why;
        ASSERT_TRUE(tenon::codegen::available(&why)) << why;
    }
};

TEST_P(Code, the_innermost_loops_are_as_kept) {
    const Program& chosen = program(GetParam());
    const Forms forms = forms_of(chosen);
    std::string text = std::string("# ") + chosen.shows + "\n";
    for (std::size_t i = 0; i < forms.plan.steps.size(); ++i)
        if (forms.plan.steps[i].kernel)
            text += "step " + std::to_string(i) + "\n" + code_text(*forms.plan.steps[i].kernel);
    expect_golden("code", chosen.name, text);
}

INSTANTIATE_TEST_SUITE_P(Golden, Code,
                         ::testing::Values("chain", "same_array_twice", "stencil", "broadcast",
                                           "fused_sum", "sums_along_axes", "several_outputs",
                                           "mixed_types", "gathered", "transposed_copy",
                                           "large_output"),
                         [](const auto& info) { return std::string(info.param); });

TEST_F(Code, survivors_of_a_loop_with_an_exit_are_moved_together) {
    const Forms forms = forms_of(program("escape"));
    const std::string text = llvm_text(*forms.plan.steps.at(0).kernel, 512);
    EXPECT_NE(text.find("@llvm.x86.avx512.mask.compress"), std::string::npos);
    EXPECT_EQ(text.find("fdiv"), std::string::npos);
}

TEST_F(Code, nothing_is_contracted_at_any_width) {
    for (const Program& chosen : programs())
        for (const tenon::schedule::Step& step : forms_of(chosen).plan.steps)
            for (const int bits : {128, 256, 512})
                if (step.kernel) {
                    const std::string text = llvm_text(*step.kernel, bits);
                    for (const char* flag : {" contract ", " reassoc ", " fast ", "fmuladd"})
                        EXPECT_EQ(text.find(flag), std::string::npos) << chosen.name << flag;
                }
}

}  // namespace

}  // namespace golden
