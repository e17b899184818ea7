// SPDX-License-Identifier: MIT
// Rows that begin anywhere in a cache line: code whose vectors are lines stores what lies before
// the first whole one apart.
#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "codegen/codegen.hpp"
#include "kernel/builder.hpp"
#include "ops/vector_math.hpp"
#include "runtime/code_loader.hpp"
#include "unit/codegen/random_kernel.hpp"

namespace tenon::codegen::test {

using namespace kernel;

namespace {

constexpr std::int64_t line = 64;  ///< bytes

/// out = in + in, of one type.
Kernel twice(DType type) {
    Kernel core;
    core.rank = 2;
    core.params = {{.dtype = type}, {.dtype = type, .written = true}};
    Builder build(core, true);
    const ValueId once = build.load(0);
    build.store(1, build.compute(ops::Op::add, type, once, once));
    return core;
}

template <class T>
void expect_all_and_no_others(DType type) {
    constexpr auto lanes = line / static_cast<std::int64_t>(sizeof(T));
    constexpr std::int64_t rows = 2, longest = 11 * lanes, pitch = longest + 3 * lanes;
    std::vector<T> in(rows * pitch, T{6}), out;
    for (int bits = 128; bits <= max_vector_bits(); bits *= 2) {
        const Artifact made = compile(twice(type), host_target(bits));
        const runtime::Entry entry =
            runtime::load_object(made.object, made.symbol, &ops::math_address);
        for (std::int64_t first = 0; first <= lanes; ++first)
            for (std::int64_t count = 0; count <= longest; count += count < 4 ? 1 : lanes - 1) {
                out.assign(rows * pitch, T{0});
                const auto bytes = static_cast<std::int64_t>(sizeof(T));
                const std::int64_t args[] = {
                    rows,          count, reinterpret_cast<std::int64_t>(in.data()),
                    pitch * bytes, bytes, reinterpret_cast<std::int64_t>(&out[first]),
                    pitch * bytes, bytes};
                entry.function(entry.context, args, 0, rows, 0, count);
                for (std::int64_t at = 0; at < rows * pitch; ++at) {
                    const std::int64_t column = at % pitch - first;
                    ASSERT_EQ(out[at], column >= 0 && column < count ? T{12} : T{0})
                        << bits << " bits, " << count << " elements from " << first;
                }
            }
    }
}

TEST(RowLines, hold_all_elements_of_a_row_and_no_others) {
    expect_all_and_no_others<double>(DType::float64);
    expect_all_and_no_others<float>(DType::float32);
    expect_all_and_no_others<std::int64_t>(DType::int64);
    expect_all_and_no_others<std::int8_t>(DType::int8);
}

}  // namespace

}  // namespace tenon::codegen::test
