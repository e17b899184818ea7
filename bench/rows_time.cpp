// SPDX-License-Identifier: MIT
// Loops in time over stencils, in plain slices, beside sweeps that an expert blocks by hand; at
// small sizes beside plain sweeps, which nothing shall be slower than.
#include <functional>

#include <tenon/tenon.hpp>

#include "bench/buffer.hpp"
#include "bench/harness.hpp"

namespace tenon::bench {

namespace {

using Steps = decltype(&tenon_reference_wave);  // all forms have one type

const Slice inside = slice(1, -1);
const Slice low = slice(0, -2);
const Slice high = slice(2, end);

/// The arrays of a step, the newest first, then those that it writes.
using Fields = std::vector<Array>;

void nine_point(Fields& f) {
    const Array& u = f[0];
    f[1](inside, inside) =
        ((u(low, inside) + u(high, inside)) + (u(inside, low) + u(inside, high))) * 0.2 +
        ((u(low, low) + u(low, high)) + (u(high, low) + u(high, high))) * 0.05;
    swap(f[0], f[1]);
}

void radius_two(Fields& f) {
    const Array& u = f[0];
    const Slice here = slice(2, -2);
    const auto near = [&](Slice lower, Slice upper) {
        return (u(lower, here) + u(upper, here)) + (u(here, lower) + u(here, upper));
    };
    f[1](here, here) = u(here, here) + (near(slice(1, -3), slice(3, -1)) * 16 -
                                        near(slice(0, -4), slice(4, end)) - u(here, here) * 60) *
                                           0.01;
    swap(f[0], f[1]);
}

void wave(Fields& f) {
    const Array& u = f[0];
    f[2](inside, inside) =
        (u(inside, inside) * 2 - f[1](inside, inside)) +
        (((u(low, inside) + u(high, inside)) + (u(inside, low) + u(inside, high))) -
         u(inside, inside) * 4) *
            0.25;
    swap(f[0], f[2]);
    swap(f[1], f[2]);
}

void fdtd(Fields& f) {
    Array &ez = f[0], &hx = f[1], &hy = f[2];
    const Slice first = slice(0, -1);
    const Slice next = slice(1, end);
    hx(all, first) -= (ez(all, next) - ez(all, first)) * 0.5;
    hy(first, all) += (ez(next, all) - ez(first, all)) * 0.5;
    ez(inside, inside) +=
        ((hy(inside, inside) - hy(low, inside)) - (hx(inside, inside) - hx(inside, low))) * 0.5;
}

void heat(Fields& f) {
    const Array& u = f[0];
    f[1](inside, inside, inside) =
        u(inside, inside, inside) + ((((u(low, inside, inside) + u(high, inside, inside)) +
                                       (u(inside, low, inside) + u(inside, high, inside))) +
                                      (u(inside, inside, low) + u(inside, inside, high))) -
                                     u(inside, inside, inside) * 6) *
                                        0.125;
    swap(f[0], f[1]);
}

struct Scheme {
    const char* name;
    const char* function;
    std::size_t arrays;   ///< that are a state
    std::size_t written;  ///< further ones that Tenon's statements write to
    int dimensions;
    void (*step)(Fields&);
};

const std::vector<Scheme> schemes = {
    {"nine points", "nine_point", 1, 1, 2, nine_point},
    {"radius two", "radius_two", 1, 1, 2, radius_two},
    {"wave", "wave", 2, 1, 2, wave},
    {"fdtd", "fdtd", 3, 0, 2, fdtd},
    {"heat in 3-D", "heat", 1, 1, 3, heat},
};

struct State {
    Scheme scheme;
    std::int64_t n;
    std::int64_t steps;
    std::vector<double> start;  ///< of all arrays: a step before counts as the same field
    std::vector<Buffer<double>> buffers;
    std::vector<double*> fields;  ///< the reference's, twice the arrays
    Fields own;

