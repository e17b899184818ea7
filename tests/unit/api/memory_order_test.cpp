// SPDX-License-Identifier: MIT
// Results lie in memory as NumPy's do (order K); their values are those of the operand in C order,
// in every bit.
#include <algorithm>
#include <bit>
#include <numeric>
#include <random>

#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

namespace tenon {
namespace {

using Strides = std::vector<std::int64_t>;

Array noise(const Shape& shape, std::uint64_t seed) { return Generator(seed).uniform(shape) - 0.5; }

void expect_same_bits(const Array& a, const Array& b) {
    ASSERT_EQ(a.shape(), b.shape());
    const auto x = a.values<double>();
    const auto y = b.values<double>();
    ASSERT_TRUE(std::ranges::equal(x, y, {}, std::bit_cast<std::uint64_t, double>,
                                   std::bit_cast<std::uint64_t, double>));
}

TEST(MemoryOrder, a_reduction_along_axes_lies_as_its_operand) {
    const Array a = noise({2, 3, 4}, 1).T();  // strides 8, 32, 96
    EXPECT_EQ(sum(a, 0).strides(), (Strides{8, 24}));
    EXPECT_EQ(max(a, 1).strides(), (Strides{8, 32}));
    EXPECT_EQ(mean(a, 2).strides(), (Strides{8, 32}));
    EXPECT_EQ(any(a, 0).strides(), (Strides{1, 3}));
    EXPECT_EQ(sum(a, 0, true).shape(), (Shape{1, 3, 2}));
    EXPECT_EQ(cumulative_sum(a, 1).strides(), (Strides{8, 32, 96}));
    EXPECT_EQ(argmax(a, 0).strides(), (Strides{16, 8}));  // C order, as in NumPy
}

TEST(MemoryOrder, sums_have_the_bits_of_the_operand_in_c_order_whatever_its_own) {
    std::mt19937 random(3);
    for (int round = 0; round < 60; ++round) {
        std::vector<int> axes{0, 1, 2, 3};
        std::ranges::shuffle(axes, random);
        const Shape sizes[] = {{5, 3, 7, 2}, {1, 4, 33, 3}, {40, 1, 30, 2}, {2, 3, 1, 1100}};
        const Array a = transpose(noise(sizes[round % 4], static_cast<std::uint64_t>(round)), axes);
        std::vector<int> reduced;
        for (int axis = 0; axis < 4; ++axis)
            if (random() % 2 == 0)
                reduced.push_back(axis);
        if (reduced.empty())
            reduced.push_back(2);
        for (const bool keepdims : {false, true}) {
            expect_same_bits(sum(a, reduced, keepdims), sum(copy(a), reduced, keepdims));
            expect_same_bits(min(a, reduced, keepdims), min(copy(a), reduced, keepdims));
        }
        expect_same_bits(cumulative_sum(a, reduced[0]), cumulative_sum(copy(a), reduced[0]));
    }
}

TEST(MemoryOrder, what_index_arrays_choose_lies_in_the_order_of_its_gathering) {
    const Array a = noise({2, 3, 4}, 1);
    const Array one = array<std::int64_t>({0, 1});
    EXPECT_EQ(index(a, {all, one}).strides(), (Strides{32, 64, 8}));
    EXPECT_EQ(index(a, {all, all, one}).strides(), (Strides{24, 8, 48}));
    EXPECT_EQ(index(a.T(), {one}).strides(), (Strides{48, 8, 24}));
    EXPECT_EQ(take(a, one, 1).strides(), (Strides{64, 32, 8}));
    const Array square = array<std::int64_t>({0, 1, 1, 0}).reshape({2, 2});
    EXPECT_EQ(index(arange(3.0), {square.T()}).strides(), (Strides{8, 16}));
    for (const Array& table : {a, a.T(), flip(a, 0)}) {
        const std::vector<AdvancedIndex> indices{all, square.T(), array<std::int64_t>({1, 0})};
        expect_same_bits(index(table, indices), index(copy(table), indices));
    }
}

TEST(MemoryOrder, copies_and_joined_arrays_lie_as_what_they_were_made_of) {
    const Array a = noise({2, 3}, 1);
    EXPECT_EQ(a.T().astype(DType::float32).strides(), (Strides{4, 12}));
    EXPECT_EQ(copy(a.T()).strides(), (Strides{16, 8}));
    const Array repeated = broadcast_to(arange(3.0), {2, 3});
    EXPECT_EQ(copy_in_order(repeated, DType::float32).strides(), (Strides{4, 8}));
    EXPECT_EQ(copy_in_order(a.T(), DType::float64).strides(), (Strides{8, 24}));
    EXPECT_EQ(repeated.astype(DType::float32).strides(), (Strides{12, 4}));
    EXPECT_EQ((repeated + 1).strides(), (Strides{24, 8}));
    const std::vector<Array> alike{a.T(), a.T()};
    EXPECT_EQ(concatenate(alike, 0).strides(), (Strides{8, 48}));
    EXPECT_EQ(stack(alike, 0).strides(), (Strides{48, 8, 24}));
    const std::vector<Array> different{a.T(), copy(a.T())};
    EXPECT_EQ(concatenate(different, 0).strides(), (Strides{16, 8}));
}

}  // namespace
}  // namespace tenon
