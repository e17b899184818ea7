// SPDX-License-Identifier: MIT
#include <array>
#include <bit>

#include "base/check.hpp"
#include "kernel/core_ops.hpp"
#include "kernel/lower.hpp"

namespace tenon::kernel {

namespace {

using ops::Op;
using ops::ReduceOp;
using RealFunction = decltype(RealRule::apply);
using ComplexFunction = decltype(ComplexRule::apply);

constexpr std::size_t index_of(Op op) { return static_cast<std::size_t>(op); }

/// The families' rules by operation and kind of number; empty where an operation is core already.
struct Tables {
    std::array<std::array<RealFunction, 4>, ops::op_count> real{};
    std::array<ComplexFunction, ops::op_count> complex{};

    Tables() {
        for (const auto rules : {boolean_rules(), composite_rules(), division_rules(),
                                 power_rules(), math_rules(), float_part_rules(), integer_rules()})
            for (const RealRule& rule : rules)
                for (unsigned kind = 0; kind < 4; ++kind)
                    if (rule.types & (1u << kind))
                        real[index_of(rule.op)][kind] = rule.apply;
        for (const auto rules : {complex_arithmetic_rules(), complex_function_rules(),
                                 complex_exp_rules(), complex_circle_rules()})
            for (const ComplexRule& rule : rules)
                complex[index_of(rule.op)] = rule.apply;
    }
};

const Tables& tables() {
    static const Tables tables;
    return tables;
}

/// Operations whose results are numbers of the operands' type without rounding.
bool stays_in_type(Op op) {
    using enum Op;
    switch (op) {
    case absolute:
    case ceil:
    case clip:
    case conj:
    case copysign:
    case fabs:
    case floor:
    case fmax:
    case fmin:
    case fmod:
    case frexp_mantissa:
    case heaviside:
    case imag:
    case maximum:
    case minimum:
    case modf_fraction:
    case modf_whole:
    case negative:
    case positive:
    case real:
    case rint:
    case round:
    case sign:
    case trunc: return true;
    default: return false;
    }
}

class Lowering {
public:
    explicit Lowering(const Kernel& high)
        : high_(high), core_(frame_of(high)), builder_(core_, true), values_(high.instrs.size()) {
        for (const DType type : high.vars) {
            const std::uint32_t re = builder_.add_var(core_form(type));
            vars_.push_back({re, is_complex(type) ? builder_.add_var(core_form(type)) : re});
        }
        find_compared();
    }

    Kernel run() {
        block(body_block);
        for (const Reduction& reduction : high_.reductions)
            reduce(reduction);
        return std::move(core_);
    }

private:
    static Kernel frame_of(const Kernel& high) {
        Kernel core;
        core.name = high.name;
        core.form = high.form;
        core.rank = high.rank;
        core.kept_rank = high.kept_rank;
        core.params = high.params;
        core.arguments = high.arguments;
        return core;
    }

    /// The type of a value's parts in core kernels: float16 is kept as float32.
    static DType core_form(DType type) {
        return type == DType::float16 ? DType::float32 : real_type(type);
    }

    void block(BlockId id) {
        for (const ValueId value : high_.blocks[id])
            instr(value, high_.instrs[value]);
    }

    BlockId inner_block(BlockId id) {
        if (id == no_block)
            return no_block;
        const BlockId inner = builder_.begin_block();
        block(id);
        builder_.end_block();
        return inner;
    }

    void instr(ValueId id, const Instr& instr) {
        switch (instr.code) {
        case Code::store: return store(instr);
        case Code::write_var: return write_var(instr);
        case Code::if_: return if_(instr);
        case Code::while_: return while_(instr);
        default:
            if (!is_modulus(id) || !compared_[id])
                values_[id] = value(instr);
        }
    }

    Complex value(const Instr& instr) {
        switch (instr.code) {
        case Code::constant: return only(constant(instr));
        case Code::coordinate: return only(builder_.coordinate(instr.index));
        case Code::extent: return only(builder_.extent(instr.index));
        case Code::argument:
            return parts(instr.type,
                         [&](std::uint8_t part) { return builder_.argument(instr.index, part); });
        case Code::load:
            return parts(instr.type,
                         [&](std::uint8_t part) { return builder_.load(instr.index, part); });
        case Code::gather:
            return parts(instr.type, [&](std::uint8_t part) {
                return builder_.gather(instr.index, values_[instr.a].re.id(), part);
            });
        case Code::read_var:
            return parts(instr.type, [&](std::uint8_t part) {
                return builder_.read_var(vars_[instr.index][part]);
            });
        case Code::compute: return compute(instr);
        case Code::cast: return cast(values_[instr.a], instr.type);
        case Code::bitcast: return bitcast(instr);
        case Code::select: return select(instr);
        case Code::complex_of: return {values_[instr.a].re, values_[instr.b].re};
        default: base::internal_error("an instruction without a value");
        }
    }

