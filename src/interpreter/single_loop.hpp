// SPDX-License-Identifier: MIT
/// A kernel over contiguous arrays that is one call of a precompiled loop, without the machinery of
/// tiles: for small arrays that costs more than the loop.
#pragma once

#include <cstdint>
#include <optional>

#include "interpreter/code.hpp"

namespace tenon::interpreter {

struct SingleLoop {
    /// Where an operand is found.
    struct Place {
        enum class Form : std::uint8_t {
            array,   ///< a word of the argument block is its address
            number,  ///< a word of the argument block is it
            fixed,   ///< always the same address
        };
        Form form = Form::fixed;
        std::uint32_t word = 0;
        const void* address = nullptr;

        void* of(const std::int64_t* args) const {
            switch (form) {
            case Form::array: return reinterpret_cast<void*>(args[word]);
            case Form::number: return const_cast<std::int64_t*>(args + word);
            case Form::fixed: break;
            }
            return const_cast<void*>(address);
        }
    };

    Loop loop;
    Place out;
    Place operands[3];

    /// For all elements; args[0] is their number.
    void run(const std::int64_t* args) const {
        loop(args[0], out.of(args), operands[0].of(args), operands[1].of(args),
             operands[2].of(args));
    }
};

/// Nothing where the kernel is more than that.
std::optional<SingleLoop> find_single_loop(const Code& code);

}  // namespace tenon::interpreter
