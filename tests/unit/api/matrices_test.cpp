// SPDX-License-Identifier: MIT
// Products, triangles and grids, on values known from NumPy.
#include <random>

#include <tenon/tenon.hpp>

#include "support/errors.hpp"

namespace tenon {
namespace {

using Ints = std::vector<std::int64_t>;
using support::expect_error;

Ints ints(const Array& a) { return a.values<std::int64_t>(); }
Array counted(const Shape& shape) {
    std::int64_t count = 1;
    for (const std::int64_t size : shape)
        count *= size;
    return arange(count).reshape(shape);
}

TEST(Products, of_pairs_and_last_axes) {
    EXPECT_EQ(ints(outer(arange(3), arange(1, 3))), (Ints{0, 0, 1, 2, 2, 4}));
    EXPECT_EQ(inner(arange(4), arange(4)).item<std::int64_t>(), 14);
    EXPECT_EQ(ints(inner(counted({2, 3}), counted({2, 3}))), (Ints{5, 14, 14, 50}));
    EXPECT_EQ(inner(zeros({2, 3, 4}), zeros({5, 4})).shape(), (Shape{2, 3, 5}));
    const std::complex<double> i(0, 1);
    EXPECT_EQ(vdot(array({i, 2.0 * i}), array({i, i})).item<std::complex<double>>(),
              std::complex<double>(3, 0));
    EXPECT_EQ(ints(kron(array({1, 10}), array({1, 2, 3}))), (Ints{1, 2, 3, 10, 20, 30}));
    EXPECT_EQ(ints(kron(counted({2, 2}), array({1, 2}))), (Ints{0, 0, 1, 2, 2, 4, 3, 6}));
    EXPECT_EQ(ints(cross(array({1, 2, 3}), array({4, 5, 6}))), (Ints{-3, 6, -3}));
    EXPECT_EQ(cross(zeros({3, 2}), zeros({3, 2}), 0).shape(), (Shape{3, 2}));
    expect_error<ShapeError>([&] { cross(arange(2), arange(2)); }, {"cross", "three", "2"});
}

TEST(Products, sum_over_any_axes) {
    const Array a = counted({3, 4, 5});
    const Array b = counted({4, 3, 2});
    const Array got = tensordot(a, b, {1, 0}, {0, 1});
    ASSERT_EQ(got.shape(), (Shape{5, 2}));
    for (std::int64_t i = 0; i < 5; ++i)
        for (std::int64_t j = 0; j < 2; ++j) {
            std::int64_t total = 0;
            for (std::int64_t k = 0; k < 3; ++k)
                for (std::int64_t n = 0; n < 4; ++n)
                    total += ((k * 4 + n) * 5 + i) * ((n * 3 + k) * 2 + j);
            EXPECT_EQ(got(i, j).item<std::int64_t>(), total);
        }
    EXPECT_EQ(tensordot(arange(2), arange(3), 0).shape(), (Shape{2, 3}));
    EXPECT_EQ(tensordot(counted({2, 3}), counted({2, 3}), 2).item<std::int64_t>(), 55);
    EXPECT_EQ(tensordot(zeros({2, 0}), zeros({0, 3}), 1).shape(), (Shape{2, 3}));
    expect_error<ShapeError>([&] { tensordot(a, b, 1); }, {"tensordot", "(3, 4, 5)", "(4, 3, 2)"});
    expect_error<ShapeError>([&] { tensordot(a, b, {0, 1}, {1}); }, {"tensordot", "2 axes", "1"});
    expect_error<ShapeError>([&] { tensordot(a, b, 4); }, {"tensordot", "4 axes"});
}

TEST(Triangles, are_cut_at_diagonals) {
    const Array a = counted({3, 4}) + 1;
    EXPECT_EQ(ints(tril(a)), (Ints{1, 0, 0, 0, 5, 6, 0, 0, 9, 10, 11, 0}));
    EXPECT_EQ(ints(triu(a, 1)), (Ints{0, 2, 3, 4, 0, 0, 7, 8, 0, 0, 0, 12}));
    EXPECT_EQ(ints(tril(a, -2)), (Ints{0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0}));
    EXPECT_EQ(tril(a.astype(DType::int8)).dtype(), DType::int8);
    EXPECT_EQ(triu(a > 3).dtype(), DType::bool_);
    EXPECT_EQ(ints(triu(arange(1, 3))), (Ints{1, 2, 0, 2}));
    EXPECT_EQ(ints(tri(2, 3, 1)), (Ints{1, 1, 0, 1, 1, 1}));
    EXPECT_EQ(tri(3, {}, 0, DType::bool_).dtype(), DType::bool_);
    EXPECT_EQ(ints(diag(arange(1, 3), -1)), (Ints{0, 0, 0, 1, 0, 0, 0, 2, 0}));
    EXPECT_EQ(ints(diag(a)), (Ints{1, 6, 11}));
    diag(a)(all) = 0;
    EXPECT_EQ(trace(a).item<std::int64_t>(), 0);
    EXPECT_EQ(trace(counted({3, 4}), 1).item<std::int64_t>(), 18);
    EXPECT_EQ(ints(trace(counted({2, 2, 2}))), (Ints{6, 8}));
    EXPECT_EQ(ints(diagflat(counted({1, 2}))), (Ints{0, 0, 0, 1}));
    expect_error<ShapeError>([&] { diag(zeros({1, 1, 1})); }, {"diag", "3"});
}

TEST(Grids, hold_coordinates_and_powers) {
    const Array axes[] = {arange(3), arange(2) * 10};
    EXPECT_EQ(ints(meshgrid(axes)[0]), (Ints{0, 1, 2, 0, 1, 2}));
    EXPECT_EQ(ints(meshgrid(axes)[1]), (Ints{0, 0, 0, 10, 10, 10}));
    EXPECT_EQ(meshgrid(axes, true)[1].shape(), (Shape{3, 2}));
    EXPECT_EQ(meshgrid(axes, false, true)[0].shape(), (Shape{1, 3}));
    EXPECT_EQ(ints(indices({2, 3})), (Ints{0, 0, 0, 1, 1, 1, 0, 1, 2, 0, 1, 2}));
    EXPECT_EQ(ints(vander(array({1, 2, 3}))), (Ints{1, 1, 1, 4, 2, 1, 9, 3, 1}));
    EXPECT_EQ(ints(vander(array({2, 3}), 4, true)), (Ints{1, 2, 4, 8, 1, 3, 9, 27}));
    EXPECT_EQ(vander(arange(3), 0).shape(), (Shape{3, 0}));
    EXPECT_EQ(vander(array({1.5})).dtype(), DType::float64);
    expect_error<ShapeError>([&] { vander(zeros({2, 2})); }, {"vander", "one dimension"});
}

}  // namespace
}  // namespace tenon
