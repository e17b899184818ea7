// SPDX-License-Identifier: MIT
// Moving elements: between arrays and tiles, and between tiles. Elements are bits here.
#include "interpreter/loops/lanes.hpp"

namespace tenon::interpreter::TENON_ISA {

namespace {

using Mask = std::uint8_t;

template <class T>
T read(const char* from) {
    T value;
    __builtin_memcpy(&value, from, sizeof value);
    return value;
}
template <class T>
void write(char* to, T value) {
    __builtin_memcpy(to, &value, sizeof value);
}

template <class T>
void copy(std::int64_t n, void* out, const void* a, const void*, const void*) {
    __builtin_memmove(out, a, static_cast<std::size_t>(n) * sizeof(T));
}

template <class T>
void fill(std::int64_t n, void* out, const void* a, const void*, const void*) {
    auto* r = static_cast<T*>(out);
    const T value = *static_cast<const T*>(a);
    TENON_LANES
    for (std::int64_t i = 0; i < n; ++i)
        r[i] = value;
}

template <class T, bool one_yes, bool one_no>
void select(std::int64_t n, void* out, const void* a, const void* b, const void* c) {
    auto* r = static_cast<T*>(out);
    const auto* condition = static_cast<const Mask*>(a);
    const auto* yes = static_cast<const T*>(b);
    const auto* no = static_cast<const T*>(c);
    if constexpr (one_yes || one_no) {
        const T first_yes = *yes;
        const T first_no = *no;
        TENON_LANES
        for (std::int64_t i = 0; i < n; ++i)
            r[i] = condition[i] != 0 ? (one_yes ? first_yes : yes[i]) : (one_no ? first_no : no[i]);
    } else {
        TENON_LANES
        for (std::int64_t i = 0; i < n; ++i) {
            const T x = yes[i];
            const T y = no[i];
            r[i] = condition[i] != 0 ? x : y;
        }
    }
}

template <class T>
void load_row(std::int64_t n, T* out, const char* in, std::int64_t stride) {
    constexpr auto size = static_cast<std::int64_t>(sizeof(T));
    if (stride == size) {
        __builtin_memcpy(out, in, static_cast<std::size_t>(n * size));
    } else if (stride == 0) {
        const T value = read<T>(in);
        TENON_LANES
        for (std::int64_t i = 0; i < n; ++i)
            out[i] = value;
    } else if (stride == 2 * size) {  // a part of a complex array, or every other element
        TENON_LANES
        for (std::int64_t i = 0; i < n; ++i)
            out[i] = read<T>(in + i * 2 * size);
    } else {
        for (std::int64_t i = 0; i < n; ++i)
            out[i] = read<T>(in + i * stride);
    }
}

/// Where rows are shorter the preparations of vectors and the calls of memcpy cost more than they
/// save.
constexpr std::int64_t long_width = 12;

template <class T>
void load(const Rows& rows, void* out) {
    auto* r = static_cast<T*>(out);
    const auto [count, width, row, offset, stride] = rows;
    if (width >= long_width) {
        for (std::int64_t j = 0; j < count; ++j)
            load_row(width, r + j * width, row[j] + offset, stride);
        return;
    }
    for (std::int64_t j = 0; j < count; ++j) {
        const char* from = row[j] + offset;
        TENON_ONE_BY_ONE
        for (std::int64_t i = 0; i < width; ++i, from += stride)
            *r++ = read<T>(from);
    }
}

template <class T>
void store_row(std::int64_t n, char* out, std::int64_t stride, const T* in) {
    constexpr auto size = static_cast<std::int64_t>(sizeof(T));
    if (stride == size) {
        __builtin_memmove(out, in, static_cast<std::size_t>(n * size));
    } else {
        for (std::int64_t i = 0; i < n; ++i)
            write(out + i * stride, in[i]);
    }
}

template <class T>
void store(const Rows& rows, const void* in, const Mask* mask) {
    const auto* x = static_cast<const T*>(in);
    const auto [count, width, row, offset, stride] = rows;
    for (std::int64_t j = 0; j < count; ++j, x += width) {
        char* to = row[j] + offset;
        if (mask != nullptr) {
            for (std::int64_t i = 0; i < width; ++i, to += stride)
                if (*mask++ != 0)
                    write(to, x[i]);
        } else if (width >= long_width) {
            store_row(width, to, stride, x);
        } else {
            TENON_ONE_BY_ONE
            for (std::int64_t i = 0; i < width; ++i, to += stride)
                write(to, x[i]);
        }
    }
}

template <class T>
void store_pair(std::int64_t n, char* out, std::int64_t stride, const void* re, const void* im) {
    const auto* x = static_cast<const T*>(re);
    const auto* y = static_cast<const T*>(im);
    constexpr auto size = static_cast<std::int64_t>(sizeof(T));
    if (stride == 2 * size) {
        TENON_LANES
        for (std::int64_t i = 0; i < n; ++i) {
            write(out + i * 2 * size, x[i]);
            write(out + i * 2 * size + size, y[i]);
        }
    } else {
        for (std::int64_t i = 0; i < n; ++i) {
            write(out + i * stride, x[i]);
            write(out + i * stride + size, y[i]);
        }
    }
}

template <class T>
T element(std::int64_t address) {
    return read<T>(reinterpret_cast<const char*>(address));
}

template <class T>
void gather(std::int64_t n, void* out, const Gather& from) {
    auto* r = static_cast<T*>(out);
    const auto [base, position, stride, offset, mask, many_bases] = from;
    if (mask != nullptr) {
        for (std::int64_t i = 0; i < n; ++i)
            r[i] = mask[i] == 0
                       ? T()
                       : element<T>(base[many_bases ? i : 0] + position[i] * stride + offset);
    } else if (many_bases) {
        for (std::int64_t i = 0; i < n; ++i)
            r[i] = element<T>(base[i] + position[i] * stride + offset);
    } else {
        const std::int64_t start = *base + offset;
        for (std::int64_t i = 0; i < n; ++i)
            r[i] = element<T>(start + position[i] * stride);
    }
}

template <class T>
void take(std::int64_t n, void* out, const void* in, const std::int32_t* index) {
    auto* r = static_cast<T*>(out);
    const auto* x = static_cast<const T*>(in);
    for (std::int64_t i = 0; i < n; ++i)
        r[i] = x[index[i]];
}

template <class T>
void put(std::int64_t n, void* out, const void* in, const std::int32_t* index) {
    auto* r = static_cast<T*>(out);
    const auto* x = static_cast<const T*>(in);
    for (std::int64_t i = 0; i < n; ++i)
        r[index[i]] = x[i];
}

void iota(std::int64_t n, void* out, const void* a, const void* b, const void*) {
    auto* r = static_cast<std::int64_t*>(out);
    const std::int64_t start = *static_cast<const std::int64_t*>(a);
    const std::int64_t step = *static_cast<const std::int64_t*>(b);
    TENON_LANES
    for (std::int64_t i = 0; i < n; ++i)
        r[i] = start + i * step;
}

template <class T>
constexpr void add_loops_of_size(LoopTable& loops, int log_size) {
    loops.select[log_size][0][0] = select<T, false, false>;
    loops.select[log_size][0][1] = select<T, false, true>;
    loops.select[log_size][1][0] = select<T, true, false>;
    loops.select[log_size][1][1] = select<T, true, true>;
    loops.copy[log_size] = copy<T>;
    loops.fill[log_size] = fill<T>;
    loops.load[log_size] = load<T>;
    loops.store[log_size] = store<T>;
    loops.gather[log_size] = gather<T>;
    loops.take[log_size] = take<T>;
    loops.put[log_size] = put<T>;
}

constexpr LoopTable make_table() {
    LoopTable loops{};
    loops.vector_bytes = vector_bytes;
    loops.compute[static_cast<int>(Family::arithmetic)] = find_arithmetic;
    loops.compute[static_cast<int>(Family::bitwise)] = find_bitwise;
    loops.compute[static_cast<int>(Family::compare)] = find_compare;
    loops.compute[static_cast<int>(Family::float_only)] = find_float_only;
    loops.compute[static_cast<int>(Family::math)] = find_math;
    loops.cast = find_cast;
    add_loops_of_size<std::uint8_t>(loops, 0);
    add_loops_of_size<std::uint16_t>(loops, 1);
    add_loops_of_size<std::uint32_t>(loops, 2);
    add_loops_of_size<std::uint64_t>(loops, 3);
    loops.store_pair[0] = store_pair<std::uint32_t>;
    loops.store_pair[1] = store_pair<std::uint64_t>;
    loops.iota = iota;
    loops.mask_and = mask_and;
    loops.mask_and_not = mask_and_not;
    loops.indices = mask_indices;
    loops.reduce = find_reduce;
    loops.scan = find_scan;
    return loops;
}

}  // namespace

constinit const LoopTable table = make_table();

}  // namespace tenon::interpreter::TENON_ISA
