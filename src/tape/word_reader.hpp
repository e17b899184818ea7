// SPDX-License-Identifier: MIT
/// Walks the statements in a tape's words.
#pragma once

#include <cstdint>
#include <span>

#include "tape/tape.hpp"

namespace tenon::tape {

class WordReader {
public:
    explicit WordReader(std::span<const std::uint64_t> words) : rest_(words) {}

    /// Goes to the next statement; false after the last.
    bool next() {
        if (rest_.empty())
            return false;
        header_ = Header::unpack(rest_[0]);
        const std::size_t key = key_words_of(header_.kind);
        const std::size_t count = std::size_t{header_.inputs} + header_.outputs;
        key_words_ = rest_.subspan(1, key);
        operands_ = rest_.subspan(1 + key, count);
        rest_ = rest_.subspan(1 + key + count);
        return true;
    }

    const Header& header() const { return header_; }
    /// What stands between header and operands: the key of a function, the hash of a call's name,
    /// the axes of a reduction.
    std::span<const std::uint64_t> key_words() const { return key_words_; }
    /// Inputs, then outputs.
    std::span<const std::uint64_t> operands() const { return operands_; }

private:
    static std::size_t key_words_of(StatementKind kind) {
        switch (kind) {
        case StatementKind::function: return 2;
        case StatementKind::call:
        case StatementKind::reduce: return 1;
        default: return 0;
        }
    }

    std::span<const std::uint64_t> rest_;
    Header header_;
    std::span<const std::uint64_t> key_words_;
    std::span<const std::uint64_t> operands_;
};

}  // namespace tenon::tape
