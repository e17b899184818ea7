// SPDX-License-Identifier: MIT
/// Reading an ELF64 x86-64 relocatable object. Its bytes may come from a file that somebody else
/// wrote: nothing in it is believed before it is checked.
#pragma once

#include <elf.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::runtime {

/// @throws CompileError "cannot load compiled code: <what>"
[[noreturn]] void refuse_object(const std::string& what);

/// The bytes must outlive it. Everything it returns lies inside them.
class ElfObject {
public:
    /// @throws CompileError when a header, a table or a name does not lie inside `bytes`.
    explicit ElfObject(std::string_view bytes);

    struct Section {
        Elf64_Shdr header;
        std::string_view name;
        std::string_view contents;  ///< empty when the file holds none (.bss)
    };
    struct Symbol {
        Elf64_Sym entry;
        std::string_view name;
    };
    const std::vector<Section>& sections() const { return sections_; }
    const std::vector<Symbol>& symbols() const { return symbols_; }

    /// Relocations of section `target`, whose offsets and symbol numbers are checked: `width` of
    /// their type bytes fit there.
    std::vector<Elf64_Rela> relocations(std::size_t target) const;

    /// Where the file keeps the header of a section.
    std::size_t header_offset(std::size_t section) const;

private:
    std::string_view range(std::uint64_t offset, std::uint64_t size, const char* what) const;
    std::string_view name_at(std::string_view table, std::uint64_t offset) const;
    void read_sections();
    void read_symbols();

    std::string_view bytes_;
    Elf64_Ehdr header_{};
    std::vector<Section> sections_;
    std::vector<Symbol> symbols_;
    std::size_t symbol_table_ = 0;  ///< its section; 0: there is none
};

/// Bytes that a relocation of this type changes; 0 for R_X86_64_NONE. @throws CompileError
std::size_t relocation_width(std::uint32_t type);

}  // namespace tenon::runtime
