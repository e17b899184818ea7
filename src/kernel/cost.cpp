// SPDX-License-Identifier: MIT
#include "kernel/ir.hpp"

namespace tenon::kernel {

namespace {

// Nanoseconds for one element on one core with 512-bit vectors. Only ratios matter: schedulers
// compare the cost of computing something again with that of storing it.
constexpr double arithmetic = 0.1;
constexpr double division = 0.6;  // and square roots
constexpr double memory = 0.15;   // a load or store that the cache serves
constexpr double scattered = 1.0;
constexpr double call = 1.5;
constexpr double scalar_call = 10.0;  // no vector form

class Cost {
public:
    explicit Cost(const Kernel& kernel) : kernel_(kernel) {}

    double block(BlockId id) const {
        double sum = 0;
        if (id != no_block)
            for (const ValueId value : kernel_.blocks[id])
                sum += instr(kernel_.instrs[value]);
        return sum;
    }

private:
    double instr(const Instr& instr) const {
        switch (instr.code) {
        case Code::load:
        case Code::store: return memory;
        case Code::gather: return scattered;
        case Code::compute: return compute(instr.op, instr.type);
        case Code::cast:
        case Code::select: return arithmetic;
        case Code::if_: return block(instr.first) + block(instr.second);  // both, under masks
        case Code::while_: return assumed_iterations * (block(instr.first) + block(instr.second));
        default: return 0;
        }
    }

    static double compute(ops::Op op, DType type) {
        const double width = static_cast<double>(size_of(type)) / 8;
        if (ops::has(op, ops::call))
            return call * width;
        switch (op) {
        case ops::Op::divide:
        case ops::Op::sqrt: return division * width;
        case ops::Op::quotient: return call;
        case ops::Op::fmod: return scalar_call;
        default: return arithmetic * width;
        }
    }

    const Kernel& kernel_;
};

}  // namespace

double estimate_cost(const Kernel& core) { return Cost(core).block(body_block); }

}  // namespace tenon::kernel
