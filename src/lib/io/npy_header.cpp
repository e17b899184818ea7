// SPDX-License-Identifier: MIT
#include <bit>
#include <optional>

#include <tenon/error.hpp>

#include "lib/io/npy.hpp"

namespace tenon::lib::io {

namespace {

constexpr std::size_t max_dimensions = 64;  // NumPy's own limit

/// A Python dictionary of three known keys; anything else is refused.
class Parser {
public:
    Parser(std::string_view text, const std::string& path) : text_(text), path_(path) {}

    NpyHeader parse() {
        expect('{');
        while (!accept('}')) {
            const std::string key = string();
            expect(':');
            entry(key);
            if (!accept(',')) {
                expect('}');
                break;
            }
        }
        skip_space();
        if (at_ < text_.size())
            bad("something follows the dictionary");
        if (!descr_ || !order_ || !shape_)
            bad("it lacks 'descr', 'fortran_order' or 'shape'");
        header_.nbytes = count_bytes();
        return header_;
    }

private:
    [[noreturn]] void bad(const std::string& reason) const {
        fail(path_, "not a valid .npy header: " + reason);
    }

    void entry(const std::string& key) {
        if (key == "descr" && !descr_) {
            skip_space();
            if (peek() == '[' || peek() == '{' || peek() == '(')
                throw DTypeError(path_ + ": holds records; Tenon has no structured types");
            parse_descr(string());
            descr_ = true;
        } else if (key == "fortran_order" && !order_) {
            header_.fortran_order = truth();
            order_ = true;
        } else if (key == "shape" && !shape_) {
            parse_shape();
            shape_ = true;
        } else {
            bad("unexpected key '" + printable(key) + "'");
        }
    }

    void parse_descr(const std::string& descr) {
        std::string_view code = descr;
        char order = '=';
        if (!code.empty() && std::string_view("<>=|").find(code[0]) != std::string_view::npos) {
            order = code[0];
            code.remove_prefix(1);
        }
        const std::optional<DType> type = type_of(code);
        if (!type)
            throw DTypeError(path_ + ": holds '" + printable(descr) +
                             "', a type that Tenon does not have");
        constexpr bool little = std::endian::native == std::endian::little;
        header_.type = *type;
        header_.other_byte_order = size_of(*type) > 1 && order == (little ? '>' : '<');
    }

    static std::optional<DType> type_of(std::string_view code) {
        using enum DType;
        static constexpr struct {
            std::string_view code;
            DType type;
        } table[] = {{"b1", bool_},   {"?", bool_},      {"i1", int8},       {"i2", int16},
                     {"i4", int32},   {"i8", int64},     {"u1", uint8},      {"u2", uint16},
                     {"u4", uint32},  {"u8", uint64},    {"f2", float16},    {"f4", float32},
                     {"f8", float64}, {"c8", complex64}, {"c16", complex128}};
        for (const auto& entry : table)
            if (entry.code == code)
                return entry.type;
        return std::nullopt;
    }

    void parse_shape() {
        expect('(');
        while (!accept(')')) {
            if (header_.shape.size() == max_dimensions)
                bad("it has more than 64 dimensions");
            header_.shape.push_back(integer());
            if (!accept(',')) {
                expect(')');
                break;
            }
        }
    }

    std::uint64_t count_bytes() const {
        // Sizes of zero do not excuse the others: strides are made of them.
        std::uint64_t product = size_of(header_.type);
        bool empty = false;
        for (const std::int64_t size : header_.shape) {
            empty = empty || size == 0;
            const auto factor = static_cast<std::uint64_t>(size == 0 ? 1 : size);
            if (__builtin_mul_overflow(product, factor, &product) || product > INT64_MAX)
                throw MemoryError(path_ + ": the array's size in bytes overflows");
        }
        return empty ? 0 : product;
    }

    std::string string() {
        skip_space();
        const char quote = peek();
        if (quote != '\'' && quote != '"')
            bad("a string is expected at position " + std::to_string(at_));
        const std::size_t close = text_.find(quote, at_ + 1);
        if (close == std::string_view::npos)
            bad("a string has no end");
        std::string value(text_.substr(at_ + 1, close - at_ - 1));
        at_ = close + 1;
        return value;
    }

    bool truth() {
        skip_space();
        for (const std::string_view word : {"True", "False"}) {
            if (text_.substr(at_, word.size()) == word) {
                at_ += word.size();
                return word == "True";
            }
        }
        bad("'fortran_order' is neither True nor False");
    }

    std::int64_t integer() {
        skip_space();
        std::int64_t value = 0;
        const std::size_t start = at_;
        for (; peek() >= '0' && peek() <= '9'; ++at_) {
            if (__builtin_mul_overflow(value, std::int64_t{10}, &value) ||
                __builtin_add_overflow(value, std::int64_t{peek() - '0'}, &value))
                throw MemoryError(path_ + ": a size overflows");
        }
        if (at_ == start)
            bad("'shape' is not a tuple of sizes");
        if (peek() == 'L')  // Python 2 wrote long integers so
            ++at_;
        return value;
    }

    void skip_space() {
        while (peek() == ' ' || peek() == '\n' || peek() == '\t' || peek() == '\r')
            ++at_;
    }
    char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    bool accept(char wanted) {
        skip_space();
        if (peek() != wanted)
            return false;
        ++at_;
        return true;
    }
    void expect(char wanted) {
        if (!accept(wanted))
            bad(std::string("'") + wanted + "' is expected at position " + std::to_string(at_));
    }

    static std::string printable(std::string_view text) {
        std::string shown;
        for (const char c : text.substr(0, 40))
            shown += c >= ' ' && c <= '~' ? c : '?';
        return shown;
    }

    std::string_view text_;
    const std::string& path_;
    std::size_t at_ = 0;
    NpyHeader header_;
    bool descr_ = false;
    bool order_ = false;
    bool shape_ = false;
};

std::string_view type_code(DType type) {
    static constexpr std::string_view codes[dtype_count] = {"|b1", "|i1", "<i2", "<i4", "<i8",
                                                            "|u1", "<u2", "<u4", "<u8", "<f2",
                                                            "<f4", "<f8", "<c8", "<c16"};
    static_assert(std::endian::native == std::endian::little);
    return codes[static_cast<std::size_t>(type)];
}

}  // namespace

NpyHeader parse_npy_header(std::string_view text, const std::string& path) {
    return Parser(text, path).parse();
}

std::string npy_header(DType type, const std::vector<std::int64_t>& shape) {
    std::string sizes;
    for (const std::int64_t size : shape)
        sizes += (sizes.empty() ? "" : ", ") + std::to_string(size);
    if (shape.size() == 1)
        sizes += ",";
    std::string text = "{'descr': '" + std::string(type_code(type)) +
                       "', 'fortran_order': False, 'shape': (" + sizes + "), }";
    constexpr std::size_t fixed = 10;  // magic string, version, length
    const std::size_t total = (fixed + text.size() + 1 + 63) / 64 * 64;
    text.append(total - fixed - 1 - text.size(), ' ');
    text += '\n';
    std::string head = "\x93NUMPY";
    head += '\x01';
    head += '\x00';
    head += static_cast<char>(text.size() & 0xff);
    head += static_cast<char>(text.size() >> 8);
    return head + text;
}

}  // namespace tenon::lib::io
