// SPDX-License-Identifier: MIT
/// Layouts of views that were made lately, so that a program which makes the same ones again and
/// again, as the sweeps of a stencil do, computes and allocates none of them.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "tape/layout.hpp"

namespace tenon::tape {

/// One thread's: a table in which each view has one place, and the last comer keeps it.
class ViewMemo {
public:
    static constexpr std::size_t places = 64;
    static constexpr std::size_t most_words = 16;

    struct Known {
        LayoutRef from;  ///< held, so that its address stays its own
        std::size_t count = 0;
        std::array<std::uint64_t, most_words> words{};
        LayoutRef layout;
        std::int64_t distance = 0;  ///< in bytes, from the first element to the view's
    };

    /// The place of the view that `words` (at most most_words) say how to make of `from`.
    Known& place(const Layout* from, std::span<const std::uint64_t> words) {
        std::uint64_t mixed = reinterpret_cast<std::uintptr_t>(from);
        for (const std::uint64_t word : words)
            mixed = (mixed ^ word) * 0x9e3779b97f4a7c15;  // as in layout_table.cpp
        return known_[mixed >> 58];
    }
    /// Whether it is known there.
    static bool holds(const Known& known, const Layout* from,
                      std::span<const std::uint64_t> words) {
        return known.from.get() == from && known.count == words.size() &&
               std::equal(words.begin(), words.end(), known.words.begin());
    }
    static void note(Known& known, const Layout* from, std::span<const std::uint64_t> words,
                     const LayoutRef& layout, std::int64_t distance) {
        known.from = LayoutRef::share(from);
        known.count = words.size();
        std::ranges::copy(words, known.words.begin());
        known.layout = layout;
        known.distance = distance;
    }

private:
    static_assert(places == std::size_t{1} << (64 - 58));
    std::array<Known, places> known_;
};

}  // namespace tenon::tape
