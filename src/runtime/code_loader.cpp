// SPDX-License-Identifier: MIT
#include "runtime/code_loader.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstring>
#include <limits>
#include <map>
#include <utility>

#include "runtime/elf_object.hpp"
#include "runtime/loaded_code.hpp"

namespace tenon::runtime {
namespace {

constexpr std::uint64_t page = 4096;
constexpr std::uint64_t size_limit = std::uint64_t{64} << 20;  ///< kernels have some kilobytes

/// What the pages of a part of the image allow; no page belongs to two.
enum Part : std::uint8_t { code, constants, variables, part_count, unused };

std::uint64_t align_up(std::uint64_t value, std::uint64_t alignment) {
    return (value + alignment - 1) / alignment * alignment;
}

Part part_of(const ElfObject::Section& section) {
    const Elf64_Shdr& header = section.header;
    if ((header.sh_flags & SHF_ALLOC) == 0)
        return unused;
    switch (header.sh_type) {
    case SHT_PROGBITS:
    case SHT_NOBITS:
    case SHT_X86_64_UNWIND: break;
    case SHT_INIT_ARRAY:
    case SHT_FINI_ARRAY:
    case SHT_PREINIT_ARRAY: refuse_object("it has constructors");
    default: return unused;
    }
    if ((header.sh_flags & SHF_TLS) != 0)
        refuse_object("it has thread-local variables");
    const bool writable = (header.sh_flags & SHF_WRITE) != 0;
    if ((header.sh_flags & SHF_EXECINSTR) != 0) {
        if (writable)
            refuse_object("it has code that may be changed");
        return code;
    }
    // Written by relocations only.
    const bool relocated_once = section.name.starts_with(".data.rel.ro");
    return writable && !relocated_once ? variables : constants;
}

bool is_undefined(const ElfObject::Symbol& symbol) {
    return symbol.entry.st_shndx == SHN_UNDEF && !symbol.name.empty();
}

bool uses_slot(std::uint32_t type) {
    return type == R_X86_64_GOTPCREL || type == R_X86_64_GOTPCRELX ||
           type == R_X86_64_REX_GOTPCRELX;
}

/// Puts the sections of one object into memory.
class Linker {
public:
    Linker(std::string_view bytes, const Resolver& resolve)
        : bytes_(bytes), object_(bytes), resolve_(resolve), places_(object_.sections().size()) {}

    Entry link(const std::string& symbol);

private:
    struct Place {
        Part part = unused;
        std::uint64_t offset = 0;  ///< in the image
    };
    struct Slot {
        std::uint64_t address = 0;  ///< where the symbol's address is kept
        std::uint64_t jump = 0;     ///< where a jump to it is
    };
    void lay_out();
    std::uint64_t reserve(std::uint64_t bytes, std::uint64_t alignment);
    void find_slots();
    void fill_slots();
    void relocate(std::size_t section);
    std::uint64_t value_of(const Elf64_Rela& relocation, std::uint64_t place);
    void write(const Elf64_Rela& relocation, std::byte* target, std::uint64_t value) const;
    std::uint64_t address_of(std::uint32_t symbol);
    std::uint64_t find_address(const ElfObject::Symbol& symbol) const;
    std::uint64_t entry_address(const std::string& symbol) const;
    std::string debug_copy() const;
    std::uint64_t base() const { return reinterpret_cast<std::uint64_t>(loaded_->image()); }

