// SPDX-License-Identifier: MIT
// What goes to the compiler's process and comes back, whole or in pieces.
#include "codegen/wire.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include <tenon/error.hpp>

#include "kernel/encoding.hpp"
#include "unit/codegen/random_kernel.hpp"

namespace tenon::codegen::test {
namespace {

using kernel::Form;

TEST(KernelEncoding, gives_the_same_kernel_again) {
    Random random(11);
    for (int i = 0; i < 60; ++i) {
        const kernel::Kernel before = random_kernel(random, static_cast<Form>(i % 3));
        kernel::Kernel after = kernel::decode(kernel::encode(before));
        after.name = before.name;
        ASSERT_EQ(kernel::to_text(after), kernel::to_text(before));
        ASSERT_EQ(kernel::hash(after), kernel::hash(before));
    }
}

TEST(KernelEncoding, refuses_what_is_cut_short_or_too_long) {
    Random random(12);
    const std::string bytes = kernel::encode(random_kernel(random, Form::row_reduce));
    for (std::size_t size = 0; size < bytes.size(); ++size)
        ASSERT_THROW(kernel::decode(bytes.substr(0, size)), ValueError) << size;
    EXPECT_THROW(kernel::decode(bytes + "x"), ValueError);
}

TEST(KernelEncoding, of_damaged_bytes_is_refused_or_verified) {
    Random random(13);
    const std::string whole = kernel::encode(random_kernel(random, Form::map));
    int refused = 0;
    for (int i = 0; i < 3000; ++i) {
        std::string bytes = whole;
        bytes[static_cast<std::size_t>(below(random, static_cast<int>(bytes.size())))] =
            static_cast<char>(random());
        try {
            kernel::verify(kernel::decode(bytes), true);
        } catch (const Error&) {
            ++refused;
        }
    }
    EXPECT_GT(refused, 1000);
}

Request some_request() {
    return {.version = "1",
            .target = {.cpu = "znver5", .vector_bits = 512, .fma = true, .vbmi2 = true},
            .symbol = "tenon_kernel",
            .keep = "",
            .name = "a name",
            .kernel = std::string("\0bytes\0", 7)};
}

TEST(Messages, are_read_as_they_were_written) {
    const auto request = request_of(to_bytes(some_request()));
    ASSERT_TRUE(request);
    EXPECT_EQ(request->target, some_request().target);
    EXPECT_EQ(request->kernel, some_request().kernel);
    EXPECT_EQ(to_bytes(*request), to_bytes(some_request()));
    const auto answer = answer_of(to_bytes(Answer{true, "object", 5}));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->bytes, "object");
    EXPECT_EQ(answer->process, 5);
}

TEST(Messages, cut_short_or_too_long_are_none) {
    const std::string bytes = to_bytes(some_request());
    for (std::size_t size = 0; size < bytes.size(); ++size)
        ASSERT_FALSE(request_of(bytes.substr(0, size))) << size;
    EXPECT_FALSE(request_of(bytes + "x"));
    EXPECT_FALSE(answer_of(to_bytes(Answer{true, "object"}).substr(1)));
}

class Socket : public testing::Test {
protected:
    void SetUp() override {
        ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends_), 0);
    }
    ~Socket() override {
        for (const int end : ends_)
            close(end);
    }
    int ends_[2] = {-1, -1};
};

TEST_F(Socket, carries_messages_one_after_the_other) {
    ASSERT_TRUE(send_message(ends_[0], "first"));
    ASSERT_TRUE(send_message(ends_[0], ""));
    EXPECT_EQ(receive_message(ends_[1]), "first");
    EXPECT_EQ(receive_message(ends_[1]), "");
    EXPECT_EQ(receive_message(ends_[1], 1), std::nullopt) << "nothing came";
}

TEST_F(Socket, whose_other_end_is_gone_has_no_messages) {
    const std::uint64_t promised = 100;
    ASSERT_EQ(write(ends_[0], &promised, sizeof promised), 8);
    ASSERT_EQ(write(ends_[0], "part", 4), 4);
    close(ends_[0]);
    ends_[0] = -1;
    EXPECT_EQ(receive_message(ends_[1]), std::nullopt);
    EXPECT_FALSE(send_message(ends_[1], "to nobody"));
}

TEST_F(Socket, that_promises_too_much_is_not_believed) {
    const std::uint64_t promised = ~std::uint64_t{0};
    ASSERT_EQ(write(ends_[0], &promised, sizeof promised), 8);
    EXPECT_EQ(receive_message(ends_[1]), std::nullopt);
}

}  // namespace
}  // namespace tenon::codegen::test
