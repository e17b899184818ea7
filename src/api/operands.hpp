// SPDX-License-Identifier: MIT
/// What a statement of the API is given, gathered until it is recorded or run.
#pragma once

#include <algorithm>

#include "api/apply.hpp"
#include "api/count_again.hpp"
#include "engine/counting_tape.hpp"
#include "engine/direct.hpp"
#include "engine/settled_number.hpp"

namespace tenon::api {

struct Operands {
    tape::Input inputs[3];
    detail::Storage* storages[4] = {};
    std::size_t storage_count = 0;
    tape::LayoutRef made[3];  ///< layouts made for this statement alone

    /// Input i is an array, laid over the shape.
    void add(std::size_t i, const Array& array, std::span<const std::int64_t> shape,
             const char* operation);
    /// Records out[...] = op(the first inputs), or counts it; the storage of `out` is the last one.
    /// What was given to the operation (for an assignment the value, then the target) is used up.
    void record(ops::Op op, DType compute, const tape::ViewRef& out, std::size_t arity,
                const Asked& asked, std::span<const Operand> given) {
        take_numbers(arity, out);
        const auto counted = [&](tape::Loop& loop) {
            note_call(loop, asked, given);
            use_up(given);
        };
        if (engine::count_next(op, compute, out, {inputs, arity}, counted))
            return;
        const bool natural_end = asked.result == nullptr;
        api::record({storages, storage_count}, natural_end, [&](tape::Tape& tape) {
            tape.elementwise(op, compute, out, {inputs, arity});
            use_up(given);
        });
    }
    bool can_read_now() const {
        for (std::size_t i = 0; i < storage_count; ++i)
            if (!engine::can_read_now(*storages[i]))
                return false;
        return true;
    }

private:
    /// Arrays of one element that are repeated over the statement, or meet an element of a larger
    /// array, become numbers of their dtype, if their values are there: a loop may make another one
    /// in each iteration, as u(i, j) = sin(t) does, and is the same loop. Promotion has seen them
    /// as arrays.
    void take_numbers(std::size_t arity, const tape::ViewRef& out) {
        const auto in_larger = [](const tape::ViewRef& view) {
            return view.storage->bytes > static_cast<std::int64_t>(size_of(view.layout->dtype));
        };
        const bool to_element =
            out.layout->size == 1 &&
            (in_larger(out) || std::any_of(inputs, inputs + arity, [&](const tape::Input& input) {
                 return input.form == tape::Input::Form::view && in_larger(input.view);
             }));
        for (std::size_t i = 0; i < arity; ++i) {
            tape::Input& input = inputs[i];
            if (input.form != tape::Input::Form::view)
                continue;
            const bool repeated = made[i].get() != nullptr && input.view.layout->size > 1;
            if (!repeated && !to_element)
                continue;
            const auto bits = engine::settled_number(input.view, i);
            if (!bits)
                continue;
            const auto rest = std::find(storages, storages + storage_count, input.view.storage);
            std::copy(rest + 1, storages + storage_count, rest);
            --storage_count;
            input.set(input.dtype, *bits);
        }
    }
};

}  // namespace tenon::api
