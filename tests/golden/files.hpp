// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace golden {

/// Compares `text` with tests/golden/<stage>/<name>.txt, line by line. With TENON_UPDATE_GOLDEN=1
/// the file is written anew instead, and what changed is for `git diff` to show.
void expect_golden(const std::string& stage, const std::string& name, const std::string& text);

}  // namespace golden
