// SPDX-License-Identifier: MIT
#include <tenon/error.hpp>

#include "base/check.hpp"
#include "kernel/core_ops.hpp"
#include "kernel/ir.hpp"

namespace tenon::kernel {

namespace {

using ops::ReduceOp;

class Verifier {
public:
    Verifier(const Kernel& kernel, bool core)
        : kernel_(kernel), core_(core), visible_(kernel.instrs.size(), false),
          placed_(kernel.instrs.size(), false), entered_(kernel.blocks.size(), false) {}

    void run() {
        expect(kernel_.rank >= 1, "rank must be at least 1");
        expect(!kernel_.blocks.empty(), "the body is missing");
        if (core_)
            for (const DType type : kernel_.vars)
                expect(!is_complex(type), "complex variable");
        Block values = enter(body_block);
        for (const Reduction& reduction : kernel_.reductions)
            check(reduction);
        leave(values);
        check_form();
        for (const Param& param : kernel_.params)
            if (param.base != no_param)
                check_base(param);
    }

private:
    /// A value is visible in its own block after its instruction, and in the blocks inside it.
    Block enter(BlockId id) {
        expect(id < kernel_.blocks.size(), "no such block");
        expect(!entered_[id], "a block has two places");
        entered_[id] = true;
        Block values;
        for (const ValueId value : kernel_.blocks[id]) {
            expect(value < kernel_.instrs.size(), "no such instruction");
            expect(!placed_[value], "an instruction has two places");
            placed_[value] = true;
            where_ = value;
            check(kernel_.instrs[value]);
            where_ = value;
            if (!has_value(kernel_.instrs[value].code))
                continue;
            visible_[value] = true;
            values.push_back(value);
        }
        where_ = no_value;
        return values;
    }

    void leave(const Block& values) {
        for (const ValueId value : values)
            visible_[value] = false;
    }

    static bool has_value(Code code) {
        return code != Code::store && code != Code::write_var && code != Code::if_ &&
               code != Code::while_;
    }

    void check(const Instr& instr) {
        switch (instr.code) {
        case Code::constant: return constant(instr);
        case Code::argument:
            expect(instr.index < kernel_.arguments.size(), "no such argument");
            return stored_as(kernel_.arguments[instr.index], instr);
        case Code::coordinate:
        case Code::extent:
            expect(instr.index < static_cast<std::uint32_t>(kernel_.rank), "no such dimension");
            return expect(instr.type == DType::int64, "positions are int64");
        case Code::gather: position(instr); [[fallthrough]];
        case Code::load: return stored_as(param(instr.index).dtype, instr);
        case Code::store: return store(instr);
        case Code::compute: return compute(instr);
        case Code::cast: return cast(instr);
        case Code::bitcast: return bitcast(instr);
        case Code::select: return select(instr);
        case Code::complex_of: return complex_of(instr);
        case Code::read_var: return expect(instr.type == var(instr.index), "wrong type");
        case Code::write_var: return expect(type_of(instr.a) == var(instr.index), "wrong type");
        case Code::if_: return if_(instr);
        case Code::while_: return while_(instr);
        }
        fail("no such code");
    }

    void constant(const Instr& instr) {
        expect(!is_complex(instr.type), "a complex constant");
        const std::size_t size = size_of(instr.type);
        expect(size == 8 || (instr.bits >> (8 * size)) == 0, "bits above the constant's type");
        expect(!is_bool(instr.type) || instr.bits <= 1, "a boolean that is neither 0 nor 1");
    }

    /// Loads and arguments: whole elements in high kernels, real parts in core ones.
    void stored_as(DType type, const Instr& instr) {
        expect(instr.type == (core_ ? real_type(type) : type), "wrong type");
        expect(instr.component <= (core_ && is_complex(type) ? 1 : 0), "no such component");
    }

    void position(const Instr& instr) {
        expect(param(instr.index).gathered, "gather from a parameter not marked as gathered");
        expect(type_of(instr.a) == DType::int64, "gather positions are int64");
    }

    void store(const Instr& instr) {
        const Param& target = param(instr.index);
        expect(target.written, "store to a parameter not marked as written");
        const bool pair = core_ && is_complex(target.dtype);
        const DType type = pair ? real_type(target.dtype) : target.dtype;
        expect(type_of(instr.a) == type, "a store of another type");
        expect(pair == (instr.b != no_value), "a store takes one value, two of a complex pair");
        if (pair)
            expect(type_of(instr.b) == type, "a store of another type");
    }

    void compute(const Instr& instr) {
        expect(static_cast<int>(instr.op) < ops::op_count, "no such operation");
        const ValueId operands[] = {instr.a, instr.b, instr.c};
        for (int i = 0; i < 3; ++i)
            expect((operands[i] != no_value) == (i < ops::info(instr.op).arity), "wrong arity");
        const DType type = type_of(instr.a);
        for (int i = 1; i < ops::info(instr.op).arity; ++i)
            expect(type_of(operands[i]) == type, "operands of different types");
        if (core_)
            expect(is_core(instr.op, type), "not a core operation on this type");
        ops::OpTypes types{};
        try {
            types = ops::resolve(instr.op, type);
        } catch (const DTypeError& error) {
            fail(error.what());
        }
        expect(types.compute == type, "operands must have the type the operation computes in");
        expect(types.result == instr.type, "wrong type of the result");
    }

