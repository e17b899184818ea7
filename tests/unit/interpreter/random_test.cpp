// SPDX-License-Identifier: MIT
// Random kernels, with arrays under several names, against the oracle. TENON_TEST_COUNT=n runs n
// times as many; TENON_TEST_SEED starts elsewhere.

#include <gtest/gtest.h>

#include "base/environment.hpp"
#include "kernel/core_ops.hpp"
#include "unit/interpreter/machine.hpp"
#include "unit/interpreter/values.hpp"

namespace tenon::interpreter {
namespace {

using namespace test;
using kernel::Form;
using ops::Op;

std::uint64_t setting(const char* name, std::int64_t otherwise) {
    return static_cast<std::uint64_t>(
        base::environment_number(name, 0, INT64_MAX).value_or(otherwise));
}

constexpr DType types[] = {DType::bool_, DType::int8,   DType::uint16,  DType::int32,
                           DType::int64, DType::uint64, DType::float32, DType::float64};

class Maker {
public:
    explicit Maker(std::uint64_t seed) : random_(seed), builder_(kernel_, true) {}

    Kernel make() {
        kernel_.rank = 1 + below(3);
        kernel_.form = static_cast<Form>(kernel_.rank == 1 ? below(2) : below(3));
        if (kernel_.form == Form::column_reduce)
            kernel_.kept_rank = below(kernel_.rank - 1);
        kernel_.arguments = {any_type(), DType::float64};
        const int params = 2 + below(4);
        for (int i = 0; i < params; ++i)
            add_param();
        loadable_ = params;
        scopes_.emplace_back();
        statements(4 + below(10), 0);
        if (kernel_.form == Form::map)
            store();
        else
            reduce();
        return std::move(kernel_);
    }

    /// Which earlier parameter each parameter is another name of; itself if none.
    const std::vector<std::size_t>& same_as() const { return same_as_; }

private:
    int below(int count) { return static_cast<int>(random_() % static_cast<unsigned>(count)); }
    DType any_type() { return types[below(std::size(types))]; }

    void add_param() {
        kernel::Param param{.dtype = any_type()};
        const int kind = below(8);
        param.inner = kind == 0 ? Inner::broadcast : kind == 1 ? Inner::strided : Inner::contiguous;
        param.written = param.inner != Inner::broadcast && below(2) == 0;
        std::size_t same = kernel_.params.size();
        if (same > 0 && below(2) == 0) {
            same = static_cast<std::size_t>(below(static_cast<int>(same)));
            if (kernel_.params[same].inner == Inner::broadcast)
                param.written = false;
            param.dtype = kernel_.params[same].dtype;
            param.inner = kernel_.params[same].inner;
            same = same_as_[same];
        }
        kernel_.params.push_back(param);
        same_as_.push_back(same);
    }

    void statements(int count, int depth) {
        for (int i = 0; i < count; ++i)
            switch (below(depth < 2 ? 12 : 9)) {
            case 0: store(); break;
            case 1: add_variable(); break;
            case 2: write_variable(); break;
            case 9: condition(depth); break;
            case 10: loop(depth); break;
            default: keep(operation()); break;
            }
    }

    ValueId keep(ValueId value) {
        scopes_.back().push_back(value);
        return value;
    }

    ValueId value(DType type) {
        std::vector<ValueId> found;
        for (const auto& scope : scopes_)
            for (const ValueId id : scope)
                if (builder_.type_of(id) == type)
                    found.push_back(id);
        if (!found.empty() && below(4) != 0)
            return found[static_cast<std::size_t>(below(static_cast<int>(found.size())))];
        return keep(leaf(type));
    }

