// SPDX-License-Identifier: MIT
// Arrays of whole numbers.
#include <tenon/tenon.hpp>

#include "bench/buffer.hpp"
#include "bench/harness.hpp"

namespace tenon::bench {

namespace {

struct Data {
    Buffer<std::int64_t> x, out;
    Array ax, result;

    explicit Data(std::int64_t n) : x(static_cast<std::size_t>(n)), out(x.size()) {
        for (std::int64_t i = 0; i < n; ++i)
            x[static_cast<std::size_t>(i)] = (i - n / 3) * 7919;
        ax = from_span(x.values(), {n});
    }
};

Row floor_divide_row(const References& references, int threads, std::int64_t n) {
    constexpr std::int64_t divisor = 7;
    const auto data = std::make_shared<Data>(n);
    Row row;
    row.tenon = [data] {
        data->result = Array();
        data->result = floor_divide(data->ax, divisor);
        data->result.eval();
    };
    row.check = [data]() -> std::string {
        const std::vector<std::int64_t> own = data->result.values<std::int64_t>();
        return std::equal(own.begin(), own.end(), data->out.values().begin()) ? "" : "differs";
    };
    const std::int64_t* const x = data->x.data();
    std::int64_t* const out = data->out.data();
    TENON_BENCH_REFERENCE(row, references, floor_divide, x, divisor, out, n, threads);
    TENON_BENCH_REFERENCE(row, references, floor_divide_scalar, x, divisor, out, n, threads);
    return row;
}

}  // namespace

std::vector<Entry> integer_entries() {
    std::vector<Entry> entries;
    const auto add = [&](const char* size, std::int64_t n, bool quick) {
        entries.push_back(entry("n // 7, int64", size, quick, [n](const References& r, int t) {
            return floor_divide_row(r, t, n);
        }));
    };
    add("1e5", 100'000, false);
    add("1e6", 1'000'000, true);
    add("1e7", 10'000'000, false);
    return entries;
}

}  // namespace tenon::bench
