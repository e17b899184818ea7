// SPDX-License-Identifier: MIT
#include "interpreter/single_loop.hpp"

#include <algorithm>

namespace tenon::interpreter {

namespace {

/// Steps that only say where values are: contiguous arrays are their own tiles.
bool only_binds(StepKind kind) {
    return kind == StepKind::bind || kind == StepKind::load_bound || kind == StepKind::store_bound;
}

class Finder {
public:
    explicit Finder(const Code& code) : code_(code) {}

    std::optional<SingleLoop> find() const {
        if (code_.rank != 1 || code_.form != kernel::Form::map || !code_.run_steps.empty() ||
            !code_.row_steps.empty() || code_.region_count != 1)
            return std::nullopt;
        const Step* loop = nullptr;
        for (const Step& step : code_.tile_steps) {
            if (only_binds(step.kind))
                continue;
            if (step.kind != StepKind::loop || loop != nullptr)
                return std::nullopt;
            loop = &step;
        }
        return loop == nullptr ? std::nullopt : made_of(*loop);
    }

private:
    using Place = SingleLoop::Place;

    std::optional<SingleLoop> made_of(const Step& step) const {
        SingleLoop single{.loop = step.loop, .out = {}, .operands = {}};
        const std::optional<Place> out = place_of(step.out);
        if (!out || out->form != Place::Form::array)
            return std::nullopt;
        single.out = *out;
        const Slot slots[] = {step.a, step.b, step.c};
        for (int i = 0; i < 3; ++i) {
            const std::optional<Place> place = place_of(slots[i]);
            // Operands that a loop does not have are slot 0.
            if (!place && slots[i] != 0)
                return std::nullopt;
            single.operands[i] = place.value_or(Place{});
        }
        return single;
    }

    std::optional<Place> place_of(Slot slot) const {
        const auto bound = std::ranges::find(code_.bindings, slot, &Binding::slot);
        if (bound != code_.bindings.end())
            return Place{Place::Form::array, code_.params[bound->param].word, nullptr};
        const auto word = std::ranges::find(code_.words, slot, &WordSlot::slot);
        if (word != code_.words.end())
            return Place{Place::Form::number, word->word, nullptr};
        const auto fixed =
            std::ranges::find(code_.fixed, slot, &std::pair<Slot, const void*>::first);
        if (fixed != code_.fixed.end())
            return Place{Place::Form::fixed, 0, fixed->second};
        return std::nullopt;
    }

    const Code& code_;
};

}  // namespace

std::optional<SingleLoop> find_single_loop(const Code& code) { return Finder(code).find(); }

}  // namespace tenon::interpreter
