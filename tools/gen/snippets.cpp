// SPDX-License-Identifier: MIT
// Code in the documentation is cut from the examples, which are tests. A page says
//
//     <!-- code: examples/cpp/03_laplace.cpp sweep -->
//
// and the fenced block after it holds the lines between the marks `// [sweep]` of that file (in a
// Python program `# [sweep]`); without a name, the whole file.
#include <algorithm>
#include <stdexcept>

#include "gen.hpp"

namespace tenon::gen {

namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t stop = std::min(text.find('\n', at), text.size());
        lines.push_back(text.substr(at, stop - at));
        at = stop + 1;
    }
    return lines;
}

std::size_t indent_of(const std::string& line) {
    const std::size_t at = line.find_first_not_of(' ');
    return at == std::string::npos ? line.size() : at;
}

bool is_mark(const std::string& line) {
    const std::string text = line.substr(indent_of(line));
    return (text.starts_with("// [") || text.starts_with("# [")) && text.ends_with("]");
}

/// The lines between the marks, less their common indentation.
std::string snippet(const std::string& source, const std::string& comment,
                    const std::string& name) {
    std::vector<std::string> chosen;
    const std::string mark = comment + " [" + name + "]";
    bool inside = name.empty();
    int marks = 0;
    for (const std::string& line : lines_of(source)) {
        if (!name.empty() && line.substr(indent_of(line)) == mark) {
            inside = !inside;
            ++marks;
        } else if (inside && !is_mark(line)) {
            chosen.push_back(line);
        }
    }
    if (!name.empty() && marks != 2)
        throw std::runtime_error("there is no pair of marks " + mark);
    std::size_t indent = std::string::npos;
    for (const std::string& line : chosen)
        if (!line.empty())
            indent = std::min(indent, indent_of(line));
    // Python's style asks for empty lines around functions, and so around the marks.
    while (!chosen.empty() && chosen.back().empty())
        chosen.pop_back();
    std::string text;
    for (const std::string& line : chosen)
        text += (line.empty() ? line : line.substr(indent)) + "\n";
    return text;
}

}  // namespace

std::string with_snippets(const std::string& page, const ReadFile& read) {
    constexpr std::string_view open = "<!-- code: ";
    constexpr std::string_view close = " -->";
    std::string text;
    bool replacing = false;
    for (const std::string& line : lines_of(page)) {
        if (replacing) {  // skip the old block, its fences included
            replacing = line != "```";
            continue;
        }
        text += line + "\n";
        if (!line.starts_with(open) || !line.ends_with(close))
            continue;
        const std::string what = line.substr(open.size(), line.size() - open.size() - close.size());
        const std::size_t space = std::min(what.find(' '), what.size());
        const std::string name = space < what.size() ? what.substr(space + 1) : "";
        const std::string path = what.substr(0, space);
        const bool python = path.ends_with(".py");
        text += (python ? "```python\n" : "```cpp\n") +
                snippet(read(path), python ? "#" : "//", name) + "```\n";
        replacing = true;
    }
    return text;
}

}  // namespace tenon::gen
