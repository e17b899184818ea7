// SPDX-License-Identifier: MIT
/// Memory of a running program, kept by its thread from run to run.
#pragma once

#include <cstddef>

namespace tenon::interpreter {

class Scratch {
public:
    explicit Scratch(std::size_t bytes);  ///< aligned to 64 bytes
    ~Scratch();
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    char* data() const { return data_; }

private:
    char* data_;
};

}  // namespace tenon::interpreter
