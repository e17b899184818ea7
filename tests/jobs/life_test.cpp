// SPDX-License-Identifier: MIT
// The game of life: patterns whose fate is known, and the cells of plain loops.
#include "jobs/life.hpp"

#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "jobs/rle.hpp"

namespace tenon::testing {

namespace {

using Cells = std::vector<std::uint8_t>;

/// Gosper's glider gun of 1970.
constexpr const char* gun = "#N Gosper glider gun\n"
                            "x = 36, y = 9, rule = B3/S23\n"
                            "24bo11b$22bobo11b$12b2o6b2o12b2o$11bo3bo4b2o12b2o$2o8bo5bo3b2o14b$\n"
                            "2o8bo3bob2o4bobo11b$10bo5bo7bo11b$11bo3bo20b$12b2o22b!\n";

bool plain_cell(const Cells& cells, std::int64_t n, jobs::Edge edge, std::int64_t i,
                std::int64_t j) {
    if (edge == jobs::Edge::wrap)
        return cells[static_cast<std::size_t>((i + n) % n * n + (j + n) % n)] != 0;
    return i >= 0 && i < n && j >= 0 && j < n && cells[static_cast<std::size_t>(i * n + j)] != 0;
}

Cells plain_life(Cells cells, std::int64_t n, jobs::Rule rule, jobs::Edge edge, int steps) {
    Cells next = cells;
    for (int step = 0; step < steps; ++step, std::swap(cells, next))
        for (std::int64_t i = 0; i < n; ++i)
            for (std::int64_t j = 0; j < n; ++j) {
                unsigned count = 0;
                for (std::int64_t k = 0; k < 9; ++k)
                    if (k != 4 && plain_cell(cells, n, edge, i + k / 3 - 1, j + k % 3 - 1))
                        ++count;
                const bool alive = plain_cell(cells, n, edge, i, j);
                next[static_cast<std::size_t>(i * n + j)] =
                    (alive ? rule.survives : rule.born) >> count & 1;
            }
    return cells;
}

std::int64_t population(const Array& cells) { return sum(cells).item<std::int64_t>(); }

/// What a pattern's error says.
std::string error_of(const std::string& text, std::int64_t most_side = 100) {
    try {
        jobs::parse_rle(text, most_side);
    } catch (const ValueError& error) {
        return error.what();
    }
    return "(none)";
}

}  // namespace

TEST(Life, a_glider_comes_back_displaced_after_four_steps) {
    const Array start = jobs::place_in_middle(jobs::glider(), 20);
    const Cells moved = roll(start, {1, 1}, std::vector<int>{0, 1}).values<std::uint8_t>();
    EXPECT_EQ(jobs::live(start, {}, jobs::Edge::dead, 4).values<std::uint8_t>(), moved);
    EXPECT_EQ(jobs::live(start, {}, jobs::Edge::wrap, 4).values<std::uint8_t>(), moved);
    EXPECT_NE(jobs::live(start, {}, jobs::Edge::wrap, 3).values<std::uint8_t>(), moved);
}

TEST(Life, a_glider_goes_once_round_a_board_whose_sides_meet) {
    const Array start = jobs::place_in_middle(jobs::glider(), 12);
    EXPECT_EQ(jobs::live(start, {}, jobs::Edge::wrap, 48).values<std::uint8_t>(),
              start.values<std::uint8_t>());
    // On a board that ends it becomes a block in the corner.
    const Array end = jobs::live(start, {}, jobs::Edge::dead, 100);
    EXPECT_EQ(population(end), 4);
    EXPECT_EQ(population(end(slice(-2, tenon::end), slice(-2, tenon::end))), 4);
}

TEST(Life, the_gun_shoots_a_glider_every_thirty_steps) {
    const jobs::Pattern pattern = jobs::parse_rle(gun, 100);
    EXPECT_EQ(pattern.rule, "B3/S23");
    EXPECT_EQ(population(pattern.cells), 36);
    Array cells = zeros({150, 150}, DType::uint8);
    cells(slice(10, 19), slice(10, 46)) = pattern.cells;
    for (int shot = 1; shot <= 4; ++shot) {
        cells = jobs::live(cells, {}, jobs::Edge::dead, 30);
        EXPECT_EQ(population(cells), 36 + 5 * shot);
    }
    // Of the gun's place, the left part is free of gliders.
    const auto part = [](const Array& a, std::int64_t top, std::int64_t left) {
        return a(slice(top, top + 9), slice(left, left + 22)).values<std::uint8_t>();
    };
    EXPECT_EQ(part(cells, 10, 10), part(pattern.cells, 0, 0));
    EXPECT_NE(part(jobs::live(cells, {}, jobs::Edge::dead, 15), 10, 10), part(pattern.cells, 0, 0));
}

TEST(Life, it_has_the_cells_of_plain_loops_for_any_rule) {
    for (const char* const text : {"B3/S23", "B36/S23", "B3678/S34678", "B2/S", "B/S012345678",
                                   "B1357/S1357", "B0/S8", "B/S"}) {
        const jobs::Rule rule = jobs::parse_rule(text);
        for (const jobs::Edge edge : {jobs::Edge::wrap, jobs::Edge::dead})
            for (const std::int64_t n : {1, 2, 3, 5, 33, 70}) {
                const Array start = jobs::random_cells(n, 0.4, 7);
                EXPECT_EQ(jobs::live(start, rule, edge, 13).values<std::uint8_t>(),
                          plain_life(start.values<std::uint8_t>(), n, rule, edge, 13))
                    << text << " " << n << (edge == jobs::Edge::wrap ? " wrap" : " dead");
            }
    }
}

TEST(Life, rules_are_read_in_both_forms) {
    EXPECT_EQ(jobs::parse_rule("B3/S23"), jobs::Rule());
    EXPECT_EQ(jobs::parse_rule("b3/s32"), jobs::Rule());
    EXPECT_EQ(jobs::parse_rule("23/3"), jobs::Rule());
    EXPECT_EQ(jobs::parse_rule("/2"), (jobs::Rule{4, 0}));
    EXPECT_EQ(jobs::parse_rule("B08/S"), (jobs::Rule{257, 0}));
    for (const char* const wrong :
         {"", "B3", "B3S23", "B9/S23", "B3/S23/", "B3/23", "3/S23", "B-1/S2", "B3/S2 3", "S23/B3"})
        EXPECT_THROW(jobs::parse_rule(wrong), ValueError) << wrong;
}

TEST(Life, patterns_are_read_as_they_are_written) {
    const jobs::Pattern pattern =
        jobs::parse_rle("#C a comment\r\n\n x=4,y = 5,rule=23/3:T9,9\r\nbo$\n2$ 1o\n2bo!junk", 5);
    EXPECT_EQ(pattern.rule, "23/3:T9,9");
    EXPECT_EQ(pattern.cells.shape(), (Shape{5, 4}));
    EXPECT_EQ(error_of("x = 4, y = 5\n12bo!"), "line 2: a run leaves the pattern, which the header "
                                               "says is 4 x 5");
    EXPECT_EQ(pattern.cells.values<std::uint8_t>(),
              (Cells{0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0}));
}

TEST(Life, patterns_that_are_none_are_refused_with_their_line) {
    EXPECT_EQ(error_of(""), "line 1: the header must have the form x = 3, y = 3, rule = B3/S23");
    EXPECT_EQ(error_of("#C\nbob$!").substr(0, 18), "line 2: the header");
    EXPECT_EQ(error_of("x = 3\nbob$!").substr(0, 18), "line 1: the header");
    EXPECT_EQ(error_of("x = 0, y = 3\n!"),
              "line 1: the sizes x and y must be whole numbers above zero");
    EXPECT_EQ(error_of("x = -3, y = 3\n!").substr(0, 17), "line 1: the sizes");
    EXPECT_EQ(error_of("x = 99999999999999999999, y = 3\n!").substr(0, 17), "line 1: the sizes");
    EXPECT_EQ(error_of("x = 101, y = 3\n!"),
              "line 1: the pattern is larger than the board, which has 100 cells on a side");
    EXPECT_EQ(error_of("x = 3, y = 3\nbo"),
              "line 2: the pattern is truncated: there is no ! at its end");
    EXPECT_EQ(error_of("x = 3, y = 3\n\n2"),
              "line 3: the pattern is truncated: there is no ! at its end");
    EXPECT_EQ(error_of("x = 3, y = 3\nbAo!"), "line 2: 'A' is neither a count nor b, o, $ or !");
    EXPECT_EQ(error_of(std::string("x = 3, y = 3\nb\x01o!")),
              "line 2: byte 1 is neither a count nor b, o, $ or !");
    EXPECT_EQ(error_of("x = 3, y = 3\n0b!"), "line 2: a run of length 0");
    EXPECT_EQ(error_of("x = 3, y = 3\n3$o!").substr(0, 27), "line 2: a run leaves the pa");
    EXPECT_EQ(error_of("x = 3, y = 3\n99999999999$o!"), "line 2: a run is longer than the pattern");
    EXPECT_EQ(error_of("x = 3, y = 3\n3!"), "line 2: '!' is neither a count nor b, o, $ or !");
}

TEST(Life, patterns_with_random_damage_are_read_or_refused) {
    std::mt19937 random(1970);
    int read = 0;
    for (int i = 0; i < 20'000; ++i) {
        std::string text = gun;
        for (unsigned k = random() % 4 + 1; k > 0; --k) {
            const std::size_t at = random() % text.size();
            if (random() % 2 == 0)
                text[at] = "0123456789bo$! \n,=xy#"[random() % 21];
            else if (random() % 2 == 0)
                text.insert(at, 1, static_cast<char>(random()));
            else
                text.erase(at, random() % 20);
        }
        const std::string error = error_of(text, 40);
        read += error == "(none)" ? 1 : 0;
        EXPECT_TRUE(error == "(none)" || error.substr(0, 5) == "line ") << error;
    }
    EXPECT_GT(read, 1000);
    EXPECT_LT(read, 19'000);
}

TEST(Life, a_pattern_must_fit_on_the_board) {
    EXPECT_THROW(jobs::place_in_middle(jobs::glider(), 2), ValueError);
    EXPECT_EQ(jobs::place_in_middle(jobs::glider(), 3).values<std::uint8_t>(),
              jobs::glider().values<std::uint8_t>());
}

}  // namespace tenon::testing
