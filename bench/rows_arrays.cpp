// SPDX-License-Identifier: MIT
// Element-wise expressions and reductions over float64 arrays.
#include <cmath>

#include <tenon/tenon.hpp>

#include "bench/buffer.hpp"
#include "bench/harness.hpp"

namespace tenon::bench {

namespace {

struct Data {
    Buffer<double> x, y, t, out, out2;
    Array ax, ay, at;
    Array result, result2;
    double own = 0;
    double theirs = 0;

    explicit Data(std::int64_t n)
        : x(uniform(static_cast<std::size_t>(n), 5, 30, 1)),
          y(uniform(static_cast<std::size_t>(n), 1, 3, 2)),
          t(uniform(static_cast<std::size_t>(n), 0.25, 10, 3)), out(x.size()), out2(x.size()),
          ax(from_span(x.values(), {n})), ay(from_span(y.values(), {n})),
          at(from_span(t.values(), {n})) {}
};
using DataPtr = std::shared_ptr<Data>;

/// The largest relative difference, as text when it is too large.
std::string compare(const std::vector<double>& own, std::span<const double> theirs,
                    double tolerance) {
    double largest = 0;
    for (std::size_t i = 0; i < own.size(); ++i)
        largest = std::max(largest, std::abs(own[i] - theirs[i]) / (std::abs(theirs[i]) + 1e-3));
    return largest <= tolerance ? "" : "differs by " + std::to_string(largest);
}

/// A row that makes one array. The array goes before the next one is made, so that its memory is
/// used again, as the reference writes to the same memory each time.
template <class Expression>
Row array_row(const DataPtr& data, double rival, Expression expression) {
    Row row;
    row.rival = rival;
    row.tenon = [data, expression] {
        data->result = Array();
        data->result = expression();
        data->result.eval();
    };
    row.check = [data] {
        return compare(data->result.values<double>(), data->out.values(), 1e-12);
    };
    return row;
}

Row axpby(const References& references, int threads, std::int64_t n, double rival) {
    const auto data = std::make_shared<Data>(n);
    Row row = array_row(data, rival, [data] { return 2.0 * data->ax + 3.0 * data->ay; });
    const double* const x = data->x.data();
    const double* const y = data->y.data();
    double* const out = data->out.data();
    TENON_BENCH_REFERENCE(row, references, axpby, 2.0, x, 3.0, y, out, n, threads);
    TENON_BENCH_REFERENCE(row, references, axpby_streaming, 2.0, x, 3.0, y, out, n, threads);
    return row;
}

Row magnitude(const References& references, int threads, std::int64_t n, double rival) {
    const auto data = std::make_shared<Data>(n);
    Row row = array_row(data, rival, [data] {
        const Array& x = data->ax;
        const Array& y = data->ay;
        return sqrt(x * x + y * y);
    });
    const double* const x = data->x.data();
    const double* const y = data->y.data();
    double* const out = data->out.data();
    TENON_BENCH_REFERENCE(row, references, magnitude, x, y, out, n, threads);
    TENON_BENCH_REFERENCE(row, references, magnitude_streaming, x, y, out, n, threads);
    return row;
}

Row twelve(const References& references, int threads, std::int64_t n, double rival) {
    const auto data = std::make_shared<Data>(n);
    Row row = array_row(data, rival, [data] {
        const Array& x = data->ax;
        const Array& y = data->ay;
        return (((0.3 * x + 1.1) * x - 0.7) * x + sin(x) * exp(-y * y)) * y;
    });
    const double* const x = data->x.data();
    const double* const y = data->y.data();
    double* const out = data->out.data();
    TENON_BENCH_REFERENCE(row, references, twelve_sleef, x, y, out, n, threads);
    TENON_BENCH_REFERENCE(row, references, twelve_sleef_streaming, x, y, out, n, threads);
    TENON_BENCH_REFERENCE(row, references, twelve_mvec, x, y, out, n, threads);
    TENON_BENCH_REFERENCE(row, references, twelve_mvec_streaming, x, y, out, n, threads);
    return row;
}

/// The normal distribution by Abramowitz and Stegun 26.2.17.
Array normal_cdf(const Array& d) {
    const Array k = 1.0 / (1.0 + 0.2316419 * abs(d));
    const Array polynomial =
        k * (0.31938153 +
             k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429))));
    const Array tail = 0.39894228040143267794 * exp(-0.5 * d * d) * polynomial;
    return where(d > 0, 1.0 - tail, tail);
}

void prices(Data& data) {
    constexpr double rate = 0.02;
    constexpr double volatility = 0.3;
    const Array& s = data.ax;
    const Array& x = data.ay;
    const Array& t = data.at;
    data.result = Array();
    data.result2 = Array();
    const Array spread = volatility * sqrt(t);
    const Array d1 = (log(s / x) + (rate + 0.5 * volatility * volatility) * t) / spread;
    const Array n1 = normal_cdf(d1);
    const Array n2 = normal_cdf(d1 - spread);
    const Array present = x * exp(-rate * t);
    data.result = s * n1 - present * n2;
    data.result2 = present * (1.0 - n2) - s * (1.0 - n1);
    data.result.eval();
}

