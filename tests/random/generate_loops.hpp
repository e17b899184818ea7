// SPDX-License-Identifier: MIT
/// Makes programs that are loops in time: a body of statements, again and again. What a loop needs
/// beside statements (names that change places, an exit) is decided while it is written.
#pragma once

#include "random/generate.hpp"

namespace programs {

class LoopWriter : private Writer {
public:
    explicit LoopWriter(std::uint64_t seed) : Writer(seed) {}
    Program write();

private:
    /// A state's array seen through a shifted slice, perhaps times a number.
    struct Term {
        std::size_t name = 0;
        std::vector<std::int64_t> offset{};
        std::optional<Scalar> factor{};
        std::string join{};  ///< the operation that joins it to the terms before
    };
    /// What is left out of each dimension at its start and end, and the step of the slice.
    struct Region {
        std::vector<std::int64_t> low{}, high{}, step{};
    };
    enum class What : std::uint8_t {
        assign,   ///< name(region) = terms
        update,   ///< name(region) op= terms
        rebind,   ///< name = terms: a new array
        mark,     ///< done = name > limit; counts = where(done, iteration, counts); ...
        edge,     ///< an edge of name = a number that changes, or what lies inside
        measure,  ///< scalar = reduction of name, which later statements use
        rotate,   ///< names change places
        inner,    ///< a loop of its own
    };
    struct Step {
        What what = What::assign;
        std::size_t name = 0;
        std::vector<Term> terms{};
        Region region{};
        std::string op{};
        bool with_scalar = false;
        int dimension = 0;
        std::int64_t number = 0;
        std::vector<Step> body{};
    };

    void make_states();
    Step step(int depth);
    What what(int depth);
    Region region();
    Term term(const Region& region);
    std::vector<Term> terms(const Region& region);
    std::size_t some_name() {
        return static_cast<std::size_t>(dice_.below(static_cast<std::int64_t>(names_.size())));
    }
    Scalar factor();

    /// Writes the statements of one step; `time` is the number of the iteration.
    void perform(const Step& step, std::int64_t time);
    void mark(const Step& step, std::int64_t time);
    void edge(const Step& step, std::int64_t time);
    void measure(const Step& step);
    bool look_and_leave();
    int value(const Step& step);
    int view(std::size_t name, const Region& region, const std::vector<std::int64_t>& offset);
    void bind(std::size_t name, int variable);
    int temporary(int variable);  ///< goes at the end of the step
    void release(int variable);
    void end_step();

    bool pointwise_ = false;  ///< elements never meet: such a loop runs as one kernel
    Shape shape_;
    DType dtype_ = DType::float64;
    std::vector<int> names_;  ///< the arrays of the state
    int counts_ = -1;
    int scalar_ = -1;
    std::vector<int> temporaries_;
    bool keeps_ = false;  ///< this iteration's arrays are kept in a list
};

}  // namespace programs
