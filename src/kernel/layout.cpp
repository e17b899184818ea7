// SPDX-License-Identifier: MIT
#include "kernel/ir.hpp"

namespace tenon::kernel {

namespace {

std::size_t words_of(const Kernel& kernel, const Param& param) {
    return 1 + static_cast<std::size_t>(kernel.rank) + (param.gathered ? 1 : 0);
}

}  // namespace

std::size_t param_word(const Kernel& kernel, std::size_t param) {
    auto word = static_cast<std::size_t>(kernel.rank);
    for (std::size_t i = 0; i < param; ++i)
        word += words_of(kernel, kernel.params[i]);
    return word;
}

std::size_t argument_word(const Kernel& kernel, std::size_t argument) {
    std::size_t word = param_word(kernel, kernel.params.size());
    for (std::size_t i = 0; i < argument; ++i)
        word += is_complex(kernel.arguments[i]) ? 2 : 1;
    return word;
}

std::size_t word_count(const Kernel& kernel) {
    return argument_word(kernel, kernel.arguments.size());
}

}  // namespace tenon::kernel
