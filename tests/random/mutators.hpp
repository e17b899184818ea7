// SPDX-License-Identifier: MIT
/// Bugs to plant into kernels and plans, each of a kind that such an engine could really have.
/// Each changes what it can and leaves the others alone; all leave every access inside its array.
#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "kernel/ir.hpp"
#include "schedule/plan.hpp"

namespace programs {

struct PlantedBug {
    std::string name;
    std::function<void(tenon::kernel::Kernel&)> in_kernel;
    std::function<void(tenon::schedule::Plan&)> in_plan;
    friend void PrintTo(const PlantedBug& bug, std::ostream* out) { *out << bug.name; }
};

const std::vector<PlantedBug>& planted_bugs();

}  // namespace programs
