// SPDX-License-Identifier: MIT
// The engine on a device with memory of its own, a late queue, and failures.
#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "runtime/test_device/test_device.hpp"

namespace tenon::engine {
namespace {

using Doubles = std::vector<double>;

class OnTestDevice : public testing::Test {
protected:
    OnTestDevice() : device_(runtime::test_device()) { use_device("test"); }
    ~OnTestDevice() override {
        device_.reset();
        synchronize();
        use_device("cpu");
    }
    void fail(runtime::TestFailures failures) { device_.set_failures(failures); }

    runtime::TestDevice& device_;
};

/// Something of every kind of step.
Doubles program() {
    Array u = (arange(300) * 0.25).reshape({15, 20});
    Array v = u.copy();
    for (int i = 0; i < 3; ++i) {
        v(slice(1, -1), slice(1, -1)) =
            (u(slice(0, -2), slice(1, -1)) + u(slice(2, end), slice(1, -1)) +
             (u(slice(1, -1), slice(0, -2)) + u(slice(1, -1), slice(2, end)))) /
            4;
        swap(u, v);
    }
    u += u.T().reshape({15, 20});
    const Array scanned = cumulative_sum(u, 1);
    const Array taken = take(scanned, array<std::int64_t>({3, -1, 0}), 0);
    const Array product = matmul(taken, transpose(taken));
    const Array where_small = where(product < mean(product), product, sqrt(product));
    const Array position = argmax(u, 1) + 1;
    return (sum(where_small, 0) + var(u) + sum(position) + Generator(1).uniform({3}))
        .values<double>();
}

TEST_F(OnTestDevice, programs_have_the_results_they_have_on_the_cpu) {
    const Doubles there = program();
    EXPECT_GT(device_.launches(), 5U);
    use_device("cpu");
    EXPECT_EQ(program(), there);
}

TEST_F(OnTestDevice, a_late_queue_changes_nothing) {
    const Doubles at_once = program();
    device_.set_delay(std::chrono::milliseconds(1));
    EXPECT_EQ(program(), at_once);
}

TEST_F(OnTestDevice, memory_is_given_back) {
    synchronize();
    const std::size_t in_use = device_.bytes_in_use();
    device_.set_delay(std::chrono::milliseconds(1));
    program();
    synchronize();
    EXPECT_EQ(device_.bytes_in_use(), in_use);
}

TEST_F(OnTestDevice, arrays_of_two_devices_do_not_mix) {
    const Array there = ones({5});
    use_device("cpu");
    const Array here = ones({5});
    EXPECT_THROW(there + here, DeviceError);
    EXPECT_THROW(there + 1.0, DeviceError) << "this thread uses the cpu now";
    EXPECT_EQ(sum(here).item<double>(), 5);
    EXPECT_EQ(there.values<double>(), Doubles(5, 1.0)) << "looking is possible from anywhere";
    use_device("test");
    EXPECT_EQ(sum(there).item<double>(), 5);
    EXPECT_THROW(use_device("nowhere"), DeviceError);
}

TEST_F(OnTestDevice, what_is_pending_on_one_device_is_run_before_work_for_another) {
    Array there = ones({5});
    there += 1.0;
    use_device("cpu");
    const Array here = ones({5}) * 3.0;
    EXPECT_EQ(sum(here).item<double>(), 15);
    use_device("test");
    EXPECT_EQ(sum(there).item<double>(), 10);
}

TEST_F(OnTestDevice, the_host_gets_no_address) {
    const Array a = ones({5});
    EXPECT_THROW(a.data<double>(), DeviceError);
    EXPECT_EQ(sum(a).item<double>(), 5);
}

TEST_F(OnTestDevice, a_lost_device_loses_its_arrays_and_says_so) {
    const Array before = ones({100}) * 2.0;
    before.eval();
    fail({.launch = 1});
    const Array failing = sqrt(before);
    EXPECT_THROW(failing.values<double>(), DeviceError);
    EXPECT_THROW(failing.values<double>(), DeviceError) << "still";
    EXPECT_THROW((before + 1.0).values<double>(), DeviceError);
    device_.reset();
    EXPECT_EQ(sum(ones({100})).item<double>(), 100) << "a device that is found again works";
}

TEST_F(OnTestDevice, a_failed_allocation_spoils_nothing_else) {
    const Array a = ones({1000});
    a.eval();
    synchronize();
    const std::size_t in_use = device_.bytes_in_use();
    for (std::uint64_t nth = 1; nth <= 3; ++nth) {
        const Array turned = a.reshape({20, 50}).T() + 1.0;
        const Array result = cumulative_sum(turned, 0) + 2.0;
        fail({.allocation = nth});
        EXPECT_THROW(result.eval(), MemoryError) << nth;
        fail({});
        EXPECT_EQ(sum(a).item<double>(), 1000);
        EXPECT_EQ(sum(cumulative_sum(a * 2.0)).item<double>(), 1000 * 1001.0);
    }
    synchronize();
    EXPECT_EQ(device_.bytes_in_use(), in_use);
}

TEST_F(OnTestDevice, a_failed_copy_can_be_tried_again) {
    const Array a = ones({10}) * 7.0;
    a.eval();
    fail({.copy = 1});
    EXPECT_THROW(a.values<double>(), DeviceError);
    EXPECT_EQ(a.values<double>(), Doubles(10, 7.0));
    fail({.copy = 1});
    EXPECT_THROW(array({1.0, 2.0}), DeviceError);
    EXPECT_EQ(sum(array({1.0, 2.0})).item<double>(), 3);
}

}  // namespace
}  // namespace tenon::engine
