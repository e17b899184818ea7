// SPDX-License-Identifier: MIT
#include "runtime/code_loader.hpp"

#include <sys/mman.h>

#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include <tenon/error.hpp>

#include "object_writer.hpp"

extern "C" {
struct jit_code_entry {
    jit_code_entry* next_entry;
    jit_code_entry* prev_entry;
    const char* symfile_addr;
    std::uint64_t symfile_size;
};
struct jit_descriptor {
    std::uint32_t version;
    std::uint32_t action_flag;
    jit_code_entry* relevant_entry;
    jit_code_entry* first_entry;
};
extern jit_descriptor __jit_debug_descriptor;
}

namespace tenon::runtime {
namespace {

constexpr std::uint64_t code_flags = SHF_ALLOC | SHF_EXECINSTR;

void store_77(const void*, const std::int64_t* args, std::int64_t, std::int64_t, std::int64_t,
              std::int64_t) {
    *reinterpret_cast<std::int64_t*>(args[0]) = 77;
}

std::int64_t number_of_resolver = 99;

void* resolve(const std::string& name) {
    if (name == "store_77")
        return reinterpret_cast<void*>(store_77);
    return name == "number" ? &number_of_resolver : nullptr;
}

std::int64_t run(const Entry& entry) {
    std::int64_t result = -1;
    const std::int64_t args[] = {reinterpret_cast<std::int64_t>(&result)};
    entry.function(entry.context, args, 0, 1, 0, 1);
    return result;
}

std::int64_t load_and_run(ObjectWriter& writer) {
    return run(load_object(writer.finish(), "kernel", resolve));
}

std::string problem_of(const std::string& object, const std::string& symbol = "kernel") {
    try {
        load_object(object, symbol, resolve);
    } catch (const CompileError& error) {
        return error.what();
    }
    return "";
}

/// "r-xp" and the like; empty where nothing is mapped.
std::string rights_at(const void* address) {
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);) {
        unsigned long begin = 0;
        unsigned long end = 0;
        char rights[8] = {};
        if (std::sscanf(line.c_str(), "%lx-%lx %7s", &begin, &end, rights) == 3 &&
            reinterpret_cast<unsigned long>(address) >= begin &&
            reinterpret_cast<unsigned long>(address) < end)
            return rights;
    }
    return "";
}

ObjectWriter simple_object(int value = 42) {
    ObjectWriter writer;
    writer.symbol("kernel", writer.text(code_store(value)));
    return writer;
}

TEST(CodeLoader, RunsAFunctionOfAnObject) {
    ObjectWriter writer = simple_object();
    const Entry entry = load_object(writer.finish(), "kernel", {});
    EXPECT_EQ(run(entry), 42);
    EXPECT_TRUE(entry.compiled);
    EXPECT_EQ(entry.context, nullptr);
}

TEST(CodeLoader, StartsAFunctionThatIsNotTheFirst) {
    ObjectWriter writer;
    const std::string first = code_store(1);
    writer.symbol("other", writer.text(first + code_store(2)));
    writer.symbol("kernel", 1, first.size());
    EXPECT_EQ(load_and_run(writer), 2);
}

TEST(CodeLoader, ReadsConstantsByDistance) {
    for (const std::uint32_t type : {R_X86_64_PC32, R_X86_64_PLT32}) {
        ObjectWriter writer;
        const auto text = writer.text(code_load_and_store());
        const auto constants = writer.section(
            ".rodata.cst8", SHF_ALLOC, bytes_of(std::int64_t{5}) + bytes_of(std::int64_t{6}));
        writer.symbol("kernel", text);
        const auto section = writer.symbol("", constants, 0, STT_SECTION);
        writer.relocate(text, 3, type, section, 8 - 4);
        EXPECT_EQ(load_and_run(writer), 6);
    }
}

TEST(CodeLoader, ReadsAddressesFromATable) {
    for (const std::uint32_t type :
         {R_X86_64_GOTPCREL, R_X86_64_GOTPCRELX, R_X86_64_REX_GOTPCRELX}) {
        ObjectWriter writer;
        const auto text = writer.text(code_load_and_store());
        writer.symbol("kernel", text);
        writer.relocate(text, 3, type, writer.undefined("number"), -4);
        EXPECT_EQ(load_and_run(writer), reinterpret_cast<std::int64_t>(&number_of_resolver));
    }
}

