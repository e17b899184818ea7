// SPDX-License-Identifier: MIT
// Bytes from a damaged or hostile file: loading may fail, but only with CompileError. What loads is
// not run.
#include <random>
#include <string>

#include <gtest/gtest.h>

#include <tenon/error.hpp>

#include "object_writer.hpp"
#include "runtime/code_loader.hpp"

namespace tenon::runtime {
namespace {

/// An object with every kind of section and relocation that the loader knows.
std::string rich_object() {
    ObjectWriter writer;
    const auto text = writer.text(code_call() + code_load_and_store() + code_load_and_store());
    const auto constants = writer.section(".rodata", SHF_ALLOC, std::string(64, 'c'), 64);
    const auto table =
        writer.section(".data.rel.ro", SHF_ALLOC | SHF_WRITE, std::string(16, '\0'), 8);
    const auto zeros =
        writer.section(".bss", SHF_ALLOC | SHF_WRITE, std::string(32, '\0'), 32, SHT_NOBITS);
    writer.section(".debug_info", 0, std::string(40, 'd'), 1);
    const auto kernel = writer.symbol("kernel", text);
    const auto function = writer.undefined("function");
    writer.relocate(text, 5, R_X86_64_PLT32, function, -4);
    writer.relocate(text, 17, R_X86_64_PC32, writer.symbol("", constants, 0, STT_SECTION), -4);
    writer.relocate(text, 31, R_X86_64_REX_GOTPCRELX, function, -4);
    writer.relocate(table, 0, R_X86_64_64, kernel, 0);
    writer.relocate(table, 8, R_X86_64_PC64, writer.symbol("zeros", zeros, 0, STT_OBJECT), 0);
    return writer.finish();
}

void* resolve(const std::string&) {
    static int somewhere = 0;
    return &somewhere;
}

bool loads(const std::string& object) {
    try {
        return load_object(object, "kernel", resolve).function != nullptr;
    } catch (const CompileError&) {
        return false;
    }
}

TEST(CodeLoaderFuzz, LoadsTheUndamagedObject) { EXPECT_TRUE(loads(rich_object())); }

TEST(CodeLoaderFuzz, SurvivesEveryTruncation) {
    const std::string object = rich_object();
    for (std::size_t size = 0; size < object.size(); ++size) {
        // A copy of its own, so that a sanitizer sees a read past the end.
        const std::string part = object.substr(0, size);
        EXPECT_FALSE(loads(part)) << size;
    }
}

TEST(CodeLoaderFuzz, SurvivesRandomBytes) {
    const std::string object = rich_object();
    std::mt19937_64 random(6);
    int loaded = 0;
    for (int i = 0; i < 30000; ++i) {
        std::string damaged = object;
        for (std::uint64_t flips = 1 + random() % 8; flips > 0; --flips)
            damaged[random() % damaged.size()] = static_cast<char>(random());
        loaded += loads(damaged);
    }
    EXPECT_GT(loaded, 0) << "some damage is harmless to loading";
    EXPECT_LT(loaded, 30000);
}

TEST(CodeLoaderFuzz, SurvivesExtremeNumbersInEveryWord) {
    const std::string object = rich_object();
    for (std::size_t at = 0; at + 8 <= object.size(); at += 4) {
        for (const std::uint64_t number :
             {std::uint64_t{0}, ~std::uint64_t{0}, std::uint64_t{1} << 63, std::uint64_t{1} << 32,
              std::uint64_t{0x7fffffff}, object.size() + std::uint64_t{1}, -object.size()}) {
            std::string damaged = object;
            std::memcpy(damaged.data() + at, &number, 8);
            loads(damaged);
            damaged = object;
            std::memcpy(damaged.data() + at, &number, 4);
            loads(damaged);
        }
    }
}

TEST(CodeLoaderFuzz, SurvivesOtherFiles) {
    std::mt19937_64 random(7);
    for (int i = 0; i < 2000; ++i) {
        std::string noise(random() % 4096, '\0');
        for (char& c : noise)
            c = static_cast<char>(random());
        if (noise.size() > sizeof(Elf64_Ehdr))
            noise.replace(0, 20, rich_object(), 0, 20);
        EXPECT_FALSE(loads(noise));
    }
}

}  // namespace
}  // namespace tenon::runtime
