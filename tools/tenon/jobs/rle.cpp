// SPDX-License-Identifier: MIT
#include "rle.hpp"

#include <charconv>
#include <cstdint>
#include <vector>

#include <tenon/tenon.hpp>

namespace tenon::jobs {

namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string shown(char c) {
    return c >= ' ' && c <= '~' ? "'" + std::string(1, c) + "'"
                                : "byte " + std::to_string(static_cast<unsigned char>(c));
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_space(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_space(text.back()))
        text.remove_suffix(1);
    return text;
}

class Parser {
public:
    Parser(std::string_view text, std::int64_t most_side) : rest_(text), most_side_(most_side) {}

    Pattern parse() {
        skip_comments();
        parse_header();
        cells_.assign(static_cast<std::size_t>(width_ * height_), 0);
        while (parse_run()) {
        }
        return {from_span(std::span<const std::uint8_t>(cells_), {height_, width_}),
                std::move(rule_)};
    }

private:
    [[noreturn]] void fail(const std::string& what) const {
        throw ValueError("line " + std::to_string(line_) + ": " + what);
    }

    std::string_view next_line() {
        const std::size_t stop = rest_.find('\n');
        const std::string_view line = rest_.substr(0, stop);
        rest_.remove_prefix(stop == std::string_view::npos ? rest_.size() : stop + 1);
        return trimmed(line);
    }

    void skip_comments() {
        while (!rest_.empty() &&
               (trimmed(rest_.substr(0, rest_.find('\n'))).empty() || rest_.front() == '#')) {
            next_line();
            ++line_;
        }
    }

    std::int64_t side(std::string_view value) const {
        std::int64_t number = 0;
        const auto [stop, error] =
            std::from_chars(value.data(), value.data() + value.size(), number);
        if (error != std::errc() || stop != value.data() + value.size() || number < 1)
            fail("the sizes x and y must be whole numbers above zero");
        if (number > most_side_)
            fail("the pattern is larger than the board, which has " + std::to_string(most_side_) +
                 " cells on a side");
        return number;
    }

    /// "x = 3, y = 3, rule = B3/S23"; a rule may hold commas.
    void parse_header() {
        std::string_view line = next_line();
        while (!line.empty()) {
            const std::size_t equals = line.find('=');
            const std::string_view name = trimmed(line.substr(0, equals));
            const std::size_t comma = name == "rule" ? line.size() : line.find(',');
            if (equals == std::string_view::npos || comma < equals)
                break;
            const std::string_view value = trimmed(line.substr(equals + 1, comma - equals - 1));
            if (name == "x")
                width_ = side(value);
            else if (name == "y")
                height_ = side(value);
            else if (name == "rule")
                rule_ = value;
            line.remove_prefix(comma < line.size() ? comma + 1 : line.size());
        }
        if (!line.empty() || width_ == 0 || height_ == 0)
            fail("the header must have the form x = 3, y = 3, rule = B3/S23");
        ++line_;
    }

    /// How often the next tag counts; 1 where nothing is written.
    std::int64_t parse_count() {
        constexpr std::int64_t most = INT32_MAX;
        if (!is_digit(rest_.front()))
            return 1;
        std::int64_t count = 0;
        while (!rest_.empty() && is_digit(rest_.front())) {
            count = 10 * count + (rest_.front() - '0');
            if (count > most)
                fail("a run is longer than the pattern");
            rest_.remove_prefix(1);
        }
        if (count == 0)
            fail("a run of length 0");
        return count;
    }

    void skip_space() {
        while (!rest_.empty() && is_space(rest_.front())) {
            line_ += rest_.front() == '\n' ? 1 : 0;
            rest_.remove_prefix(1);
        }
    }

    char next_tag() {
        skip_space();
        if (rest_.empty())
            fail("the pattern is truncated: there is no ! at its end");
        return rest_.front();
    }

    /// One run; false at the end.
    bool parse_run() {
        if (next_tag() == '!')
            return false;
        const std::int64_t count = parse_count();
        const char tag = next_tag();
        rest_.remove_prefix(1);
        if (tag == '$') {
            row_ += count;
            column_ = 0;
        } else if (tag == 'b' || tag == 'o') {
            add_cells(count, tag == 'o');
        } else {
            fail(shown(tag) + " is neither a count nor b, o, $ or !");
        }
        return true;
    }

    void add_cells(std::int64_t count, bool alive) {
        if (row_ >= height_ || count > width_ - column_)
            fail("a run leaves the pattern, which the header says is " + std::to_string(width_) +
                 " x " + std::to_string(height_));
        for (std::int64_t i = 0; i < count; ++i)
            cells_[static_cast<std::size_t>(row_ * width_ + column_++)] = alive ? 1 : 0;
    }

    std::string_view rest_;
    std::int64_t most_side_;
    std::int64_t line_ = 1;
    std::int64_t width_ = 0;
    std::int64_t height_ = 0;
    std::int64_t row_ = 0;
    std::int64_t column_ = 0;
    std::string rule_;
    std::vector<std::uint8_t> cells_;
};

}  // namespace

Pattern parse_rle(std::string_view text, std::int64_t most_side) {
    return Parser(text, most_side).parse();
}

}  // namespace tenon::jobs
