// SPDX-License-Identifier: MIT
// Shapes that do not fit: said on the line that is wrong, with both shapes.
#include <tenon/tenon.hpp>

#include "support/errors.hpp"

namespace {

using namespace tenon;
using support::expect_error;

TEST(ShapeErrors, name_the_operation_and_both_shapes_of_operands) {
    const Array a = zeros({2, 3}), b = zeros({4});
    expect_error<ShapeError>([&] { a + b; }, {"add", "(2, 3)", "(4,)", "equal or 1"});
    expect_error<ShapeError>([&] { maximum(a, b); }, {"maximum", "(2, 3)", "(4,)", "equal or 1"});
    expect_error<ShapeError>([&] { clip(a, 0, b); }, {"clip", "(2, 3)", "(4,)"});
    expect_error<ShapeError>([&] { where(a, b, 1); }, {"where", "(2, 3)", "(4,)"});
    expect_error<ShapeError>([&] { broadcast_shapes({2, 3}, {4}); },
                             {"broadcast_shapes", "(2, 3)", "(4,)", "equal or 1"});
}

TEST(ShapeErrors, say_that_an_assigned_value_does_not_fit) {
    const Array a = zeros({2, 3});
    expect_error<ShapeError>([&] { a(all) = zeros({4}); }, {"assignment", "(4,)", "(2, 3)"});
    expect_error<ShapeError>([&] { a(0) = zeros({1, 2}); }, {"assignment", "(2,)", "(3,)"});
}

TEST(ShapeErrors, say_that_a_result_does_not_fit_in_place) {
    Array a = zeros({3});
    expect_error<ShapeError>([&] { a += zeros({2, 3}); }, {"add", "(2, 3)", "(3,)", "in place"});
}

TEST(ShapeErrors, say_what_reshape_was_asked_for) {
    const Array a = zeros({2, 3});
    expect_error<ShapeError>([&] { a.reshape({4}); }, {"reshape", "6", "(2, 3)", "(4,)"});
    expect_error<ShapeError>([&] { a.reshape({4, -1}); }, {"reshape", "6", "(4, -1)"});
    expect_error<ShapeError>([&] { a.reshape({-1, -1}); }, {"reshape", "(-1, -1)", "one -1"});
    expect_error<ShapeError>([&] { a.reshape({-2, 3}); }, {"reshape", "(-2, 3)"});
}

TEST(ShapeErrors, say_what_broadcast_to_was_asked_for) {
    const Array a = zeros({2, 3});
    expect_error<ShapeError>([&] { broadcast_to(a, {3, 2}); },
                             {"broadcast_to", "(2, 3)", "(3, 2)"});
    expect_error<ShapeError>([&] { broadcast_to(a, {3}); }, {"broadcast_to", "(2, 3)", "(3,)"});
}

TEST(ShapeErrors, say_which_sizes_of_a_product_meet) {
    const Array a = zeros({2, 3});
    expect_error<ShapeError>([&] { matmul(a, a); }, {"matmul", "(2, 3)", "3", "2"});
    expect_error<ShapeError>([&] { matmul(zeros({2, 2, 2}), a); },
                             {"matmul", "(2, 2, 2)", "one or two dimensions"});
    expect_error<ShapeError>([&] { dot(zeros({2}), zeros({3})); },
                             {"dot", "(2,)", "(3,)", "equal sizes"});
}

TEST(ShapeErrors, say_that_item_wants_one_element) {
    expect_error<ShapeError>([&] { static_cast<void>(zeros({2, 2}).item<double>()); },
                             {"item", "4", "(2, 2)", "values()"});
    expect_error<ShapeError>([&] { static_cast<void>(zeros({0}).item<double>()); },
                             {"item", "0", "(0,)"});
}

TEST(ShapeErrors, say_that_values_do_not_fill_a_shape) {
    const double numbers[] = {1, 2, 3};
    expect_error<ShapeError>([&] { from_span(std::span<const double>(numbers), {2, 2}); },
                             {"from_span", "product of the shape"});
}

TEST(ShapeErrors, say_how_many_dimensions_there_can_be) {
    expect_error<ShapeError>([&] { zeros(Shape(100, 1)); }, {"at most", "100"});
}

TEST(ShapeErrors, say_that_a_kernels_arguments_do_not_fit) {
    const auto kernel = vectorize([](Float64 x, Float64 y) { return x + y; });
    expect_error<ShapeError>([&] { kernel(zeros({2}), zeros({3})); }, {"kernel", "(2,)", "(3,)"});
}

}  // namespace
