// SPDX-License-Identifier: MIT
// An element is read before it is written (Fuser::store_results), and by its own turn only, so a
// result may lie where an operand lay. Both become one parameter of the kernel, like that of an
// array which is updated: whatever runs it knows that its stores change what it loads.
#include <algorithm>
#include <limits>

#include "schedule/group.hpp"

namespace tenon::schedule {

namespace {

constexpr std::uint32_t never = std::numeric_limits<std::uint32_t>::max();

bool contains(const std::vector<std::uint32_t>& list, std::uint32_t value) {
    return std::ranges::find(list, value) != list.end();
}

class Finder {
public:
    Finder(const CanonicalTape& tape, const std::vector<bool>& stored, std::vector<Group>& groups)
        : tape_(tape), stored_(stored), groups_(groups), first_(tape.slots.size(), never),
          last_(tape.slots.size(), never) {
        for (std::uint32_t g = 0; g < groups.size(); ++g)
            note_uses(g);
    }

    void run() {
        for (std::uint32_t g = 0; g < groups_.size(); ++g)
            if (groups_[g].fusible)
                for (const std::uint32_t view : groups_[g].writes)
                    if (is_new(view, g))
                        give_place(view, g);
    }

private:
    std::uint32_t slot_of(std::uint32_t view) const { return tape_.views[view].slot; }

    void note_use(std::uint32_t slot, std::uint32_t g) {
        first_[slot] = std::min(first_[slot], g);
        last_[slot] = g;
    }
    void note_uses(std::uint32_t g) {
        for (const std::uint32_t view : groups_[g].reads)
            note_use(slot_of(view), g);
        for (const std::uint32_t view : groups_[g].writes)
            note_use(slot_of(view), g);
        for (const std::uint32_t slot : groups_[g].whole_reads)
            note_use(slot, g);
    }

    /// Whether the group touches the view's slot through this view only, in its elements' turns.
    bool touches_only(const Group& group, std::uint32_t view) const {
        const auto other = [&](std::uint32_t one) {
            return one != view && slot_of(one) == slot_of(view);
        };
        return std::ranges::none_of(group.reads, other) &&
               std::ranges::none_of(group.writes, other) &&
               !contains(group.whole_reads, slot_of(view));
    }
    bool is_new(std::uint32_t view, std::uint32_t g) const {
        const std::uint32_t slot = slot_of(view);
        return stored_[slot] && tape_.slots[slot].sole && !tape_.slots[slot].had_bytes &&
               first_[slot] == g && !contains(groups_[g].results, view) &&
               touches_only(groups_[g], view);
    }
    bool is_read_last(std::uint32_t view, std::uint32_t g) const {
        const std::uint32_t slot = slot_of(view);
        return tape_.slots[slot].sole && !tape_.slots[slot].live && last_[slot] == g &&
               !contains(groups_[g].writes, view) && touches_only(groups_[g], view);
    }

    void give_place(std::uint32_t written, std::uint32_t g) {
        Group& group = groups_[g];
        for (const std::uint32_t read : group.reads)
            if (tape_.views[read].layout == tape_.views[written].layout && is_read_last(read, g) &&
                std::ranges::find(group.in_place, read, &InPlace::read) == group.in_place.end()) {
                group.in_place.push_back({written, read});
                return;
            }
    }

    const CanonicalTape& tape_;
    const std::vector<bool>& stored_;
    std::vector<Group>& groups_;
    std::vector<std::uint32_t> first_, last_;  // by slot: groups
};

}  // namespace

/// One group alone keeps its operands: what raised a floating-point flag is found by running it
/// again (engine/who_raised.cpp).
void find_in_place(const CanonicalTape& tape, const std::vector<bool>& stored,
                   std::vector<Group>& groups) {
    if (groups.size() > 1)
        Finder(tape, stored, groups).run();
}

}  // namespace tenon::schedule
