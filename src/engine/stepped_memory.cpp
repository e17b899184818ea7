// SPDX-License-Identifier: MIT
#include "engine/stepped_memory.hpp"

#include <algorithm>
#include <utility>

#include "engine/block_plan.hpp"
#include "engine/prepare_loop.hpp"
#include "engine/row_frame.hpp"
#include "engine/stepped_loop.hpp"
#include "runtime/cpu/memory_limits.hpp"

namespace tenon::engine {

using detail::Storage;
using tape::LoopBody;
using tape::LoopRole;

SteppedMemory::SteppedMemory(const tape::Loop& loop, const SteppedPlan& plan, bool pretend)
    : loop_(loop), plan_(plan), place_(static_cast<DevicePlace*>(loop.last().front()->place)),
      pretended_(pretend ? std::uintptr_t{1} << 46 : 0) {}

SteppedMemory::~SteppedMemory() {
    if (pretended_ != 0)
        return;
    for (const Ring& ring : rings_)
        for (const Block& block : ring.blocks)
            if (block.of == nullptr && block.address != nullptr)
                place_->release(block.address, ring.bytes);
    for (const auto& [address, bytes] : scratch_)
        place_->release(address, bytes);
    for (const Gapped& one : gapped_) {
        const std::int64_t bytes = plan_.pitches[one.role].with_gaps(one.bytes);
        place_->release(one.gapped, bytes);
        tape::memory_account().aside.fetch_sub(bytes, std::memory_order_relaxed);
    }
}

/// A ring's blocks have the size of the storages that will have them in the end.
void SteppedMemory::allocate_rings() {
    const LoopBody& body = loop_.body();
    for (std::uint32_t role = 0; role < body.roles.size(); ++role) {
        if (!plan_.turns.makes(role) || !plan_.plan->plan.slots[role].stored)
            continue;
        Ring& ring = rings_.emplace_back();
        ring.role = role;
        ring.bytes = loop_.last()[role]->bytes;
        for (std::int64_t place = 0; place < plan_.turns.ring_size(role); ++place) {
            Storage* const before = spent(role, place);
            ring.blocks.push_back(before != nullptr ? Block{before->address, before}
                                                    : Block{allocate(ring.bytes), nullptr});
        }
    }
}

void* SteppedMemory::allocate(std::int64_t bytes) {
    if (pretended_ == 0)
        return place_->allocate(bytes);
    const std::uintptr_t address = pretended_;
    pretended_ += (static_cast<std::uintptr_t>(bytes) | 4095) + 1;
    return reinterpret_cast<void*>(address);
}

void* SteppedMemory::scratch(std::int64_t bytes) {
    scratch_.reserve(scratch_.size() + 1);
    return scratch_.emplace_back(allocate(bytes), bytes).first;
}

/// A ring of n places is written from place 0 on. So place n - k is first written when the storage
/// has been read for the last time that has gone through k iterations when the loop begins.
Storage* SteppedMemory::spent(std::uint32_t maker, std::int64_t place) const {
    if (place == 0)
        return nullptr;
    std::uint32_t role = maker;
    for (std::int64_t k = plan_.turns.ring_size(maker) - place; k > 0; --k)
        role = loop_.body().roles[role].next;
    Storage* const storage = loop_.first()[role];
    return can_serve(*storage) && storage->bytes == loop_.last()[maker]->bytes ? storage : nullptr;
}

SteppedMemory::Block* SteppedMemory::block(std::uint32_t role, std::int64_t iteration) {
    const LoopTurns::Where where = plan_.turns.where(role, iteration);
    const auto ring = std::ranges::find(rings_, where.role, &Ring::role);
    return where.before || ring == rings_.end()
               ? nullptr
               : &ring->blocks[static_cast<std::size_t>(where.place)];
}

void* SteppedMemory::plain(std::uint32_t role, std::int64_t iteration) {
    const LoopTurns::Where where = plan_.turns.where(role, iteration);
    if (where.before)
        return loop_.first()[where.role]->address;
    const Block* const here = block(role, iteration);
    return here == nullptr ? nullptr : here->address;
}

/// Only where it is one role's alone: another one would have to find it at another place.
std::optional<SteppedMemory::Overwritten> SteppedMemory::overwritten(const void* plain,
                                                                     std::int64_t bytes) {
    const LoopBody& body = loop_.body();
    for (std::int64_t i = 0; i <= plan_.turns.prologue(); ++i) {
        std::vector<std::uint32_t> roles;
        for (std::uint32_t role = 0; role < body.roles.size(); ++role)
            if (this->plain(role, i) == plain)
                roles.push_back(role);
        if (std::ranges::none_of(roles, [&](auto role) { return body.roles[role].written; }))
            continue;
        const auto view = roles.size() == 1 ? stored_first(body, roles.front()) : std::nullopt;
        if (!view)
            return std::nullopt;
        std::optional<RowBox> box = box_of(body.views[*view], plan_.pitches[roles.front()], bytes);
        return box ? std::optional(Overwritten{i, std::move(*box)}) : std::nullopt;
    }
    return std::nullopt;
}

SteppedMemory::Gapped& SteppedMemory::gapped(std::uint32_t role, std::int64_t iteration,
                                             void* plain) {
    const RowPitch& pitch = plan_.pitches[role];
    auto known = std::ranges::find(gapped_, plain, &Gapped::plain);
    const LoopTurns::Where where = plan_.turns.where(role, iteration);
    if (known == gapped_.end()) {
        const std::int64_t bytes =
            where.before ? loop_.first()[where.role]->bytes : loop_.last()[where.role]->bytes;
        std::optional<Overwritten> first = overwritten(plain, bytes);
        gapped_.reserve(gapped_.size() + 1);
        void* const address = allocate(pitch.with_gaps(bytes));
        gapped_.push_back({.plain = plain,
                           .gapped = address,
                           .bytes = bytes,
                           .role = role,
                           .overwritten = std::move(first)});
        if (pretended_ == 0)
            tape::memory_account().aside.fetch_add(pitch.with_gaps(bytes),
                                                   std::memory_order_relaxed);
        known = gapped_.end() - 1;
    }
    known->before |= where.before;
    known->written |= loop_.body().roles[role].written;
    return *known;
}

SteppedMemory::Places SteppedMemory::places(std::int64_t iteration) {
    Places places{.addresses = {}, .views = plan_.views};
    for (std::uint32_t role = 0; role < loop_.body().roles.size(); ++role) {
        void*& here = places.addresses.emplace_back(plain(role, iteration));
        if (here == nullptr || !plan_.pitches[role].moves())
            continue;
        const Gapped& one = gapped(role, iteration, here);
        if (!one.overwritten || iteration >= one.overwritten->iteration) {
            here = one.gapped;
            continue;
        }
        for (std::size_t view = 0; view < places.views.size(); ++view)
            if (places.views[view].role == role)
                places.views[view] = loop_.body().views[view];
    }
    return places;
}

std::vector<RowCopy> SteppedMemory::copies_in() const {
    std::vector<RowCopy> copies;
    for (const Gapped& one : gapped_)
        if (one.before && !one.overwritten)
            copies.emplace_back(plan_.pitches[one.role], *plan_.copies[one.role], one.bytes,
                                one.plain, one.gapped, false);
    return copies;
}

std::vector<RowCopy> SteppedMemory::frames() const {
    std::vector<RowCopy> copies;
    for (const Gapped& one : gapped_) {
        if (!one.before || !one.overwritten)
            continue;
        const RowPitch& pitch = plan_.pitches[one.role];
        for (const RowBox& box : frame_around(one.overwritten->box, pitch, one.bytes))
            copies.emplace_back(pitch, *plan_.copies[one.role], box, one.plain, one.gapped, false);
    }
    return copies;
}

/// The iteration whose values are looked at behind the run: the last one, or the first that is
/// left.
std::int64_t SteppedMemory::last_looked_at(std::int64_t left) const {
    return loop_.iterations() - std::max<std::int64_t>(left, 1);
}

/// What nobody can look at stays where it is, unless iterations are still to be run.
std::vector<RowCopy> SteppedMemory::copies_out(std::int64_t left) {
    const std::vector<bool> live = live_roles(loop_.last(), loop_.partial());
    const std::int64_t run = loop_.iterations() - left;
    std::vector<const Gapped*> wanted;
    for (std::uint32_t role = 0; role < live.size(); ++role) {
        if (left > 0 ? loop_.body().roles[role].from == LoopRole::none : !live[role])
            continue;
        const auto one =
            std::ranges::find(gapped_, plain(role, last_looked_at(left)), &Gapped::plain);
        if (one != gapped_.end() && one->written &&
            (!one->overwritten || run > one->overwritten->iteration) &&
            std::ranges::find(wanted, &*one) == wanted.end())
            wanted.push_back(&*one);
    }
    std::vector<RowCopy> copies;
    for (const Gapped* one : wanted)
        copies.emplace_back(plan_.pitches[one->role], *plan_.copies[one->role], one->bytes,
                            one->plain, one->gapped, true);
    return copies;
}

std::int64_t SteppedMemory::bytes_with_gaps() const {
    std::int64_t bytes = 0;
    for (const Gapped& one : gapped_)
        bytes += plan_.pitches[one.role].with_gaps(one.bytes);
    return bytes;
}

void SteppedMemory::hand_over(std::int64_t left, std::span<Storage* const> storages) noexcept {
    for (std::uint32_t role = 0; role < loop_.body().roles.size(); ++role) {
        if (left > 0 && loop_.body().roles[role].from == LoopRole::none)
            continue;
        Block* const here = block(role, last_looked_at(left));
        Storage& storage = *storages[role];
        if (here == nullptr || here->of == &storage)
            continue;
        storage.address = std::exchange(here->address, nullptr);
        if (here->of != nullptr)
            here->of->address = nullptr;
        storage.end_promise();
    }
}

std::int64_t bytes_with_gaps(const tape::Loop& loop, const SteppedPlan& plan) {
    std::int64_t more = 0;
    for (std::uint32_t role = 0; role < loop.body().roles.size(); ++role) {
        const RowPitch& pitch = plan.pitches[role];
        if (!pitch.moves() || (plan.turns.makes(role) && !plan.plan->plan.slots[role].stored))
            continue;
        const Storage* const first = loop.first()[role];
        if ((first != nullptr && !pitch.fits(first->bytes)) ||
            !pitch.fits(loop.last()[role]->bytes))
            return 0;
        const std::int64_t blocks = plan.turns.makes(role) ? plan.turns.ring_size(role) : 1;
        more += blocks * pitch.with_gaps(loop.last()[role]->bytes);
    }
    constexpr std::int64_t surely_there = 16 << 20;  // reading the limits takes many system calls
    constexpr std::int64_t share = 4;                // of what is available
    const auto& place = *static_cast<DevicePlace*>(loop.last().front()->place);
    const std::int64_t anew = more - static_cast<std::int64_t>(place.device().bytes_idle());
    const bool there =
        anew < surely_there ||
        anew <= static_cast<std::int64_t>(runtime::cpu::memory_limits().available) / share;
    return there ? more : 0;
}

}  // namespace tenon::engine
