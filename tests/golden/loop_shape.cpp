// SPDX-License-Identifier: MIT
#include "loop_shape.hpp"

#include <map>
#include <numeric>
#include <sstream>
#include <string_view>
#include <vector>

namespace golden {

namespace {

struct Block {
    std::string name;
    std::vector<std::string> lines;
};

std::vector<Block> blocks_of(const std::string& text) {
    std::vector<Block> blocks;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("define "))
            blocks.emplace_back();
        else if (blocks.empty() || line.empty() || line[0] == '}')
            continue;
        else if (line[0] != ' ')
            blocks.push_back({line.substr(0, line.find(':')), {}});
        else
            blocks.back().lines.push_back(line.substr(line.find_first_not_of(' ')));
    }
    return blocks;
}

bool has(const std::string& line, const char* text) { return line.find(text) != std::string::npos; }

bool is_loop(const Block& block) {
    if (block.lines.empty())
        return false;
    const std::string& last = block.lines.back();
    const std::string self = "label %" + block.name;
    return last.starts_with("br ") && (has(last, (self + ",").c_str()) || last.ends_with(self));
}

/// The element that a type names: "double" of "<8 x double>".
std::string element_of(const std::string& line, std::size_t type_at) {
    const std::size_t x = line.find(" x ", type_at);
    return line.substr(x + 3, line.find('>', x) - x - 3);
}

/// What an instruction is called here; empty when it is not counted.
std::string operation_of(const std::string& line) {
    static constexpr const char* arithmetic[] = {"fadd",   "fsub",   "fmul",  "fdiv",
                                                 "fneg",   "fcmp",   "fpext", "fptrunc",
                                                 "sitofp", "fptosi", "uitofp"};
    const std::size_t type = line.find('<');
    if (type == std::string::npos)
        return "";
    const std::string code = line.starts_with('%') ? line.substr(line.find("= ") + 2) : line;
    if (code.starts_with("load <"))
        return "load " + element_of(line, type);
    if (code.starts_with("store <"))
        return (has(code, "!nontemporal") ? "store past the cache " : "store ") +
               element_of(line, type);
    for (const char* name : arithmetic)
        if (code.starts_with(name))
            return name;
    if (const std::size_t at = code.find("@llvm."); at != std::string::npos) {
        std::string name = code.substr(at + 6);
        name = name.substr(0, name.find(".v"));
        const bool all_lanes = name.starts_with("masked.") && has(code, "<i1 true");
        return all_lanes ? name.substr(std::string_view("masked.").size()) : name;
    }
    if (const std::size_t at = code.find("@Sleef_"); at != std::string::npos)
        return "Sleef " + code.substr(at + 7, code.find_first_of("0123456789", at + 7) - at - 7);
    return "";
}

std::string shape_of(const Block& block) {
    std::map<std::string, int> counts;
    for (const std::string& line : block.lines)
        if (const std::string operation = operation_of(line); !operation.empty())
            ++counts[operation];
    int vectors = 0;
    for (const auto& [operation, count] : counts)
        vectors = std::gcd(vectors, count);
    if (vectors == 0)
        return "";
    std::string text = vectors == 1 ? "one vector:" : "several vectors, each:";
    const char* separator = " ";
    for (const auto& [operation, count] : counts) {
        text += separator + std::to_string(count / vectors) + " " + operation;
        separator = ", ";
    }
    return text;
}

}  // namespace

std::string loop_shapes(const std::string& llvm_text) {
    std::string text;
    for (const Block& block : blocks_of(llvm_text))
        if (is_loop(block))
            if (const std::string shape = shape_of(block); !shape.empty())
                text += "  loop of " + shape + "\n";
    return text;
}

}  // namespace golden
