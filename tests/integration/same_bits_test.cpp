// SPDX-License-Identifier: MIT
// The same bits for any number of threads, any schedule, any vector width, interpreted or compiled.
#include <cstdio>

#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "support/child.hpp"
#include "support/compare.hpp"
#include "support/values.hpp"

namespace {

using namespace tenon;

/// Work of every kind, large enough for several threads.
std::vector<Array> results() {
    const std::int64_t n = 300000;
    const eager::Array values = support::plain_values(DType::float64, n, 2);
    const Array x = support::to_tenon(values), table = x.reshape({300, 1000});
    const Array single = x.astype(DType::float32);
    const auto loop = vectorize([](Float64 a) {
        Var<Float64> y = a;
        Var<Int64> i = 0;
        while_([&] { return i < 20 && abs(y) < 1e6; },
               [&] {
                   y = y * y + 0.25;
                   i += 1;
               });
        return y + cast<double>(Int64(i));
    });
    return {sum(x),
            sum(single * 3.0F),
            mean(table, 0),
            var(table, 1),
            prod(x * 1e-3 + 1.0),
            cumulative_sum(x),
            argmax(table, 1),
            dot(x, sin(x)),
            exp(x * 1e-9) + log(absolute(x) + 1.0) - tanh(x),
            power(absolute(single), 1.7),
            loop(x * 1e-6),
            sum(table.T(), 1),
            x(slice(end, end, -3)) * 2.0,
            Generator(9).uniform({n})};
}

/// FNV-1a of all bytes.
std::string fingerprint() {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const Array& one : results())
        for (const std::byte byte : support::bytes_of(one))
            hash = (hash ^ std::to_integer<std::uint64_t>(byte)) * 0x100000001b3;
    char text[20];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
    return text;
}

TEST(SameBits, thread_count_does_not_change_bits) {
    set_execution(Execution::interpreter);
    set_threads(1);
    const std::string alone = fingerprint();
    for (const int threads : {2, 3, 7}) {
        set_threads(threads);
        EXPECT_EQ(fingerprint(), alone) << threads << " threads";
    }
    set_threads(0);
}

TEST(SameBits, schedules_do_not_change_bits) {
    set_execution(Execution::interpreter);
    set_threads(3);
    const std::string usual = fingerprint();
    for (const char* schedule : {"static", "static,1000", "dynamic,777", "guided", "auto"}) {
        set_schedule(schedule);
        EXPECT_EQ(fingerprint(), usual) << schedule;
    }
    set_threads(0);
}

TEST(SameBits, child) {
    if (support::is_child())
        support::say(fingerprint());
}

TEST(SameBits, vector_width_does_not_change_bits) {
    std::string expected;
    for (const char* execution : {"interpreter", "compiled"})
        for (const char* width : {"128", "256", "512"}) {
            const support::ChildResult child = support::run_child(
                "SameBits.child", {{"TENON_EXECUTION", execution}, {"TENON_VECTOR_BITS", width}});
            ASSERT_EQ(child.status, 0) << child.output;
            ASSERT_EQ(child.said.size(), 17U) << child.output;
            expected = expected.empty() ? child.said : expected;
            EXPECT_EQ(child.said, expected) << execution << ", " << width << " bits";
        }
}

TEST(SameBits, omp_num_threads_is_respected) {
    const support::ChildResult child =
        support::run_child("SameBits.child_threads", {{"OMP_NUM_THREADS", "3"}});
    EXPECT_EQ(child.said, "3\n") << child.output;
}

TEST(SameBits, child_threads) {
    if (support::is_child())
        support::say(std::to_string(threads()));
}

TEST(SameBits, the_place_of_a_cut_does_not_matter_to_sums) {
    // The same sequence, contiguous, strided, reversed twice, in a larger array.
    const eager::Array values = support::plain_values(DType::float64, 50000, 2);
    const Array x = support::to_tenon(values);
    const Array home = zeros({3, 100000});
    home(1, slice(0, end, 2)) = x;
    const auto bits = [](const Array& a) { return support::bytes_of(sum(a)); };
    EXPECT_EQ(bits(home(1, slice(0, end, 2))), bits(x));
    EXPECT_EQ(bits(x(slice(end, end, -1))(slice(end, end, -1))), bits(x));
    EXPECT_EQ(bits(x * 1.0), bits(x));
    EXPECT_EQ(bits(x.reshape({50, 1000})), bits(x.reshape({50, 1000}).T().T()));
}

}  // namespace
