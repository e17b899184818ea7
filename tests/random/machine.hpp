// SPDX-License-Identifier: MIT
/// The two machines that run a program: Tenon's C++ API, and the oracle.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "random/program.hpp"
#include "support/eager_index.hpp"

namespace programs {

/// What the engine showed: the elements of a variable at some time.
struct Seen {
    int variable = -1;
    DType dtype = DType::float64;
    Shape shape{};
    std::vector<std::byte> bytes{};
};

struct Trace {
    std::vector<Seen> looks{};  ///< by `look` statements, then all variables left at the end
    /// By statement: results that the oracle knows only within units in the last place. They are
    /// kept to the end and never written, so that the oracle can check them and go on from them;
    /// everything made of them is compared bit for bit again.
    std::map<std::size_t, Seen> approximate{};
    std::string error{};  ///< what was thrown, by which statement
};

/// Statements whose result is approximate, given the dtypes of their inputs.
bool is_approximate(const Statement& statement, const std::vector<eager::Operand>& inputs);

/// Runs on Tenon with the settings of this thread.
Trace run_on_engine(const Program& program);

class Oracle {
public:
    explicit Oracle(int variables) : arrays_(static_cast<std::size_t>(variables)) {}
    /// @throws std::exception when the statement makes no sense (its inputs are gone).
    void run(const Statement& statement);
    const eager::Array& array(int variable) const;
    bool has(int variable) const;
    /// Makes a variable hold these elements instead of its own.
    void adopt(int variable, const Seen& seen);
    std::vector<eager::Operand> inputs_of(const Statement& statement) const;

private:
    eager::Array view(const Statement& statement) const;
    std::vector<eager::AnyIndex> places(const Statement& statement) const;
    eager::Array result(const Statement& statement) const;
    std::vector<std::optional<eager::Array>> arrays_;
};

}  // namespace programs
