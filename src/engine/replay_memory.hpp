// SPDX-License-Identifier: MIT
/// What the arrays of a tape held at its statements, as far as that is known after it has been run.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "tape/tape.hpp"

namespace tenon::engine {

/// Statements are numbered as they stand on the tape. Those that are run again write to copies; a
/// statement reads the tape's own storage where nothing has been written since.
class ReplayMemory {
public:
    using StorageRef = std::shared_ptr<detail::Storage>;

    /// `is_true`: no storage of the tape is written through another.
    ReplayMemory(const tape::Tape& tape, bool is_true);

    /// To be told in the order of the statements, before anything is asked.
    void note_write(std::uint32_t slot, std::int64_t statement) { last_write_[slot] = statement; }
    /// A statement that will be run again has to do with the slot.
    void note_use(std::uint32_t slot, std::int64_t statement);

    /// Whether the slot's own storage has what the statement read.
    bool still_there(std::uint32_t slot, std::int64_t statement) const;
    bool readable(std::uint32_t slot, std::int64_t statement) const;

    /// For one statement after the other: its outputs get room, then all is chosen, then it may be
    /// run on `instead`, and what it read be held; then its slots are left.
    void begin();
    void make_room(const tape::ViewEntry& written);
    void choose_input(std::uint32_t slot, std::int64_t statement);
    /// `keep`: what is updated in place is wanted as it was.
    void choose_output(std::uint32_t slot, bool keep);
    std::span<detail::Storage* const> instead() const { return instead_; }
    /// `copied`: a storage of the tape's own may be written before what is held is looked at.
    StorageRef hold(std::uint32_t slot, bool copied) const;
    void leave(std::uint32_t slot, std::int64_t statement);

    /// The statement that writes the slot cannot be run again.
    void lose(std::uint32_t slot) { broken_[slot] = true; }

private:
    StorageRef new_storage(std::int64_t bytes) const;
    StorageRef copy_of(const detail::Storage& storage) const;

    const tape::Tape& tape_;
    const bool is_true_;
    std::vector<std::int64_t> last_write_;  ///< by slot: a statement, or -1
    std::vector<std::int64_t> last_use_;
    std::vector<detail::Storage*> instead_;  ///< by slot: not the tape's own
    std::vector<StorageRef> copies_;         ///< by slot, what it held at this statement
    std::vector<bool> broken_;               ///< its copy is not what it held
    StorageRef before_;                      ///< of the slot that is updated in place
    std::uint32_t before_slot_ = 0;
};

}  // namespace tenon::engine
