// SPDX-License-Identifier: MIT
#include "tape/layout_table.hpp"

#include <algorithm>

namespace tenon::tape {

namespace {

/// Multiplying by an odd constant mixes upwards, shifting brings it down (Knuth, The Art of
/// Computer Programming 3, 6.4).
std::size_t hash(DType type, std::span<const std::int64_t> shape) {
    std::uint64_t mixed = static_cast<std::uint64_t>(type) + 1;
    for (const std::int64_t size : shape) {
        mixed = (mixed ^ static_cast<std::uint64_t>(size)) * 0x9e3779b97f4a7c15;
        mixed ^= mixed >> 32;
    }
    return mixed;
}

bool describes(const Layout& layout, DType type, std::span<const std::int64_t> shape) {
    return layout.dtype == type && std::ranges::equal(layout.shape(), shape);
}

}  // namespace

LayoutTable::~LayoutTable() {
    for (const std::atomic<const Layout*>& place : table_)
        if (const Layout* layout = place.load()) {
            const_cast<Layout*>(layout)->kept = false;
            LayoutRef::release(layout);
        }
}

LayoutTable& LayoutTable::instance() {
    static auto& table = *new LayoutTable;
    return table;
}

const Layout* LayoutTable::find(DType type, std::span<const std::int64_t> shape) const {
    const std::size_t start = hash(type, shape);
    for (std::size_t i = 0; i < probes; ++i) {
        const Layout* layout = table_[(start + i) % places].load(std::memory_order_acquire);
        if (layout == nullptr)
            return nullptr;
        if (describes(*layout, type, shape))
            return layout;
    }
    return nullptr;
}

LayoutRef LayoutTable::keep(LayoutRef made) {
    const std::size_t start = hash(made->dtype, made->shape());
    const_cast<Layout&>(*made).kept = true;  // nobody else has it yet
    for (std::size_t i = 0; i < probes; ++i) {
        const Layout* found = nullptr;
        if (table_[(start + i) % places].compare_exchange_strong(found, made.get(),
                                                                 std::memory_order_acq_rel))
            return made;
        if (describes(*found, made->dtype, made->shape())) {
            const_cast<Layout&>(*made).kept = false;
            return LayoutRef(found);
        }
    }
    const_cast<Layout&>(*made).kept = false;
    return made;
}

}  // namespace tenon::tape