    std::string_view bytes_;
    ElfObject object_;
    const Resolver& resolve_;
    std::vector<Place> places_;
    std::map<std::uint32_t, Slot> slots_;
    std::map<std::uint32_t, std::uint64_t> addresses_;
    std::array<std::uint64_t, part_count> part_end_{};
    std::uint64_t size_ = 0;
    std::shared_ptr<LoadedCode> loaded_;
};

std::uint64_t Linker::reserve(std::uint64_t bytes, std::uint64_t alignment) {
    if (!std::has_single_bit(alignment) || alignment > page)
        refuse_object("a section has an impossible alignment");
    const std::uint64_t offset = align_up(size_, alignment);
    if (bytes > size_limit || offset + bytes > size_limit)
        refuse_object("it is larger than " + std::to_string(size_limit >> 20) + " MiB");
    size_ = offset + bytes;
    return offset;
}

void Linker::lay_out() {
    find_slots();
    for (const Part part : {code, constants, variables}) {
        for (std::size_t i = 0; i < places_.size(); ++i) {
            const Elf64_Shdr& header = object_.sections()[i].header;
            if (places_[i].part == part)
                places_[i].offset =
                    reserve(header.sh_size, std::max<std::uint64_t>(header.sh_addralign, 1));
        }
        for (auto& [symbol, slot] : slots_) {
            if (part == code)
                slot.jump = reserve(8, 8);
            if (part == constants)
                slot.address = reserve(8, 8);
        }
        part_end_[part] = reserve(0, page);
    }
}

/// Symbols whose address is read from memory, or that may lie too far away for a call.
void Linker::find_slots() {
    for (std::size_t i = 0; i < places_.size(); ++i) {
        places_[i].part = part_of(object_.sections()[i]);
        if (places_[i].part == unused)
            continue;
        for (const Elf64_Rela& relocation : object_.relocations(i)) {
            const auto type = static_cast<std::uint32_t>(ELF64_R_TYPE(relocation.r_info));
            const auto symbol = static_cast<std::uint32_t>(ELF64_R_SYM(relocation.r_info));
            if (uses_slot(type) ||
                (type == R_X86_64_PLT32 && is_undefined(object_.symbols()[symbol])))
                slots_.try_emplace(symbol);
        }
    }
}

void Linker::fill_slots() {
    for (const auto& [symbol, slot] : slots_) {
        const std::uint64_t address = address_of(symbol);
        std::memcpy(loaded_->image() + slot.address, &address, sizeof address);
        // jmp *[rip + distance to the slot]
        const auto distance = static_cast<std::uint32_t>(slot.address - (slot.jump + 6));
        std::byte* jump = loaded_->image() + slot.jump;
        jump[0] = std::byte{0xff};
        jump[1] = std::byte{0x25};
        std::memcpy(jump + 2, &distance, sizeof distance);
    }
}

std::uint64_t Linker::find_address(const ElfObject::Symbol& symbol) const {
    const Elf64_Sym& entry = symbol.entry;
    const auto type = ELF64_ST_TYPE(entry.st_info);
    if (type == STT_TLS || type == STT_GNU_IFUNC)
        refuse_object("'" + std::string(symbol.name) + "' is of a kind not known here");
    if (entry.st_shndx == SHN_ABS)
        return entry.st_value;
    if (entry.st_shndx == SHN_UNDEF) {
        if (symbol.name.empty())
            return 0;
        void* address = resolve_ ? resolve_(std::string(symbol.name)) : nullptr;
        if (address == nullptr)
            refuse_object("'" + std::string(symbol.name) + "' is not defined anywhere");
        return reinterpret_cast<std::uint64_t>(address);
    }
    if (entry.st_shndx >= places_.size() || places_[entry.st_shndx].part == unused ||
        entry.st_value > object_.sections()[entry.st_shndx].header.sh_size)
        refuse_object("'" + std::string(symbol.name) + "' lies in no section");
    return base() + places_[entry.st_shndx].offset + entry.st_value;
}

std::uint64_t Linker::address_of(std::uint32_t symbol) {
    const auto known = addresses_.find(symbol);
    if (known != addresses_.end())
        return known->second;
    const std::uint64_t address = find_address(object_.symbols()[symbol]);
    addresses_.emplace(symbol, address);
    return address;
}

/// What a relocation writes at address `place`; sums wrap around, `write` checks their range.
std::uint64_t Linker::value_of(const Elf64_Rela& relocation, std::uint64_t place) {
    const auto type = static_cast<std::uint32_t>(ELF64_R_TYPE(relocation.r_info));
    const auto symbol = static_cast<std::uint32_t>(ELF64_R_SYM(relocation.r_info));
    const auto addend = static_cast<std::uint64_t>(relocation.r_addend);
    if (uses_slot(type))
        return base() + slots_.at(symbol).address + addend - place;
    const std::uint64_t value = address_of(symbol) + addend;
    if (type == R_X86_64_PLT32) {
        const auto distance = static_cast<std::int64_t>(value - place);
        const auto slot = slots_.find(symbol);
        if (slot != slots_.end() && distance != static_cast<std::int32_t>(distance))
            return base() + slot->second.jump + addend - place;
    }
    const bool relative = type == R_X86_64_PLT32 || type == R_X86_64_PC32 || type == R_X86_64_PC64;
    return relative ? value - place : value;
}

void Linker::write(const Elf64_Rela& relocation, std::byte* target, std::uint64_t value) const {
    const auto type = static_cast<std::uint32_t>(ELF64_R_TYPE(relocation.r_info));
    const std::size_t width = relocation_width(type);
    const auto signed_value = static_cast<std::int64_t>(value);
    const bool fits = width != 4 || (type == R_X86_64_32
                                         ? value == static_cast<std::uint32_t>(value)
                                         : signed_value == static_cast<std::int32_t>(signed_value));
    if (!fits)
        refuse_object("'" + std::string(object_.symbols()[ELF64_R_SYM(relocation.r_info)].name) +
                      "' lies too far away");
    std::memcpy(target, &value, width);  // little endian
}

void Linker::relocate(std::size_t section) {
    for (const Elf64_Rela& relocation : object_.relocations(section)) {
        if (ELF64_R_TYPE(relocation.r_info) == R_X86_64_NONE)
            continue;
        const std::uint64_t offset = places_[section].offset + relocation.r_offset;
        write(relocation, loaded_->image() + offset, value_of(relocation, base() + offset));
    }
}

std::uint64_t Linker::entry_address(const std::string& symbol) const {
    for (const ElfObject::Symbol& one : object_.symbols()) {
        const std::uint16_t section = one.entry.st_shndx;
        if (one.name != symbol || section == SHN_UNDEF)
            continue;
        if (section >= places_.size() || places_[section].part != code ||
            one.entry.st_value >= object_.sections()[section].header.sh_size)
            refuse_object("'" + symbol + "' is no function");
        return find_address(one);
    }
    refuse_object("it does not define '" + symbol + "'");
}

std::string Linker::debug_copy() const {
    std::string copy(bytes_);
    for (std::size_t i = 0; i < places_.size(); ++i) {
        if (places_[i].part == unused)
            continue;
        const std::uint64_t address = base() + places_[i].offset;
        std::memcpy(copy.data() + object_.header_offset(i) + offsetof(Elf64_Shdr, sh_addr),
                    &address, sizeof address);
    }
    return copy;
}

Entry Linker::link(const std::string& symbol) {
    lay_out();
    loaded_ = std::make_shared<LoadedCode>(std::max(size_, page));
    for (std::size_t i = 0; i < places_.size(); ++i) {
        const std::string_view contents = object_.sections()[i].contents;
        if (places_[i].part != unused && !contents.empty())
            std::memcpy(loaded_->image() + places_[i].offset, contents.data(), contents.size());
    }
    fill_slots();
    for (std::size_t i = 0; i < places_.size(); ++i)
        if (places_[i].part != unused)
            relocate(i);
    const std::uint64_t address = entry_address(symbol);
    loaded_->make_executable(0, part_end_[code]);
    loaded_->make_read_only(part_end_[code], part_end_[constants]);
    loaded_->show_to_debugger(debug_copy());
    return {reinterpret_cast<EntryFn>(address), nullptr, loaded_, true};
}

}  // namespace

Entry load_object(std::string_view object, const std::string& symbol, const Resolver& resolve) {
    return Linker(object, resolve).link(symbol);
}

}  // namespace tenon::runtime
