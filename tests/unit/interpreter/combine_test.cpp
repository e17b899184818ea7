// SPDX-License-Identifier: MIT
// The tree above the leaves.
#include <complex>

#include <gtest/gtest.h>

#include "unit/interpreter/machine.hpp"
#include "unit/interpreter/reductions.hpp"

namespace tenon::interpreter {
namespace {

using namespace test;

/// Level by level, as the page on the tree says it.
std::vector<Partial> combined(ReduceOp op, DType type, std::vector<Partial> level) {
    while (level.size() > 1) {
        std::vector<Partial> next;
        for (std::size_t i = 0; i < level.size(); i += 2)
            next.push_back(i + 1 < level.size() ? join(op, type, level[i], level[i + 1])
                                                : level[i]);
        level = next;
    }
    return level;
}

TEST(Combining, follows_the_binary_tree_at_every_inner_position) {
    std::mt19937_64 random(4);
    for (const ReduceOp op : all_reductions)
        for (const DType type : types_of(op))
            for (const std::size_t count : {1, 2, 3, 5, 6, 7, 64, 100})
                for (const std::size_t inner : {1, 3, 70}) {
                    const std::size_t outer = 2;
                    const DType second = op == ReduceOp::complex_product ? type : DType::int64;
                    std::vector<Bits> values[2];
                    for (std::size_t i = 0; i < outer * count * inner; ++i) {
                        values[0].push_back(random_value(type, random));
                        values[1].push_back(with_index(op) ? i : random_value(second, random));
                    }
                    std::vector<std::uint8_t> in[2] = {packed(type, values[0]),
                                                       packed(second, values[1])};
                    std::vector<std::uint8_t> out[2] = {
                        std::vector<std::uint8_t>(outer * inner * size_of(type)),
                        std::vector<std::uint8_t>(outer * inner * size_of(second))};
                    const bool pair = ops::component_count(op) == 2;
                    combine({op,
                             type,
                             static_cast<std::int64_t>(count),
                             static_cast<std::int64_t>(inner),
                             {in[0].data(), pair ? in[1].data() : nullptr},
                             {out[0].data(), pair ? out[1].data() : nullptr}},
                            0, outer);
                    for (std::size_t o = 0; o < outer; ++o)
                        for (std::size_t j = 0; j < inner; ++j) {
                            std::vector<Partial> leaves;
                            for (std::size_t i = 0; i < count; ++i) {
                                const std::size_t at = (o * count + i) * inner + j;
                                leaves.push_back({values[0][at], values[1][at]});
                            }
                            const Partial expected = combined(op, type, leaves)[0];
                            ASSERT_TRUE(same_value(type, element_of(type, out[0], o * inner + j),
                                                   expected.first))
                                << name(op) << " of " << name(type) << ", " << count << " leaves";
                            if (pair) {
                                ASSERT_TRUE(same_value(second,
                                                       element_of(second, out[1], o * inner + j),
                                                       expected.second));
                            }
                        }
                }
}

TEST(Combining, joins_complex_numbers_that_lie_in_one_array) {
    using Complex = std::complex<float>;
    for (const ReduceOp op : {ReduceOp::sum, ReduceOp::complex_product})
        for (const std::size_t inner : {1, 5}) {
            const std::size_t count = 11;
            std::vector<Complex> in;
            for (std::size_t i = 0; i < count * inner; ++i)
                in.emplace_back(1 + 1 / static_cast<float>(i + 3),
                                0.3F - static_cast<float>(i) / 60);
            std::vector<Complex> out(inner);
            combine({op,
                     DType::complex64,
                     static_cast<std::int64_t>(count),
                     static_cast<std::int64_t>(inner),
                     {in.data(), nullptr},
                     {out.data(), nullptr}},
                    0, 1);
            for (std::size_t j = 0; j < inner; ++j) {
                std::vector<Partial> leaves[2];
                for (std::size_t i = 0; i < count; ++i) {
                    const Complex value = in[i * inner + j];
                    leaves[0].push_back({bits_of(value.real()), bits_of(value.imag())});
                    leaves[1].push_back({bits_of(value.imag())});
                }
                Partial expected = combined(op, DType::float32, leaves[0])[0];
                if (op == ReduceOp::sum)
                    expected.second = combined(op, DType::float32, leaves[1])[0].first;
                EXPECT_EQ(bits_of(out[j].real()), expected.first);
                EXPECT_EQ(bits_of(out[j].imag()), expected.second);
            }
        }
}

}  // namespace
}  // namespace tenon::interpreter
