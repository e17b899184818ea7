// SPDX-License-Identifier: MIT
// Conditions under masks, against the oracle.
#include <gtest/gtest.h>

#include "unit/interpreter/control.hpp"

namespace tenon::interpreter {
namespace {

using namespace test;

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

}  // namespace
}  // namespace tenon::interpreter
