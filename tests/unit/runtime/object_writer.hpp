// SPDX-License-Identifier: MIT
/// Writes small relocatable objects, so that the loader can be tested without a compiler, and with
/// objects that no compiler would write.
#pragma once

#include <elf.h>

#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace tenon::runtime {

inline std::string bytes(std::initializer_list<int> values) {
    std::string text;
    for (const int value : values)
        text.push_back(static_cast<char>(value));
    return text;
}

template <class T>
std::string bytes_of(const T& value) {
    return {reinterpret_cast<const char*>(&value), sizeof value};
}

class ObjectWriter {
public:
    ObjectWriter() {
        sections_.emplace_back();
        symbols_.emplace_back();
    }

    std::uint16_t section(const std::string& name, std::uint64_t flags, std::string contents,
                          std::uint64_t alignment = 16, std::uint32_t type = SHT_PROGBITS) {
        Section one;
        one.header.sh_name = add_name(section_names_, name);
        one.header.sh_type = type;
        one.header.sh_flags = flags;
        one.header.sh_size = contents.size();
        one.header.sh_addralign = alignment;
        one.contents = std::move(contents);
        sections_.push_back(std::move(one));
        return static_cast<std::uint16_t>(sections_.size() - 1);
    }
    std::uint16_t text(std::string contents) {
        return section(".text", SHF_ALLOC | SHF_EXECINSTR, std::move(contents));
    }
    Elf64_Shdr& header(std::uint16_t section) { return sections_[section].header; }

    std::uint32_t symbol(const std::string& name, std::uint16_t section, std::uint64_t value = 0,
                         int type = STT_FUNC) {
        Elf64_Sym one{};
        one.st_name = add_name(symbol_names_, name);
        one.st_info = static_cast<unsigned char>(ELF64_ST_INFO(STB_GLOBAL, type));
        one.st_shndx = section;
        one.st_value = value;
        symbols_.push_back(one);
        return static_cast<std::uint32_t>(symbols_.size() - 1);
    }
    std::uint32_t undefined(const std::string& name) {
        return symbol(name, SHN_UNDEF, 0, STT_NOTYPE);
    }

    void relocate(std::uint16_t section, std::uint64_t offset, std::uint32_t type,
                  std::uint32_t symbol, std::int64_t addend) {
        Elf64_Rela one{};
        one.r_offset = offset;
        one.r_info = ELF64_R_INFO(static_cast<std::uint64_t>(symbol), type);
        one.r_addend = addend;
        sections_[section].relocations += bytes_of(one);
    }

    std::string finish() {
        const auto targets = static_cast<std::uint16_t>(sections_.size());
        std::string table;
        for (const Elf64_Sym& one : symbols_)
            table += bytes_of(one);
        const std::uint16_t symbol_table = section(".symtab", 0, table, 8, SHT_SYMTAB);
        header(symbol_table).sh_entsize = sizeof(Elf64_Sym);
        header(symbol_table).sh_link = section(".strtab", 0, symbol_names_, 1, SHT_STRTAB);
        for (std::uint16_t target = 1; target < targets; ++target) {
            if (sections_[target].relocations.empty())
                continue;
            const auto rela = section(".rela", 0, sections_[target].relocations, 8, SHT_RELA);
            header(rela).sh_entsize = sizeof(Elf64_Rela);
            header(rela).sh_link = symbol_table;
            header(rela).sh_info = target;
        }
        const std::uint16_t names = section(".shstrtab", 0, "", 1, SHT_STRTAB);
        sections_[names].contents = section_names_;
        header(names).sh_size = section_names_.size();
        return assemble(names);
    }

private:
    struct Section {
        Elf64_Shdr header{};
        std::string contents;
        std::string relocations;
    };

    static std::uint32_t add_name(std::string& table, const std::string& name) {
        const auto at = static_cast<std::uint32_t>(table.size());
        table += name + '\0';
        return at;
    }

    std::string assemble(std::uint16_t names) {
        std::string file(sizeof(Elf64_Ehdr), '\0');
        for (Section& one : sections_) {
            one.header.sh_offset = file.size();
            file += one.contents;
        }
        Elf64_Ehdr start{};
        std::memcpy(start.e_ident, ELFMAG, SELFMAG);
        start.e_ident[EI_CLASS] = ELFCLASS64;
        start.e_ident[EI_DATA] = ELFDATA2LSB;
        start.e_ident[EI_VERSION] = EV_CURRENT;
        start.e_type = ET_REL;
        start.e_machine = EM_X86_64;
        start.e_version = EV_CURRENT;
        start.e_shoff = file.size();
        start.e_ehsize = sizeof(Elf64_Ehdr);
        start.e_shentsize = sizeof(Elf64_Shdr);
        start.e_shnum = static_cast<std::uint16_t>(sections_.size());
        start.e_shstrndx = names;
        std::memcpy(file.data(), &start, sizeof start);
        for (const Section& one : sections_)
            file += bytes_of(one.header);
        return file;
    }

    std::string section_names_ = std::string(1, '\0');
    std::string symbol_names_ = std::string(1, '\0');
    std::vector<Section> sections_;
    std::vector<Elf64_Sym> symbols_;
};

// Machine code of entry points (System V: context rdi, args rsi). Each writes to *(int64*)args[0].

/// mov rax, [rsi]; mov qword [rax], value; ret
inline std::string code_store(int value) {
    return bytes({0x48, 0x8b, 0x06, 0x48, 0xc7, 0x00}) + bytes_of(value) + bytes({0xc3});
}

/// mov rcx, [rip + ?]; mov rax, [rsi]; mov [rax], rcx; ret. The relocation goes to byte 3.
inline std::string code_load_and_store() {
    return bytes({0x48, 0x8b, 0x0d, 0, 0, 0, 0, 0x48, 0x8b, 0x06, 0x48, 0x89, 0x08, 0xc3});
}

/// sub rsp, 8; call ?; add rsp, 8; ret. The relocation goes to byte 5.
inline std::string code_call() {
    return bytes({0x48, 0x83, 0xec, 0x08, 0xe8, 0, 0, 0, 0, 0x48, 0x83, 0xc4, 0x08, 0xc3});
}

}  // namespace tenon::runtime