    Real real(ValueId id) { return {builder_, id}; }
    Complex only(ValueId id) { return {real(id), {}}; }

    template <class Make>
    Complex parts(DType type, Make make) {
        const Real re = real(make(0));
        return {re.cast(core_form(type)), is_complex(type) ? real(make(1)) : Real()};
    }

    ValueId constant(const Instr& instr) {
        if (instr.type != DType::float16)
            return builder_.constant(instr.type, instr.bits);
        const float value = float16::from_bits(static_cast<std::uint16_t>(instr.bits));
        return builder_.constant(DType::float32, std::bit_cast<std::uint32_t>(value));
    }

    Complex bitcast(const Instr& instr) {
        const Real x = values_[instr.a].re;
        const bool from_half = high_.instrs[instr.a].type == DType::float16;
        const Real bits = (from_half ? x.cast(DType::float16) : x).bitcast(instr.type);
        return {bits.cast(core_form(instr.type)), {}};
    }

    Complex operand(ValueId id) const { return id == no_value ? Complex{} : values_[id]; }

    bool is_modulus(ValueId id) const {
        const Instr& instr = high_.instrs[id];
        return instr.code == Code::compute && instr.op == Op::absolute &&
               is_complex(high_.instrs[instr.a].type);
    }
    /// A number that all elements share.
    bool is_shared(ValueId id) const {
        const Code code = high_.instrs[id].code;
        return code == Code::argument || code == Code::constant;
    }
    /// |z| < limit, or the like; `mirrored` as limit < |z|.
    bool compares_modulus(const Instr& instr, bool mirrored) const {
        const bool orders = instr.op == Op::greater || instr.op == Op::greater_equal ||
                            instr.op == Op::less || instr.op == Op::less_equal;
        return instr.code == Code::compute && orders && is_modulus(mirrored ? instr.b : instr.a) &&
               is_shared(mirrored ? instr.a : instr.b);
    }

    /// Moduli that nothing but such comparisons asks for are not made.
    void find_compared() {
        compared_.assign(high_.instrs.size(), true);
        for (const Instr& instr : high_.instrs) {
            const bool plain = compares_modulus(instr, false);
            const bool mirrored = compares_modulus(instr, true);
            for (const ValueId used :
                 {plain ? no_value : instr.a, mirrored ? no_value : instr.b, instr.c})
                if (used != no_value)
                    compared_[used] = false;
        }
        for (const Reduction& reduction : high_.reductions)
            for (const ValueId value : reduction.values)
                if (value != no_value)
                    compared_[value] = false;
    }

    Complex compare_modulus(const Instr& instr, bool mirrored) {
        const auto turned = [](Op op) {
            return op == Op::greater         ? Op::less
                   : op == Op::greater_equal ? Op::less_equal
                   : op == Op::less          ? Op::greater
                                             : Op::greater_equal;
        };
        const ValueId modulus = mirrored ? instr.b : instr.a;
        const Real limit = values_[mirrored ? instr.a : instr.b].re;
        return {kernel::compare_modulus(
                    mirrored ? turned(instr.op) : instr.op, values_[high_.instrs[modulus].a], limit,
                    [](Op op, Complex z, Real than) { return apply(op, hypot(z.re, z.im), than); }),
                {}};
    }

    Complex compute(const Instr& instr) {
        for (const bool mirrored : {false, true})
            if (compares_modulus(instr, mirrored) && compared_[mirrored ? instr.b : instr.a])
                return compare_modulus(instr, mirrored);
        const DType type = high_.instrs[instr.a].type;
        const Complex a = operand(instr.a), b = operand(instr.b), c = operand(instr.c);
        if (is_complex(type)) {
            const ComplexFunction rule = tables().complex[index_of(instr.op)];
            TENON_CHECK(rule != nullptr, "no complex form of " + std::string(name(instr.op)));
            return rule(a, b);
        }
        if (type == DType::float16)
            if (const HalfRule rule = half_rule(instr.op))
                return {rule(a.re, b.re), {}};
        const Complex result = compute_real(instr, a, b, c);
        const bool rounds = instr.type == DType::float16 && !stays_in_type(instr.op);
        return rounds ? Complex{rounded_to_half(result.re), {}} : result;
    }

