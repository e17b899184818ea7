// SPDX-License-Identifier: MIT
/// The steps of a loop that ends after a different number of them for each lane, for a group of
/// vectors that are in registers: either watched, where each step tests which lanes go on and the
/// others keep what they hold, or quick, where all lanes make all steps and it is found afterwards
/// which of them should perhaps have left on the way.
#pragma once

#include <map>
#include <vector>

#include "codegen/llvm/loop_plan.hpp"
#include "codegen/llvm/visit.hpp"

namespace tenon::codegen::simd {

/// What changes from step to step.
struct LoopState {
    std::vector<Vectors> carried;  ///< for each carried variable
    Vectors active;
    std::vector<Value*> counters;
};

/// A group of vectors and what does not change in it.
struct LoopGroup {
    Value* index;  ///< of its first lane
    std::vector<Vectors> constants, fixed;
    Vectors numbers;  ///< of its lanes in the tile; empty: they are in memory
};

class LoopSteps {
public:
    /// `needed`: variables whose values matter after a lane has left, by number.
    LoopSteps(Frame& frame, const DivergentLoop& plan, int flight, std::vector<bool> needed);

    struct Quick {
        LoopState after;  ///< of all lanes; the masks are as they were before
        Vectors
            suspects;  ///< lanes that may have had to leave; all others made these steps rightly
        Value* made;   ///< steps: fewer than asked for when a counter ended the loop
    };
    Quick quick(const LoopGroup& group, const LoopState& state, Value* steps);

    struct Watched {
        LoopState after;               ///< of lanes that left: as they left
        std::vector<Vectors> records;  ///< for each counter, what it is in each lane
    };
    Watched watched(const LoopGroup& group, const LoopState& state, Value* steps);

    int flight() const { return flight_; }

private:
    /// What shows that a lane should have left in a quick step.
    struct Evidence {
        Vectors alive;  ///< lanes whose tests all held; empty when no test is made in each step
        std::map<kernel::ValueId, Vectors> joined;  ///< bits of the squares, for each bounded sum
    };

    std::vector<Visit> visits() const;
    void prepare(std::vector<Visit>& visits, const LoopGroup& group, const LoopState& state) const;
    void collect(const std::vector<Visit>& visits, LoopState& state) const;
    bool bounded(kernel::ValueId part) const;
    Evidence no_evidence(const LoopState& state) const;
    void test(Visit& visit, std::size_t first, Evidence& evidence) const;
    Vectors suspects(const LoopGroup& group, const LoopState& end, const Evidence& evidence) const;
    Vectors outside(const LoopGroup& group, const LoopState& end) const;
    Vectors left_by(Visit& visit, kernel::ValueId part, const AbsorbingExit& exit) const;
    Value* shared_tests(Visit& visit) const;
    void keep_left(const LoopState& before, LoopState& after, const Vectors& active) const;

    using Places = std::vector<Value**>;
    static Places places(LoopState& state);
    std::vector<llvm::PHINode*> phis(const Places& places, llvm::BasicBlock* before) const;

    Frame& frame_;
    llvm::IRBuilder<>& build_;
    const DivergentLoop& plan_;
    const kernel::Instr& loop_;
    int flight_;
    std::vector<bool> needed_;
    std::vector<kernel::ValueId> parts_;  ///< conditions that all must hold
};

}  // namespace tenon::codegen::simd
