// SPDX-License-Identifier: MIT
// What each stage makes of the programs, as its printer shows it: tape/, plan/ and kernel/ hold a
// file for each.
#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "files.hpp"
#include "kernel/ir.hpp"
#include "programs.hpp"

namespace golden {

namespace {

std::string head(const Program& program) { return std::string("# ") + program.shows + "\n"; }

/// The kernel's text; of a long one what it takes, and how often it has each operation.
std::string kernel_text(const tenon::kernel::Kernel& kernel) {
    constexpr std::ptrdiff_t longest = 80;  // lines
    const std::string text = tenon::kernel::to_text(kernel);
    if (std::ranges::count(text, '\n') <= longest)
        return text;
    const std::size_t body = text.find("body\n");
    std::map<std::string, int> counts;
    std::istringstream lines(text.substr(body + 5));
    for (std::string line; std::getline(lines, line);) {
        const std::size_t equals = line.find("= ");
        const std::size_t from =
            equals == std::string::npos ? line.find_first_not_of(' ') : equals + 2;
        ++counts[line.substr(from, line.find(' ', from) - from)];
    }
    std::string counted = text.substr(0, body) + "body of\n";
    for (const auto& [operation, count] : counts)
        counted += "  " + std::to_string(count) + " " + operation + "\n";
    return counted;
}

class Stages : public ::testing::TestWithParam<Program> {};

TEST_P(Stages, the_canonical_tape_is_as_kept) {
    const Forms forms = forms_of(GetParam());
    expect_golden("tape", GetParam().name, head(GetParam()) + tenon::tape::to_text(forms.tape));
}

TEST_P(Stages, the_plan_is_as_kept) {
    const Forms forms = forms_of(GetParam());
    expect_golden("plan", GetParam().name,
                  head(GetParam()) + tenon::schedule::to_text(forms.plan, forms.tape));
}

TEST_P(Stages, the_core_kernels_are_as_kept) {
    const Forms forms = forms_of(GetParam());
    std::string text = head(GetParam());
    std::set<std::string> seen;
    for (std::size_t i = 0; i < forms.plan.steps.size(); ++i) {
        if (!forms.plan.steps[i].kernel)
            continue;
        const std::string kernel = kernel_text(*forms.plan.steps[i].kernel);
        text += "step " + std::to_string(i) + "\n";
        text += seen.insert(kernel).second ? kernel : "the same kernel\n";
    }
    expect_golden("kernel", GetParam().name, text);
}

INSTANTIATE_TEST_SUITE_P(Golden, Stages, ::testing::ValuesIn(programs()),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace

}  // namespace golden
