// SPDX-License-Identifier: MIT
/// Which parameters of a bound step are views of one array, rows and elements apart, and the form
/// of its kernel that knows it and takes several rows together (kernel/shared_rows.hpp).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/kernel_store.hpp"
#include "kernel/shared_rows.hpp"

namespace tenon::engine {

/// Of each parameter, from an argument block. A parameter that may be written, or that shares bytes
/// with one that is, stands alone.
std::vector<kernel::RowOffset> find_row_offsets(const kernel::Kernel& core,
                                                std::span<const std::int64_t> args);

/// What is left of the loads of a kernel that takes several rows together; 1: of one that cannot.
double loads_left_of_rows(const kernel::Kernel& core, std::span<const std::int64_t> args);

/// Code of the form of `plain` for these arguments. Null: rows share too little, or there is no
/// such code yet; the kernel's own serves then. `work_ns` as for LoadedKernel::program.
std::shared_ptr<const runtime::Program> program_for_rows(const LoadedKernel& plain,
                                                         std::span<const std::int64_t> args,
                                                         double work_ns, Execution execution);

}  // namespace tenon::engine
