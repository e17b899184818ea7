// SPDX-License-Identifier: MIT
/// Makes programs: the same seed, the same program, on every machine.
#pragma once

#include <set>

#include "random/dice.hpp"
#include "random/machine.hpp"
#include "random/program.hpp"

namespace programs {

/// Seeds with this bit stand for loops in time (generate_loops.hpp).
constexpr std::uint64_t loop_seed = std::uint64_t{1} << 48;

Program generate(std::uint64_t seed);

/// Builds one program statement by statement. The oracle runs along, so that shapes and dtypes
/// are known, and a statement that it refuses is never written.
class Writer {
public:
    explicit Writer(std::uint64_t seed);
    Program write();

protected:
    // --- one statement each; nothing is written when the dice ask for what does not exist
    int create(const Shape& shape, DType type, int flavour = -1);
    void fill();
    void view();
    void compute();
    void update();
    void assign();
    void convert();
    void reduce();
    void scan();
    void fold();
    void choose();
    void take();
    void pick();
    void put();
    void product();
    void kernel();
    void drop();
    void look();
    // --- patterns that the engine treats specially
    void stencil();  ///< shifted views of one array, into another, with names swapped, repeated
    void chain();    ///< the same few operations several times
    void relay();
    void overlap();  ///< a view updated from another view of the same storage

    // --- parts
    Shape shape();
    DType dtype();
    Index index(std::int64_t size);
    std::vector<Index> indices(const Shape& shape);
    Statement view_of(int source);
    /// Appends indices of which some are arrays to the statement, for an array of this shape.
    bool add_places(const Shape& shape, Statement& statement);
    int positions_for(std::int64_t size, const Shape& shape);
    Scalar number(DType near);
    int any();                                    ///< a variable, or -1
    int any_like(const Shape& shape, bool into);  ///< that broadcasts with (into) a shape
    int writable();
    Input operand(const Shape& shape, DType near, bool into);
    Input second_argument(const Shape& shape, DType type);  ///< of a kernel
    bool fits(const Shape& shape) const { return eager::product(shape) <= limit_; }

    /// Appends, runs the oracle, and returns the variable made; -1 when it makes no sense.
    int add(Statement statement);
    int define(Statement statement);  ///< gives it a new variable first
    int apply(const char* op, const std::vector<Input>& inputs);
    int slice_of(int source, const std::vector<Index>& where);
    const eager::Array& array(int variable) const { return oracle_.array(variable); }

    static constexpr int most_variables = 1500;
    Dice dice_;
    Program program_;
    Oracle oracle_{most_variables};
    std::vector<int> live_;
    std::vector<int> free_;         ///< numbers of variables that went, to be given again
    std::set<const void*> frozen_;  ///< storages of approximate results
    std::vector<std::int64_t> sizes_;
    std::int64_t limit_ = 3000;
    int wanted_ = 10;
};

}  // namespace programs
