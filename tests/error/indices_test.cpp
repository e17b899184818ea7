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
    expect_error<AxisError>([&] { sum(a, 2); }, {"sum", "axis 2", "2 dimensions"});
    expect_error<AxisError>([&] { mean(a, {0, -3}); }, {"axis -3", "2 dimensions"});
    expect_error<AxisError>([&] { argmax(a, 2); }, {"argmax", "axis 2", "2 dimensions"});
    expect_error<AxisError>([&] { cumulative_sum(a, -3); }, {"cumulative_sum", "axis -3"});
    expect_error<AxisError>([&] { flip(a, 2); }, {"flip", "axis 2"});
    expect_error<AxisError>([&] { swapaxes(a, 0, 2); }, {"swapaxes", "axis 2"});
    expect_error<AxisError>([&] { expand_dims(a, 4); }, {"expand_dims", "axis 4"});
    expect_error<AxisError>([&] { transpose(a, {0, 2}); }, {"transpose", "axis 2"});
    expect_error<AxisError>([&] { take(a, array({0}), 2); }, {"take", "axis 2"});
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

TEST(IndexErrors, of_index_arrays_say_what_numpy_says) {
    const Array a = zeros({5, 6, 7});
    const Array three = array({0, 1, 2});
    expect_error<IndexError>([&] { index(a, {array({0, 7})}); },
                             {"index 7 is out of bounds for axis 0 with size 5"});
    expect_error<IndexError>([&] { index(a, {all, array({1, -9, 8})}); },
                             {"index -9 is out of bounds for axis 1 with size 6"});
    expect_error<IndexError>([&] { index(a, {three, ellipsis, three * 4}); },
                             {"index 8 is out of bounds for axis 2 with size 7"});
    expect_error<IndexError>([&] { index(a, {array({9}).reshape({}), 0}); },
                             {"index 9 is out of bounds for axis 0 with size 5"});
    expect_error<IndexError>([&] { index(a, {array<std::uint64_t>({1, 1ULL << 63})}); },
                             {"index 9223372036854775808 is out of bounds"});
    expect_error<IndexError>([&] { index(a, {three, array({0, 1})}); },
                             {"shape mismatch", "broadcast together", "(3,) (2,)"});
    expect_error<IndexError>([&] { index(a, {three, 0, three, 0}); },
                             {"too many indices", "3-dimensional", "4 were indexed"});
    expect_error<IndexError>([&] { index(a, {array({1.5})}); },
                             {"integer (or boolean)", "float64"});
    expect_error<IndexError>([&] { index(a, {ellipsis, three, ellipsis}); }, {"single ellipsis"});
}

TEST(IndexErrors, of_masks_say_which_axis_does_not_fit) {
    const Array a = zeros({5, 6, 7});
    expect_error<IndexError>(
        [&] { index(a, {zeros({4}, DType::bool_)}); },
        {"boolean index did not match", "axis 0", "size of axis is 5", "is 4"});
    expect_error<IndexError>([&] { index(a, {zeros({5, 5}, DType::bool_)}); },
                             {"axis 1", "size of axis is 6", "is 5"});
    expect_error<IndexError>([&] { index(a, {0, zeros({7}, DType::bool_)}); },
                             {"axis 1", "size of axis is 6", "is 7"});
    expect_error<IndexError>([&] { assign_index(a, {zeros({4}, DType::bool_)}, 1); },
                             {"boolean index did not match"});
    expect_error<ValueError>([&] { nonzero(full({}, 3)); }, {"nonzero", "no dimensions"});
}

