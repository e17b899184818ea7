// SPDX-License-Identifier: MIT
/// tenon-gen [--check] ROOT: writes the generated files below ROOT, or says which are stale.
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "gen.hpp"

namespace {

struct Output {
    const char* path;
    std::string (*text)();
};

constexpr Output outputs[] = {
    {"include/tenon/functions.hpp", tenon::gen::functions_header},
    {"src/api/functions.cpp", tenon::gen::functions_source},
    {"docs/reference/operations.md", tenon::gen::reference_page},
};

std::string read(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
}

bool write(const std::string& path, const std::string& text) {
    std::ofstream out(path, std::ios::binary);
    out << text;
    out.close();
    return !out.fail();
}

}  // namespace

namespace {

/// The generated files, and the pages whose code comes from the examples.
std::map<std::string, std::string> wanted_files(const std::string& root) {
    std::map<std::string, std::string> files;
    for (const Output& output : outputs)
        files[output.path] = output.text();
    const auto read_below_root = [&](const std::string& path) { return read(root + path); };
    const auto add_page = [&](const std::string& path) {
        files[path] = tenon::gen::with_snippets(read(root + path), read_below_root);
    };
    add_page("README.md");
    for (const auto& entry : std::filesystem::directory_iterator(root + "docs/tutorial"))
        if (entry.path().extension() == ".md")
            add_page("docs/tutorial/" + entry.path().filename().string());
    return files;
}

}  // namespace

int main(int count, char** arguments) try {
    const bool check = count == 3 && std::string(arguments[1]) == "--check";
    if (count != 2 && !check) {
        std::fputs("usage: tenon-gen [--check] ROOT\n", stderr);
        return 2;
    }
    const std::string root = std::string(arguments[count - 1]) + "/";
    int failures = 0;
    for (const auto& [path, text] : wanted_files(root)) {
        if (read(root + path) == text)
            continue;  // keeps the time stamp
        if (check) {
            std::printf("%s is stale: run tenon-gen on the source tree\n", path.c_str());
            ++failures;
        } else if (!write(root + path, text)) {
            std::printf("tenon-gen: cannot write %s\n", path.c_str());
            ++failures;
        }
    }
    return failures == 0 ? 0 : 1;
} catch (const std::exception& error) {
    std::printf("tenon-gen: %s\n", error.what());
    return 1;
}