    void cast(const Instr& instr) {
        const DType from = type_of(instr.a);
        expect(!core_ || (!is_complex(from) && !is_complex(instr.type)), "complex cast");
    }

    void bitcast(const Instr& instr) {
        for (const DType type : {type_of(instr.a), instr.type})
            expect(is_integer(type) || is_floating(type), "bitcast of bool or complex");
        expect(size_of(type_of(instr.a)) == size_of(instr.type), "bitcast to another size");
    }

    void select(const Instr& instr) {
        expect(is_bool(type_of(instr.a)), "the condition is not bool");
        expect(type_of(instr.b) == instr.type && type_of(instr.c) == instr.type, "wrong type");
        expect(!core_ || !is_complex(instr.type), "complex select");
    }

    void complex_of(const Instr& instr) {
        expect(!core_ && is_complex(instr.type), "complex_of");
        const DType part = real_type(instr.type);
        expect(type_of(instr.a) == part && type_of(instr.b) == part, "wrong type of a part");
    }

    void if_(const Instr& instr) {
        expect(is_bool(type_of(instr.a)), "the condition is not bool");
        leave(enter(instr.first));
        if (instr.second != no_block)
            leave(enter(instr.second));
    }

    void while_(const Instr& instr) {
        const Block values = enter(instr.first);
        expect(is_bool(type_of(instr.a)), "the condition is not bool");
        leave(values);
        leave(enter(instr.second));
    }

    void check(const Reduction& reduction) {
        const DType type = reduction.type;
        const bool with_index = ops::finds_position(reduction.op);
        const bool pair = core_ && reduction.op == ReduceOp::complex_product;
        expect(type_of(reduction.values[0]) == type, "reduced value of another type");
        if (with_index || pair)
            expect(type_of(reduction.values[1]) == (pair ? type : DType::int64), "wrong type");
        else
            expect(reduction.values[1] == no_value, "a second value");
        const DType stored = param(reduction.partial[0]).dtype;
        const bool part = core_ && is_complex(stored);
        expect((part ? real_type(stored) : stored) == type, "partial results of another type");
        if (with_index)
            expect(param(reduction.partial[1]).dtype == DType::int64, "indices are int64");
        expect(!part || pair || reduction.op == ReduceOp::sum, "not a reduction of a part");
        expect(part || !pair, "a complex product needs a complex parameter");
        expect(reduction.component <= (part && !pair ? 1 : 0), "no such component");
        expect(!core_ || is_core(reduction.op, type), "not a core reduction of this type");
    }

    void check_form() {
        expect(kernel_.reductions.empty() == (kernel_.form == Form::map),
               "map kernels reduce nothing, the others something");
        if (kernel_.form == Form::column_reduce)
            expect(kernel_.kept_rank >= 0 && kernel_.kept_rank <= kernel_.rank - 2,
                   "column_reduce reduces at least one dimension and keeps the last one");
        else
            expect(kernel_.kept_rank == 0, "kept_rank belongs to column_reduce");
    }

    void check_base(const Param& param) {
        const Param& base = this->param(param.base);
        expect(kernel_.form == Form::map && kernel_.rank >= 2, "a base where there are no rows");
        expect(base.base == no_param && base.dtype == param.dtype, "not a base of this parameter");
        // What the first of two steps stores, the second one loads.
        const bool handed_on = base.written && param.second && !base.second;
        expect(base.inner == Inner::contiguous && param.inner == Inner::contiguous &&
                   !base.gathered && !param.gathered && !param.written &&
                   (!base.written || handed_on),
               "views of one array are contiguous and only loaded");
    }

    const Param& param(std::uint32_t index) {
        expect(index < kernel_.params.size(), "no such parameter");
        return kernel_.params[index];
    }

    DType var(std::uint32_t index) {
        expect(index < kernel_.vars.size(), "no such variable");
        return kernel_.vars[index];
    }

    DType type_of(ValueId value) {
        expect(value < kernel_.instrs.size() && visible_[value],
               "a value that is not defined here");
        return kernel_.instrs[value].type;
    }

    void expect(bool condition, std::string_view what) {
        if (!condition)
            fail(what);
    }

    [[noreturn]] void fail(std::string_view what) {
        std::string text = core_ ? "wrong core kernel" : "wrong kernel";
        if (where_ != no_value)
            text += ", at %" + std::to_string(where_);
        base::internal_error(text + ": " + std::string(what) + '\n' + to_text(kernel_));
    }

    const Kernel& kernel_;
    bool core_;
    std::vector<bool> visible_, placed_, entered_;
    ValueId where_ = no_value;
};

}  // namespace

void verify(const Kernel& kernel, bool core) { Verifier(kernel, core).run(); }

}  // namespace tenon::kernel
