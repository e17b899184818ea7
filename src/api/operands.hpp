// SPDX-License-Identifier: MIT
/// What a statement of the API is given, gathered until it is recorded or run.
#pragma once

#include "api/apply.hpp"
#include "engine/direct.hpp"

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
    /// What is used up is let go of.
    void record(ops::Op op, DType compute, const tape::ViewRef& out, std::size_t arity,
                bool natural_end, std::span<const Operand> used_up) const {
        if (engine::count_next(op, compute, out, {inputs, arity}, [&] { use_up(used_up); }))
            return;
        api::record({storages, storage_count}, natural_end, [&](tape::Tape& tape) {
            tape.elementwise(op, compute, out, {inputs, arity});
            use_up(used_up);
        });
    }
    bool can_read_now() const {
        for (std::size_t i = 0; i < storage_count; ++i)
            if (!engine::can_read_now(*storages[i]))
                return false;
        return true;
    }
};

}  // namespace tenon::api