    /// A value of the type, made of nothing else of the type.
    ValueId leaf(DType type) {
        const int kind = below(10);
        if (kind < 5) {
            const auto param = static_cast<std::uint32_t>(below(loadable_));
            return builder_.cast(builder_.load(param), type);
        }
        if (kind < 7) {
            const auto dimension = static_cast<std::uint32_t>(below(kernel_.rank));
            return builder_.cast(
                below(2) == 0 ? builder_.coordinate(dimension) : builder_.extent(dimension), type);
        }
        if (kind == 7 && !vars_.empty()) {
            const std::uint32_t var =
                vars_[static_cast<std::size_t>(below(static_cast<int>(vars_.size())))];
            return builder_.cast(builder_.read_var(var), type);
        }
        if (kind == 8)
            return builder_.cast(builder_.argument(static_cast<std::uint32_t>(below(2))), type);
        return builder_.constant(type, random_value(type, random_));
    }

    ValueId operation() {
        const DType type = any_type();
        if (below(5) == 0)
            return builder_.cast(value(type), any_type());
        if (below(6) == 0)
            return builder_.select(value(DType::bool_), value(type), value(type));
        for (;;) {
            const auto op = static_cast<Op>(below(ops::op_count));
            // The sign of a NaN is nobody's promise.
            if (!kernel::is_core(op, type) || op == Op::copysign)
                continue;
            const ValueId a = value(type);
            const ValueId b = ops::info(op).arity == 2 ? value(type) : kernel::no_value;
            return builder_.compute(op, ops::resolve(op, type).result, a, b);
        }
    }

    void add_variable() {
        const DType type = any_type();
        if (scopes_.size() > 1)
            return write_variable();  // elsewhere it might be read before it is written
        const std::uint32_t var = builder_.add_var(type);
        builder_.write_var(var, value(type));
        vars_.push_back(var);
    }

    void write_variable() {
        if (vars_.empty())
            return;
        const std::uint32_t var =
            vars_[static_cast<std::size_t>(below(static_cast<int>(vars_.size())))];
        builder_.write_var(var, value(kernel_.vars[var]));
    }

    void store() {
        for (std::uint32_t i = 0; i < kernel_.params.size(); ++i)
            if (kernel_.params[i].written && below(2) == 0)
                builder_.store(i, value(kernel_.params[i].dtype));
    }

    kernel::BlockId block(int depth) {
        const kernel::BlockId id = builder_.begin_block();
        scopes_.emplace_back();
        statements(1 + below(5), depth + 1);
        scopes_.pop_back();
        builder_.end_block();
        return id;
    }

    void condition(int depth) {
        const ValueId holds = value(DType::bool_);
        const kernel::BlockId first = block(depth);
        builder_.if_(holds, first, below(2) == 0 ? block(depth) : kernel::no_block);
    }

    /// As many iterations as four bits of some value say.
    void loop(int depth) {
        const DType whole = DType::int64;
        const std::uint32_t count = builder_.add_var(whole);
        builder_.write_var(count, builder_.constant_int(whole, 0));
        const ValueId limit = keep(builder_.compute(Op::bitwise_and, whole, value(whole),
                                                    builder_.constant_int(whole, 15)));
        const kernel::BlockId first = builder_.begin_block();
        const ValueId goes_on =
            builder_.compute(Op::less, DType::bool_, builder_.read_var(count), limit);
        builder_.end_block();
        const kernel::BlockId body = builder_.begin_block();
        scopes_.emplace_back();
        statements(1 + below(5), depth + 1);
        builder_.write_var(count, builder_.compute(Op::add, whole, builder_.read_var(count),
                                                   builder_.constant_int(whole, 1)));
        scopes_.pop_back();
        builder_.end_block();
        builder_.while_(first, goes_on, body);
    }

    void reduce() {
        for (int i = below(2); i < 2; ++i) {
            const DType type = types[1 + below(std::size(types) - 1)];
            const auto op = static_cast<ops::ReduceOp>(below(4));
            const ValueId reduced = value(type);
            const auto param = static_cast<std::uint32_t>(kernel_.params.size());
            kernel_.params.push_back({.dtype = type, .written = true});
            same_as_.push_back(param);
            kernel_.reductions.push_back({.op = op,
                                          .type = type,
                                          .values = {reduced, kernel::no_value},
                                          .partial = {param, 0}});
        }
    }

