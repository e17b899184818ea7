// SPDX-License-Identifier: MIT
// Arrays of whole numbers: as numbers, as indices, as conditions.
#include <random>

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

struct Chosen {
    Buffer<double> x, out;
    Buffer<std::int64_t> index;
    Array ax, aindex, result;

    explicit Chosen(std::int64_t n)
        : x(static_cast<std::size_t>(n)), out(x.size()), index(x.size()) {
        std::mt19937_64 random(1);
        for (std::size_t i = 0; i < x.size(); ++i) {
            x[i] = static_cast<double>(i);
            index[i] = static_cast<std::int64_t>(random() % x.size());
        }
        ax = from_span(x.values(), {n});
        aindex = from_span(index.values(), {n});
    }
};

Row take_row(const References& references, int threads, std::int64_t n) {
    const auto data = std::make_shared<Chosen>(n);
    Row row;
    row.tenon = [data] {
        data->result = Array();
        data->result = take(data->ax, data->aindex, 0);
        data->result.eval();
    };
    row.check = [data]() -> std::string {
        const std::vector<double> own = data->result.values<double>();
        return std::equal(own.begin(), own.end(), data->out.values().begin()) ? "" : "differs";
    };
    const double* const x = data->x.data();
    const std::int64_t* const index = data->index.data();
    double* const out = data->out.data();
    TENON_BENCH_REFERENCE(row, references, take, x, n, index, out, n, threads);
    return row;
}

struct Mask {
    Buffer<std::uint8_t> bytes;
    Array mask;
    std::int64_t own = 0;
    std::int64_t theirs = 0;

    explicit Mask(std::int64_t n) : bytes(static_cast<std::size_t>(n)) {
        std::mt19937_64 random(1);
        for (std::size_t i = 0; i < bytes.size(); ++i)
            bytes[i] = static_cast<std::uint8_t>(random() % 2);
        mask = (from_span(bytes.values(), {n}) == 1).eval();
    }
};

Row count_row(const References& references, int threads, std::int64_t n) {
    const auto data = std::make_shared<Mask>(n);
    Row row;
    row.tenon = [data] { data->own = count_nonzero(data->mask).item<std::int64_t>(); };
    row.check = [data]() -> std::string { return data->own == data->theirs ? "" : "differs"; };
    for (const References::Library& library : references.libraries())
        if (const auto call =
                library.find<decltype(&tenon_reference_count)>("tenon_reference_count"))
            row.references.push_back({"count (" + library.compiler + ")", [=] {
                                          data->theirs = call(data->bytes.data(), n, threads);
                                      }});
    return row;
}

struct Work {
    const char* name;
    Row (*make)(const References&, int threads, std::int64_t n);
};

}  // namespace

std::vector<Entry> integer_entries() {
    static constexpr Work works[] = {
        {"n // 7, int64", floor_divide_row},
        {"take(x, index)", take_row},
        {"count_nonzero(mask)", count_row},
    };
    std::vector<Entry> entries;
    for (const Work& work : works) {
        const auto add = [&](const char* size, std::int64_t n, bool quick) {
            entries.push_back(
                entry(work.name, size, quick,
                      [make = work.make, n](const References& r, int t) { return make(r, t, n); }));
        };
        add("1e5", 100'000, false);
        add("1e6", 1'000'000, true);
        add("1e7", 10'000'000, false);
    }
    return entries;
}

}  // namespace tenon::bench
