// SPDX-License-Identifier: MIT
#include "files.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include <gtest/gtest.h>

#include "base/environment.hpp"

namespace golden {

namespace {

bool updating() { return tenon::base::environment_number("TENON_UPDATE_GOLDEN", 0, 1) == 1; }

std::string first_difference(const std::string& was, const std::string& is) {
    std::istringstream old_lines(was), new_lines(is);
    std::string before, now;
    for (int line = 1;; ++line) {
        const bool more_old = static_cast<bool>(std::getline(old_lines, before));
        const bool more_new = static_cast<bool>(std::getline(new_lines, now));
        if (!more_old && !more_new)
            return "the last line ends differently";
        if (!more_old || !more_new || before != now)
            return "line " + std::to_string(line) +
                   "\n  file: " + (more_old ? before : "(no such line)") +
                   "\n  now:  " + (more_new ? now : "(no such line)");
    }
}

}  // namespace

void expect_golden(const std::string& stage, const std::string& name, const std::string& text) {
    const auto path = std::filesystem::path(TENON_TESTS_DIR) / "golden" / stage / (name + ".txt");
    if (updating()) {
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << text;
        return;
    }
    std::ifstream file(path, std::ios::binary);
    ASSERT_TRUE(file) << path << " is missing; TENON_UPDATE_GOLDEN=1 writes it";
    const std::string kept((std::istreambuf_iterator<char>(file)), {});
    if (kept != text)
        ADD_FAILURE() << path.string() << " differs: " << first_difference(kept, text)
                      << "\nIf the change is meant, write the files anew with "
                         "TENON_UPDATE_GOLDEN=1 and look at git diff. All of it now:\n"
                      << text;
}

}  // namespace golden