    Complex compute_real(const Instr& instr, Complex a, Complex b, Complex c) {
        const DType type = high_.instrs[instr.a].type;
        const RealFunction rule =
            tables().real[index_of(instr.op)][static_cast<std::size_t>(kind(type))];
        if (rule != nullptr)
            return {rule(a.re, b.re, c.re), {}};
        if (is_core(instr.op, core_form(type)))
            return {apply(instr.op, a.re, b.re), {}};
        base::internal_error("no way to lower " + std::string(name(instr.op)) + " of " +
                             std::string(name(type)));
    }

    static Complex cast(Complex z, DType to) {
        if (is_bool(to) && z.im)
            return {truth(z.re) | truth(z.im), {}};
        if (to == DType::float16)
            return {as_half(z.re), {}};
        const Real re = z.re.cast(real_type(to));
        if (!is_complex(to))
            return {re, {}};
        return {re, z.im ? z.im.cast(real_type(to)) : re.literal(0)};
    }

    Complex select(const Instr& instr) const {
        const Real condition = values_[instr.a].re;
        const Complex yes = values_[instr.b], no = values_[instr.c];
        return {kernel::select(condition, yes.re, no.re),
                yes.im ? kernel::select(condition, yes.im, no.im) : Real()};
    }

    void store(const Instr& instr) {
        const Complex z = values_[instr.a];
        const bool half = high_.params[instr.index].dtype == DType::float16;
        builder_.store(instr.index, half ? stored_half(z.re) : z.re.id(), z.im.id());
    }

    /// Where the value was made of a float16, that itself.
    ValueId stored_half(Real x) {
        const Instr& made = core_.instrs[x.id()];
        if (made.code == Code::cast && core_.instrs[made.a].type == DType::float16)
            return made.a;
        return x.cast(DType::float16).id();
    }

    void write_var(const Instr& instr) {
        const Complex z = values_[instr.a];
        builder_.write_var(vars_[instr.index][0], z.re.id());
        if (z.im)
            builder_.write_var(vars_[instr.index][1], z.im.id());
    }

    void if_(const Instr& instr) {
        const BlockId yes = inner_block(instr.first);
        builder_.if_(values_[instr.a].re.id(), yes, inner_block(instr.second));
    }

    void while_(const Instr& instr) {
        const BlockId condition = inner_block(instr.first);
        builder_.while_(condition, values_[instr.a].re.id(), inner_block(instr.second));
    }

    void reduce(const Reduction& high) {
        TENON_CHECK(high.type != DType::float16, "sums of float16 are made in float32");
        Reduction core = high;
        const Complex z = values_[high.values[0]];
        core.values[0] = z.re.id();
        if (high.values[1] != no_value)
            core.values[1] = values_[high.values[1]].re.id();
        if (is_bool(high.type))
            core.op = of_booleans(high.op);
        if (z.im)
            return reduce_parts(core, z);
        core_.reductions.push_back(core);
    }

    /// Booleans add as OR and multiply as AND.
    static ReduceOp of_booleans(ReduceOp op) {
        if (op == ReduceOp::sum || op == ReduceOp::maximum)
            return ReduceOp::any;
        if (op == ReduceOp::product || op == ReduceOp::minimum)
            return ReduceOp::all;
        return op;
    }

    void reduce_parts(Reduction core, Complex z) {
        core.type = z.re.type();
        const bool product = core.op == ReduceOp::product || core.op == ReduceOp::complex_product;
        TENON_CHECK(product || core.op == ReduceOp::sum, "complex numbers have no order");
        if (product) {
            core.op = ReduceOp::complex_product;
            core.values[1] = z.im.id();
        }
        core_.reductions.push_back(core);
        if (product)
            return;
        core.component = 1;
        core.values[0] = z.im.id();
        core_.reductions.push_back(core);
    }

    const Kernel& high_;
    Kernel core_;
    Builder builder_;
    std::vector<Complex> values_;                     // by value of the high kernel
    std::vector<bool> compared_;                      // a modulus that is only compared
    std::vector<std::array<std::uint32_t, 2>> vars_;  // the core variables of each high one
};

}  // namespace

Kernel lower(const Kernel& high) {
    Kernel core = prune(Lowering(high).run());
#ifndef NDEBUG
    verify(core, true);
#endif
    return core;
}

}  // namespace tenon::kernel
