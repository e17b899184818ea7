// SPDX-License-Identifier: MIT
/// tenon-gen [--check] ROOT: writes the generated files below ROOT, or says which are stale.
#include <cstdio>
#include <fstream>
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

int main(int count, char** arguments) {
    const bool check = count == 3 && std::string(arguments[1]) == "--check";
    if (count != 2 && !check) {
        std::fputs("usage: tenon-gen [--check] ROOT\n", stderr);
        return 2;
    }
    const std::string root = std::string(arguments[count - 1]) + "/";
    int failures = 0;
    for (const Output& output : outputs) {
        const std::string path = root + output.path;
        const std::string text = output.text();
        if (read(path) == text)
            continue;  // keeps the time stamp
        if (check) {
            std::printf("%s is stale: run tenon-gen on the source tree\n", output.path);
            ++failures;
        } else if (!write(path, text)) {
            std::printf("tenon-gen: cannot write %s\n", path.c_str());
            ++failures;
        }
    }
    return failures == 0 ? 0 : 1;
}
