// SPDX-License-Identifier: MIT
#include "unit/codegen/random_kernel.hpp"

#include "kernel/core_ops.hpp"

namespace tenon::codegen::test {

using namespace kernel;
using ops::Op;

namespace {

constexpr DType real_types[] = {DType::bool_,  DType::int8,    DType::int16,  DType::int32,
                                DType::int64,  DType::uint8,   DType::uint16, DType::uint32,
                                DType::uint64, DType::float32, DType::float64};

/// Adds instructions that use what is there already, in the block that is open.
class Writer {
public:
    Writer(Kernel& kernel, Random& random) : kernel_(kernel), random_(random), build_(kernel) {}

    void run(Form form) {
        kernel_.form = form;
        kernel_.rank = form == Form::column_reduce ? 2 + below(random_, 3) : 1 + below(random_, 3);
        if (form == Form::column_reduce)
            kernel_.kept_rank = below(random_, kernel_.rank - 1);
        choose_types();
        const int inputs = 1 + below(random_, 3);
        for (int i = 0; i < inputs; ++i)
            add_input();
        for (int i = below(random_, 3); i > 0; --i) {
            kernel_.arguments.push_back(type());
            keep(build_.argument(static_cast<std::uint32_t>(kernel_.arguments.size() - 1)));
        }
        if (chance(random_, 30))
            keep(build_.coordinate(static_cast<std::uint32_t>(below(random_, kernel_.rank))));
        if (chance(random_, 10))
            keep(build_.extent(static_cast<std::uint32_t>(below(random_, kernel_.rank))));
        if (chance(random_, 15))
            products();
        if (form == Form::row_reduce && chance(random_, 15))
            upper_coordinate();
        steps(2 + below(random_, 8));
        // Long bodies without branches are made in another order than short ones.
        const bool long_body = chance(random_, 15);
        if (long_body)
            steps(70 + below(random_, 80));
        for (int i = long_body ? 0 : below(random_, 3); i > 0; --i) {
            control(0);
            steps(1 + below(random_, 4));
        }
        if (form == Form::map || chance(random_, 20))
            for (int i = 1 + below(random_, 2); i > 0; --i)
                store_somewhere();
        if (form != Form::map)
            for (int i = 1 + below(random_, 2); i > 0; --i)
                reduce();
    }

private:
    /// Few types in one kernel, so that values meet.
    void choose_types() {
        types_ = {real_types[below(random_, 11)],
                  chance(random_, 70) ? DType::float64 : DType::float32};
        if (chance(random_, 50))
            types_.push_back(real_types[below(random_, 11)]);
    }
    DType type() {
        return types_[static_cast<std::size_t>(below(random_, static_cast<int>(types_.size())))];
    }

    void keep(ValueId value) { values_.push_back(value); }

    std::uint32_t add_param(DType dtype, bool written) {
        const int kind = below(random_, 10);
        const Inner inner = kind < 6               ? Inner::contiguous
                            : kind < 7 && !written ? Inner::broadcast
                                                   : Inner::strided;
        kernel_.params.push_back({.dtype = dtype, .inner = inner, .written = written});
        if (written && inner == Inner::contiguous)
            kernel_.params.back().nontemporal = chance(random_, 20);
        return static_cast<std::uint32_t>(kernel_.params.size() - 1);
    }

    void add_input() {
        if (chance(random_, 10)) {  // core kernels convert float16 and do nothing else with it
            const std::uint32_t half = add_param(DType::float16, false);
            keep(build_.cast(build_.load(half), DType::float32));
            return;
        }
        const bool complex = chance(random_, 15);
        const DType dtype =
            complex ? (chance(random_, 50) ? DType::complex64 : DType::complex128) : type();
        const std::uint32_t param = add_param(dtype, false);
        if (chance(random_, 15)) {
            kernel_.params[param].gathered = true;
            keep(as_part(build_.gather(param, position(), complex ? 1 : 0)));
            return;
        }
        keep(as_part(build_.load(param)));
        if (complex)
            keep(as_part(build_.load(param, 1)));
    }

    /// The builder makes whole complex values; core kernels have their parts.
    ValueId as_part(ValueId value) {
        kernel_.instrs[value].type = real_type(kernel_.instrs[value].type);
        return value;
    }

    /// A number in 0 .. 7, which gathered arrays are made for.
    ValueId position() {
        const ValueId seven = build_.constant_int(DType::int64, 7);
        return build_.compute(Op::bitwise_and, DType::int64, take(DType::int64), seven);
    }

