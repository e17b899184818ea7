// SPDX-License-Identifier: MIT
/// Memory as the references deserve it: aligned, on huge pages where the system gives them, and
/// touched, so that what is timed is never a page fault.
#pragma once

#include <cstdlib>
#include <memory>
#include <new>
#include <span>
#include <utility>

#include <sys/mman.h>

namespace tenon::bench {

template <class T>
class Buffer {
public:
    explicit Buffer(std::size_t count) : count_(count) {
        constexpr std::size_t page = std::size_t{2} << 20;
        const std::size_t bytes = (count * sizeof(T) + page) / page * page;
        data_.reset(static_cast<T*>(std::aligned_alloc(page, bytes)));
        if (data_ == nullptr)
            throw std::bad_alloc();
        madvise(data_.get(), bytes, MADV_HUGEPAGE);
        std::uninitialized_fill_n(data_.get(), count, T{});
    }
    explicit Buffer(std::span<const T> values) : Buffer(values.size()) {
        std::copy(values.begin(), values.end(), data());
    }

    T* data() const { return data_.get(); }
    std::size_t size() const { return count_; }
    T& operator[](std::size_t i) const { return data_.get()[i]; }
    std::span<const T> values() const { return {data(), count_}; }

private:
    struct Free {
        void operator()(T* memory) const { std::free(memory); }
    };
    std::size_t count_;
    std::unique_ptr<T, Free> data_;
};

}  // namespace tenon::bench
