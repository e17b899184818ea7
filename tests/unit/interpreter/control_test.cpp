// SPDX-License-Identifier: MIT
// Conditions and loops under masks, against the oracle and against plain loops.
#include <gtest/gtest.h>

#include "unit/interpreter/machine.hpp"

namespace tenon::interpreter {
namespace {

using namespace test;
using ops::Op;

constexpr DType real = DType::float64;
constexpr DType whole = DType::int64;

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

TEST_F(Control, writes_a_variable_only_where_the_condition_holds) {
    const std::uint32_t out = output();
    const ValueId x = b_.load(0);
    const std::uint32_t var = variable(100);
    when(less(x, constant(10)), [&] { add_to(var, x); }, [&] { b_.write_var(var, constant(3)); });
    when(less(constant(40), x), [&] { add_to(var, constant(1000)); });
    b_.store(out, b_.read_var(var));
    check();
    check({1});
    check({2, 1200});
}

TEST_F(Control, skips_branches_that_no_element_takes_and_takes_those_that_all_do) {
    const std::uint32_t out = output();
    const ValueId x = b_.load(0);
    const std::uint32_t var = variable(0);
    for (const std::int64_t limit : {-100, 100})
        when(
            less(x, constant(limit)), [&] { add_to(var, constant(1)); },
            [&] { add_to(var, constant(10)); });
    when(b_.constant_int(DType::bool_, 1), [&] { add_to(var, x); });
    when(
        b_.constant_int(DType::bool_, 0), [&] { add_to(var, constant(500)); },
        [&] { add_to(var, constant(5000)); });
    b_.store(out, b_.read_var(var));
    check();
}

TEST_F(Control, nests_conditions) {
    const std::uint32_t out = output();
    const ValueId x = b_.load(0);
    const std::uint32_t var = variable(0);
    when(
        less(x, constant(30)),
        [&] {
            when(
                less(x, constant(10)), [&] { add_to(var, constant(1)); },
                [&] {
                    when(less(constant(20), x), [&] { b_.write_var(var, x); });
                    add_to(var, constant(7));
                });
            add_to(var, constant(100));
        },
        [&] { b_.write_var(var, compute(Op::multiply, x, x)); });
    b_.store(out, b_.read_var(var));
    check();
    check({50, 7});
}

TEST_F(Control, stores_only_where_the_condition_holds) {
    const std::uint32_t out = output();
    const std::uint32_t other = output();
    const ValueId x = b_.load(0);
    when(
        less(x, constant(17)), [&] { b_.store(out, compute(Op::multiply, x, constant(3))); },
        [&] { b_.store(other, x); });
    check();
    check({60, 5});
}

TEST_F(Control, loops_each_element_as_often_as_it_asks_for) {
    const std::uint32_t out = output();
    const std::uint32_t steps = output();
    const ValueId x = b_.load(0);
    const std::uint32_t value = variable(1);
    const std::uint32_t count = variable(0);
    loop([&] { return less(b_.read_var(count), x); },
         [&] {
             add_to(value, compute(Op::multiply, b_.read_var(value), x));
             add_to(count, constant(1));
         });
    b_.store(out, b_.read_var(value));
    b_.store(steps, b_.read_var(count));
    check();
    check({1});
    check({63});
    check({300, 20});
}

TEST_F(Control, keeps_values_from_outside_through_loops_that_pack_lanes) {
    const std::uint32_t out = output();
    const ValueId x = b_.load(0);
    const ValueId here = b_.coordinate(0);
    const ValueId sum = add(x, here);
    const std::uint32_t old = variable(9);
    const std::uint32_t value = variable(3);
    const ValueId before = b_.read_var(old);  // outlives the writes of the loop
    const std::uint32_t count = variable(0);
    loop([&] { return less(b_.read_var(count), x); },
         [&] {
             add_to(value, add(sum, b_.read_var(old)));
             b_.write_var(old, add(here, b_.read_var(count)));
             add_to(count, constant(1));
         });
    b_.store(out, add(add(b_.read_var(value), before), add(sum, b_.read_var(old))));
    check();
}

TEST_F(Control, exchanges_variables) {
    const std::uint32_t out = output();
    const ValueId x = b_.load(0);
    const std::uint32_t a = variable(0);
    const std::uint32_t c = variable(1);
    const std::uint32_t count = variable(0);
    loop([&] { return less(b_.read_var(count), x); },
         [&] {  // Fibonacci: each is read before the other is written
             const ValueId first = b_.read_var(a);
             const ValueId second = b_.read_var(c);
             b_.write_var(a, second);
             b_.write_var(c, add(first, second));
             add_to(count, constant(1));
         });
    b_.store(out, b_.read_var(a));
    check();
}

TEST_F(Control, nests_loops_and_conditions) {
    const std::uint32_t out = output();
    const ValueId x = b_.load(0);
    const std::uint32_t i = variable(0);
    const std::uint32_t total = variable(0);
    const std::uint32_t j = variable(0);
    loop([&] { return less(b_.read_var(i), x); },
         [&] {
             b_.write_var(j, constant(0));
             loop([&] { return less(b_.read_var(j), b_.read_var(i)); },
                  [&] {
                      when(
                          less(constant(10), b_.read_var(j)),
                          [&] { add_to(total, b_.read_var(j)); }, [&] { add_to(total, x); });
                      add_to(j, constant(3));
                  });
             when(
                 less(x, constant(20)), [&] { add_to(i, constant(1)); },
                 [&] { add_to(i, constant(2)); });
         });
    b_.store(out, add(b_.read_var(total), b_.read_var(j)));
    b_.write_var(j, constant(0));
    check();
    check({200, 9});
}

TEST_F(Control, loops_inside_a_condition) {
    const std::uint32_t out = output();
    const ValueId x = b_.load(0);
    const std::uint32_t total = variable(0);
    const std::uint32_t count = variable(0);
    when(
        less(x, constant(25)),
        [&] {
            loop([&] { return less(b_.read_var(count), x); },
                 [&] {
                     add_to(total, b_.read_var(count));
                     add_to(count, constant(1));
                 });
            add_to(total, constant(100000));
        },
        [&] { b_.write_var(total, x); });
    b_.store(out, b_.read_var(total));
    check();
}

TEST_F(Control, stores_and_loads_inside_loops) {
    const std::uint32_t out = output();
    const ValueId x = b_.load(0);
    const std::uint32_t count = variable(0);
    loop([&] { return less(b_.read_var(count), x); },
         [&] {
             const ValueId stored = b_.load(out);
             when(less(stored, constant(100)), [&] { b_.store(out, add(stored, constant(9))); });
             add_to(count, constant(1));
         });
    check();
    check({90, 11});
}

TEST_F(Control, gathers_only_where_the_position_is_meant) {
    kernel_.params.push_back({.dtype = whole, .inner = Inner::broadcast, .gathered = true});
    const std::uint32_t out = output();
    const ValueId x = b_.load(0);
    const std::uint32_t total = variable(0);
    const std::uint32_t at = variable(0);
    loop([&] { return less(b_.read_var(at), x); },
         [&] {
             // Positions far outside where the element is not active.
             const ValueId far = b_.constant_int(whole, std::int64_t{1} << 40);
             const ValueId even =
                 b_.compute(Op::equal, DType::bool_,
                            compute(Op::bitwise_and, b_.read_var(at), constant(1)), constant(0));
             const ValueId position = b_.select(even, b_.read_var(at), far);
             when(even, [&] { add_to(total, b_.gather(1, position)); });
             add_to(at, constant(1));
         });
    b_.store(out, b_.read_var(total));
    check();
    check({100, 10});
}

TEST(Loops, cost_what_their_active_elements_cost_and_give_the_plain_loop_s_bits) {
    // Newton's square root to a fixed point, from different starts.
    Kernel k;
    k.params = {{real}, {real}, {whole}};
    k.params[1].written = k.params[2].written = true;
    Builder b(k, true);
    const ValueId x = b.load(0);
    const std::uint32_t root = b.add_var(real);
    const std::uint32_t last = b.add_var(real);
    const std::uint32_t count = b.add_var(whole);
    b.write_var(root, x);
    b.write_var(last, b.constant_float(real, 0));
    b.write_var(count, b.constant_int(whole, 0));
    const auto first = b.begin_block();
    const ValueId goes_on =
        b.compute(Op::not_equal, DType::bool_, b.read_var(root), b.read_var(last));
    b.end_block();
    const auto body = b.begin_block();
    const ValueId now = b.read_var(root);
    const ValueId sum = b.compute(Op::add, real, now, b.compute(Op::divide, real, x, now));
    b.write_var(last, now);
    b.write_var(root, b.compute(Op::multiply, real, sum, b.constant_float(real, 0.5)));
    b.write_var(count, b.compute(Op::add, whole, b.read_var(count), b.constant_int(whole, 1)));
    b.end_block();
    b.while_(first, goes_on, body);
    b.store(1, b.read_var(root));
    b.store(2, b.read_var(count));
    const std::int64_t n = 3000;
    std::vector<double> in(n), out(n);
    std::vector<std::int64_t> counts(n);
    for (std::size_t i = 0; i < in.size(); ++i)
        in[i] = std::ldexp(1.0, static_cast<int>(i * 37 % 200) * 2 - 200);
    for (const Isa isa : isas()) {
        run_all(k, isa, {n},
                argument_block(k, {n}, {dense(in, {n}), dense(out, {n}), dense(counts, {n})}));
        for (std::size_t i = 0; i < in.size(); ++i) {
            double now_value = in[i];
            double last_value = 0;
            std::int64_t steps = 0;
            while (now_value != last_value) {
                last_value = now_value;
                now_value = (now_value + in[i] / now_value) * 0.5;
                ++steps;
            }
            ASSERT_EQ(out[i], now_value) << in[i];
            ASSERT_EQ(counts[i], steps) << in[i];
        }
    }
}

}  // namespace
}  // namespace tenon::interpreter