    State(const Scheme& what, std::int64_t side, std::int64_t count)
        : scheme(what), n(side), steps(count) {
        start = uniform(static_cast<std::size_t>(scheme.dimensions == 3 ? n * n * n : n * n), 0,
                        100, 7);
        for (std::size_t i = 0; i < 2 * scheme.arrays; ++i)
            buffers.emplace_back(start);
        restart_reference();
        restart();
    }
    void restart_reference() {
        fields.clear();
        for (Buffer<double>& buffer : buffers) {
            std::copy(start.begin(), start.end(), buffer.data());
            fields.push_back(buffer.data());
        }
    }
    void restart() {
        const Shape shape = scheme.dimensions == 3 ? Shape{n, n, n} : Shape{n, n};
        own.clear();
        for (std::size_t i = 0; i < scheme.arrays + scheme.written; ++i)
            own.push_back(copy(from_span(std::span<const double>(start), shape)).eval());
    }
    void run() {
        for (std::int64_t t = 0; t < steps; ++t)
            scheme.step(own);
        for (std::size_t i = 0; i < scheme.arrays; ++i)
            own[i].eval();
    }
    void run_reference(Steps work, int threads) { work(fields.data(), n, steps, threads); }

    /// Steps from the start, by Tenon and by the definition: the same bits.
    std::string compare(Steps definition, int threads) {
        restart();
        run();
        restart_reference();
        run_reference(definition, threads);
        for (std::size_t i = 0; i < scheme.arrays; ++i)
            if (const auto values = own[i].values<double>();
                !std::equal(values.begin(), values.end(), fields[i]))
                return "array " + std::to_string(i) + " differs";
        return "";
    }
};

/// `blocked`: beside blocked sweeps, else beside plain ones.
Row steps_row(const References& references, int threads, const Scheme& scheme, std::int64_t n,
              std::int64_t steps, bool blocked) {
    const auto state = std::make_shared<State>(scheme, n, steps);
    Row row;
    row.per_timing = static_cast<int>(steps);
    row.target = blocked ? 1.25 : 1;
    row.tenon = [state] { state->run(); };
    const std::string name = std::string("tenon_reference_") + scheme.function;
    for (const References::Library& library : references.libraries()) {
        for (const std::string form : {"", "_streaming"}) {
            const std::string full = (blocked ? "_blocked" : "") + form;
            const auto work = library.find<Steps>((name + full).c_str());
            if (work == nullptr)
                continue;
            for (const int team : teams(threads, n <= 256))
                row.references.push_back({scheme.function + full + " (" + library.compiler + ", " +
                                              std::to_string(team) + " threads)",
                                          [=] { state->run_reference(work, team); }});
        }
        if (const auto definition = library.find<Steps>((name + "_scalar").c_str()))
            row.check = [=] { return state->compare(definition, threads); };
    }
    return row;
}

}  // namespace

std::vector<Entry> time_entries() {
    std::vector<Entry> entries;
    for (const Scheme& scheme : schemes) {
        const auto add = [&](const std::string& work, std::int64_t n, std::int64_t steps,
                             bool blocked, bool quick) {
            entries.push_back(entry(
                work, std::to_string(n), quick, [=](const References& references, int threads) {
                    return steps_row(references, threads, scheme, n, steps, blocked);
                }));
        };
        const std::string name = scheme.name;
        if (scheme.dimensions == 3) {
            add(name + ", blocked", 512, 20, true, false);
            add(name + ", plain", 64, 64, false, true);
            add(name + ", plain", 256, 16, false, false);
            continue;
        }
        add(name + ", blocked", 4096, 64, true, false);
        add(name + ", blocked", 1024, 64, true, true);
        add(name + ", blocked", 2000, 64, true, false);  // no power of two: rows together
        for (const std::int64_t n : {64, 256, 1024})
            add(name + ", plain", n, 64, false, n == 64);
    }
    return entries;
}

}  // namespace tenon::bench