TEST(CodeLoader, FillsAddressesIntoDataThatIsThenReadOnly) {
    ObjectWriter writer;
    const auto text = writer.text(code_load_and_store());
    const auto table =
        writer.section(".data.rel.ro", SHF_ALLOC | SHF_WRITE, bytes_of(std::int64_t{0}), 8);
    writer.symbol("kernel", text);
    writer.relocate(text, 3, R_X86_64_PC32, writer.symbol("table", table, 0, STT_OBJECT), -4);
    writer.relocate(table, 0, R_X86_64_64, writer.undefined("number"), 0);
    const Entry entry = load_object(writer.finish(), "kernel", resolve);
    EXPECT_EQ(run(entry), reinterpret_cast<std::int64_t>(&number_of_resolver));
    EXPECT_EQ(rights_at(reinterpret_cast<char*>(entry.function) + 4096), "r--p");
}

TEST(CodeLoader, ClearsAndGivesVariables) {
    ObjectWriter writer;
    const auto text = writer.text(code_load_and_store());
    const auto zeros =
        writer.section(".bss", SHF_ALLOC | SHF_WRITE, std::string(16, 'x'), 16, SHT_NOBITS);
    writer.symbol("kernel", text);
    writer.relocate(text, 3, R_X86_64_PC32, writer.symbol("zeros", zeros, 0, STT_OBJECT), -4 + 8);
    EXPECT_EQ(load_and_run(writer), 0);
}

TEST(CodeLoader, WritesAbsoluteNumbersOf32Bits) {
    ObjectWriter writer;
    // mov rax, [rsi]; mov qword [rax], value; ret
    const auto text = writer.text(code_store(0));
    writer.symbol("kernel", text);
    writer.relocate(text, 6, R_X86_64_32S, writer.symbol("small", SHN_ABS, 1000), -5);
    EXPECT_EQ(load_and_run(writer), 995);
    for (const std::uint32_t type : {R_X86_64_32, R_X86_64_32S}) {
        ObjectWriter wrong;
        const auto code = wrong.text(code_store(0));
        wrong.relocate(code, 6, type, wrong.symbol("kernel", code), 0);
        EXPECT_NE(problem_of(wrong.finish()).find("'kernel' lies too far away"), std::string::npos);
    }
}

TEST(CodeLoader, CallsFunctionsItIsGiven) {
    ObjectWriter writer;
    const auto text = writer.text(code_call());
    writer.symbol("kernel", text);
    writer.relocate(text, 5, R_X86_64_PLT32, writer.undefined("store_77"), -4);
    EXPECT_EQ(load_and_run(writer), 77);
}

