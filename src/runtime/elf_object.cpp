// SPDX-License-Identifier: MIT
#include "runtime/elf_object.hpp"

#include <cstring>
#include <type_traits>

#include <tenon/error.hpp>

namespace tenon::runtime {
namespace {

/// Copied out: nothing says that a table is aligned.
template <class T>
T read(std::string_view bytes, std::size_t index = 0) {
    static_assert(std::is_trivially_copyable_v<T>);
    T value;
    std::memcpy(&value, bytes.data() + index * sizeof(T), sizeof(T));
    return value;
}

std::size_t entries(const Elf64_Shdr& header, std::size_t entry_size, const char* what) {
    if (header.sh_entsize != entry_size || header.sh_size % entry_size != 0)
        refuse_object(std::string(what) + " has entries of a wrong size");
    return header.sh_size / entry_size;
}

}  // namespace

void refuse_object(const std::string& what) {
    throw CompileError("cannot load compiled code: " + what);
}

std::size_t relocation_width(std::uint32_t type) {
    switch (type) {
    case R_X86_64_NONE: return 0;
    case R_X86_64_PC32:
    case R_X86_64_PLT32:
    case R_X86_64_32:
    case R_X86_64_32S:
    case R_X86_64_GOTPCREL:
    case R_X86_64_GOTPCRELX:
    case R_X86_64_REX_GOTPCRELX: return 4;
    case R_X86_64_64:
    case R_X86_64_PC64: return 8;
    default: refuse_object("relocations of type " + std::to_string(type) + " are not known here");
    }
}

ElfObject::ElfObject(std::string_view bytes) : bytes_(bytes) {
    header_ = read<Elf64_Ehdr>(range(0, sizeof(Elf64_Ehdr), "the file header"));
    if (std::memcmp(header_.e_ident, ELFMAG, SELFMAG) != 0)
        refuse_object("it is no ELF file");
    if (header_.e_ident[EI_CLASS] != ELFCLASS64 || header_.e_ident[EI_DATA] != ELFDATA2LSB ||
        header_.e_machine != EM_X86_64)
        refuse_object("it is not for x86-64");
    if (header_.e_type != ET_REL)
        refuse_object("it is no relocatable object");
    read_sections();
    read_symbols();
}

std::string_view ElfObject::range(std::uint64_t offset, std::uint64_t size,
                                  const char* what) const {
    if (offset > bytes_.size() || size > bytes_.size() - offset)
        refuse_object(std::string(what) + " lies outside of its " + std::to_string(bytes_.size()) +
                      " bytes");
    return bytes_.substr(offset, size);
}

std::string_view ElfObject::name_at(std::string_view table, std::uint64_t offset) const {
    if (offset >= table.size())
        return {};
    const std::size_t end = table.find('\0', offset);
    if (end == std::string_view::npos)
        refuse_object("a name does not end");
    return table.substr(offset, end - offset);
}

std::size_t ElfObject::header_offset(std::size_t section) const {
    return header_.e_shoff + section * sizeof(Elf64_Shdr);
}

void ElfObject::read_sections() {
    if (header_.e_shentsize != sizeof(Elf64_Shdr) || header_.e_shnum == 0)
        refuse_object("it has no table of sections");
    const std::string_view table =
        range(header_.e_shoff, header_.e_shnum * sizeof(Elf64_Shdr), "the table of sections");
    sections_.reserve(header_.e_shnum);
    for (std::size_t i = 0; i < header_.e_shnum; ++i) {
        Section section{read<Elf64_Shdr>(table, i), {}, {}};
        if (section.header.sh_type != SHT_NOBITS && section.header.sh_type != SHT_NULL)
            section.contents = range(section.header.sh_offset, section.header.sh_size, "a section");
        sections_.push_back(section);
    }
    if (header_.e_shstrndx >= sections_.size())
        refuse_object("the names of its sections are missing");
    for (Section& section : sections_)
        section.name = name_at(sections_[header_.e_shstrndx].contents, section.header.sh_name);
}

void ElfObject::read_symbols() {
    for (std::size_t i = 1; i < sections_.size() && symbol_table_ == 0; ++i)
        if (sections_[i].header.sh_type == SHT_SYMTAB)
            symbol_table_ = i;
    if (symbol_table_ == 0)
        refuse_object("it has no table of symbols");
    const Section& table = sections_[symbol_table_];
    if (table.header.sh_link >= sections_.size())
        refuse_object("the names of its symbols are missing");
    const std::string_view names = sections_[table.header.sh_link].contents;
    const std::size_t count = entries(table.header, sizeof(Elf64_Sym), "the table of symbols");
    symbols_.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        const auto entry = read<Elf64_Sym>(table.contents, i);
        symbols_.push_back({entry, name_at(names, entry.st_name)});
    }
}

std::vector<Elf64_Rela> ElfObject::relocations(std::size_t target) const {
    std::vector<Elf64_Rela> all;
    const std::uint64_t target_size = sections_[target].contents.size();
    for (const Section& section : sections_) {
        if (section.header.sh_info != target)
            continue;
        if (section.header.sh_type == SHT_REL)
            refuse_object("it has relocations without addends");
        if (section.header.sh_type != SHT_RELA)
            continue;
        if (section.header.sh_link != symbol_table_)
            refuse_object("relocations use an unknown table of symbols");
        const std::size_t count =
            entries(section.header, sizeof(Elf64_Rela), "a table of relocations");
        for (std::size_t i = 0; i < count; ++i) {
            const auto one = read<Elf64_Rela>(section.contents, i);
            const std::size_t width = relocation_width(ELF64_R_TYPE(one.r_info));
            if (one.r_offset > target_size || width > target_size - one.r_offset)
                refuse_object("a relocation lies outside of its section");
            if (ELF64_R_SYM(one.r_info) >= symbols_.size())
                refuse_object("a relocation uses an unknown symbol");
            all.push_back(one);
        }
    }
    return all;
}

}  // namespace tenon::runtime
