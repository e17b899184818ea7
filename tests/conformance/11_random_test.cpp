// SPDX-License-Identifier: MIT
// Rung 11: counter-based random numbers against Philox4x32-10 written out, and that against the
// values published with it.
#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "support/modes.hpp"
#include "support/philox.hpp"

namespace {

using namespace tenon;

using support::philox;
using support::unit_of;
using Words = support::PhiloxWords;
constexpr auto block = support::random_block;
constexpr auto joined = support::joined_words;

class RandomNumbers : public ::testing::Test {
protected:
    void SetUp() override { support::apply_mode(); }
};

TEST_F(RandomNumbers, follow_the_published_vectors) {
    EXPECT_EQ(philox({0, 0, 0, 0}, {0, 0}),
              (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
    EXPECT_EQ(philox({~0U, ~0U, ~0U, ~0U}, {~0U, ~0U}),
              (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
    EXPECT_EQ(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
              (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
    EXPECT_EQ(Generator(0).bits({1}).item<std::uint64_t>(), 0xe169c58d6627e8d5U);
}

TEST_F(RandomNumbers, are_the_blocks_of_seed_draw_and_element) {
    const std::uint64_t seed = 0x299f31d0a4093822;
    Generator generator(seed);
    for (std::uint64_t draw = 0; draw < 3; ++draw) {
        const std::vector<std::uint64_t> bits = generator.bits({5000}).values<std::uint64_t>();
        for (std::uint64_t i = 0; i < bits.size(); ++i) {
            const Words words = block(seed, draw, i);
            ASSERT_EQ(bits[i], joined(words[0], words[1])) << "draw " << draw << ", element " << i;
        }
    }
}

TEST_F(RandomNumbers, fill_the_unit_interval_with_53_or_24_bits) {
    Generator generator(42);
    const std::vector<double> wide = generator.uniform({3000}).values<double>();
    const std::vector<float> narrow = generator.uniform({3000}, DType::float32).values<float>();
    for (std::uint64_t i = 0; i < wide.size(); ++i) {
        const Words first = block(42, 0, i), second = block(42, 1, i);
        ASSERT_EQ(wide[i], unit_of(first[0], first[1]));
        ASSERT_EQ(narrow[i], static_cast<float>(second[0] >> 8) * 0x1p-24F);
    }
}

TEST_F(RandomNumbers, come_in_pairs_from_one_block) {
    const auto [x, y] = Generator(7).uniform_pair({100, 3});
    const std::vector<double> first = x.values<double>(), second = y.values<double>();
    for (std::uint64_t i = 0; i < first.size(); ++i) {
        const Words words = block(7, 0, i);
        ASSERT_EQ(first[i], unit_of(words[0], words[1]));
        ASSERT_EQ(second[i], unit_of(words[2], words[3]));
    }
}

TEST_F(RandomNumbers, depend_on_the_position_only) {
    const std::vector<double> flat = Generator(3).uniform({6000}).values<double>();
    EXPECT_EQ(Generator(3).uniform({20, 300}).values<double>(), flat);
    const std::vector<double> few = Generator(3).uniform({17}).values<double>();
    EXPECT_TRUE(std::equal(few.begin(), few.end(), flat.begin()));
    EXPECT_NE(Generator(4).uniform({6000}).values<double>(), flat);
}

TEST_F(RandomNumbers, join_what_uses_them) {
    Generator a(11), b(11);
    const Array inside = a.uniform({4000}) < 0.25;
    const std::vector<double> numbers = b.uniform({4000}).values<double>();
    const std::vector<bool> got = inside.values<bool>();
    for (std::size_t i = 0; i < numbers.size(); ++i)
        ASSERT_EQ(got[i], numbers[i] < 0.25);
    EXPECT_NEAR(mean(Generator(1).uniform({100000})).item<double>(), 0.5, 0.005);
}

TEST_F(RandomNumbers, can_be_drawn_in_parts) {
    const auto [x, y] = Generator(9).uniform_pair({100});
    const auto [u, v] = Generator(9).uniform_pair({60}, 40);
    EXPECT_EQ(u.values<double>(), x(slice(40, end)).values<double>());
    EXPECT_EQ(v.values<double>(), y(slice(40, end)).values<double>());
}

TEST_F(RandomNumbers, of_no_elements_use_up_a_draw) {
    Generator a(5), b(5);
    a.uniform({0});
    b.uniform({3});
    EXPECT_EQ(a.uniform({4}).values<double>(), b.uniform({4}).values<double>());
}

}  // namespace
