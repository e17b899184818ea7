// SPDX-License-Identifier: MIT
/// The programs whose intermediate forms are kept as files: small, each for one thing that a stage
/// must do.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include <tenon/array.hpp>

#include "schedule/plan.hpp"
#include "tape/canonical.hpp"

namespace golden {

struct Program {
    const char* name;
    const char* shows;  ///< why it is here, for the reader of the files
    /// Records statements and evaluates nothing; returns the arrays that have names.
    std::vector<tenon::Array> (*record)();
};

std::span<const Program> programs();
const Program& program(const char* name);

/// What the stages make of a program.
struct Forms {
    tenon::tape::CanonicalTape tape;
    tenon::schedule::Plan plan;
};
Forms forms_of(const Program& program);

}  // namespace golden
