// SPDX-License-Identifier: MIT
#include "engine/bind_reductions.hpp"

namespace tenon::engine {

namespace {

std::int64_t bytes_of(DType type, std::int64_t count) {
    return static_cast<std::int64_t>(size_of(type)) * count;
}

}  // namespace

void bind_reductions(const schedule::Step& step, const ReductionMemory& memory, BoundStep& bound,
                     std::vector<HostStep>& joins) {
    const ReduceSizes& sizes = bound.sizes;
    for (const schedule::ReduceResult& reduction : step.reductions) {
        const bool pair = ops::finds_position(reduction.op);
        const std::int64_t address = memory.address(reduction.result_view);
        auto* result = reinterpret_cast<void*>(address);
        bound.results.push_back({address, address + bytes_of(pair ? DType::int64 : reduction.type,
                                                             sizes.outer * sizes.inner)});
        void* partial[2] = {};
        void* results[2] = {result, nullptr};
        if (sizes.count == 1) {  // the only leaf is the result
            partial[0] = pair ? memory.scratch(bytes_of(reduction.type, sizes.partials())) : result;
            partial[1] = pair ? result : nullptr;
        } else {
            partial[0] = memory.scratch(bytes_of(reduction.type, sizes.partials()));
            if (pair) {
                partial[1] = memory.scratch(bytes_of(DType::int64, sizes.partials()));
                results[0] = memory.scratch(bytes_of(reduction.type, sizes.outer * sizes.inner));
                results[1] = result;
            }
            ops::ReduceOp op = reduction.op;
            if (op == ops::ReduceOp::product && is_complex(reduction.type))
                op = ops::ReduceOp::complex_product;
            joins.push_back(combine_step(op, reduction.type, sizes.outer, sizes.count, sizes.inner,
                                         partial, results));
        }
        bound.partials.push_back(partial[0]);
        if (pair)
            bound.partials.push_back(partial[1]);
    }
    set_partials(step, bound);
}

}  // namespace tenon::engine
