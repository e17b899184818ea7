// SPDX-License-Identifier: MIT
// Loops under masks, against the oracle and against plain loops.
#include <gtest/gtest.h>

#include "unit/interpreter/control.hpp"

namespace tenon::interpreter {
namespace {

using namespace test;

class Loops : public Control {};

TEST_F(Loops, loops_each_element_as_often_as_it_asks_for) {
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

TEST_F(Loops, keeps_values_from_outside_through_loops_that_pack_lanes) {
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

TEST_F(Loops, exchanges_variables) {
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

TEST_F(Loops, nests_loops_and_conditions) {
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

TEST_F(Loops, loops_inside_a_condition) {
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

TEST_F(Loops, stores_and_loads_inside_loops) {
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

TEST_F(Loops, gathers_only_where_the_position_is_meant) {
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

TEST(PackedLoops, cost_what_their_active_elements_cost_and_give_the_plain_loop_s_bits) {
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
