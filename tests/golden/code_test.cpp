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
#include "kernel/builder.hpp"
#include "kernel/shared_rows.hpp"
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

/// Ten steps of the logistic map for each element; `leaves_before` stores the value before the last
/// one, too.
tenon::kernel::Kernel logistic(bool leaves_before) {
    using namespace tenon;
    using ops::Op;
    constexpr DType real = DType::float64;
    kernel::Kernel made;
    made.params = {{.dtype = real}, {.dtype = real, .written = true}};
    made.arguments = {real, real};  // 1 and 3.9
    kernel::Builder build(made, true);
    const std::uint32_t x = build.add_var(real), counter = build.add_var(DType::int64);
    const std::uint32_t before = leaves_before ? build.add_var(real) : 0;
    build.write_var(x, build.load(0));
    build.write_var(counter, build.constant_int(DType::int64, 0));
    const kernel::BlockId head = build.begin_block();
    const kernel::ValueId goes_on = build.compute(Op::less, DType::bool_, build.read_var(counter),
                                                  build.constant_int(DType::int64, 10));
    build.end_block();
    const kernel::BlockId body = build.begin_block();
    const kernel::ValueId now = build.read_var(x);
    const kernel::ValueId rest = build.compute(Op::subtract, real, build.argument(0), now);
    const kernel::ValueId grown = build.compute(Op::multiply, real, build.argument(1), now);
    if (leaves_before)
        build.write_var(before, now);
    build.write_var(x, build.compute(Op::multiply, real, grown, rest));
    build.write_var(counter, build.compute(Op::add, DType::int64, build.read_var(counter),
                                           build.constant_int(DType::int64, 1)));
    build.end_block();
    build.while_(head, goes_on, body);
    build.store(1, build.read_var(x));
    if (leaves_before) {
        made.params.push_back({.dtype = real, .written = true});
        build.store(2, build.read_var(before));
    }
    return made;
}

TEST_F(Code, what_a_loop_only_leaves_behind_takes_no_register_from_its_vectors) {
    const auto differences = [](bool leaves_before) {
        const std::string text = llvm_text(logistic(leaves_before), 256);
        int count = 0;
        for (std::size_t at = text.find("fsub <4 x double>"); at != text.npos;
             at = text.find("fsub <4 x double>", at + 1))
            ++count;
        return count;
    };
    EXPECT_GE(differences(false), 4) << "vectors side by side";
    EXPECT_EQ(differences(true), differences(false));
}

/// x = x * table[i] for each i below a count, which is one for all elements or each has its own.
tenon::kernel::Kernel multiply_by_table(bool one_count) {
    using namespace tenon;
    using ops::Op;
    constexpr DType real = DType::float64, whole = DType::int64;
    kernel::Kernel made;
    made.params = {{.dtype = real},
                   {.dtype = whole},
                   {.dtype = real, .inner = kernel::Inner::broadcast, .gathered = true},
                   {.dtype = real, .written = true}};
    made.arguments = {whole};
    kernel::Builder build(made, true);
    const std::uint32_t x = build.add_var(real), i = build.add_var(whole);
    build.write_var(x, build.load(0));
    build.write_var(i, build.constant_int(whole, 0));
    const kernel::ValueId count = one_count ? build.argument(0) : build.load(1);
    const kernel::BlockId head = build.begin_block();
    const kernel::ValueId goes_on = build.compute(Op::less, DType::bool_, build.read_var(i), count);
    build.end_block();
    const kernel::BlockId body = build.begin_block();
    const kernel::ValueId at = build.read_var(i);
    build.write_var(x, build.compute(Op::multiply, real, build.read_var(x), build.gather(2, at)));
    build.write_var(i, build.compute(Op::add, whole, at, build.constant_int(whole, 1)));
    build.end_block();
    build.while_(head, goes_on, body);
    build.store(3, build.read_var(x));
    return made;
}

TEST_F(Code, a_position_that_all_lanes_share_is_read_once_for_all_of_them) {
    for (const bool one_count : {false, true}) {
        const std::string text = llvm_text(multiply_by_table(one_count), 256);
        EXPECT_EQ(text.find("gather") == text.npos, one_count) << text;
    }
}

/// The sum of an element's neighbours to the left and right, above and below, where it is known
/// that they are of one array.
tenon::kernel::Kernel sum_of_neighbours() {
    using namespace tenon;
    constexpr DType real = DType::float64;
    kernel::Kernel made;
    made.rank = 2;
    made.params = {{.dtype = real},
                   {.dtype = real},
                   {.dtype = real},
                   {.dtype = real},
                   {.dtype = real, .written = true}};
    kernel::Builder build(made, true);
    kernel::ValueId sum = build.load(0);
    for (const std::uint32_t param : {1U, 2U, 3U})
        sum = build.compute(ops::Op::add, real, sum, build.load(param));
    build.store(4, sum);
    return with_row_offsets(made,
                            std::vector<kernel::RowOffset>{{},
                                                           {.base = 0, .rows = 0, .columns = 2},
                                                           {.base = 0, .rows = -1, .columns = 1},
                                                           {.base = 0, .rows = 1, .columns = 1},
                                                           {}});
}

TEST_F(Code, columns_of_a_row_are_made_of_one_load_where_vectors_are_cache_lines) {
    const auto four_rows = [](int bits) {
        const std::string shapes = loop_shapes(llvm_text(sum_of_neighbours(), bits));
        return shapes.substr(0, shapes.find('\n'));
    };
    // For four stores 14 loads, and 6: one of each row.
    EXPECT_EQ(four_rows(256),
              "  loop of several vectors, each: 6 fadd, 7 load double, 2 store double");
    EXPECT_EQ(four_rows(512),
              "  loop of several vectors, each: 6 fadd, 3 load double, 2 store double");
}

int calls_of(const std::string& function, const std::string& text) {
    int count = 0;
    for (std::size_t at = text.find("call void @" + function); at != text.npos;
         at = text.find("call void @" + function, at + 1))
        ++count;
    return count;
}

TEST_F(Code, rows_taken_together_ask_for_the_lines_to_their_left) {
    for (const int bits : {256, 512})
        EXPECT_EQ(calls_of("llvm.prefetch", llvm_text(sum_of_neighbours(), bits)), 6 + 4)
            << "of six rows that are loaded and four that are stored";
}

TEST_F(Code, rows_taken_together_are_stored_at_whole_lines_where_vectors_are_lines) {
    // A row by itself has one masked store behind its whole vectors. The four have one each in
    // front of the first line and one behind the last.
    EXPECT_EQ(calls_of("llvm.masked.store", llvm_text(sum_of_neighbours(), 256)), 1);
    EXPECT_EQ(calls_of("llvm.masked.store", llvm_text(sum_of_neighbours(), 512)), 1 + 4 + 4);
}

TEST_F(Code, a_row_is_stored_at_whole_lines_where_vectors_are_lines) {
    // Where it lies is looked at, and what is before the first line shares the masked vectors of
    // what is behind the last.
    using tenon::DType;
    tenon::kernel::Kernel core;
    core.rank = 2;
    core.params = {{.dtype = DType::float64}, {.dtype = DType::float64, .written = true}};
    tenon::kernel::Builder build(core, true);
    build.store(1, build.compute(tenon::ops::Op::negative, DType::float64, build.load(0)));
    for (const int bits : {128, 256, 512}) {
        const std::string text = llvm_text(core, bits);
        EXPECT_EQ(text.find("ptrtoint") != text.npos, bits == 512) << bits;
        EXPECT_LE(calls_of("llvm.masked.store", text), 1) << bits;
    }
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
