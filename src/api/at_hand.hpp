// SPDX-License-Identifier: MIT
/// Values that can be looked at without running anything.
#pragma once

#include "api/apply.hpp"

namespace tenon::api {

/// The elements of an array of this dtype in C order, where they are in memory already and so few
/// that a loop here is done before an evaluation has begun; else null. What is pending stays so,
/// and can still be joined with what comes.
template <class T>
const T* at_hand(const Array& array) {
    constexpr std::int64_t few = 1024;
    const tape::ViewRef view = ArrayAccess::view(array, "");
    const detail::Storage& storage = *view.storage;
    if (view.layout->dtype != dtype_of<T> || !view.layout->contiguous || view.layout->size > few ||
        storage.address == nullptr || storage.pending || storage.lost ||
        !static_cast<const engine::DevicePlace*>(storage.place)->device().host_accessible())
        return nullptr;
    return reinterpret_cast<const T*>(static_cast<const char*>(storage.address) + view.offset);
}

}  // namespace tenon::api
