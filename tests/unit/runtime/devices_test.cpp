// SPDX-License-Identifier: MIT
#include "runtime/devices.hpp"

#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <tenon/error.hpp>

namespace tenon::runtime {
namespace {

TEST(Devices, AreFoundByName) {
    EXPECT_EQ(&device_by_name("cpu"), &cpu_device());
    for (const std::string& name : device_names())
        EXPECT_EQ(device_by_name(name).name(), name);
    EXPECT_TRUE(device_by_name("cpu").host_accessible());
    EXPECT_FALSE(device_by_name("test").host_accessible());
}

TEST(Devices, ThatDoNotExistAreAnsweredWithThoseThatDo) {
    try {
        device_by_name("tpu");
        FAIL() << "no error";
    } catch (const DeviceError& error) {
        EXPECT_NE(std::string(error.what()).find("'tpu'"), std::string::npos) << error.what();
        EXPECT_NE(std::string(error.what()).find("cpu, test"), std::string::npos) << error.what();
    }
}

void fill_entry(const void*, const std::int64_t* args, std::int64_t, std::int64_t,
                std::int64_t begin, std::int64_t end) {
    auto* data = reinterpret_cast<std::int64_t*>(args[0]);
    for (std::int64_t i = begin; i < end; ++i)
        data[i] = args[1] + i;
}

/// What every device must do.
class EveryDevice : public testing::TestWithParam<std::string> {
protected:
    Device& device_ = device_by_name(GetParam());
};

TEST_P(EveryDevice, RunsALaunchAndCopiesTheResult) {
    for (const std::size_t count : {std::size_t{1}, std::size_t{1000}, std::size_t{1'000'000}}) {
        const std::size_t bytes = count * sizeof(std::int64_t);
        void* data = device_.allocate(bytes);
        Launch launch;
        launch.program = std::make_shared<Program>(Entry{fill_entry, nullptr, nullptr, true});
        launch.args = {reinterpret_cast<std::int64_t>(data), 5};
        launch.address_words = {0};
        launch.space.inner = static_cast<std::int64_t>(count);
        const Ticket ticket = device_.submit(std::move(launch));
        device_.wait(ticket);
        EXPECT_GE(device_.completed(), ticket.sequence);
        std::vector<std::int64_t> result(count);
        device_.copy_to_host(result.data(), data, bytes);
        std::vector<std::int64_t> expected(count);
        std::iota(expected.begin(), expected.end(), 5);
        EXPECT_EQ(result, expected);
        device_.release(data, bytes);
        device_.synchronize();
    }
}

TEST_P(EveryDevice, CopiesBothWaysWhateverTheSize) {
    for (const std::size_t bytes :
         {std::size_t{0}, std::size_t{1}, std::size_t{4097}, (std::size_t{5} << 20) + 13}) {
        std::vector<char> sent(bytes + 1);
        for (std::size_t i = 0; i < bytes; ++i)
            sent[i] = static_cast<char>(i * 7);
        std::vector<char> received(bytes + 1);
        void* data = device_.allocate(bytes);
        device_.copy_from_host(data, sent.data(), bytes);
        device_.copy_to_host(received.data(), data, bytes);
        EXPECT_EQ(sent, received) << bytes;
        device_.release(data, bytes);
    }
}

TEST_P(EveryDevice, RefusesALaunchWithoutAProgram) {
    EXPECT_THROW(device_.submit(Launch{}), InternalError);
}

INSTANTIATE_TEST_SUITE_P(Devices, EveryDevice, testing::ValuesIn(device_names()),
                         [](const auto& test) { return test.param; });

TEST(CpuDevice, GivesTicketsThatAreComplete) {
    std::int64_t data[8] = {};
    const std::int64_t args[] = {reinterpret_cast<std::int64_t>(data), 3};
    const Program program(Entry{fill_entry, nullptr, nullptr, true});
    Space space;
    space.inner = 8;
    const Ticket ticket = cpu_device().submit_now(program, args, space);
    EXPECT_EQ(data[7], 10);
    EXPECT_GE(cpu_device().completed(), ticket.sequence);
    EXPECT_NO_THROW(cpu_device().wait(ticket));
}

}  // namespace
}  // namespace tenon::runtime
