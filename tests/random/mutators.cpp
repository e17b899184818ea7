// SPDX-License-Identifier: MIT
#include "random/mutators.hpp"

#include <algorithm>

namespace programs {

namespace {

using namespace tenon::kernel;
using tenon::DType;
using tenon::ops::Op;
using tenon::ops::ReduceOp;
using tenon::schedule::Plan;
using tenon::schedule::Step;

ValueId append(Kernel& kernel, const Instr& instr) {
    kernel.instrs.push_back(instr);
    return static_cast<ValueId>(kernel.instrs.size() - 1);
}

ValueId compute(Kernel& kernel, Block& into, Op op, DType type, ValueId a, ValueId b) {
    into.push_back(append(kernel, {.code = Code::compute, .op = op, .type = type, .a = a, .b = b}));
    return into.back();
}

ValueId whole(Kernel& kernel, Block& into, Code code, std::uint32_t dimension) {
    into.push_back(append(kernel, {.code = code, .type = DType::int64, .index = dimension}));
    return into.back();
}

ValueId number(Kernel& kernel, Block& into, DType type, std::uint64_t bits) {
    into.push_back(append(kernel, {.code = Code::constant, .type = type, .bits = bits}));
    return into.back();
}

/// Calls change(instr) for every instruction that has its place in a block.
template <class F>
void each(Kernel& kernel, F change) {
    for (const Block& block : kernel.blocks)
        for (const ValueId id : block)
            change(kernel.instrs[id]);
}

/// Whether this is the last of the row's elements, which may not fill a vector of eight.
ValueId in_whole_vectors(Kernel& kernel, Block& into) {
    const auto last = static_cast<std::uint32_t>(kernel.rank - 1);
    const ValueId extent = whole(kernel, into, Code::extent, last);
    const ValueId here = whole(kernel, into, Code::coordinate, last);
    const ValueId seven = number(kernel, into, DType::int64, 7);
    const ValueId rest = compute(kernel, into, Op::bitwise_and, DType::int64, extent, seven);
    const ValueId end = compute(kernel, into, Op::subtract, DType::int64, extent, rest);
    return compute(kernel, into, Op::less, DType::bool_, here, end);
}

// --- tails
// ------------------------------------------------------------------------------------------

void forget_the_tail(Kernel& kernel) {
    Block body;
    for (const ValueId id : Block(kernel.blocks[body_block])) {
        if (kernel.instrs[id].code != Code::store) {
            body.push_back(id);
            continue;
        }
        const ValueId whole_vector = in_whole_vectors(kernel, body);
        kernel.blocks.push_back({id});
        const auto block = static_cast<BlockId>(kernel.blocks.size() - 1);
        body.push_back(append(kernel, {.code = Code::if_, .a = whole_vector, .first = block}));
    }
    kernel.blocks[body_block] = body;
}

/// Lanes beyond the end hold zero instead of what changes nothing; here: the last one does.
void reduce_the_last_element_as_zero(Kernel& kernel) {
    Block& body = kernel.blocks[body_block];
    const auto last = static_cast<std::uint32_t>(kernel.rank - 1);
    for (Reduction& reduction : kernel.reductions) {
        if (reduction.op != ReduceOp::minimum && reduction.op != ReduceOp::product &&
            reduction.op != ReduceOp::maximum && reduction.op != ReduceOp::sum)
            continue;
        const ValueId extent = whole(kernel, body, Code::extent, last);
        const ValueId here = whole(kernel, body, Code::coordinate, last);
        const ValueId one = number(kernel, body, DType::int64, 1);
        const ValueId end = compute(kernel, body, Op::subtract, DType::int64, extent, one);
        const ValueId inside = compute(kernel, body, Op::less, DType::bool_, here, end);
        const ValueId zero = number(kernel, body, reduction.type, 0);
        body.push_back(append(kernel, {.code = Code::select,
                                       .type = reduction.type,
                                       .a = inside,
                                       .b = reduction.values[0],
                                       .c = zero}));
        reduction.values[0] = body.back();
    }
}

// --- masks
// ------------------------------------------------------------------------------------------

/// What a branch writes is written in every lane.
void write_without_mask(Kernel& kernel) {
    for (BlockId b = 0; b < kernel.blocks.size(); ++b) {
        Block made;
        for (const ValueId id : Block(kernel.blocks[b])) {
            const Instr instr = kernel.instrs[id];
            if (instr.code != Code::if_) {
                made.push_back(id);
                continue;
            }
            for (const BlockId part : {instr.first, instr.second})
                if (part != no_block) {
                    made.insert(made.end(), kernel.blocks[part].begin(), kernel.blocks[part].end());
                    kernel.blocks[part].clear();
                }
        }
        kernel.blocks[b] = made;
    }
}

void skip_else(Kernel& kernel) {
    each(kernel, [](Instr& instr) {
        if (instr.code == Code::if_)
            instr.second = no_block;
    });
}

/// A loop ends when the first lane does: here, after one round.
void leave_loops_early(Kernel& kernel) {
    for (BlockId b = 0; b < kernel.blocks.size(); ++b) {
        Block made;
        for (const ValueId id : Block(kernel.blocks[b])) {
            const Instr loop = kernel.instrs[id];
            if (loop.code != Code::while_) {
                made.push_back(id);
                continue;
            }
            Block head;
            std::swap(head, kernel.blocks[loop.first]);
            made.insert(made.end(), head.begin(), head.end());
            kernel.instrs[id] = {.code = Code::if_, .a = loop.a, .first = loop.second};
            made.push_back(id);
        }
        kernel.blocks[b] = made;
    }
}

void swap_selects(Kernel& kernel) {
    each(kernel, [](Instr& instr) {
        if (instr.code == Code::select)
            std::swap(instr.b, instr.c);
    });
}

void include_the_bound(Kernel& kernel) {
    each(kernel, [](Instr& instr) {
        if (instr.code == Code::compute && instr.op == Op::less)
            instr.op = Op::less_equal;
    });
}

// --- aliasing and access
// ----------------------------------------------------------------------------

void take_strides_for_broadcasts(Kernel& kernel) {
    for (Param& param : kernel.params)
        if (param.inner == Inner::strided && !param.written && !param.gathered)
            param.inner = Inner::broadcast;
}

void gather_even_positions(Kernel& kernel) {
    for (Block& block : kernel.blocks) {
        Block made;
        for (const ValueId id : Block(block)) {
            if (kernel.instrs[id].code == Code::gather) {
                const ValueId mask = number(kernel, made, DType::int64, ~std::uint64_t{1});
                const ValueId position = kernel.instrs[id].a;
                const ValueId even =
                    compute(kernel, made, Op::bitwise_and, DType::int64, position, mask);
                kernel.instrs[id].a = even;
            }
            made.push_back(id);
        }
        block = made;
    }
}

/// Two views of equal type are taken for the same one.
void merge_inputs(Plan& plan) {
    for (Step& step : plan.steps) {
        if (!step.kernel)
            continue;
        const std::vector<Param>& params = step.kernel->params;
        for (std::size_t p = 1; p < step.params.size(); ++p)
            if (!params[p].written && !params[p - 1].written && !params[p].gathered &&
                !params[p - 1].gathered && params[p].dtype == params[p - 1].dtype &&
                params[p].inner == params[p - 1].inner)
                step.params[p] = step.params[p - 1];
    }
}

void free_temporaries_early(Plan& plan) {
    for (tenon::schedule::SlotPlan& slot : plan.slots)
        if (slot.temporary)
            slot.last_step = slot.first_step;
}

// --- fusion
// -----------------------------------------------------------------------------------------

void store_one_result_less(Kernel& kernel) {
    Block& body = kernel.blocks[body_block];
    const auto is_store = [&](ValueId id) { return kernel.instrs[id].code == Code::store; };
    if (std::ranges::count_if(body, is_store) >= 2)
        body.erase(std::ranges::find_if(body, is_store));
}

void swap_steps(Plan& plan) {
    for (std::size_t i = 1; i < plan.steps.size(); i += 2)
        std::swap(plan.steps[i - 1], plan.steps[i]);
}

void reduce_with_the_wrong_join(Kernel& kernel) {
    for (Reduction& reduction : kernel.reductions)
        if (reduction.op == ReduceOp::minimum || reduction.op == ReduceOp::all)
            reduction.op = reduction.op == ReduceOp::minimum ? ReduceOp::maximum : ReduceOp::any;
}

}  // namespace

const std::vector<PlantedBug>& planted_bugs() {
    static const std::vector<PlantedBug> bugs = {
        {"the_tail_of_a_row_is_not_stored", forget_the_tail, {}},
        {"lanes_beyond_the_end_reduce_as_zero", reduce_the_last_element_as_zero, {}},
        {"a_branch_writes_without_its_mask", write_without_mask, {}},
        {"the_other_branch_never_runs", skip_else, {}},
        {"a_loop_ends_with_its_first_lane", leave_loops_early, {}},
        {"a_selection_is_the_wrong_way_round", swap_selects, {}},
        {"a_comparison_includes_its_bound", include_the_bound, {}},
        {"a_strided_view_is_read_as_a_broadcast_one", take_strides_for_broadcasts, {}},
        {"a_gather_reads_the_neighbour", gather_even_positions, {}},
        {"two_views_are_taken_for_the_same", {}, merge_inputs},
        {"a_temporary_gives_its_memory_away_too_early", {}, free_temporaries_early},
        {"one_of_several_results_is_not_stored", store_one_result_less, {}},
        {"two_dependent_steps_change_places", {}, swap_steps},
        {"a_reduction_joins_the_wrong_way", reduce_with_the_wrong_join, {}},
    };
    return bugs;
}

}  // namespace programs
