// SPDX-License-Identifier: MIT
#include <tenon/memory.hpp>

#include "api/apply.hpp"
#include "api/overlap.hpp"
#include "engine/direct.hpp"
#include "tape/live_counts.hpp"

namespace tenon {

using detail::ArrayAccess;
using detail::Storage;
using tape::ViewRef;

namespace {

runtime::Device& device_of(const Storage& storage) {
    return static_cast<engine::DevicePlace*>(storage.place)->device();
}

void check_host_memory(const Storage& storage, const char* operation) {
    const runtime::Device& device = device_of(storage);
    if (!device.host_accessible())
        throw DeviceError(std::string(operation) + ": the array lives on device \"" +
                          device.name() + "\", which the host cannot read; use copy_to or values");
}

char* first_byte(const ViewRef& view) {
    return static_cast<char*>(view.storage->address) + view.offset;
}

}  // namespace

ForeignMemory::ForeignMemory(void* address, std::int64_t bytes,
                             std::unique_ptr<MemoryOwner> owner) {
    const std::int64_t shape[] = {bytes};
    tape::LayoutRef layout = tape::make_layout(DType::uint8, shape);
    Storage* storage = Storage::adopt(address, bytes, &engine::current_place(), owner.release());
    whole_ = ArrayAccess::adopt(storage, std::move(layout));
}

Array ForeignMemory::array(const void* first, const Shape& shape,
                           const std::vector<std::int64_t>& strides, DType type) const {
    const ViewRef whole = ArrayAccess::view(whole_, "from_memory");
    const std::int64_t offset =
        static_cast<const char*>(first) - static_cast<const char*>(whole.storage->address);
    return as_strided(whole_, offset, shape, strides, type);
}

Array as_strided(const Array& array, std::int64_t offset, const Shape& shape,
                 const std::vector<std::int64_t>& strides, DType type) {
    const ViewRef view = ArrayAccess::view(array, "as_strided");
    if (shape.size() != strides.size())
        throw ValueError("as_strided: " + std::to_string(shape.size()) + " sizes and " +
                         std::to_string(strides.size()) + " strides; give one for each axis");
    const tape::LayoutRef layout = tape::make_layout(type, shape, strides);
    const std::int64_t first = layout->size > 0 ? view.offset + offset : 0;
    const tape::ByteRange range = tape::byte_range(*layout, first);
    if (range.begin < 0 || range.end > view.storage->bytes)
        throw ValueError("as_strided: elements of shape " + api::shape_text(shape) +
                         " would lie outside the " + std::to_string(view.storage->bytes) +
                         " bytes of the array's memory");
    return ArrayAccess::make({view.storage, layout.get(), first});
}

Export::Export(Array array) : array_(std::move(array)) {
    const ViewRef view = ArrayAccess::view(array_, "export");
    check_host_memory(*view.storage, "export");
    engine::share(*view.storage);
    address_ = first_byte(view);
    tape::live_counts().add(&tape::LiveCounts::exports, 1);
}

Export::~Export() {
    Storage& storage = *ArrayAccess::view(array_, "export").storage;
    storage.exports.fetch_sub(1, std::memory_order_acq_rel);
    tape::live_counts().add(&tape::LiveCounts::exports, -1);
}

const void* peek(const Array& array) {
    const ViewRef view = ArrayAccess::view(array, "peek");
    check_host_memory(*view.storage, "peek");
    engine::settle(*view.storage);
    return first_byte(view);
}

const void* peek(const Array& array, std::span<const std::int64_t> positions) {
    const ViewRef view = ArrayAccess::view(array, "peek");
    const detail::Layout& layout = *view.layout;
    if (positions.size() != layout.rank)
        throw IndexError("peek: " + std::to_string(positions.size()) +
                         " positions for an array of " + std::to_string(layout.rank) +
                         " dimensions");
    std::int64_t offset = 0;
    for (int axis = 0; axis < layout.rank; ++axis) {
        const std::int64_t given = positions[static_cast<std::size_t>(axis)];
        const std::int64_t size = layout.shape(axis);
        const std::int64_t position = given < 0 ? given + size : given;
        if (position < 0 || position >= size)
            throw IndexError("index " + std::to_string(given) + " is out of bounds for axis " +
                             std::to_string(axis) + " with size " + std::to_string(size));
        offset += position * layout.stride(axis);
    }
    check_host_memory(*view.storage, "peek");
    engine::settle(*view.storage);
    return first_byte(view) + offset;
}

void* poke(const Array& array, std::span<const std::int64_t> positions) {
    const ViewRef view = ArrayAccess::view(array, "poke");
    const detail::Layout& layout = *view.layout;
    if (positions.size() != layout.rank || !engine::direct_here() ||
        !engine::can_write_now(*view.storage))
        return nullptr;
    std::int64_t offset = view.offset;
    for (int axis = 0; axis < layout.rank; ++axis) {
        const std::int64_t given = positions[static_cast<std::size_t>(axis)];
        const std::int64_t position = given < 0 ? given + layout.shape(axis) : given;
        if (position < 0 || position >= layout.shape(axis))
            return nullptr;
        offset += position * layout.stride(axis);
    }
    return static_cast<char*>(view.storage->address) + offset;
}

LiveCounts live_counts() {
    return {.storages = tape::total_of(&tape::LiveCounts::storages),
            .exports = tape::total_of(&tape::LiveCounts::exports)};
}

const MemoryOwner* owner_of(const Array& array) {
    return ArrayAccess::view(array, "owner_of").storage->owner;
}

bool may_share_memory(const Array& a, const Array& b) {
    return api::may_overlap(ArrayAccess::view(a, "may_share_memory"),
                            ArrayAccess::view(b, "may_share_memory"));
}

}  // namespace tenon
