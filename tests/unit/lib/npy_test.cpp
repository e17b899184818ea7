// SPDX-License-Identifier: MIT
#include "lib/io/npy.hpp"

#include <cstring>
#include <random>

#include <tenon/error.hpp>

#include "io_files.hpp"

namespace tenon::lib::io {

namespace {

/// A file as NumPy writes it: format `major`.0 with the dictionary as given.
std::string npy(std::string dictionary, std::string_view data, int major = 1) {
    dictionary += '\n';
    std::string text = "\x93NUMPY";
    text += static_cast<char>(major);
    text += '\0';
    const std::size_t size = dictionary.size();
    for (int i = 0; i < (major == 1 ? 2 : 4); ++i)
        text += static_cast<char>((size >> (8 * i)) & 0xff);
    return text + dictionary + std::string(data);
}

std::string header(std::string_view descr, std::string_view shape, std::string_view order) {
    return "{'descr': '" + std::string(descr) + "', 'fortran_order': " + std::string(order) +
           ", 'shape': " + std::string(shape) + ", }";
}

template <class T>
std::vector<T> elements(const NpyContent& content) {
    std::vector<T> values(content.header.nbytes / sizeof(T));
    std::memcpy(values.data(), content.bytes.get(), content.header.nbytes);
    return values;
}

class NpyTest : public FileTest {
protected:
    NpyContent content(std::string_view bytes) { return read_npy(write("a.npy", bytes)); }
    template <class E>
    std::string refusal(std::string_view bytes) {
        std::string text = error_text<E>([&] { content(bytes); });
        const std::string name = path("a.npy") + ": ";
        EXPECT_EQ(text.substr(0, name.size()), name);
        return text.substr(std::min(name.size(), text.size()));
    }
};

}  // namespace

TEST_F(NpyTest, HeaderIsNumPysOwn) {
    const std::string head = npy_header(DType::float64, {3, 4});
    EXPECT_EQ(head.size() % 64, 0u);
    EXPECT_EQ(head.back(), '\n');
    EXPECT_EQ(head.substr(0, 8), std::string("\x93NUMPY\x01\x00", 8));
    EXPECT_NE(head.find("{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }"),
              std::string::npos);
    EXPECT_NE(npy_header(DType::bool_, {}).find("'|b1', 'fortran_order': False, 'shape': (), }"),
              std::string::npos);
    EXPECT_NE(npy_header(DType::complex128, {7}).find("'<c16'"), std::string::npos);
    EXPECT_NE(npy_header(DType::int8, {7}).find("'shape': (7,), }"), std::string::npos);
}

TEST_F(NpyTest, EveryTypeComesBack) {
    for (int i = 0; i < dtype_count; ++i) {
        const auto type = static_cast<DType>(i);
        const std::string data(6 * size_of(type), '\x01');
        const NpyContent read = content(npy_header(type, {2, 3}) + data);
        EXPECT_EQ(read.header.type, type);
        EXPECT_EQ(read.header.shape, (std::vector<std::int64_t>{2, 3}));
        EXPECT_EQ(std::memcmp(read.bytes.get(), data.data(), data.size()), 0);
    }
}

TEST_F(NpyTest, AllFormatVersions) {
    for (const int major : {1, 2, 3}) {
        const NpyContent read = content(npy(header("|u1", "(3,)", "False"), "abc", major));
        EXPECT_EQ(elements<char>(read), (std::vector<char>{'a', 'b', 'c'}));
    }
}

TEST_F(NpyTest, ByteOrders) {
    const NpyContent read = content(
        npy(header(">i4", "(2,)", "False"), std::string_view("\0\0\1\2\xff\xff\xff\xfe", 8)));
    EXPECT_EQ(elements<std::int32_t>(read), (std::vector<std::int32_t>{258, -2}));
    const double parts[] = {1.5, -2.0};
    std::string bytes(16, '\0');
    std::memcpy(bytes.data(), parts, 16);
    std::reverse(bytes.begin(), bytes.begin() + 8);
    std::reverse(bytes.begin() + 8, bytes.end());
    EXPECT_EQ(elements<double>(content(npy(header(">c16", "()", "False"), bytes))),
              (std::vector<double>{1.5, -2.0}));
}

TEST_F(NpyTest, FortranOrderAndSpellings) {
    EXPECT_TRUE(content(npy(header("<u1", "(2, 2)", "True"), "abcd")).header.fortran_order);
    const NpyContent read =
        content(npy("{ \"shape\":(1L,2,) , \"fortran_order\" :False,\"descr\":\"=u2\"}  ", "abcd"));
    EXPECT_EQ(read.header.shape, (std::vector<std::int64_t>{1, 2}));
    EXPECT_EQ(content(npy(header("|u1", "(0, 5)", "False"), "")).header.nbytes, 0u);
}

TEST_F(NpyTest, BooleansAreZeroOrOne) {
    const NpyContent read =
        content(npy(header("|b1", "(3,)", "False"), std::string_view("\0\x07\x01", 3)));
    EXPECT_EQ(elements<char>(read), (std::vector<char>{0, 1, 1}));
}

TEST_F(NpyTest, TruncatedFiles) {
    const std::string whole = npy(header("<f8", "(2,)", "False"), std::string(16, 'x'));
    EXPECT_EQ(refusal<FileError>(whole.substr(0, whole.size() - 1)),
              "truncated: 16 bytes of data are announced, 15 are there");
    EXPECT_EQ(refusal<FileError>(whole.substr(0, 40)), "truncated: it ends inside the header");
    EXPECT_EQ(refusal<FileError>(whole.substr(0, 9)), "truncated: it ends inside the header");
    EXPECT_EQ(refusal<FileError>(""), "not a .npy file (its first bytes are not \\x93NUMPY)");
}

TEST_F(NpyTest, HostileSizes) {
    EXPECT_EQ(refusal<MemoryError>(npy(header("<f8", "(4294967296, 4294967296)", "False"), "")),
              "the array's size in bytes overflows");
    EXPECT_EQ(refusal<MemoryError>(npy(header("<f8", "(0, 9223372036854775807, 8)", "False"), "")),
              "the array's size in bytes overflows");
    EXPECT_EQ(refusal<MemoryError>(npy(header("<f8", "(99999999999999999999,)", "False"), "")),
              "a size overflows");
    EXPECT_EQ(refusal<FileError>(npy(header("<f8", "(100000000000000,)", "False"), "abc")),
              "truncated: 800000000000000 bytes of data are announced, 3 are there");
    EXPECT_EQ(refusal<FileError>(npy(header("<f8", "(-3,)", "False"), "")),
              "not a valid .npy header: 'shape' is not a tuple of sizes");
    std::string many = "(";
    for (int i = 0; i < 65; ++i)
        many += "1,";
    EXPECT_EQ(refusal<FileError>(npy(header("<f8", many + ")", "False"), "12345678")),
              "not a valid .npy header: it has more than 64 dimensions");
}

TEST_F(NpyTest, OtherTypesAndBadHeaders) {
    EXPECT_EQ(refusal<DTypeError>(npy(header("<f12", "(1,)", "False"), "ab")),
              "holds '<f12', a type that Tenon does not have");
    EXPECT_EQ(refusal<DTypeError>(npy(header("|O", "(1,)", "False"), "ab")),
              "holds '|O', a type that Tenon does not have");
    EXPECT_EQ(refusal<DTypeError>(
                  npy("{'descr': [('x', '<f8')], 'fortran_order': False, 'shape': (1,), }", "")),
              "holds records; Tenon has no structured types");
    EXPECT_EQ(refusal<FileError>(npy("{'descr': '<f8', 'shape': (1,), }", "")),
              "not a valid .npy header: it lacks 'descr', 'fortran_order' or 'shape'");
    EXPECT_EQ(refusal<FileError>(npy(header("<f8", "(1,)", "Maybe"), "")),
              "not a valid .npy header: 'fortran_order' is neither True nor False");
    EXPECT_EQ(refusal<FileError>(npy("", "", 9)), ".npy format version 9.0 is not known");
    EXPECT_EQ(refusal<FileError>("PK\x03\x04, a zip file"),
              "not a .npy file (its first bytes are not \\x93NUMPY)");
}

TEST_F(NpyTest, MutatedFilesReadOrAreRefused) {
    const std::string whole = npy(header("<i4", "(2, 3)", "False"), std::string(24, 'x'));
    std::mt19937 random(20260101);
    const auto below = [&](std::size_t n) { return random() % n; };
    int refused = 0;
    for (int round = 0; round < 5000; ++round) {
        std::string bytes = whole;
        for (std::size_t changes = 1 + below(4); changes > 0 && !bytes.empty(); --changes) {
            const std::size_t at = below(bytes.size());
            switch (below(4)) {
            case 0: bytes[at] = static_cast<char>(random()); break;
            case 1: bytes.erase(at, 1 + below(8)); break;
            case 2: bytes.insert(at, 1 + below(4), "0123456789(),'{}:"[below(17)]); break;
            default: bytes.resize(at + 1); break;
            }
        }
        try {
            const NpyContent read = content(bytes);
            EXPECT_LE(read.header.nbytes, bytes.size());
        } catch (const UserError&) {
            ++refused;
        }
    }
    EXPECT_GT(refused, 2000);
}

}  // namespace tenon::lib::io
