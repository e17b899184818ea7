// SPDX-License-Identifier: MIT
// Sizes that are negative, overflow, or exceed the machine.
#include <tenon/tenon.hpp>

#include "support/errors.hpp"

namespace {

using namespace tenon;
using support::expect_error;

TEST(SizeErrors, say_which_size_is_negative) {
    expect_error<ValueError>([&] { zeros({3, -1}); }, {"zeros", "-1", "(3, -1)", "negative"});
    expect_error<ValueError>([&] { ones({-2}); }, {"ones", "-2", "negative"});
    expect_error<ValueError>([&] { full({-2}, 1.0); }, {"full", "-2", "negative"});
    expect_error<ValueError>([&] { empty({-2}); }, {"empty", "-2", "negative"});
    expect_error<ValueError>([&] { eye(-1); }, {"eye", "-1", "negative"});
    expect_error<ValueError>([&] { linspace(0, 1, -3); }, {"linspace", "-3", "negative"});
    expect_error<ValueError>([&] { broadcast_to(zeros({1}), {-4}); },
                             {"broadcast_to", "(-4,)", "negative"});
    expect_error<ValueError>([&] { Generator(1).uniform({-1}); }, {"-1", "negative"});
}

TEST(SizeErrors, say_that_bytes_cannot_be_counted) {
    const std::int64_t huge = std::int64_t{1} << 40;
    expect_error<MemoryError>([&] { zeros({huge, huge}); },
                              {"1099511627776", "float64", "smaller"});
    expect_error<MemoryError>([&] { zeros({std::int64_t{1} << 62}); }, {"4611686018427387904"});
    expect_error<MemoryError>([&] { arange(0.0, 1e30, 1e-5); }, {"arange", "larger step"});
}

TEST(SizeErrors, say_what_the_machine_has) {
    const std::int64_t most = std::int64_t{1} << 46;
    expect_error<MemoryError>([&] { zeros({most}); }, {"zeros", "this machine has", "parts"});
    const Array row = zeros({1, 1 << 24}), column = zeros({1 << 24, 1});
    expect_error<MemoryError>([&] { row + column; }, {"add", "this machine has", "parts"});
    // A view of as many elements is no memory at all.
    EXPECT_EQ(broadcast_to(row, {1 << 24, 1 << 24}).size(), std::int64_t{1} << 48);
}

TEST(SizeErrors, leave_memory_usable) {
    for (int i = 0; i < 3; ++i)
        EXPECT_THROW(zeros({std::int64_t{1} << 45}), MemoryError);
    EXPECT_EQ(sum(ones({1000})).item<double>(), 1000);
}

TEST(SizeErrors, say_that_a_range_has_no_step) {
    expect_error<ValueError>([&] { arange(0, 5, 0); }, {"arange", "step", "zero"});
    expect_error<ValueError>([&] { arange(0.0, std::numeric_limits<double>::infinity(), 1.0); },
                             {"arange", "finite"});
}

}  // namespace
