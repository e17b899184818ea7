// SPDX-License-Identifier: MIT
/// Runs a program on both machines and compares; makes failing programs small.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "random/program.hpp"

namespace programs {

/// Empty when the engine shows what the oracle computes; else what differs.
std::string check(const Program& program);

/// A program that still fails, with as few statements as leaving them out one by one reaches.
Program minimised(const Program& program);

/// Checks the program of a seed. Empty when it passes; else the seed, the minimised program and
/// what differs.
std::string check_seed(std::uint64_t seed);

/// The seeds of tests/random/corpus.txt: programs that failed once.
std::vector<std::uint64_t> corpus();

/// Seeds of one run: number `index` of the run that began with `base`.
std::uint64_t seed_of(std::uint64_t base, std::uint64_t index);

}  // namespace programs