Row black_scholes(const References& references, int threads, std::int64_t n, double rival) {
    const auto data = std::make_shared<Data>(n);
    Row row;
    row.rival = rival;
    row.tenon = [data] { prices(*data); };
    row.check = [data] {
        const std::string first = compare(data->result.values<double>(), data->out.values(), 1e-10);
        return first.empty() ? compare(data->result2.values<double>(), data->out2.values(), 1e-10)
                             : first;
    };
    const double* const s = data->x.data();
    const double* const x = data->y.data();
    const double* const t = data->t.data();
    double* const call = data->out.data();
    double* const put = data->out2.data();
    TENON_BENCH_REFERENCE(row, references, black_scholes_sleef, s, x, t, 0.02, 0.3, call, put, n,
                          threads);
    TENON_BENCH_REFERENCE(row, references, black_scholes_sleef_streaming, s, x, t, 0.02, 0.3, call,
                          put, n, threads);
    TENON_BENCH_REFERENCE(row, references, black_scholes_mvec, s, x, t, 0.02, 0.3, call, put, n,
                          threads);
    TENON_BENCH_REFERENCE(row, references, black_scholes_mvec_streaming, s, x, t, 0.02, 0.3, call,
                          put, n, threads);
    return row;
}

template <class Expression>
Row number_row(const DataPtr& data, double rival, Expression expression) {
    Row row;
    row.rival = rival;
    row.tenon = [data, expression] { data->own = expression(*data).template item<double>(); };
    row.check = [data] { return compare({data->own}, {&data->theirs, 1}, 1e-12); };
    return row;
}

/// As TENON_BENCH_REFERENCE, for functions that return the number.
#define TENON_BENCH_NUMBER(row, references_of, function, ...)                                      \
    for (const References::Library& library_ : (references_of).libraries())                        \
        if (const auto call_ = library_.find<decltype(&tenon_reference_##function)>(               \
                "tenon_reference_" #function))                                                     \
    (row).references.push_back(                                                                    \
        {#function " (" + library_.compiler + ")", [=] { data->theirs = call_(__VA_ARGS__); }})

Row sum_row(const References& references, int threads, std::int64_t n, double rival) {
    const auto data = std::make_shared<Data>(n);
    Row row = number_row(data, rival, [](const Data& d) { return sum(d.ax); });
    TENON_BENCH_NUMBER(row, references, sum, data->x.data(), n, threads);
    return row;
}

Row dot_row(const References& references, int threads, std::int64_t n, double rival) {
    const auto data = std::make_shared<Data>(n);
    Row row = number_row(data, rival, [](const Data& d) { return dot(d.ax, d.ay); });
    TENON_BENCH_NUMBER(row, references, dot, data->x.data(), data->y.data(), n, threads);
    return row;
}

Row max_row(const References& references, int threads, std::int64_t n, double rival) {
    const auto data = std::make_shared<Data>(n);
    Row row = number_row(data, rival, [](const Data& d) { return max(d.ax); });
    TENON_BENCH_NUMBER(row, references, max, data->x.data(), n, threads);
    return row;
}

Row squares_row(const References& references, int threads, std::int64_t n, double rival) {
    const auto data = std::make_shared<Data>(n);
    Row row = number_row(data, rival, [](const Data& d) { return sum(d.ax * d.ax + d.ay); });
    TENON_BENCH_NUMBER(row, references, sum_squares, data->x.data(), data->y.data(), n, threads);
    return row;
}

using MakeRow = Row (*)(const References&, int threads, std::int64_t n, double rival);

struct Work {
    const char* name;
    MakeRow make;
    bool small;                   // also n = 1e5
    double rival_1e6, rival_1e7;  // seconds, where they are known
};

}  // namespace

std::vector<Entry> array_entries() {
    static constexpr Work works[] = {
        {"a*x + b*y", axpby, true, 120e-6, 4300e-6},
        {"sqrt(x*x + y*y)", magnitude, true, 0, 0},
        {"12 operations, sin, exp", twelve, true, 582e-6, 0},
        {"Black-Scholes", black_scholes, true, 2145e-6, 0},
        {"sum(x)", sum_row, false, 0, 0},
        {"dot(x, y)", dot_row, false, 0, 0},
        {"max(x)", max_row, false, 0, 0},
        {"sum(x*x + y)", squares_row, false, 0, 2694e-6},
    };
    std::vector<Entry> entries;
    for (const Work& work : works) {
        const auto add = [&](const char* size, std::int64_t n, bool quick, double rival) {
            entries.push_back(entry(work.name, size, quick,
                                    [make = work.make, n, rival](const References& r, int t) {
                                        return make(r, t, n, rival);
                                    }));
        };
        if (work.small)
            add("1e5", 100'000, false, 0);
        add("1e6", 1'000'000, true, work.rival_1e6);
        add("1e7", 10'000'000, false, work.rival_1e7);
    }
    return entries;
}

}  // namespace tenon::bench
