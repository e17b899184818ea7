// SPDX-License-Identifier: MIT
/// Layouts of whole arrays, each kept once for the life of the process: handles of kept layouts are
/// not counted, and arrays of one shape have the same layout by address. Both are for recording,
/// where one atomic addition takes as long as the rest of a step.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <span>

#include "tape/layout.hpp"

namespace tenon::tape {

/// A bounded open-addressing table that only grows; reading and adding need no lock. What finds no
/// place is an ordinary, counted layout.
class LayoutTable {
public:
    static constexpr std::size_t places = 4096;
    static constexpr std::size_t probes = 8;

    LayoutTable() = default;
    ~LayoutTable();
    LayoutTable(const LayoutTable&) = delete;
    LayoutTable& operator=(const LayoutTable&) = delete;
    static LayoutTable& instance();  ///< never destroyed: arrays may be static
    /// The kept C-order layout of this type and shape; null when there is none.
    const Layout* find(DType type, std::span<const std::int64_t> shape) const;
    /// Keeps `made`, or gives the equal one that another thread has kept meanwhile.
    LayoutRef keep(LayoutRef made);

private:
    std::array<std::atomic<const Layout*>, places> table_{};
};

}  // namespace tenon::tape
