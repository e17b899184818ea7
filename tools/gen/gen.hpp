// SPDX-License-Identifier: MIT
/// The texts that tenon-gen derives from the table of operations.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ops/ops.hpp"

namespace tenon::gen {

/// A second name of an operation, from NumPy or the Python Array API standard.
struct Alias {
    std::string_view name;
    ops::Op op;
};
std::span<const Alias> aliases();

/// "x" of one operand, "x1", "x2", "x3" of several.
std::vector<std::string> parameters(ops::Op op);

std::string functions_header();  // include/tenon/functions.hpp
std::string functions_source();  // src/api/functions.cpp
std::string reference_page();    // docs/reference/operations.md

/// `page` with its code blocks cut anew from the examples; `read` gives a file of the tree.
using ReadFile = std::function<std::string(const std::string& path)>;
std::string with_snippets(const std::string& page, const ReadFile& read);

}  // namespace tenon::gen
