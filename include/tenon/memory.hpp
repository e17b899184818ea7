// SPDX-License-Identifier: MIT
/// Bytes that code outside Tenon can reach: memory of others as arrays, and arrays' memory for
/// others. While it can, statements that touch the bytes complete before their call returns.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include <tenon/array.hpp>

namespace tenon {

/// Keeps foreign memory alive for the arrays that stand for it, and is destroyed, on any thread,
/// when the last one is gone.
class TENON_API MemoryOwner {
public:
    MemoryOwner() = default;
    virtual ~MemoryOwner() = default;
    MemoryOwner(const MemoryOwner&) = delete;
    MemoryOwner& operator=(const MemoryOwner&) = delete;
    /// Whether anybody but Tenon can still read or write the bytes.
    virtual bool shared() const noexcept { return true; }
};

/// All the memory of one owner; arrays in it are made by `array`, so that views which overlap are
/// known to.
class TENON_API ForeignMemory {
public:
    ForeignMemory(void* address, std::int64_t bytes, std::unique_ptr<MemoryOwner> owner);
    /// `first` is the address of the first element; strides in bytes may be negative or zero.
    /// @throws ValueError when an element would lie outside the memory.
    Array array(const void* first, const Shape& shape, const std::vector<std::int64_t>& strides,
                DType type) const;

private:
    Array whole_;
};

/// For as long as it lives, other code may read and write the array's bytes.
class TENON_API Export {
public:
    /// Evaluates what is pending. @throws DeviceError for memory that the host cannot read.
    explicit Export(Array array);
    ~Export();
    Export(const Export&) = delete;
    Export& operator=(const Export&) = delete;
    void* address() const noexcept { return address_; }  ///< of the first element
    const Array& array() const noexcept { return array_; }

private:
    Array array_;
    void* address_;
};

/// The first element's address for an immediate look: nobody may keep it. Evaluates the array.
TENON_API const void* peek(const Array& array);
/// The same for one element, with a position for every dimension.
/// @throws IndexError for positions outside.
TENON_API const void* peek(const Array& array, std::span<const std::int64_t> positions);
/// The address of an element that may be written this moment: its bytes are there, nothing pending
/// reads or writes them, and small operations run at once. Null otherwise, and for positions
/// outside.
TENON_API void* poke(const Array& array, std::span<const std::int64_t> positions);

/// A view of the array's memory with any shape, strides (in bytes) and dtype; its first element is
/// `offset` bytes from that of the array. @throws ValueError when it would leave the memory.
TENON_API Array as_strided(const Array& array, std::int64_t offset, const Shape& shape,
                           const std::vector<std::int64_t>& strides, DType type);

/// How many storages (what arrays are views of) and exports there are now, over all threads. What
/// is recorded keeps storages until it has run. Exact while no other thread is at work.
struct LiveCounts {
    std::int64_t storages;
    std::int64_t exports;
};
TENON_API LiveCounts live_counts();

/// Who keeps the array's memory alive; null where it is Tenon's own.
TENON_API const MemoryOwner* owner_of(const Array& array);

/// Whether two arrays may have a byte in common.
TENON_API bool may_share_memory(const Array& a, const Array& b);

}  // namespace tenon
