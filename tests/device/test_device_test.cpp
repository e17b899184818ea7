// SPDX-License-Identifier: MIT
// A place whose memory the host cannot touch, whose queue runs later, and which can fail: what a
// GPU will be. The whole conformance ladder runs there too, as ctest's conformance.test_device.
#include <chrono>
#include <csignal>

#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "runtime/test_device/test_device.hpp"
#include "support/compare.hpp"
#include "support/errors.hpp"
#include "support/values.hpp"

namespace {

using namespace tenon;
using runtime::test_device;
using support::expect_error;
using F64 = std::vector<double>;
using namespace std::chrono_literals;

class OnTestDevice : public ::testing::Test {
protected:
    void SetUp() override {
        set_execution(Execution::interpreter);
        test_device().reset();
        use_device("test");
    }
    void TearDown() override {
        tenon::synchronize();
        test_device().reset();
        use_device("cpu");
    }
    /// Several kernels, a scan, a reduction and a gather, one after the other.
    static Array long_work(const Array& x) {
        const Array y = cumulative_sum(x * 2.0) - sum(x);
        return take(y, arange(10) * 3, 0) + mean(y);
    }
};

TEST_F(OnTestDevice, memory_faults_when_the_host_touches_it) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    const auto touch = [] {
        auto* const byte = static_cast<volatile char*>(test_device().allocate(64));
        static_cast<void>(*byte);
    };
    EXPECT_EXIT(touch(), [](int status) { return status != 0; }, "");
}

TEST_F(OnTestDevice, results_are_those_of_the_cpu) {
    const eager::Array values = support::plain_values(DType::float64, 3000, 1);
    const Array there = long_work(support::to_tenon(values));
    const eager::Array seen = support::to_eager(there);
    use_device("cpu");
    EXPECT_TRUE(support::same(long_work(support::to_tenon(values)), seen));
}

TEST_F(OnTestDevice, a_slow_queue_keeps_the_order_of_work) {
    test_device().set_delay(5ms);
    Array a = arange(2000).astype(DType::float64);
    const Array before = a * 2.0;
    for (int i = 0; i < 5; ++i)
        a(slice(1, end)) = a(slice(0, -1)) + 1.0;
    const Array after = take(a, array({1999, 3}), 0);
    a(all) = 0.0;
    EXPECT_EQ(after.values<double>(), (F64{1999, 3}));
    EXPECT_EQ(before(1999).item<double>(), 3998);
    EXPECT_EQ(sum(a).item<double>(), 0);
}

TEST_F(OnTestDevice, names_may_go_before_their_work_has_run) {
    test_device().set_delay(10ms);
    Array last;
    for (int i = 0; i < 5; ++i) {
        const Array a = ones({5000}) * static_cast<double>(i);
        last = cumulative_sum(a);
        last.eval();
    }
    EXPECT_EQ(last(4999).item<double>(), 20000);
}

TEST_F(OnTestDevice, arrays_cannot_be_mixed_with_those_of_another_place) {
    const Array far = ones({4});
    use_device("cpu");
    const Array near = ones({4});
    expect_error<DeviceError>([&] { far + near; }, {"test", "cpu", "use_device"});
    const Array brought = array(far.values<double>());
    EXPECT_EQ((brought + near).values<double>(), (F64{2, 2, 2, 2}));
}

TEST_F(OnTestDevice, a_lost_device_says_so_until_it_is_back) {
    const Array kept = ones({100}) * 3.0;
    kept.eval();
    test_device().lose("the cable was pulled");
    expect_error<DeviceError>([&] { static_cast<void>((kept + 1.0).values<double>()); },
                              {"test device is lost", "the cable was pulled"});
    test_device().reset();
    EXPECT_EQ(sum(ones({100})).item<double>(), 100);
}

TEST_F(OnTestDevice, a_failed_launch_loses_what_it_would_have_written) {
    const Array x = ones({1000});
    x.eval();
    test_device().set_failures({.launch = 1});
    const Array y = x * 2.0;
    EXPECT_THROW(static_cast<void>(y.values<double>()), DeviceError);
    EXPECT_THROW(static_cast<void>((y + 1.0).values<double>()), DeviceError);
    test_device().reset();
    EXPECT_EQ(sum(ones({1000}) * 2.0).item<double>(), 2000);
}

TEST_F(OnTestDevice, a_failed_copy_is_an_error_and_no_more) {
    const Array x = ones({10}) * 2.0;
    x.eval();
    test_device().set_failures({.copy = 1});
    EXPECT_THROW(static_cast<void>(x.values<double>()), DeviceError);
    EXPECT_EQ(x(3).item<double>(), 2);
}

TEST_F(OnTestDevice, arrays_keep_their_values_when_memory_is_refused) {
    Array a = arange(1000).astype(DType::float64);
    a.eval();
    int times_refused = 0;
    for (std::uint64_t which = 1; which <= 3; ++which) {
        tenon::synchronize();
        test_device().set_failures({.allocation = which});
        bool refused = false;
        try {
            Array made = cumulative_sum(a + 1.0);
            made = made + sum(made);
            a += made;
            a.eval();
        } catch (const MemoryError&) {
            refused = true;
        }
        test_device().set_failures({});
        times_refused += refused ? 1 : 0;
        EXPECT_EQ(a(999).item<double>() == 999, refused) << "allocation " << which;
        if (!refused)
            a = arange(1000).astype(DType::float64);
    }
    EXPECT_GT(times_refused, 0);
    test_device().set_failures({.allocation = 1});
    EXPECT_THROW(ones({1000}).eval(), MemoryError);
    test_device().set_failures({});
}

TEST_F(OnTestDevice, memory_comes_back_when_names_go) {
    tenon::synchronize();
    const std::size_t before = test_device().bytes_in_use();
    for (int i = 0; i < 3; ++i) {
        const Array a = ones({10000}) * 2.0;
        const Array b = cumulative_sum(a) + sum(a);
        b.eval();
    }
    ones({1}).eval();
    tenon::synchronize();
    EXPECT_LE(test_device().bytes_in_use(), before + 64);
}

}  // namespace
