// SPDX-License-Identifier: MIT
#include "lib/indexing/pack.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace tenon::lib {

namespace {

template <std::size_t bytes>
struct Element {
    std::byte part[bytes];
};

/// Without a branch: every element is written, and the next one over it if it is not chosen.
template <class E>
void pack_plainly(const E* values, const std::uint8_t* mask, std::int64_t size, E* out,
                  const E* end) {
    for (std::int64_t i = 0; i < size && out != end; ++i) {
        *out = values[i];
        out += mask[i] != 0 ? 1 : 0;  // memory of others may have bytes above 1
    }
}

#if defined(__x86_64__)

// Only moves, so that the instruction set changes no result: these need no form per vector width.
#define TENON_AVX512 [[gnu::target("avx512f,avx512bw,avx512vl,popcnt")]]

bool has_avx512() {
    static const bool has = __builtin_cpu_supports("avx512f") &&
                            __builtin_cpu_supports("avx512bw") &&
                            __builtin_cpu_supports("avx512vl");
    return has;
}

TENON_AVX512 __mmask8 chosen_of_8(const std::uint8_t* mask) {
    const __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(mask));
    return static_cast<__mmask8>(_mm_test_epi8_mask(bytes, bytes));
}

/// How many elements were looked at; the rest is the caller's. What is stored is masked: the memory
/// behind it may be another block's.
TENON_AVX512 std::int64_t pack_8(const std::byte* values, const std::uint8_t* mask,
                                 std::int64_t size, std::byte*& out) {
    std::int64_t i = 0;
    for (; i + 8 <= size; i += 8) {
        const __mmask8 chosen = chosen_of_8(mask + i);
        const int count = __builtin_popcount(chosen);
        _mm512_mask_storeu_epi64(
            out, static_cast<__mmask8>((1U << count) - 1),
            _mm512_maskz_compress_epi64(chosen, _mm512_loadu_si512(values + i * 8)));
        out += std::int64_t{count} * 8;
    }
    return i;
}

TENON_AVX512 std::int64_t pack_4(const std::byte* values, const std::uint8_t* mask,
                                 std::int64_t size, std::byte*& out) {
    std::int64_t i = 0;
    for (; i + 16 <= size; i += 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(mask + i));
        const __mmask16 chosen = _mm_test_epi8_mask(bytes, bytes);
        const int count = __builtin_popcount(chosen);
        _mm512_mask_storeu_epi32(
            out, static_cast<__mmask16>((1U << count) - 1),
            _mm512_maskz_compress_epi32(chosen, _mm512_loadu_si512(values + i * 4)));
        out += std::int64_t{count} * 4;
    }
    return i;
}

TENON_AVX512 std::int64_t pack_numbers(const std::uint8_t* mask, std::int64_t size,
                                       std::int64_t from, std::int64_t*& out) {
    __m512i numbers =
        _mm512_add_epi64(_mm512_set1_epi64(from), _mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0));
    std::int64_t i = 0;
    for (; i + 8 <= size; i += 8) {
        const __mmask8 chosen = chosen_of_8(mask + i);
        const int count = __builtin_popcount(chosen);
        _mm512_mask_storeu_epi64(out, static_cast<__mmask8>((1U << count) - 1),
                                 _mm512_maskz_compress_epi64(chosen, numbers));
        numbers = _mm512_add_epi64(numbers, _mm512_set1_epi64(8));
        out += count;
    }
    return i;
}

#endif

}  // namespace

template <std::size_t bytes>
void pack(const std::byte* values, const std::uint8_t* mask, std::int64_t size, std::byte* out,
          const std::byte* end) {
    std::int64_t done = 0;
#if defined(__x86_64__)
    if constexpr (bytes == 8)
        done = has_avx512() ? pack_8(values, mask, size, out) : 0;
    if constexpr (bytes == 4)
        done = has_avx512() ? pack_4(values, mask, size, out) : 0;
#endif
    using E = Element<bytes>;
    pack_plainly(reinterpret_cast<const E*>(values) + done, mask + done, size - done,
                 reinterpret_cast<E*>(out), reinterpret_cast<const E*>(end));
}

template void pack<1>(const std::byte*, const std::uint8_t*, std::int64_t, std::byte*,
                      const std::byte*);
template void pack<2>(const std::byte*, const std::uint8_t*, std::int64_t, std::byte*,
                      const std::byte*);
template void pack<4>(const std::byte*, const std::uint8_t*, std::int64_t, std::byte*,
                      const std::byte*);
template void pack<8>(const std::byte*, const std::uint8_t*, std::int64_t, std::byte*,
                      const std::byte*);
template void pack<16>(const std::byte*, const std::uint8_t*, std::int64_t, std::byte*,
                       const std::byte*);

std::int64_t* pack_positions(const std::uint8_t* mask, std::int64_t size, std::int64_t from,
                             std::int64_t* out, const std::int64_t* end) {
    std::int64_t i = 0;
#if defined(__x86_64__)
    if (has_avx512())
        i = pack_numbers(mask, size, from, out);
#endif
    for (; i < size && out != end; ++i) {
        *out = from + i;
        out += mask[i] != 0 ? 1 : 0;  // memory of others may have bytes above 1
    }
    return out;
}

}  // namespace tenon::lib
