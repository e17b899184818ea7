// SPDX-License-Identifier: MIT
#include "interpreter/emit.hpp"

#include <bit>
#include <utility>

#include "base/check.hpp"
#include "interpreter/isa.hpp"
#include "interpreter/math_table.hpp"

namespace tenon::interpreter {

int log_size(DType type) { return std::countr_zero(size_of(type)); }

Emitter::Emitter(const kernel::Kernel& core, const LoopTable& table, bool batched)
    : kernel_(core), table_(table), linear_(linearise(core, batched)) {
    const std::size_t count = linear_.nodes.size();
    slot_of_.assign(count, no_slot);
    binding_of_.assign(count, none);
    effect_.assign(count, no_node);
    loop_of_.assign(count, none);
    code_.table = &table;
    code_.batched = batched;
    code_.form = core.form;
    code_.rank = core.rank;
    code_.kept_rank = core.kept_rank;
    code_.region_count = linear_.region_count;
    code_.tile_steps.reserve(count);
}

Code Emitter::run() {
    TENON_CHECK(linear_.nodes.size() < cell_flag / 2, "the kernel is too long to interpret");
    describe_params();
    for (std::size_t i = 0; i < kernel_.vars.size(); ++i)
        var_slot_.push_back(new_buffer());
    plan_bindings();
    for (NodeId id = 0; id < linear_.nodes.size(); ++id) {
        emit(id);
        release(id);
    }
    finish();
    return std::move(code_);
}

std::vector<Step>& Emitter::steps(Level level) {
    return level == Level::run   ? code_.run_steps
           : level == Level::row ? code_.row_steps
                                 : code_.tile_steps;
}

Step& Emitter::push(Level level, StepKind kind, NodeId id) {
    Step& step = steps(level).emplace_back();
    step.kind = kind;
    step.region = linear_.nodes[id].region;
    step.log_size = static_cast<std::uint8_t>(log_size(linear_.nodes[id].type));
    return step;
}

void Emitter::emit(NodeId id) {
    const Node& node = linear_.nodes[id];
    const bool has_value = node.kind < Kind::write_var;
    if (has_value && linear_.nodes[node.root].last_use == no_node)
        return;
    switch (node.kind) {
    case Kind::constant:
    case Kind::argument:
    case Kind::extent: return emit_constant(id);
    case Kind::coordinate: return emit_coordinate(id);
    case Kind::load: return emit_load(id);
    case Kind::address: return emit_address(id);
    case Kind::gather: return emit_gather(id);
    case Kind::compute: return emit_compute(id);
    case Kind::cast: return emit_cast(id);
    case Kind::bitcast: return;
    case Kind::select: return emit_select(id);
    case Kind::read_var: return emit_read(id);
    case Kind::write_var: return emit_write(id);
    case Kind::store: return emit_store(id);
    case Kind::reduce: return emit_reduce(id);
    case Kind::if_: return emit_if(id);
    case Kind::else_: return emit_else(id);
    case Kind::end_if: return emit_end_if();
    case Kind::while_: return emit_while(id);
    case Kind::test: return emit_test(id);
    case Kind::end_while: return emit_end_while(id);
    }
}

void Emitter::emit_constant(NodeId id) {
    const Node& node = linear_.nodes[id];
    const Slot slot = slot_of_[id] = new_other();
    if (node.kind == Kind::constant) {
        code_.fixed.emplace_back(slot, nullptr);  // the constants are not all there yet
        code_.constants.push_back(node.bits);
        return;
    }
    const std::size_t word = node.kind == Kind::extent
                                 ? node.index
                                 : kernel::argument_word(kernel_, node.index) + node.component;
    code_.words.push_back({slot, static_cast<std::uint32_t>(word)});
}

void Emitter::emit_compute(NodeId id) {
    const Node& node = linear_.nodes[id];
    ops::Op op = node.op;
    NodeId a = node.a;
    NodeId b = node.b;
    bool exchange = false;
    if (op == ops::Op::greater || op == ops::Op::greater_equal) {
        op = op == ops::Op::greater ? ops::Op::less : ops::Op::less_equal;
        exchange = true;
    } else if (b != no_node && ops::has(op, ops::commutative) && family(op) != Family::math) {
        exchange = !linear_.is_tile(a) && linear_.is_tile(b);
    }
    if (exchange)
        std::swap(a, b);
    Form form = Form::vv;
    if (b != no_node && node.level == Level::tile)
        form = !linear_.is_tile(b) ? Form::vs : !linear_.is_tile(a) ? Form::sv : Form::vv;
    const DType type = linear_.type_of(a);
    const Loop loop = find_compute(table_, op, type, form);
    TENON_CHECK(loop != nullptr, "the kernel is not a core kernel");

    const Slot out = output(id);
    Step& step = push(node.level, StepKind::loop, id);
    step.loop = loop;
    step.out = out;
    step.a = slot(a);
    if (b != no_node)
        step.b = slot(b);
    if (family(op) == Family::math) {
        step.c = new_other();
        code_.fixed.emplace_back(step.c, math_function(op, type, table_.vector_bytes));
    }
}

void Emitter::emit_cast(NodeId id) {
    const Node& node = linear_.nodes[id];
    const Slot out = output(id);
    Step& step = push(node.level, StepKind::loop, id);
    step.loop = table_.cast(linear_.type_of(node.a), node.type);
    TENON_CHECK(step.loop != nullptr, "the kernel is not a core kernel");
    step.out = out;
    step.a = slot(node.a);
}

void Emitter::emit_select(NodeId id) {
    const Node& node = linear_.nodes[id];
    const bool tile = node.level == Level::tile;
    const Slot condition = tile ? as_tile(node.a) : slot(node.a);
    const Slot out = output(id);
    Step& step = push(node.level, StepKind::loop, id);
    const bool one_yes = tile && !linear_.is_tile(node.b);
    const bool one_no = tile && !linear_.is_tile(node.c);
    step.loop = table_.select[step.log_size][one_yes ? 1 : 0][one_no ? 1 : 0];
    step.out = out;
    step.a = condition;
    step.b = slot(node.b);
    step.c = slot(node.c);
}

void Emitter::emit_reduce(NodeId id) {
    const Node& node = linear_.nodes[id];
    const kernel::Reduction& reduction = kernel_.reductions[node.index];
    const NodeId values[2] = {node.a, node.b};
    ReductionCode made{};
    made.loops = table_.reduce(reduction.op, reduction.type);
    TENON_CHECK(made.loops.row != nullptr, "the kernel is not a core kernel");
    made.components = ops::component_count(reduction.op);
    const bool pair = reduction.op == ops::ReduceOp::complex_product;
    for (int i = 0; i < made.components; ++i) {
        const std::uint32_t param = reduction.partial[pair ? 0 : i];
        const std::size_t size = size_of(linear_.type_of(values[i]));
        made.log_size[i] = static_cast<std::uint8_t>(log_size(linear_.type_of(values[i])));
        made.base_word[i] = code_.params[param].word;
        made.element_bytes[i] = code_.params[param].element_bytes;
        const int part = pair ? i : i == 0 ? reduction.component : 0;
        made.offset[i] = static_cast<std::int64_t>(size) * part;
        // It lives from tile to tile, so no buffer that an earlier step has used will do.
        if (kernel_.form == kernel::Form::column_reduce)
            made.accumulator[i] = code_.buffer_count++;
    }
    const Slot first = as_tile(node.a);
    const Slot second = node.b != no_node ? as_tile(node.b) : first;
    Step& step = push(Level::tile, StepKind::reduce, id);
    step.x = static_cast<std::uint32_t>(code_.reductions.size());
    step.a = first;
    step.b = second;
    code_.reductions.push_back(made);
}

void Emitter::describe_params() {
    for (std::size_t i = 0; i < kernel_.params.size(); ++i) {
        const kernel::Param& param = kernel_.params[i];
        code_.params.push_back({static_cast<std::uint32_t>(kernel::param_word(kernel_, i)),
                                static_cast<std::int64_t>(size_of(param.dtype)), false});
    }
}

Slot Emitter::numbered(Slot slot) const {
    if ((slot & other_flag) != 0)
        return static_cast<Slot>(code_.buffer_count + code_.cell_count + (slot & ~other_flag));
    if ((slot & cell_flag) != 0)
        return static_cast<Slot>(code_.buffer_count + (slot & ~cell_flag));
    return slot;
}

void Emitter::number(std::vector<Step>& steps) const {
    for (Step& step : steps)
        for (Slot* slot : {&step.out, &step.a, &step.b, &step.c})
            *slot = numbered(*slot);
}

/// Many buffers need short tiles: what a tile touches should stay in the first-level cache. A leaf
/// of a row is one tile, whatever it costs.
void Emitter::choose_tile() {
    constexpr std::size_t cache = 40 << 10;
    constexpr std::int64_t shortest = 256;
    if (kernel_.form == kernel::Form::row_reduce)
        return;
    while (code_.tile > shortest && code_.buffer_count * code_.buffer_bytes() > cache)
        code_.tile /= 2;
}

void Emitter::finish() {
    choose_tile();
    code_.slot_count = static_cast<Slot>(code_.buffer_count + code_.cell_count + other_count_);
    number(code_.run_steps);
    number(code_.row_steps);
    number(code_.tile_steps);
    const std::uint64_t* constant = code_.constants.data();
    for (auto& [slot, pointer] : code_.fixed) {
        slot = numbered(slot);
        if (pointer == nullptr)
            pointer = constant++;
    }
    for (WordSlot& word : code_.words)
        word.slot = numbered(word.slot);
    for (RowSlot& row : code_.row_slots)
        row.slot = numbered(row.slot);
    for (CoordinateSlot& coordinate : code_.coordinates)
        coordinate.slot = numbered(coordinate.slot);
    for (Binding& binding : code_.bindings) {
        binding.slot = numbered(binding.slot);
        binding.buffer = numbered(binding.buffer);
    }
    for (WhileLoop& loop : code_.loops)
        for (Carried& carried : loop.carried)
            carried.slot = numbered(carried.slot);
}

Code generate(const kernel::Kernel& core, const LoopTable& table, bool batched) {
    return Emitter(core, table, batched).run();
}

}  // namespace tenon::interpreter
