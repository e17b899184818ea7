// SPDX-License-Identifier: MIT
#include <exception>

#include <tenon/tenon.hpp>

#include "engine/test_hooks.hpp"
#include "random/kernels.hpp"
#include "random/machine.hpp"
#include "support/compare.hpp"
#include "support/engine_ops.hpp"

namespace programs {

namespace {

using tenon::Array;
using tenon::Operand;

class Engine {
public:
    explicit Engine(int variables) : arrays_(static_cast<std::size_t>(variables)) {}

    void run(const Statement& statement);
    const Array& array(int variable) const { return arrays_[static_cast<std::size_t>(variable)]; }
    Seen look(int variable, const Array& array) const {
        return {variable, array.dtype(), array.shape(), support::bytes_of(array)};
    }

private:
    Array& slot(int variable) { return arrays_[static_cast<std::size_t>(variable)]; }
    std::vector<Operand> operands(const Statement& statement) const;
    Array view(const Statement& statement) const;
    std::vector<tenon::AdvancedIndex> places(const Statement& statement) const;
    Array reduced(const Statement& statement) const;
    Array result(const Statement& statement) const;
    std::vector<Array> arrays_;
};

std::vector<Operand> Engine::operands(const Statement& statement) const {
    std::vector<Operand> list;
    for (const Input& input : statement.inputs) {
        if (input.variable >= 0) {
            list.emplace_back(array(input.variable));
            continue;
        }
        // An operand is made from a C++ number, so that its kind comes in as users write it.
        const Scalar& number = input.number;
        switch (number.kind()) {
        case tenon::Kind::boolean: list.emplace_back(number.integer() != 0); break;
        case tenon::Kind::signed_integer: list.emplace_back(number.integer()); break;
        case tenon::Kind::unsigned_integer:
            list.emplace_back(static_cast<std::uint64_t>(number.integer()));
            break;
        case tenon::Kind::floating: list.emplace_back(number.real()); break;
        case tenon::Kind::complex:
            list.emplace_back(std::complex<double>(number.real(), number.imaginary()));
            break;
        }
    }
    return list;
}

Array Engine::view(const Statement& statement) const {
    const Array& source = array(statement.inputs[0].variable);
    switch (statement.form) {
    case Form::index: return source.at(statement.indices);
    case Form::transpose: return tenon::transpose(source, statement.axes);
    case Form::reshape: return source.reshape(statement.shape);
    case Form::broadcast: return tenon::broadcast_to(source, statement.shape);
    case Form::flip: return tenon::flip(source, *statement.axis);
    case Form::expand: return tenon::expand_dims(source, *statement.axis);
    case Form::squeeze: return tenon::squeeze(source);
    }
    return {};
}

std::vector<tenon::AdvancedIndex> Engine::places(const Statement& s) const {
    std::vector<tenon::AdvancedIndex> list;
    for (std::size_t i = 0; i < s.indices.size(); ++i)
        if (s.places[i] > 0)
            list.emplace_back(array(s.inputs[static_cast<std::size_t>(s.places[i])].variable));
        else
            list.emplace_back(s.indices[i]);
    return list;
}

Array Engine::reduced(const Statement& s) const {
    const Array& a = array(s.inputs[0].variable);
    const tenon::Axes axes = s.axes.empty() ? tenon::Axes() : tenon::Axes(s.axes);
    if (s.op == "sum")
        return tenon::sum(a, axes, s.keepdims);
    if (s.op == "prod")
        return tenon::prod(a, axes, s.keepdims);
    if (s.op == "min")
        return tenon::min(a, axes, s.keepdims);
    if (s.op == "max")
        return tenon::max(a, axes, s.keepdims);
    if (s.op == "any")
        return tenon::any(a, axes, s.keepdims);
    if (s.op == "all")
        return tenon::all_of(a, axes, s.keepdims);
    if (s.op == "count_nonzero")
        return tenon::count_nonzero(a, axes, s.keepdims);
    if (s.op == "mean")
        return tenon::mean(a, axes, s.keepdims);
    if (s.op == "var")
        return tenon::var(a, axes, 0, s.keepdims);
    if (s.op == "std")
        return tenon::std(a, axes, 1, s.keepdims);
    const std::optional<int> axis = s.axes.empty() ? std::nullopt : std::optional(s.axes[0]);
    return s.op == "argmin" ? tenon::argmin(a, axis, s.keepdims)
                            : tenon::argmax(a, axis, s.keepdims);
}

Array Engine::result(const Statement& s) const {
    const std::vector<Operand> in = operands(s);
    switch (s.kind) {
    case Kind::create: {
        const std::vector<std::byte> bytes = contents(s.shape, s.dtype, s.seed);
        return tenon::from_bytes(bytes.data(), s.shape, s.dtype);
    }
    case Kind::fill:
        if (s.op == "arange")
            return tenon::arange(s.shape[0]);
        return s.op == "full" ? tenon::full(s.shape, s.inputs[0].number, s.dtype)
                              : tenon::Generator(s.seed).uniform(s.shape);
    case Kind::view: return view(s);
    case Kind::compute: return support::engine_apply(s.op, in);
    case Kind::convert: return in[0].array().astype(s.dtype);
    case Kind::reduce: return reduced(s);
    case Kind::scan:
        return s.op == "sum" ? tenon::cumulative_sum(in[0].array(), s.axis)
                             : tenon::cumulative_prod(in[0].array(), s.axis);
    case Kind::fold:
        return s.keepdims ? tenon::Ufunc(s.op).accumulate(in[0].array(), *s.axis)
                          : tenon::Ufunc(s.op).reduce(in[0].array(), {.axes = *s.axis});
    case Kind::choose: return tenon::where(in[0], in[1], in[2]);
    case Kind::take:
        return s.axis ? tenon::take(in[0].array(), in[1].array(), *s.axis)
                      : tenon::take(in[0].array(), in[1].array());
    case Kind::pick: return tenon::index(in[0].array(), places(s));
    case Kind::product: return tenon::matmul(in[0].array(), in[1].array());
    default: return {};
    }
}

void Engine::run(const Statement& s) {
    switch (s.kind) {
    case Kind::drop: slot(s.target) = Array(); return;
    case Kind::update: support::engine_update(s.op, slot(s.target), operands(s)[0]); return;
    case Kind::assign: support::engine_assign(slot(s.target), operands(s)[0]); return;
    case Kind::put: tenon::assign_index(slot(s.target), places(s), operands(s)[0]); return;
    case Kind::at: tenon::Ufunc(s.op).at(slot(s.target), places(s), operands(s)[0]); return;
    case Kind::kernel: {
        std::vector<Array> made = run_kernel(static_cast<int>(s.seed), operands(s));
        slot(s.target) = made[0];
        if (s.second >= 0)
            slot(s.second) = made[1];
        return;
    }
    default: slot(s.target) = result(s); return;
    }
}

/// Of half of the programs, neighbouring steps run in tiles of a few elements; of a quarter, all
/// threads take each step of a loop.
class SmallTiles {
public:
    explicit SmallTiles(std::uint64_t seed) {
        const auto dice = static_cast<std::int64_t>(seed / 2 % 1000);
        if (seed % 4 == 0)
            tenon::engine::test_hooks().tile_limits = {.worth_bytes = std::int64_t{1} << 60,
                                                       .widths = {64},
                                                       .most_kept = dice % 7,
                                                       .in_step_ns = {0, 1e18},
                                                       .small_step_ns = 0};
        if (seed % 2 == 0)
            return;
        tenon::engine::test_hooks().tile_limits = {.cache_bytes = 1000 * (1 + dice % 50),
                                                   .worth_bytes = 0,
                                                   .rows = 1 + dice % 5,
                                                   .threads = 1 + static_cast<int>(dice % 3),
                                                   .widths = {1 + dice % 17},
                                                   .most_kept = dice % 7,
                                                   .row_gap = 64 * (dice % 3)};
    }
    ~SmallTiles() { tenon::engine::test_hooks().tile_limits.reset(); }
    SmallTiles(const SmallTiles&) = delete;
    SmallTiles& operator=(const SmallTiles&) = delete;
};

}  // namespace

/// A third of the programs look for loops at every statement, and half of these run them at once.
class EagerRolling {
public:
    explicit EagerRolling(std::uint64_t seed) {
        if (seed % 3 == 0)
            tenon::engine::TestHooks::roll = tenon::engine::TestHooks::Roll::always;
        tenon::engine::test_hooks().ahead = seed % 6 == 0;
        if (seed % 12 == 0)
            tenon::engine::test_hooks().most_slabs_ahead = 1 + static_cast<std::int64_t>(seed % 5);
    }
    ~EagerRolling() {
        tenon::engine::TestHooks::roll = tenon::engine::TestHooks::Roll::as_it_pays;
        tenon::engine::test_hooks().ahead = false;
        tenon::engine::test_hooks().most_slabs_ahead = INT64_MAX;
    }
    EagerRolling(const EagerRolling&) = delete;
    EagerRolling& operator=(const EagerRolling&) = delete;
};

Trace run_on_engine(const Program& program) {
    const SmallTiles tiles(program.seed);
    const EagerRolling rolling(program.seed);
    Trace trace;
    Engine engine(program.variables);
    std::map<std::size_t, Array> kept;
    std::string where = "at the end";
    try {
        for (std::size_t i = 0; i < program.statements.size(); ++i) {
            const Statement& statement = program.statements[i];
            where = to_text(statement);
            if (statement.kind == Kind::look)
                trace.looks.push_back(
                    engine.look(statement.target, engine.array(statement.target)));
            else
                engine.run(statement);
            if (statement.approximate)
                kept.emplace(i, engine.array(statement.target));
        }
        where = "at the end";
        for (int v = 0; v < program.variables; ++v)
            if (engine.array(v).valid())
                trace.looks.push_back(engine.look(v, engine.array(v)));
        for (const auto& [i, array] : kept)
            trace.approximate.emplace(i, engine.look(program.statements[i].target, array));
    } catch (const std::exception& error) {
        trace.error = where + ": " + error.what();
    }
    return trace;
}

}  // namespace programs
