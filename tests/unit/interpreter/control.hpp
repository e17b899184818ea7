// SPDX-License-Identifier: MIT
/// Kernels with conditions and loops, written down like a program.
#pragma once

#include <gtest/gtest.h>

#include "unit/interpreter/machine.hpp"

namespace tenon::interpreter::test {

using ops::Op;

inline constexpr DType real = DType::float64;
inline constexpr DType whole = DType::int64;

/// A kernel over one dimension: parameter 0 is read, the others are written.
class Control : public testing::Test {
protected:
    void check(const std::vector<std::int64_t>& shape = {2500}) {
        kernel_.rank = static_cast<int>(shape.size());
        kernel::verify(kernel_, true);
        const auto total =
            static_cast<std::size_t>(product(shape, 0, static_cast<int>(shape.size())));
        std::vector<std::int64_t> in(total);
        for (std::size_t i = 0; i < total; ++i)
            in[i] = static_cast<std::int64_t>(i * 2654435761u >> 7 & 63) - 5;
        std::vector<std::vector<std::int64_t>> expected(kernel_.params.size());
        std::vector<std::vector<std::int64_t>> got(kernel_.params.size());
        const auto block = [&](std::vector<std::vector<std::int64_t>>& arrays) {
            std::vector<View> views;
            for (std::size_t i = 0; i < arrays.size(); ++i) {
                arrays[i] = i == 0 ? in : std::vector<std::int64_t>(total, -7);
                views.push_back(dense(arrays[i], shape));
                if (kernel_.params[i].gathered)
                    views.back() = {arrays[i].data(), std::vector<std::int64_t>(shape.size()), 8};
            }
            return argument_block(kernel_, shape, views);
        };
        const auto oracle = block(expected);
        Oracle(kernel_, oracle).run();
        for (const Isa isa : isas()) {
            run_all(kernel_, isa, shape, block(got));
            for (std::size_t i = 0; i < got.size(); ++i)
                ASSERT_EQ(got[i], expected[i]) << "parameter " << i << ", isa " << int(isa);
        }
    }

    std::uint32_t output(DType type = whole) {
        kernel_.params.push_back({.dtype = type, .written = true});
        return static_cast<std::uint32_t>(kernel_.params.size() - 1);
    }
    std::uint32_t variable(std::int64_t start) {
        const std::uint32_t var = b_.add_var(whole);
        b_.write_var(var, constant(start));
        return var;
    }
    ValueId constant(std::int64_t value) { return b_.constant_int(whole, value); }
    ValueId compute(Op op, ValueId x, ValueId y) { return b_.compute(op, whole, x, y); }
    ValueId add(ValueId x, ValueId y) { return compute(Op::add, x, y); }
    ValueId less(ValueId x, ValueId y) { return b_.compute(Op::less, DType::bool_, x, y); }
    void add_to(std::uint32_t var, ValueId value) {
        b_.write_var(var, add(b_.read_var(var), value));
    }

    template <class F>
    kernel::BlockId block(F fill) {
        const kernel::BlockId id = b_.begin_block();
        fill();
        b_.end_block();
        return id;
    }
    template <class Condition, class Body>
    void loop(Condition condition, Body body) {
        ValueId goes_on = kernel::no_value;
        const auto first = block([&] { goes_on = condition(); });
        b_.while_(first, goes_on, block(body));
    }
    template <class Then>
    void when(ValueId condition, Then then) {
        b_.if_(condition, block(then));
    }
    template <class Then, class Else>
    void when(ValueId condition, Then then, Else otherwise) {
        const auto first = block(then);
        b_.if_(condition, first, block(otherwise));
    }

    Kernel kernel_ = [] {
        Kernel k;
        k.params = {{whole}};
        return k;
    }();
    Builder b_{kernel_, true};
};

}  // namespace tenon::interpreter::test
