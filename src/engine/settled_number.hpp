// SPDX-License-Identifier: MIT
/// Arrays of one element whose value is there, as numbers of the statements that read it.
#pragma once

#include <cstddef>
#include <optional>

#include "tape/tape.hpp"

namespace tenon::engine {

/// The bits of the element that `view` is, or repeats over a statement's space, if nothing is
/// pending that writes it. Nothing where the view is not of an array of its own, where the host
/// cannot read it, and where the loop that is waiting for this statement has an array as its
/// `input`.
std::optional<tape::ScalarBits> settled_number(const tape::ViewRef& view, std::size_t input);

}  // namespace tenon::engine
