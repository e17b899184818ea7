// SPDX-License-Identifier: MIT
// The generator against Philox4x32-10 written down a second time, which has the published answers.
#include <array>
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

namespace tenon {
namespace {

using Words = std::array<std::uint32_t, 4>;

Words philox(Words c, std::array<std::uint32_t, 2> key) {
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t p0 = std::uint64_t{0xD2511F53} * c[0];
        const std::uint64_t p1 = std::uint64_t{0xCD9E8D57} * c[2];
        c = {static_cast<std::uint32_t>(p1 >> 32) ^ c[1] ^ key[0], static_cast<std::uint32_t>(p1),
             static_cast<std::uint32_t>(p0 >> 32) ^ c[3] ^ key[1], static_cast<std::uint32_t>(p0)};
        key[0] += 0x9E3779B9;
        key[1] += 0xBB67AE85;
    }
    return c;
}

/// The block of an element, as include/tenon/random.hpp counts.
Words block(std::uint64_t seed, std::uint64_t draw, std::uint64_t element) {
    const auto low = [](std::uint64_t x) { return static_cast<std::uint32_t>(x); };
    const auto high = [](std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); };
    return philox({low(element), high(element), low(draw), high(draw)}, {low(seed), high(seed)});
}
std::uint64_t joined(std::uint32_t low, std::uint32_t high) {
    return low | std::uint64_t{high} << 32;
}
double unit(std::uint64_t bits) { return static_cast<double>(bits >> 11) * 0x1.0p-53; }

constexpr std::uint64_t seeds[] = {0, 1, 12345, 0xffffffff, 0x123456789abcdef0, UINT64_MAX};

TEST(Philox, has_the_answers_of_random123) {
    EXPECT_EQ(philox({0, 0, 0, 0}, {0, 0}),
              (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
    EXPECT_EQ(philox({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}),
              (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
    EXPECT_EQ(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
              (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Generator, gives_the_blocks_words_as_bits) {
    EXPECT_EQ(Generator(0).bits({1}).item<std::uint64_t>(), 0xe169c58d6627e8d5);
    for (const std::uint64_t seed : seeds) {
        Generator random(seed);
        for (std::uint64_t draw = 0; draw < 3; ++draw) {
            const auto values = random.bits({5, 3}).values<std::uint64_t>();
            for (std::uint64_t i = 0; i < values.size(); ++i) {
                const Words words = block(seed, draw, i);
                ASSERT_EQ(values[i], joined(words[0], words[1])) << seed << " " << draw << " " << i;
            }
        }
    }
}

TEST(Generator, gives_uniform_numbers_of_53_and_24_bits) {
    for (const std::uint64_t seed : seeds) {
        Generator random(seed);
        const auto doubles = random.uniform({20}).values<double>();
        const auto floats = random.uniform({20}, DType::float32).values<float>();
        EXPECT_EQ(random.uniform({1}).item<double>(),
                  unit(joined(block(seed, 2, 0)[0], block(seed, 2, 0)[1])));
        for (std::uint64_t i = 0; i < 20; ++i) {
            const Words first = block(seed, 0, i);
            ASSERT_EQ(doubles[i], unit(joined(first[0], first[1])));
            ASSERT_EQ(floats[i], static_cast<float>(block(seed, 1, i)[0] >> 8) * 0x1.0p-24F);
        }
    }
    EXPECT_THROW(Generator(1).uniform({2}, DType::int64), DTypeError);
    EXPECT_THROW(Generator(1).uniform({2}, DType::complex64), DTypeError);
    EXPECT_EQ(Generator(1).uniform({0, 3}).shape(), (Shape{0, 3}));
    EXPECT_THROW(Generator(1).uniform({-1}), ValueError);
}

TEST(Generator, gives_normal_and_exponential_numbers_of_the_uniform_ones) {
    Generator random(5);
    const auto normals = random.normal({50}).values<double>();
    const auto waits = random.exponential({50}).values<double>();
    const auto floats = random.normal({50}, DType::float32).values<float>();
    for (std::uint64_t i = 0; i < 50; ++i) {
        const Words words = block(5, 0, i);
        const double u = unit(joined(words[0], words[1]));
        const double v = unit(joined(words[2], words[3]));
        const double normal = std::sqrt(-2 * std::log1p(-u)) * std::cos(2 * std::numbers::pi * v);
        ASSERT_NEAR(normals[i], normal, 1e-14);
        const Words second = block(5, 1, i);
        ASSERT_NEAR(waits[i], -std::log1p(-unit(joined(second[0], second[1]))), 1e-14);
        const Words third = block(5, 2, i);
        const float x = static_cast<float>(third[0] >> 8) * 0x1.0p-24F;
        const float y = static_cast<float>(third[2] >> 8) * 0x1.0p-24F;
        ASSERT_NEAR(floats[i], std::sqrt(-2 * std::log1p(-x)) * std::cos(6.2831853F * y), 1e-5F);
    }
    EXPECT_EQ(random.draws(), 3U);
    random.set_draws(0);
    EXPECT_EQ(random.normal({50}).values<double>(), normals);
    EXPECT_THROW(random.normal({2}, DType::int32), DTypeError);
}

TEST(Generator, gives_pairs_from_one_block) {
    Generator random(77);
    const auto [x, y] = random.uniform_pair({4});
    const auto xs = x.values<double>();
    const auto ys = y.values<double>();
    for (std::uint64_t i = 0; i < 4; ++i) {
        const Words words = block(77, 0, i);
        EXPECT_EQ(xs[i], unit(joined(words[0], words[1])));
        EXPECT_EQ(ys[i], unit(joined(words[2], words[3])));
    }
    const Words next = block(77, 1, 0);
    EXPECT_EQ(random.bits({1}).item<std::uint64_t>(), joined(next[0], next[1]));
}

TEST(Generator, an_element_depends_on_its_number_and_not_on_the_shape) {
    const auto flat = Generator(9).uniform({24}).values<double>();
    EXPECT_EQ(Generator(9).uniform({2, 3, 4}).values<double>(), flat);
    EXPECT_EQ(Generator(9).uniform({4, 1, 6}).values<double>(), flat);
    const Array part = Generator(9).uniform({100});
    EXPECT_EQ(part(slice(0, 24)).values<double>(), flat);
    EXPECT_EQ((Generator(9).uniform({2, 12}) + zeros({3, 1, 12}))(2).values<double>(), flat)
        << "also when the draw is broadcast";
}

TEST(Generator, fused_with_what_uses_it_gives_the_same_numbers) {
    const auto alone = Generator(3).uniform({4, 5}).values<double>();
    Generator random(3);
    const Array x = random.uniform({4, 5});
    const Array turned = (x * 2.0).T();
    const auto values = turned.T().values<double>();
    for (std::size_t i = 0; i < values.size(); ++i)
        EXPECT_EQ(values[i], alone[i] * 2);
    double total = 0;
    for (const double one : Generator(3).uniform({4, 5}).values<double>())
        total += one;
    EXPECT_NEAR(sum(Generator(3).uniform({4, 5})).item<double>(), total, 1e-12);
}

}  // namespace
}  // namespace tenon
