// SPDX-License-Identifier: MIT
// Jacobi sweeps written as slices.
#include <tenon/tenon.hpp>

#include "bench/buffer.hpp"
#include "bench/harness.hpp"

namespace tenon::bench {

namespace {

using Sweep = decltype(&tenon_reference_jacobi);  // all forms have one type
using Change = decltype(&tenon_reference_jacobi_change);

struct Fields {
    std::int64_t n;
    std::int64_t sweeps;
    std::vector<double> start;
    Buffer<double> a, b;  // the reference's, the newer field first
    Array u, v;           // Tenon's

    Fields(std::int64_t side, std::int64_t count)
        : n(side), sweeps(count), start(uniform(static_cast<std::size_t>(n * n), 0, 100, 7)),
          a(start), b(start) {
        restart();
    }
    void restart() {
        u = from_span(std::span<const double>(start), {n, n});
        v = copy(u).eval();
    }
    void record_sweeps() {
        const auto in = slice(1, -1);
        const auto up = slice(0, -2);
        const auto down = slice(2, end);
        for (std::int64_t i = 0; i < sweeps; ++i) {
            v(in, in) = (u(up, in) + u(down, in) + (u(in, up) + u(in, down))) / 4;
            swap(u, v);
        }
    }
    void sweep() {
        record_sweeps();
        u.eval();
    }
    /// The reference's sweeps go on from where they were, as Tenon's do. Reading the same field
    /// each time would let it stay in a cache that the other one, streamed, does not touch.
    void reference_sweep(Sweep sweep, int threads) {
        if (sweep(a.data(), b.data(), n, sweeps, threads) != a.data())
            std::swap(a, b);
    }
    /// Rounds of sweeps, each with a look at the largest change that its last one makes.
    double look(int rounds) {
        double change = 0;
        for (int round = 0; round < rounds; ++round) {
            record_sweeps();
            change = max(absolute(u - v)).item<double>();
        }
        return change;
    }
    /// The sweeps in blocks but for the last one, which looks.
    double reference_look(Sweep sweep, Change last, int rounds, int threads) {
        double change = 0;
        for (int round = 0; round < rounds; ++round) {
            if (sweep(a.data(), b.data(), n, sweeps - 1, threads) != a.data())
                std::swap(a, b);
            change = last(a.data(), b.data(), n, threads);
            std::swap(a, b);
        }
        return change;
    }
    /// Tenon's rounds and the reference's from the start: the same change.
    std::string compare_looks(Sweep sweep, Change last, int rounds, int threads) {
        restart();
        a = Buffer<double>(start);
        b = Buffer<double>(start);
        return look(rounds) == reference_look(sweep, last, rounds, threads) ? ""
                                                                            : "the change differs";
    }
    /// Tenon's sweeps from the start against plain loops: the same bits.
    std::string compare() {
        restart();
        sweep();
        std::vector<double> x = start;
        std::vector<double> y = start;
        for (std::int64_t i = 0; i < sweeps; ++i, std::swap(x, y))
            plain_sweep(x, y);
        return u.values<double>() == x ? "" : "the field differs";
    }

private:
    void plain_sweep(const std::vector<double>& from, std::vector<double>& to) const {
        const auto side = static_cast<std::size_t>(n);
        for (std::size_t i = 1; i + 1 < side; ++i)
            for (std::size_t j = 1; j + 1 < side; ++j) {
                const double* const p = from.data() + i * side + j;
                to[i * side + j] = (p[-n] + p[n] + (p[-1] + p[1])) * 0.25;
            }
    }
};

/// One sweep is a matter of memory, and small fields are one of calls: they are compared with plain
/// sweeps. Of many sweeps over large ones the reference takes 16 in each pass.
Row jacobi(const References& references, int threads, std::int64_t n, std::int64_t sweeps,
           double target, double rival) {
    const bool small = n <= 256;
    const auto fields = std::make_shared<Fields>(n, sweeps);
    Row row;
    row.target = target;
    row.per_timing = static_cast<int>(sweeps);
    row.rival = rival;
    row.tenon = [fields] { fields->sweep(); };
    row.check = [fields] { return fields->compare(); };
    const std::string name = sweeps == 1 || small ? "jacobi" : "jacobi_blocked";
    for (const std::string& form : {name, name + "_streaming"})
        for (const References::Library& library : references.libraries())
            if (const auto sweep = library.find<Sweep>(("tenon_reference_" + form).c_str()))
                for (const int team : teams(threads, small))
                    row.references.push_back(
                        {form + " (" + library.compiler + ", " + std::to_string(team) + " threads)",
                         [=] { fields->reference_sweep(sweep, team); }});
    return row;
}

Row jacobi_looks(const References& references, int threads, std::int64_t n, std::int64_t sweeps,
                 double target) {
    constexpr int rounds = 6;
    const auto fields = std::make_shared<Fields>(n, sweeps);
    Row row;
    row.target = target;
    row.per_timing = static_cast<int>(rounds * sweeps);
    row.tenon = [fields] { fields->look(rounds); };
    for (const char* form : {"jacobi_blocked", "jacobi_blocked_streaming"})
        for (const References::Library& library : references.libraries()) {
            const auto sweep =
                library.find<Sweep>(("tenon_reference_" + std::string(form)).c_str());
            const auto last = library.find<Change>("tenon_reference_jacobi_change");
            if (sweep == nullptr || last == nullptr)
                continue;
            row.references.push_back({std::string(form) + " (" + library.compiler + ")", [=] {
                                          fields->reference_look(sweep, last, rounds, threads);
                                      }});
            row.check = [=] { return fields->compare_looks(sweep, last, rounds, threads); };
        }
    return row;
}

}  // namespace

std::vector<Entry> stencil_entries() {
    const auto looks = [](const char* size, std::int64_t n) {
        return entry("jacobi, looked at after 10", size, false,
                     [=](const References& r, int t) { return jacobi_looks(r, t, n, 10, 1.25); });
    };
    const auto make = [](const char* work, const char* size, bool quick, std::int64_t n,
                         std::int64_t sweeps, double target, double rival) {
        return entry(work, size, quick, [=](const References& r, int t) {
            return jacobi(r, t, n, sweeps, target, rival);
        });
    };
    return {
        make("jacobi, one sweep", "1024", true, 1024, 1, 1.05, 0.12e-3),
        make("jacobi, one sweep", "4096", true, 4096, 1, 1.05, 5.0e-3),
        make("jacobi, one sweep", "8192", false, 8192, 1, 1.05, 19.5e-3),
        make("jacobi, plain", "64", true, 64, 64, 1, 0),
        make("jacobi, plain", "256", false, 256, 64, 1, 0),
        make("jacobi, 64 sweeps", "1024", true, 1024, 64, 1.2, 0.068e-3),
        make("jacobi, 64 sweeps", "4096", false, 4096, 64, 1.25, 1.006e-3),
        make("jacobi, 64 sweeps", "8192", false, 8192, 64, 1.25, 4.3e-3),
        looks("2048", 2048),
        looks("4096", 4096),
    };
}

}  // namespace tenon::bench
