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
    bool can_read_now() const {
        for (std::size_t i = 0; i < storage_count; ++i)
            if (!engine::can_read_now(*storages[i]))
                return false;
        return true;
    }
};

}  // namespace tenon::api