TEST(IndexErrors, of_assignments_leave_the_target_as_it_was) {
    const Array a = arange(5);
    const std::vector<std::int64_t> before = a.values<std::int64_t>();
    const Array two = array({0, 1});
    expect_error<IndexError>([&] { assign_index(a, {array({0, 5})}, 7); }, {"index 5", "size 5"});
    expect_error<ShapeError>([&] { assign_index(a, {two}, arange(3)); },
                             {"shape mismatch", "value array of shape (3,)", "(2,)"});
    expect_error<ShapeError>([&] { assign_index(a, {a > 1}, arange(2)); },
                             {"shape mismatch", "(2,)", "(3,)"});
    expect_error<OverflowError>([&] { assign_index(a.astype(DType::int8), {two}, 300); }, {"300"});
    expect_error<DTypeError>([&] { assign_index(zeros({5}), {two}, std::complex(0.0, 1.0)); },
                             {"complex"});
    expect_error<IndexError>([&] { Ufunc("add").at(a, {array({0, -6})}, 7); },
                             {"index -6", "size 5"});
    expect_error<DTypeError>([&] { Ufunc("bitwise_and").at(a, {two}, 1.5); }, {"bitwise_and"});
    expect_error<ValueError>([&] { Ufunc("add").at(a, {two}); }, {"add.at", "2 operands"});
    expect_error<ValueError>([&] { Ufunc("plus"); }, {"no operation \"plus\""});
    EXPECT_EQ(a.values<std::int64_t>(), before);
    const Array repeated = broadcast_to(zeros({1}), {5});
    expect_error<ValueError>([&] { assign_index(repeated, {two}, 1); }, {"repeats"});
    expect_error<ValueError>([&] { assign_index(repeated, {repeated > 0}, 1); }, {"repeats"});
}

TEST(IndexErrors, say_that_there_is_nothing_to_choose_from) {
    const Array none = zeros({3, 0});
    expect_error<ValueError>([&] { tenon::min(none); }, {"min", "no element", "(3, 0)"});
    expect_error<ValueError>([&] { tenon::max(none, 1); }, {"max", "no element", "(3, 0)"});
    expect_error<ValueError>([&] { argmin(none); }, {"argmin", "no element", "(3, 0)"});
    expect_error<ValueError>([&] { argmax(none, 1); }, {"argmax", "no element", "(3, 0)"});
}

TEST(FoldErrors, say_what_the_operation_lacks) {
    const Array a = arange(6).reshape({2, 3});
    const Ufunc subtract("subtract");
    const Ufunc minimum("minimum");
    expect_error<ValueError>([&] { subtract.reduce(a); }, {"subtract.reduce", "not reorderable"});
    expect_error<ValueError>([&] { subtract.reduce(zeros({0})); },
                             {"subtract.reduce", "zero-size", "no identity"});
    expect_error<ValueError>([&] { minimum.reduce(zeros({0, 2}), {.axes = 0}); },
                             {"minimum.reduce", "zero-size", "(0, 2)", "no identity"});
    expect_error<ValueError>([&] { minimum.reduce(a, {.where = a > 1}); },
                             {"minimum.reduce", "identity", "initial"});
    expect_error<ValueError>([&] { Ufunc("negative").reduce(a); },
                             {"negative.reduce", "two operands"});
    expect_error<DTypeError>([&] { Ufunc("less").reduce(a); }, {"less.reduce", "int64"});
    expect_error<DTypeError>([&] { subtract.reduce(a > 1, {.axes = 0}); }, {"subtract", "bool"});
    expect_error<DTypeError>([&] { Ufunc("bitwise_or").accumulate(zeros({3})); },
                             {"bitwise_or", "float64"});
    expect_error<DTypeError>([&] { Ufunc("add").accumulate(full({}, 5)); },
                             {"accumulate", "scalar"});
    expect_error<IndexError>([&] { Ufunc("add").reduceat(arange(8), array({0, 8})); },
                             {"add.reduceat", "index 8", "size 8"});
    expect_error<IndexError>([&] { Ufunc("add").reduceat(arange(8), array({-1})); },
                             {"add.reduceat", "index -1", "[0, 8)"});
    expect_error<IndexError>([&] { Ufunc("add").reduceat(arange(8), array({0.5})); },
                             {"add.reduceat", "float64"});
    expect_error<AxisError>([&] { Ufunc("add").reduce(a, {.axes = 2}); }, {"add", "axis 2"});
}

}  // namespace
