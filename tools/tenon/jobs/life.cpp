// SPDX-License-Identifier: MIT
#include "life.hpp"

#include <array>

namespace tenon::jobs {

namespace {

constexpr Slice inside = slice(1, -1);
constexpr unsigned most_neighbours = 8;

/// The digits of one half of a rule, 0 to 8.
unsigned parse_counts(std::string_view digits, std::string_view rule) {
    unsigned counts = 0;
    for (const char digit : digits) {
        if (digit < '0' || digit > '8')
            throw ValueError("\"" + std::string(rule) +
                             "\" is no rule: it has the form B3/S23, with digits 0 to 8");
        counts |= 1U << (digit - '0');
    }
    return counts;
}

bool begins_with(std::string_view text, char letter) {
    return !text.empty() && (text[0] == letter || text[0] == letter - 'A' + 'a');
}

/// The board comes with a frame of one cell, which makes neighbours of all.
Array with_frame(const Array& cells) {
    Array framed = zeros({cells.shape(0) + 2, cells.shape(1) + 2}, DType::uint8);
    framed(inside, inside) = cells;
    return framed;
}

/// The frame becomes the opposite sides. Columns come last: they own the corners.
void wrap_frame(const Array& u) {
    u(0, all) = u(-2, all);
    u(-1, all) = u(1, all);
    u(all, 0) = u(all, -2);
    u(all, -1) = u(all, 1);
}

Array neighbours(const Array& u) {
    const Slice low = slice(0, -2);
    const Slice high = slice(2, end);
    const auto row = [&](Slice rows) { return u(rows, low) + u(rows, inside) + u(rows, high); };
    return row(low) + row(high) + (u(inside, low) + u(inside, high));
}

/// Joins what may be nothing yet.
void join(Array& any, const Array& one) { any = any.valid() ? any | one : one; }

/// Whether the count is one of these.
Array is_one_of(const Array& count, unsigned counts) {
    Array any;
    for (unsigned k = 0; k <= most_neighbours; ++k)
        if ((counts >> k & 1) != 0)
            join(any, count == k);
    return any;
}

/// Which cells are alive in the next step.
Array next(const Array& u, Rule rule) {
    const Array count = neighbours(u);
    const Array alive = u(inside, inside) != 0;
    Array lives;
    if (const unsigned either = rule.born & rule.survives; either != 0)
        join(lives, is_one_of(count, either));
    if (const unsigned born = rule.born & ~rule.survives; born != 0)
        join(lives, is_one_of(count, born) & ~alive);
    if (const unsigned survives = rule.survives & ~rule.born; survives != 0)
        join(lives, is_one_of(count, survives) & alive);
    return lives.valid() ? lives : zeros_like(alive);
}

}  // namespace

Rule parse_rule(std::string_view text) {
    const std::size_t slash = text.find('/');
    const std::string_view first = text.substr(0, slash);
    const std::string_view second = slash < text.size() ? text.substr(slash + 1) : "?";
    if (begins_with(first, 'B') && begins_with(second, 'S'))
        return {parse_counts(first.substr(1), text), parse_counts(second.substr(1), text)};
    return {parse_counts(second, text), parse_counts(first, text)};
}

Array random_cells(std::int64_t n, double density, std::uint64_t seed) {
    return astype(Generator(seed).uniform({n, n}) < density, DType::uint8);
}

Array place_in_middle(const Array& pattern, std::int64_t n) {
    const std::int64_t rows = pattern.shape(0);
    const std::int64_t columns = pattern.shape(1);
    if (rows > n || columns > n)
        throw ValueError("a pattern of " + std::to_string(columns) + " x " + std::to_string(rows) +
                         " cells does not fit on a board of " + std::to_string(n) + " x " +
                         std::to_string(n));
    Array cells = zeros({n, n}, DType::uint8);
    const std::int64_t top = (n - rows) / 2;
    const std::int64_t left = (n - columns) / 2;
    cells(slice(top, top + rows), slice(left, left + columns)) = pattern;
    return cells;
}

Array glider() {
    const std::array<std::uint8_t, 9> cells = {0, 1, 0,  //
                                               0, 0, 1,  //
                                               1, 1, 1};
    return from_span(std::span<const std::uint8_t>(cells), {3, 3});
}

Array live(const Array& cells, Rule rule, Edge edge, std::int64_t steps, const Watch& watch) {
    Array u = with_frame(cells);
    Array v = copy(u);
    watch.after(0, u(inside, inside));
    for (std::int64_t step = 1; step <= steps; ++step) {
        if (edge == Edge::wrap)
            wrap_frame(u);
        v(inside, inside) = next(u, rule);
        swap(u, v);
        watch.after(step, u(inside, inside));
    }
    return copy(u(inside, inside)).eval();
}

}  // namespace tenon::jobs
