// SPDX-License-Identifier: MIT
// Variables, conditions and loops under masks. Inside a loop the active lanes are packed together
// when few are left, so that an iteration costs what its active lanes cost.
#include <utility>

#include "interpreter/frame.hpp"

namespace tenon::interpreter {

namespace {

/// Packing moves all that a loop carries; it pays from half of the lanes on, and not for a few
/// vectors.
constexpr std::int64_t fewest_lanes_to_pack = 64;

std::int32_t* indices(char* slot) { return reinterpret_cast<std::int32_t*>(slot); }

}  // namespace

void Frame::write(const Step& step) {
    char*& var = slots_[step.out];
    char*& value = slots_[step.a];
    if (!all_active(step))
        table_.select[step.log_size][0][0](lanes_, var, masks_[step.region].bits, value, var);
    else if (step.dying)
        std::swap(var, value);
    else
        table_.copy[step.log_size](lanes_, var, value, nullptr, nullptr);
}

void Frame::write_same(const Step& step) {
    char* const var = slots_[step.out];
    if (all_active(step))
        table_.fill[step.log_size](lanes_, var, slots_[step.a], nullptr, nullptr);
    else
        table_.select[step.log_size][1][0](lanes_, var, masks_[step.region].bits, slots_[step.a],
                                           var);
}

bool Frame::open_if(const Step& step, bool negated) {
    const Mask& parent = masks_[step.region];
    Mask& mask = masks_[step.x];
    if (step.same) {
        if ((*slots_[step.a] != 0) == negated)
            return false;
        mask = parent;
        return mask.active > 0;
    }
    auto* const bits = reinterpret_cast<std::uint8_t*>(slots_[step.out]);
    const auto* const condition = reinterpret_cast<const std::uint8_t*>(slots_[step.a]);
    const std::uint8_t* const outer = parent.active == lanes_ ? nullptr : parent.bits;
    const MaskLoop combine = negated ? table_.mask_and_not : table_.mask_and;
    mask = {bits, combine(lanes_, bits, outer, condition)};
    return mask.active > 0;
}

void Frame::begin_while(const Step& step) {
    const WhileLoop& loop = code_.loops[step.x];
    masks_[loop.region] = masks_[step.region];
    loop_states_[step.x] = {lanes_, false};
}

bool Frame::test(const Step& step) {
    const WhileLoop& loop = code_.loops[step.x];
    LoopState& state = loop_states_[step.x];
    Mask& mask = masks_[loop.region];
    if (step.same) {
        if (*slots_[step.a] != 0)
            return true;
        end_while(loop, state);
        return false;
    }
    auto* const bits = reinterpret_cast<std::uint8_t*>(slots_[loop.mask]);
    const auto* const condition = reinterpret_cast<const std::uint8_t*>(slots_[step.a]);
    const std::uint8_t* const before = mask.active == lanes_ ? nullptr : mask.bits;
    mask = {bits, table_.mask_and(lanes_, bits, before, condition)};
    if (mask.active == 0) {
        end_while(loop, state);
        return false;
    }
    if (loop.packs && lanes_ >= fewest_lanes_to_pack && mask.active <= lanes_ / 2)
        pack(loop, state, mask);
    return true;
}

/// While lanes are packed, slots point to the packed values and shadows to the values at home.
void Frame::pack(const WhileLoop& loop, LoopState& state, Mask& mask) {
    char*& home = slots_[loop.home];
    char*& index = slots_[loop.index];
    table_.indices(lanes_, indices(index), mask.bits);
    const std::int64_t active = mask.active;
    if (!state.packed) {
        for (const Carried& carried : loop.carried) {
            char*& slot = slots_[carried.slot];
            char*& shadow = slots_[carried.shadow];
            table_.take[carried.log_size](active, shadow, slot, indices(index));
            std::swap(slot, shadow);
        }
        std::swap(home, index);
    } else {
        for (const Carried& carried : loop.carried) {
            char* const values = slots_[carried.slot];
            if (carried.written)
                table_.put[carried.log_size](lanes_, slots_[carried.shadow], values, indices(home));
            table_.take[carried.log_size](active, values, values, indices(index));
        }
        table_.take[2](active, home, home, indices(index));
    }
    state.packed = true;
    lanes_ = active;
    mask = {nullptr, active};
}

void Frame::end_while(const WhileLoop& loop, LoopState& state) {
    if (!state.packed)
        return;
    for (const Carried& carried : loop.carried) {
        char*& slot = slots_[carried.slot];
        char*& shadow = slots_[carried.shadow];
        if (carried.written)
            table_.put[carried.log_size](lanes_, shadow, slot, indices(slots_[loop.home]));
        std::swap(slot, shadow);
    }
    lanes_ = state.lanes;
}

}  // namespace tenon::interpreter