/// A page at a low address, far from where the system maps code: the first that is free.
void* map_far_from_code() {
    void* page = MAP_FAILED;
    for (std::uintptr_t at = 1; page == MAP_FAILED && at < 8; ++at)
        page = mmap(reinterpret_cast<void*>(at << 28), 4096, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    return page;
}

TEST(CodeLoader, CallsFunctionsThatLieMoreThan2GiBAway) {
    const std::string code = code_store(123);
    void* const low = map_far_from_code();
    ASSERT_NE(low, MAP_FAILED) << std::strerror(errno);
    std::memcpy(low, code.data(), code.size());
    mprotect(low, 4096, PROT_READ | PROT_EXEC);
    ObjectWriter writer;
    const auto text = writer.text(code_call() + code_call());
    writer.symbol("kernel", text, code_call().size());
    const auto far_away = writer.undefined("far_away");
    writer.relocate(text, 5, R_X86_64_PLT32, far_away, -4);
    writer.relocate(text, 5 + code_call().size(), R_X86_64_PLT32, far_away, -4);
    const Entry entry =
        load_object(writer.finish(), "kernel", [low](const std::string&) { return low; });
    EXPECT_EQ(run(entry), 123);
    munmap(low, 4096);
}

TEST(CodeLoader, HasNoPageThatIsWritableAndExecutable) {
    ObjectWriter writer = simple_object();
    writer.section(".data", SHF_ALLOC | SHF_WRITE, "data");
    writer.section(".rodata", SHF_ALLOC, "constants");
    const Entry entry = load_object(writer.finish(), "kernel", {});
    const char* code = reinterpret_cast<const char*>(entry.function);
    EXPECT_EQ(rights_at(code), "r-xp");
    EXPECT_EQ(rights_at(code + 4096), "r--p");
    EXPECT_EQ(rights_at(code + 8192), "rw-p");
}

TEST(CodeLoader, UnmapsCodeWhenItsOwnerDies) {
    ObjectWriter writer = simple_object();
    Entry entry = load_object(writer.finish(), "kernel", {});
    const std::weak_ptr<const void> owner = entry.owner;
    entry = {};
    EXPECT_TRUE(owner.expired());
}

TEST(CodeLoader, TellsTheDebuggerWhereTheSectionsLie) {
    const jit_code_entry* before = __jit_debug_descriptor.first_entry;
    {
        ObjectWriter writer = simple_object();
        const Entry entry = load_object(writer.finish(), "kernel", {});
        const jit_code_entry* added = __jit_debug_descriptor.first_entry;
        ASSERT_NE(added, before);
        EXPECT_EQ(added->next_entry, before);
        Elf64_Ehdr start;
        std::memcpy(&start, added->symfile_addr, sizeof start);
        Elf64_Shdr text;
        std::memcpy(&text, added->symfile_addr + start.e_shoff + sizeof text, sizeof text);
        EXPECT_EQ(text.sh_addr, reinterpret_cast<std::uint64_t>(entry.function));
        ObjectWriter second = simple_object();
        const Entry other = load_object(second.finish(), "kernel", {});
        EXPECT_EQ(__jit_debug_descriptor.first_entry->next_entry, added);
    }
    EXPECT_EQ(__jit_debug_descriptor.first_entry, before);
}

TEST(CodeLoader, SaysWhatIsMissing) {
    ObjectWriter writer = simple_object();
    const std::string object = writer.finish();
    EXPECT_NE(problem_of(object, "absent").find("does not define 'absent'"), std::string::npos);
    EXPECT_NE(problem_of("").find("file header"), std::string::npos);
    EXPECT_NE(problem_of(std::string(100, 'x')).find("no ELF file"), std::string::npos);
    ObjectWriter calls;
    const auto text = calls.text(code_call());
    calls.symbol("kernel", text);
    calls.relocate(text, 5, R_X86_64_PLT32, calls.undefined("nowhere"), -4);
    EXPECT_NE(problem_of(calls.finish()).find("'nowhere' is not defined anywhere"),
              std::string::npos);
}

TEST(CodeLoader, RefusesWhatItDoesNotKnow) {
    {
        ObjectWriter writer = simple_object();
        writer.section(".init_array", SHF_ALLOC | SHF_WRITE, "12345678", 8, SHT_INIT_ARRAY);
        EXPECT_NE(problem_of(writer.finish()).find("constructors"), std::string::npos);
    }
    {
        ObjectWriter writer = simple_object();
        writer.section(".tdata", SHF_ALLOC | SHF_WRITE | SHF_TLS, "12345678");
        EXPECT_NE(problem_of(writer.finish()).find("thread-local"), std::string::npos);
    }
    {
        ObjectWriter writer;
        writer.symbol("kernel", writer.section(".text", code_flags | SHF_WRITE, code_store(1)));
        EXPECT_NE(problem_of(writer.finish()).find("code that may be changed"), std::string::npos);
    }
    {
        ObjectWriter writer;
        const auto text = writer.text(code_call());
        writer.relocate(text, 5, R_X86_64_TLSGD, writer.symbol("kernel", text), 0);
        EXPECT_NE(problem_of(writer.finish()).find("type 19"), std::string::npos);
    }
    {
        ObjectWriter writer;
        writer.symbol("kernel", writer.section(".rodata", SHF_ALLOC, "data"));
        EXPECT_NE(problem_of(writer.finish()).find("no function"), std::string::npos);
    }
}

TEST(CodeLoader, RefusesNumbersThatLeadOutOfTheObject) {
    {
        ObjectWriter writer;
        const auto text = writer.text(code_call());
        writer.relocate(text, code_call().size() - 3, R_X86_64_PC32, writer.symbol("kernel", text),
                        0);
        EXPECT_NE(problem_of(writer.finish()).find("outside of its section"), std::string::npos);
    }
    {
        ObjectWriter writer;
        const auto text = writer.text(code_call());
        writer.symbol("kernel", text);
        writer.relocate(text, 5, R_X86_64_PC32, 1000, 0);
        EXPECT_NE(problem_of(writer.finish()).find("unknown symbol"), std::string::npos);
    }
    {
        ObjectWriter writer;
        writer.symbol("kernel", writer.text(code_store(1)), 1 << 20);
        EXPECT_NE(problem_of(writer.finish()).find("no function"), std::string::npos);
    }
    {
        ObjectWriter writer = simple_object();
        writer.header(writer.section(".bss", SHF_ALLOC | SHF_WRITE, "", 16, SHT_NOBITS)).sh_size =
            ~std::uint64_t{0};
        EXPECT_NE(problem_of(writer.finish()).find("larger than"), std::string::npos);
    }
    for (const std::uint64_t alignment : {std::uint64_t{3}, std::uint64_t{8192}}) {
        ObjectWriter writer = simple_object();
        writer.section(".rodata", SHF_ALLOC, "x", alignment);
        EXPECT_NE(problem_of(writer.finish()).find("alignment"), std::string::npos);
    }
}

}  // namespace
}  // namespace tenon::runtime