    std::mt19937_64 random_;
    Kernel kernel_;
    Builder builder_;
    std::vector<std::size_t> same_as_;
    std::vector<std::vector<ValueId>> scopes_;
    std::vector<std::uint32_t> vars_;
    int loadable_ = 0;  ///< parameters that are no partial results
};

/// The arrays of a kernel: the oracle and each instruction set get a copy.
class Data {
public:
    Data(const Kernel& kernel, const std::vector<std::size_t>& same_as, std::uint64_t seed)
        : kernel_(kernel), same_as_(same_as), random_(seed) {
        const std::int64_t sizes[] = {1, 2, 3, 5, 8, 17, 40, 130, 1030};
        std::int64_t left = 3000;
        for (int d = 0; d < kernel.rank; ++d) {
            shape_.push_back(std::min(sizes[random_() % std::size(sizes)], left));
            left = std::max<std::int64_t>(left / shape_.back(), 1);
        }
        for (const kernel::Param& param : kernel.params) {
            std::vector<Bits> values(6000);
            for (Bits& value : values)
                value = random_value(param.dtype, random_);
            arrays_.push_back(packed(param.dtype, values));
        }
        scalars_ = {random_value(kernel.arguments[0], random_), bits_of(1.75)};
    }

    const std::vector<std::int64_t>& shape() const { return shape_; }

    std::vector<std::int64_t> block(std::vector<std::vector<std::uint8_t>>& copy) const {
        copy = arrays_;
        std::vector<View> views;
        for (std::size_t i = 0; i < copy.size(); ++i) {
            const auto size = static_cast<std::int64_t>(size_of(kernel_.params[i].dtype));
            View view = dense(copy[same_as_[i]].data(), shape_, size);
            const Inner inner = kernel_.params[i].inner;
            if (inner == Inner::strided)
                for (std::int64_t& stride : view.strides)
                    stride *= 2;
            if (inner == Inner::broadcast)
                view.strides.back() = 0;
            views.push_back(view);
        }
        return argument_block(kernel_, shape_, views, scalars_);
    }

    std::string difference(const std::vector<std::vector<std::uint8_t>>& expected,
                           const std::vector<std::vector<std::uint8_t>>& got) const {
        for (std::size_t i = 0; i < expected.size(); ++i) {
            const DType type = kernel_.params[i].dtype;
            for (std::size_t j = 0; j < expected[i].size() / size_of(type); ++j)
                if (!same_value(type, element_of(type, expected[i], j),
                                element_of(type, got[i], j)))
                    return "array " + std::to_string(i) + " at " + std::to_string(j) + ": " +
                           std::to_string(element_of(type, got[i], j)) + ", not " +
                           std::to_string(element_of(type, expected[i], j));
        }
        return {};
    }

private:
    const Kernel& kernel_;
    const std::vector<std::size_t>& same_as_;
    std::mt19937_64 random_;
    std::vector<std::int64_t> shape_;
    std::vector<std::vector<std::uint8_t>> arrays_;
    std::vector<Bits> scalars_;
};

TEST(RandomKernels, give_what_the_oracle_gives) {
    const std::uint64_t first = setting("TENON_TEST_SEED", 1);
    const std::uint64_t last = first + 300 * setting("TENON_TEST_COUNT", 1);
    for (std::uint64_t seed = first; seed < last; ++seed) {
        Maker maker(seed);
        const Kernel k = maker.make();
        kernel::verify(k, true);
        const Data data(k, maker.same_as(), seed);
        std::vector<std::vector<std::uint8_t>> expected;
        const auto words = data.block(expected);
        Oracle(k, words).run();
        for (const Isa isa : isas()) {
            std::vector<std::vector<std::uint8_t>> got;
            run_all(k, isa, data.shape(), data.block(got));
            std::string shape;
            for (const std::int64_t size : data.shape())
                shape += std::to_string(size) + ' ';
            ASSERT_EQ(data.difference(expected, got), "")
                << "seed " << seed << ", isa " << static_cast<int>(isa) << ", shape " << shape
                << '\n'
                << kernel::to_text(k);
        }
    }
}

}  // namespace
}  // namespace tenon::interpreter
