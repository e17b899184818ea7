// SPDX-License-Identifier: MIT
/// A kernel's reductions + memory -> where their partial results go, and the steps that join them.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "engine/bind.hpp"
#include "engine/host_steps.hpp"

namespace tenon::engine {

struct ReductionMemory {
    std::function<std::int64_t(std::uint32_t view)> address;
    std::function<void*(std::int64_t bytes)> scratch;
};

/// After `bind_kernel`; the steps are added to `joins`. @throws what `scratch` throws
void bind_reductions(const schedule::Step& step, const ReductionMemory& memory, BoundStep& bound,
                     std::vector<HostStep>& joins);

}  // namespace tenon::engine
