// SPDX-License-Identifier: MIT
// Rung 11: counter-based random numbers against Philox4x32-10 written out, and that against the
// values published with it.
#include <array>

#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "support/modes.hpp"

namespace {

using namespace tenon;

using Words = std::array<std::uint32_t, 4>;
using Key = std::array<std::uint32_t, 2>;

/// Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3. SC 2011.
Words philox(Words counter, Key key) {
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t first = std::uint64_t{0xD2511F53} * counter[0];
        const std::uint64_t second = std::uint64_t{0xCD9E8D57} * counter[2];
        counter = {static_cast<std::uint32_t>(second >> 32) ^ counter[1] ^ key[0],
                   static_cast<std::uint32_t>(second),
                   static_cast<std::uint32_t>(first >> 32) ^ counter[3] ^ key[1],
                   static_cast<std::uint32_t>(first)};
        key[0] += 0x9E3779B9;
        key[1] += 0xBB67AE85;
    }
    return counter;
}

Words block(std::uint64_t seed, std::uint64_t draw, std::uint64_t element) {
    return philox({static_cast<std::uint32_t>(element), static_cast<std::uint32_t>(element >> 32),
                   static_cast<std::uint32_t>(draw), static_cast<std::uint32_t>(draw >> 32)},
                  {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)});
}
std::uint64_t joined(std::uint32_t low, std::uint32_t high) {
    return low | static_cast<std::uint64_t>(high) << 32;
}

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
        const std::uint64_t bits = joined(first[0], first[1]) >> 11;
        ASSERT_EQ(wide[i], static_cast<double>(bits) * 0x1p-53);
        ASSERT_EQ(narrow[i], static_cast<float>(second[0] >> 8) * 0x1p-24F);
    }
}

TEST_F(RandomNumbers, come_in_pairs_from_one_block) {
    const auto [x, y] = Generator(7).uniform_pair({100, 3});
    const std::vector<double> first = x.values<double>(), second = y.values<double>();
    for (std::uint64_t i = 0; i < first.size(); ++i) {
        const Words words = block(7, 0, i);
        ASSERT_EQ(first[i], static_cast<double>(joined(words[0], words[1]) >> 11) * 0x1p-53);
        ASSERT_EQ(second[i], static_cast<double>(joined(words[2], words[3]) >> 11) * 0x1p-53);
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

TEST_F(RandomNumbers, of_no_elements_use_up_a_draw) {
    Generator a(5), b(5);
    a.uniform({0});
    b.uniform({3});
    EXPECT_EQ(a.uniform({4}).values<double>(), b.uniform({4}).values<double>());
}

}  // namespace