    /// The element's number in what is reduced: positions of one result differ, as the tree asks.
    ValueId reduced_position() {
        const bool column = kernel_.form == Form::column_reduce;
        const int first = column ? kernel_.kept_rank : kernel_.rank - 1;
        const int last = column ? kernel_.rank - 2 : kernel_.rank - 1;
        ValueId number = build_.constant_int(DType::int64, 0);
        for (int d = first; d <= last; ++d) {
            const auto dimension = static_cast<std::uint32_t>(d);
            number = build_.compute(Op::multiply, DType::int64, number, build_.extent(dimension));
            number = build_.compute(Op::add, DType::int64, number, build_.coordinate(dimension));
        }
        return number;
    }

    /// Some value of a type, made of another one when there is none.
    ValueId take(DType type) {
        for (int tries = 0; tries < 6 && !values_.empty(); ++tries) {
            const ValueId value = any();
            if (build_.type_of(value) == type)
                return value;
        }
        if (!values_.empty() && chance(random_, 60))
            return build_.cast(any(), type);
        if (is_floating(type))
            return build_.constant_float(type, (below(random_, 41) - 20) * 0.25);
        return build_.constant_int(type, is_bool(type) ? below(random_, 2) : below(random_, 9));
    }
    ValueId any() { return values_[random_() % values_.size()]; }

    ValueId condition() {
        constexpr Op compares[] = {Op::less, Op::less_equal, Op::greater, Op::equal, Op::not_equal};
        const DType compared = type();
        if (is_bool(compared))
            return take(compared);
        return build_.compute(compares[below(random_, 5)], DType::bool_, take(compared),
                              take(compared));
    }

    /// A product that is used as it is and shifted both ways, as hashes do it.
    void products() {
        const DType made = chance(random_, 70) ? DType::uint64 : DType::uint32;
        const std::int64_t factor = 1 + static_cast<std::int64_t>(random_() % 0xffffffff);
        const ValueId x = chance(random_, 50) ? build_.compute(Op::bitwise_and, made, take(made),
                                                               build_.constant_int(made, 0xffff))
                                              : take(made);
        const ValueId product =
            build_.compute(Op::multiply, made, x, build_.constant_int(made, factor));
        const ValueId count = build_.constant_int(made, 1 + below(random_, 40));
        keep(build_.compute(Op::bitwise_left_shift, made, product, count));
        keep(build_.compute(Op::bitwise_right_shift, made, product, count));
        keep(product);
    }

    /// Bits of the last coordinate that the elements of a leaf share, or nearly so.
    void upper_coordinate() {
        const DType made = chance(random_, 50) ? DType::int64 : DType::uint64;
        const ValueId place =
            build_.cast(build_.coordinate(static_cast<std::uint32_t>(kernel_.rank - 1)), made);
        keep(build_.compute(Op::bitwise_right_shift, made, place,
                            build_.constant_int(made, 8 + below(random_, 5))));
    }

    void steps(int count) {
        for (int i = 0; i < count; ++i)
            keep(step());
    }

    ValueId step() {
        const DType computed = type();
        const int kind = below(random_, 20);
        if (kind == 0)
            return build_.select(condition(), take(computed), take(computed));
        if (kind == 1)
            return build_.cast(any(), computed);
        if (kind == 3 && computed == DType::float32)
            return build_.cast(build_.cast(take(computed), DType::float16), computed);
        if (kind == 2 && is_integer(computed) && size_of(computed) >= 4)
            return build_.bitcast(take(computed),
                                  size_of(computed) == 4 ? DType::float32 : DType::float64);
        for (;;) {
            const auto op = static_cast<Op>(below(random_, ops::op_count));
            // The sign of a NaN is nobody's promise, so it may not reach a value.
            if (!is_core(op, computed) || op == Op::copysign)
                continue;
            if (ops::has(op, ops::call) && chance(random_, 80))
                continue;
            const int arity = ops::info(op).arity;
            const ValueId a = take(computed);
            const ValueId b = arity > 1 ? take(computed) : no_value;
            return build_.compute(op, ops::resolve(op, computed).result, a, b);
        }
    }

    /// A branch or a loop; what it makes inside is seen outside through variables only.
    void control(int depth) {
        const std::size_t outside = values_.size();
        std::vector<std::uint32_t> vars;
        for (int i = 1 + below(random_, 2); i > 0; --i) {
            const std::uint32_t var = build_.add_var(type());
            vars.push_back(var);
            build_.write_var(var, take(kernel_.vars[var]));
        }
        if (chance(random_, 50))
            branch(vars, depth, outside);
        else
            loop(vars, depth, outside);
        for (const std::uint32_t var : vars)
            keep(build_.read_var(var));
    }

