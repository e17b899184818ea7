// SPDX-License-Identifier: MIT
// Positions and axes that are not there.
#include <tenon/tenon.hpp>

#include "support/errors.hpp"

namespace {

using namespace tenon;
using support::expect_error;

TEST(IndexErrors, say_which_position_of_which_axis) {
    const Array a = zeros({4, 5});
    expect_error<IndexError>([&] { a(4); }, {"4", "axis 0", "size 4"});
    expect_error<IndexError>([&] { a(-5); }, {"-5", "axis 0", "size 4"});
    expect_error<IndexError>([&] { a(all, 5); }, {"5", "axis 1", "size 5"});
    expect_error<IndexError>([&] { a(newaxis, ellipsis, -6); }, {"-6", "axis 1", "size 5"});
    expect_error<IndexError>([&] { zeros({0})(0); }, {"0", "size 0"});
}

TEST(IndexErrors, say_that_there_are_too_many_indices) {
    expect_error<IndexError>([&] { zeros({4, 5})(0, 0, 0); },
                             {"too many indices", "3", "2 dimensions"});
    expect_error<IndexError>([&] { full({}, 1)(0); }, {"too many indices", "0 dimensions"});
    expect_error<IndexError>([&] { zeros({4, 5})(ellipsis, ellipsis); }, {"one ellipsis"});
}

TEST(IndexErrors, say_that_a_step_is_zero) {
    expect_error<ValueError>([&] { zeros({4})(slice(0, 2, 0)); }, {"slice", "step", "zero"});
}

TEST(IndexErrors, say_which_axis_is_not_there) {
    const Array a = zeros({4, 5});
    expect_error<IndexError>([&] { sum(a, 2); }, {"sum", "axis 2", "2 dimensions"});
    expect_error<IndexError>([&] { mean(a, {0, -3}); }, {"axis -3", "2 dimensions"});
    expect_error<IndexError>([&] { argmax(a, 2); }, {"argmax", "axis 2", "2 dimensions"});
    expect_error<IndexError>([&] { cumulative_sum(a, -3); }, {"cumulative_sum", "axis -3"});
    expect_error<IndexError>([&] { flip(a, 2); }, {"flip", "axis 2"});
    expect_error<IndexError>([&] { swapaxes(a, 0, 2); }, {"swapaxes", "axis 2"});
    expect_error<IndexError>([&] { expand_dims(a, 4); }, {"expand_dims", "axis 4"});
    expect_error<IndexError>([&] { transpose(a, {0, 2}); }, {"transpose", "axis 2"});
    expect_error<IndexError>([&] { take(a, array({0}), 2); }, {"take", "axis 2"});
    expect_error<IndexError>([&] { static_cast<void>(a.shape(2)); },
                             {"shape", "axis 2", "2 dimensions"});
}

TEST(IndexErrors, say_that_an_axis_is_given_twice_or_missing) {
    const Array a = zeros({4, 5});
    expect_error<ValueError>([&] { sum(a, {0, 0}); }, {"sum", "axis 0", "twice"});
    expect_error<ValueError>([&] { sum(a, {1, -1}); }, {"sum", "axis -1", "twice"});
    expect_error<ValueError>([&] { transpose(a, {0, 0}); }, {"transpose", "axis 0", "twice"});
    expect_error<ValueError>([&] { transpose(a, {0}); }, {"transpose", "1 axes", "2 dimensions"});
    expect_error<ValueError>([&] { cumulative_sum(a); }, {"cumulative_sum", "axis", "ravel"});
}

TEST(IndexErrors, are_found_when_take_is_called) {
    const Array a = arange(10);
    expect_error<IndexError>([&] { take(a, array({0, 10}), 0); }, {"take", "10", "size 10"});
    expect_error<IndexError>([&] { take(a, array({-11, 3}), 0); }, {"take", "-11", "size 10"});
    expect_error<IndexError>([&] { take(a, array({0.5}), 0); },
                             {"take", "float64", "integer dtype"});
    expect_error<IndexError>([&] { take(zeros({0}), array({0}), 0); }, {"take", "0", "size 0"});
    // What the indices are is looked at, also when they are still to be computed.
    expect_error<IndexError>([&] { take(a, arange(3) * 5, 0); }, {"take", "10", "size 10"});
}

TEST(IndexErrors, say_that_there_is_nothing_to_choose_from) {
    const Array none = zeros({3, 0});
    expect_error<ValueError>([&] { tenon::min(none); }, {"min", "no element", "(3, 0)"});
    expect_error<ValueError>([&] { tenon::max(none, 1); }, {"max", "no element", "(3, 0)"});
    expect_error<ValueError>([&] { argmin(none); }, {"argmin", "no element", "(3, 0)"});
    expect_error<ValueError>([&] { argmax(none, 1); }, {"argmax", "no element", "(3, 0)"});
}

}  // namespace
