// SPDX-License-Identifier: MIT
// Elements by index arrays and masks, read and written.
#include <random>

#include <tenon/tenon.hpp>

#include "bench/buffer.hpp"
#include "bench/harness.hpp"

namespace tenon::bench {

namespace {

/// A table, random places in it, and a random mask of it.
struct Table {
    std::int64_t columns;
    Buffer<double> x, values, out;
    Buffer<std::int64_t> index, rows, places;
    Buffer<std::uint8_t> bytes;
    Array ax, avalues, aindex, arows, aplaces, mask, result;
    std::int64_t chosen = 0;

    explicit Table(std::int64_t n)
        : columns(100), x(static_cast<std::size_t>(n)), values(x.size()), out(x.size()),
          index(x.size()), rows(x.size()), places(x.size()), bytes(x.size()) {
        std::mt19937_64 random(1);
        for (std::size_t i = 0; i < x.size(); ++i) {
            x[i] = static_cast<double>(i);
            values[i] = static_cast<double>(random() % 1000);
            index[i] = static_cast<std::int64_t>(random() % x.size());
            rows[i] = static_cast<std::int64_t>(random() % (x.size() / 100));
            places[i] = static_cast<std::int64_t>(random() % 100);
            bytes[i] = static_cast<std::uint8_t>(random() % 2);
        }
        ax = from_span(x.values(), {n});
        avalues = from_span(values.values(), {n});
        aindex = from_span(index.values(), {n});
        arows = from_span(rows.values(), {n});
        aplaces = from_span(places.values(), {n});
        mask = (from_span(bytes.values(), {n}) == 1).eval();
    }
    std::string same(const Array& own, const Buffer<double>& theirs) const {
        const std::vector<double> list = own.values<double>();
        return std::equal(list.begin(), list.end(), theirs.values().begin()) ? "" : "differs";
    }
};

Row pairs_row(const References& references, int threads, std::int64_t n) {
    const auto data = std::make_shared<Table>(n);
    const Array table = reshape(data->ax, {n / data->columns, data->columns});
    Row row;
    row.tenon = [data, table] {
        data->result = Array();
        data->result = index(table, {data->arows, data->aplaces});
        data->result.eval();
    };
    row.check = [data] { return data->same(data->result, data->out); };
    TENON_BENCH_REFERENCE(row, references, take_pairs, data->x.data(), n / data->columns,
                          data->columns, data->rows.data(), data->places.data(), data->out.data(),
                          n, threads);
    return row;
}

Row scatter_row(const References& references, int threads, std::int64_t n) {
    const auto data = std::make_shared<Table>(n);
    Row row;
    row.tenon = [data] {
        assign_index(data->ax, {data->aindex}, data->avalues);
        data->ax.eval();
    };
    row.check = [data] { return data->same(data->ax, data->x); };
    TENON_BENCH_REFERENCE(row, references, scatter, data->x.data(), n, data->index.data(),
                          data->values.data(), n, threads);
    return row;
}

/// The sums grow with every run, so each side adds nothing to what it has: to zeros and back.
Row add_row(const References& references, int threads, std::int64_t n) {
    const auto data = std::make_shared<Table>(n);
    data->result = zeros({n}).eval();
    const auto add = std::make_shared<Ufunc>("add");
    Row row;
    row.tenon = [data, add] {
        data->result(all) = 0.0;
        add->at(data->result, {data->aindex}, data->avalues);
        data->result.eval();
    };
    row.check = [data] { return data->same(data->result, data->out); };
    for (const References::Library& library : references.libraries()) {
        const auto fill = library.find<decltype(&tenon_reference_fill)>("tenon_reference_fill");
        const auto call =
            library.find<decltype(&tenon_reference_scatter_add)>("tenon_reference_scatter_add");
        if (fill != nullptr && call != nullptr)
            row.references.push_back({"scatter_add (" + library.compiler + ")", [=] {
                                          fill(0.0, data->out.data(), n, threads);
                                          call(data->out.data(), n, data->index.data(),
                                               data->values.data(), n, threads);
                                      }});
    }
    return row;
}

Row fill_row(const References& references, int threads, std::int64_t n) {
    const auto data = std::make_shared<Table>(n);
    Row row;
    row.tenon = [data] {
        assign_index(data->ax, {data->mask}, 0.5);
        data->ax.eval();
    };
    row.check = [data] { return data->same(data->ax, data->x); };
    TENON_BENCH_REFERENCE(row, references, fill_where, data->x.data(), data->bytes.data(), 0.5, n,
                          threads);
    return row;
}

Row compress_row(const References& references, int threads, std::int64_t n) {
    const auto data = std::make_shared<Table>(n);
    Row row;
    row.tenon = [data] {
        data->result = Array();
        data->result = index(data->ax, {data->mask});
        data->result.eval();
    };
    row.check = [data] {
        return data->result.size() == data->chosen ? data->same(data->result, data->out)
                                                   : std::string("another number of elements");
    };
    for (const References::Library& library : references.libraries())
        if (const auto call =
                library.find<decltype(&tenon_reference_compress)>("tenon_reference_compress"))
            row.references.push_back({"compress (" + library.compiler + ")", [=] {
                                          data->chosen = call(data->x.data(), data->bytes.data(),
                                                              data->out.data(), n, threads);
                                      }});
    return row;
}

struct Work {
    const char* name;
    bool quick;
    Row (*make)(const References&, int threads, std::int64_t n);
};

}  // namespace

std::vector<Entry> indexing_entries() {
    static constexpr Work works[] = {
        {"table[i, j]", false, pairs_row},       {"x[index] = v", true, scatter_row},
        {"add.at(x, index, v)", false, add_row}, {"x[mask] = 0.5", true, fill_row},
        {"x[mask]", true, compress_row},
    };
    std::vector<Entry> entries;
    for (const Work& work : works) {
        const auto add = [&](const char* size, std::int64_t n, bool quick) {
            entries.push_back(
                entry(work.name, size, quick,
                      [make = work.make, n](const References& r, int t) { return make(r, t, n); }));
        };
        add("1e5", 100'000, false);
        add("1e6", 1'000'000, work.quick);
        add("1e7", 10'000'000, false);
    }
    return entries;
}

}  // namespace tenon::bench