    void inside(const std::vector<std::uint32_t>& vars, int depth, std::size_t outside) {
        for (const std::uint32_t var : vars)
            keep(build_.read_var(var));
        steps(1 + below(random_, 3));
        if (depth < 2 && chance(random_, 25))
            control(depth + 1);
        for (const std::uint32_t var : vars)
            if (chance(random_, 80))
                build_.write_var(var, take(kernel_.vars[var]));
        if (depth == 0 && chance(random_, 10))
            store_somewhere();
        values_.resize(outside);
    }

    void branch(const std::vector<std::uint32_t>& vars, int depth, std::size_t outside) {
        const ValueId decision = condition();
        const BlockId yes = build_.begin_block();
        inside(vars, depth, outside);
        build_.end_block();
        BlockId no = no_block;
        if (chance(random_, 50)) {
            no = build_.begin_block();
            inside(vars, depth, outside);
            build_.end_block();
        }
        build_.if_(decision, yes, no);
    }

    /// Ends after at most some steps, for each element or for all alike.
    void loop(const std::vector<std::uint32_t>& vars, int depth, std::size_t outside) {
        const DType counted = chance(random_, 80) ? DType::int64 : DType::int32;
        const std::uint32_t counter = build_.add_var(counted);
        build_.write_var(counter, build_.constant_int(counted, below(random_, 3)));
        ValueId limit = build_.constant_int(counted, 3 + below(random_, 20));
        if (chance(random_, 70))
            limit = build_.compute(Op::bitwise_and, counted, take(counted), limit);
        const BlockId head = build_.begin_block();
        ValueId goes_on = build_.compute(Op::less, DType::bool_, build_.read_var(counter), limit);
        if (chance(random_, 60)) {
            for (const std::uint32_t var : vars)
                keep(build_.read_var(var));
            goes_on = build_.compute(Op::bitwise_and, DType::bool_, goes_on, condition());
        }
        values_.resize(outside);
        build_.end_block();
        const BlockId body = build_.begin_block();
        inside(vars, depth, outside);
        build_.write_var(counter, build_.compute(Op::add, counted, build_.read_var(counter),
                                                 build_.constant_int(counted, 1)));
        build_.end_block();
        build_.while_(head, goes_on, body);
        if (chance(random_, 70))
            keep(build_.read_var(counter));
    }

    void store_somewhere() {
        if (chance(random_, 10)) {
            const std::uint32_t half = add_param(DType::float16, true);
            build_.store(half, build_.cast(take(DType::float32), DType::float16));
            return;
        }
        const bool complex = chance(random_, 15);
        const DType part = complex && chance(random_, 50) ? DType::float32
                           : complex                      ? DType::float64
                                                          : type();
        const DType dtype = !complex                 ? part
                            : part == DType::float32 ? DType::complex64
                                                     : DType::complex128;
        const ValueId a = take(part);
        const std::uint32_t param = add_param(dtype, true);
        build_.store(param, a, complex ? take(part) : no_value);
    }

    void reduce() {
        for (;;) {
            const auto op = static_cast<ops::ReduceOp>(below(random_, 9));
            const DType reduced = type();
            if (!is_core(op, reduced))
                continue;
            Reduction reduction{.op = op, .type = reduced};
            reduction.values[0] = is_integer(reduced) && chance(random_, 30)
                                      ? build_.cast(condition(), reduced)
                                      : take(reduced);
            const auto partial = [&](DType dtype) {
                kernel_.params.push_back({.dtype = dtype, .written = true});
                return static_cast<std::uint32_t>(kernel_.params.size() - 1);
            };
            const DType pair = reduced == DType::float32 ? DType::complex64 : DType::complex128;
            if (op == ops::ReduceOp::complex_product) {
                reduction.values[1] = take(reduced);
                reduction.partial[0] = partial(pair);
            } else if (op == ops::ReduceOp::argmin || op == ops::ReduceOp::argmax) {
                reduction.values[1] = reduced_position();
                reduction.partial[0] = partial(reduced);
                reduction.partial[1] = partial(DType::int64);
            } else if (op == ops::ReduceOp::sum && is_floating(reduced) && chance(random_, 30)) {
                reduction.component = static_cast<std::uint8_t>(below(random_, 2));
                reduction.partial[0] = partial(pair);
            } else {
                reduction.partial[0] = partial(reduced);
            }
            kernel_.reductions.push_back(reduction);
            return;
        }
    }

    Kernel& kernel_;
    Random& random_;
    Builder build_;
    std::vector<DType> types_;
    std::vector<ValueId> values_;  ///< visible here
};

}  // namespace

Kernel random_kernel(Random& random, Form form) {
    Kernel kernel;
    kernel.name = "random";
    Writer(kernel, random).run(form);
    verify(kernel, true);
    return kernel;
}

}  // namespace tenon::codegen::test
