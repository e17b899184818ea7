// SPDX-License-Identifier: MIT
// Bytes come from files and from other processes: whatever they are, reading them is safe.
#include "base/bytes.hpp"

#include <gtest/gtest.h>

namespace tenon::base {
namespace {

enum class Colour : std::uint8_t { red, green, blue };

std::string some_bytes() {
    return ByteWriter()
        .put(std::uint16_t{0xfffe})
        .put(std::int64_t{-5})
        .put(true)
        .put(Colour::blue)
        .put_text(std::string_view("a\0b", 3))
        .put_text("")
        .put_raw("raw")
        .take();
}

bool reads_some_bytes(std::string_view bytes) {
    ByteReader reader(bytes);
    const bool same = reader.number<std::uint16_t>() == 0xfffe &&
                      reader.number<std::int64_t>() == -5 && reader.truth() &&
                      reader.one_of(Colour::blue) == Colour::blue &&
                      reader.text() == std::string_view("a\0b", 3) && reader.text().empty() &&
                      reader.raw(3) == "raw";
    return same && reader.finished();
}

TEST(Bytes, are_read_as_they_were_written) { EXPECT_TRUE(reads_some_bytes(some_bytes())); }

TEST(Bytes, have_no_gaps) { EXPECT_EQ(some_bytes().size(), 2U + 8 + 1 + 1 + (8 + 3) + 8 + 3); }

TEST(Bytes, that_end_too_early_or_too_late_are_refused) {
    const std::string bytes = some_bytes();
    for (std::size_t size = 0; size < bytes.size(); ++size)
        EXPECT_FALSE(reads_some_bytes(bytes.substr(0, size))) << size;
    EXPECT_FALSE(reads_some_bytes(bytes + "x"));
}

TEST(Bytes, with_lengths_beyond_their_end_are_refused) {
    for (const std::uint64_t length : {std::uint64_t{4}, std::uint64_t{1} << 63, UINT64_MAX}) {
        const std::string bytes = ByteWriter().put(length).put_raw("abc").take();
        ByteReader reader(bytes);
        EXPECT_EQ(reader.text(), "") << length;
        EXPECT_FALSE(reader.finished()) << length;
    }
}

TEST(Bytes, that_count_more_items_than_they_can_hold_are_refused) {
    const auto counted = [](std::uint32_t count, std::size_t least) {
        const std::string bytes = ByteWriter().put(count).put_raw("12345678").take();
        ByteReader reader(bytes);
        const std::size_t items = reader.count<std::uint32_t>(least);
        reader.raw(items == 0 ? 0 : 8);
        return reader.finished() ? static_cast<int>(items) : -1;
    };
    EXPECT_EQ(counted(8, 1), 8);
    EXPECT_EQ(counted(2, 4), 2);
    EXPECT_EQ(counted(9, 1), -1);
    EXPECT_EQ(counted(3, 4), -1);
    EXPECT_EQ(counted(UINT32_MAX, 1), -1);
}

TEST(Bytes, that_are_no_truth_and_no_value_of_an_enumeration_are_refused) {
    ByteReader truth("\2");
    EXPECT_FALSE(truth.truth());
    EXPECT_FALSE(truth.finished());
    ByteReader colour("\3");
    EXPECT_EQ(colour.one_of(Colour::blue), Colour::red);
    EXPECT_FALSE(colour.finished());
}

TEST(Bytes, after_a_failure_read_as_nothing) {
    const std::string bytes = ByteWriter().put(std::uint64_t{100}).put_text("text").take();
    ByteReader reader(bytes);
    reader.text();
    EXPECT_EQ(reader.number<int>(), 0);
    EXPECT_EQ(reader.text(), "");
    EXPECT_EQ(reader.raw(1), "");
    EXPECT_EQ(reader.count<std::uint8_t>(), 0U);
    EXPECT_FALSE(reader.finished());
}

}  // namespace
}  // namespace tenon::base
