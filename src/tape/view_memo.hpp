// SPDX-License-Identifier: MIT
/// Layouts of views that were made lately, so that a program which makes the same ones again and
/// again, as the sweeps of a stencil do, computes and allocates none of them.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <tenon/array.hpp>

#include "tape/layout.hpp"

namespace tenon::tape {

/// One thread's: a table in which each view has one place, and the last comer keeps it. Which view
/// was asked for after each is remembered: the next one is mostly found without looking it up.
class ViewMemo {
public:
    static constexpr std::size_t places = 64;
    static constexpr std::size_t most_indices = 4;

    struct Known {
        LayoutRef from;  ///< held, so that its address stays its own
        LayoutRef layout;
        std::int64_t distance = 0;  ///< in bytes, from the first element to the view's
        std::uint8_t next = 0;      ///< the place of the view that came after it
        std::uint8_t count = 0;
        std::array<Index, most_indices> indices{0, 0, 0, 0};

        /// Whether it is what `said` makes of `of`.
        bool is(const Layout* of, std::span<const Index> said) const {
            return from.get() == of && count == said.size() &&
                   std::equal(said.begin(), said.end(), indices.begin());
        }
    };

    /// The view that `said` (at most most_indices) makes of `from`; null: it is to be noted.
    const Known* find(const Layout* from, std::span<const Index> said) {
        const std::uint8_t expected = known_[last_].next;
        if (known_[expected].is(from, said)) {
            last_ = expected;
            return &known_[expected];
        }
        const std::uint8_t place = place_of(from, said);
        known_[last_].next = place;
        last_ = place;
        return known_[place].is(from, said) ? &known_[place] : nullptr;
    }
    /// What was looked for last.
    const Known* note(const Layout* from, std::span<const Index> said, const LayoutRef& layout,
                      std::int64_t distance) {
        Known& known = known_[last_];
        known.from = LayoutRef::share(from);
        known.layout = layout;
        known.distance = distance;
        known.count = static_cast<std::uint8_t>(said.size());
        std::ranges::copy(said, known.indices.begin());
        return &known;
    }

private:
    static std::uint8_t place_of(const Layout* from, std::span<const Index> said) {
        std::uint64_t mixed = reinterpret_cast<std::uintptr_t>(from);
        const auto mix = [&](auto word) {
            mixed = (mixed ^ static_cast<std::uint64_t>(word)) *
                    0x9e3779b97f4a7c15;  // as in layout_table.cpp
        };
        for (const Index& index : said) {
            mix(index.form());
            mix(index.slice().start.value());
            mix(index.slice().stop.value());
            mix(index.slice().step);
        }
        return static_cast<std::uint8_t>(mixed >> 58);
    }

    static_assert(places == std::size_t{1} << (64 - 58));
    std::array<Known, places> known_;
    std::uint8_t last_ = 0;
};

}  // namespace tenon::tape
