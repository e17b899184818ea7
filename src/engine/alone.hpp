// SPDX-License-Identifier: MIT
/// The statements of a tape, each as a tape of its own.
#pragma once

#include <span>
#include <vector>

#include "tape/tape.hpp"
#include "tape/word_reader.hpp"

namespace tenon::engine {

/// One statement at a time as a tape of its own. Storages are borrowed: they stay the whole tape's,
/// which holds them and has them locked.
class Alone {
public:
    /// `views` is memory to work in. `instead`: storages to take for the tape's own, by slot; null
    /// where its own are meant.
    Alone(const tape::Tape& whole, tape::Tape& one, std::vector<std::uint32_t>& views,
          std::span<detail::Storage* const> instead = {})
        : whole_(whole), one_(one), views_(views), instead_(instead) {}
    ~Alone() { forget(); }
    Alone(const Alone&) = delete;
    Alone& operator=(const Alone&) = delete;

    /// `scalars`: how many scalars the statements before have.
    void take(const tape::WordReader& statement, std::size_t& scalars);

private:
    void take_body(tape::Header& header);
    std::uint32_t view_number(std::uint32_t of_whole, bool written);
    void add_view(const tape::ViewEntry& from, std::uint32_t number);
    detail::Storage* storage_of(std::uint32_t slot) const;
    std::uint32_t slot_number(detail::Storage* storage);
    std::uint32_t layout_number(const tape::LayoutRef& layout);
    void forget() noexcept;

    const tape::Tape& whole_;
    tape::Tape& one_;
    std::vector<std::uint32_t>& views_;  ///< of the whole tape, by number on the one
    std::span<detail::Storage* const> instead_;
};

template <class Visit>
void visit_slots(const tape::Tape& tape, const tape::WordReader& statement, const Visit& visit) {
    for (const std::uint64_t packed : statement.operands()) {
        const tape::OperandWord word = tape::OperandWord::unpack(packed);
        if (word.form == tape::Input::Form::view)
            visit(tape.views[word.view].slot);
    }
}

}  // namespace tenon::engine
