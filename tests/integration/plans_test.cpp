// SPDX-License-Identifier: MIT
// What a plan depends on, and what not: counted.
#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

namespace {

using namespace tenon;

class Plans : public ::testing::Test {
protected:
    void SetUp() override { set_execution(Execution::interpreter); }

    /// How many plans a second run of the work needs, after the first has been seen.
    template <class First, class Second>
    static std::uint64_t plans_of_second(First first, Second second) {
        first();
        reset_statistics();
        second();
        EXPECT_GT(statistics().evaluations, 0U);
        return statistics().plans_made;
    }
};

double work(std::int64_t size, double factor, double offset) {
    const Array x = arange(size).astype(DType::float64);
    const Array y = sqrt(x * factor + offset) - x;
    return sum(y).item<double>();
}

TEST_F(Plans, replaying_a_known_tape_makes_no_plan) {
    EXPECT_EQ(plans_of_second([] { work(1000, 2.5, 1.5); }, [] { work(1000, 2.5, 1.5); }), 0U);
}

TEST_F(Plans, literals_are_not_in_the_key) {
    EXPECT_EQ(plans_of_second([] { work(1000, 2.5, 1.5); }, [] { work(1000, -7.25, 1e9); }), 0U);
}

TEST_F(Plans, sizes_are_not_in_the_key) {
    EXPECT_EQ(plans_of_second([] { work(1000, 2.5, 1.5); }, [] { work(1777, 2.5, 1.5); }), 0U);
}

TEST_F(Plans, names_and_addresses_are_not_in_the_key) {
    const auto once = [] {
        const Array padding = ones({64 + static_cast<std::int64_t>(std::rand() % 1000)});
        padding.eval();
        const Array a = ones({500}), b = a * 2.0;
        return sum(a * b).item<double>();
    };
    EXPECT_EQ(plans_of_second(once, once), 0U);
}

TEST_F(Plans, dtypes_are_in_the_key) {
    const auto with = [](DType type) {
        return [type] { (ones({100}, type) * ones({100}, type)).eval(); };
    };
    EXPECT_GT(plans_of_second(with(DType::int16), with(DType::uint32)), 0U);
}

TEST_F(Plans, aliasing_is_in_the_key) {
    const auto run = [](bool same) {
        const Array a = ones({300}), b = ones({300});
        a.eval();
        b.eval();
        reset_statistics();
        const Array c = (a * 3.0 + 0.125) * (same ? a : b);
        c.eval();
        return statistics().bytes_read;
    };
    EXPECT_EQ(run(true), 300U * 8);
    EXPECT_EQ(run(false), 2 * 300U * 8);
}

TEST_F(Plans, the_time_steps_of_a_loop_share_a_plan) {
    const Array u = ones({1000});
    u.eval();
    const auto step = [&] {
        u(slice(1, -1)) = (u(slice(0, -2)) + u(slice(2, end))) * 0.5;
        u.eval();
    };
    step();
    reset_statistics();
    for (int i = 0; i < 20; ++i)
        step();
    EXPECT_EQ(statistics().plans_made, 0U);
    EXPECT_EQ(statistics().evaluations, 20U);
}

TEST_F(Plans, looking_twice_runs_once) {
    const Array a = ones({100}) * 3.0;
    a.eval();
    reset_statistics();
    a.eval();
    static_cast<void>(a.values<double>());
    EXPECT_EQ(statistics().launches, 0U);
}

TEST_F(Plans, recording_runs_nothing) {
    reset_statistics();
    Array a = ones({100});
    for (int i = 0; i < 7; ++i)  // before it shows as a loop
        a = a * 1.5 + 1.0;
    EXPECT_EQ(statistics().launches, 0U);
    EXPECT_EQ(statistics().evaluations, 0U);
    a.eval();
    EXPECT_EQ(statistics().evaluations, 1U);
    EXPECT_EQ(statistics().statements, 16U - 1U);
}

}  // namespace
