// SPDX-License-Identifier: MIT
#include "random/check.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <set>
#include <sstream>

#include "random/dice.hpp"
#include "random/generate.hpp"
#include "random/machine.hpp"
#include "support/compare.hpp"
#include "support/eager_scalar.hpp"

namespace programs {

namespace {

/// Shape and dtype only.
std::string compare_kind(const eager::Array& expected, const Seen& seen) {
    if (seen.dtype != expected.dtype)
        return "dtype " + std::string(tenon::name(seen.dtype)) + ", expected " +
               std::string(tenon::name(expected.dtype));
    if (seen.shape != expected.shape)
        return "shape " + support::to_text(seen.shape) + ", expected " +
               support::to_text(expected.shape);
    return "";
}

std::string compare(const eager::Array& expected, const Seen& seen, support::Tolerance tolerance) {
    const std::string text = compare_kind(expected, seen);
    return text.empty() ? support::difference(expected, seen.bytes, tolerance) : text;
}

/// Complex quotients and roots of parts near the ends of the range lose what the ends lose; of
/// large arguments of exp2 the oracle does not know the angle.
bool is_tame(const eager::Operand& operand, std::string_view op) {
    const double limit = op == "exp2" ? 100 : 1e9;
    if (!operand.array)
        return true;
    const eager::Array wide = eager::astype(*operand.array, DType::complex128);
    for (const std::complex<double>& z : wide.values<std::complex<double>>())
        for (const double part : {z.real(), z.imag()})
            if (!(part == 0 || (std::fabs(part) > 1e-9 && std::fabs(part) < limit)))
                return false;
    return true;
}

/// A matrix product is right within rounding errors of the sum of absolute products.
std::string check_product(const std::vector<eager::Operand>& in, const eager::Array& expected,
                          const Seen& seen) {
    if (const std::string text = compare_kind(expected, seen); !text.empty())
        return text;
    const auto sizes = [](const eager::Operand& x) {
        const eager::Array one = eager::elementwise("absolute", std::vector<eager::Operand>{x});
        return eager::astype(one, DType::float64);
    };
    const std::vector<double> bounds = eager::matmul(sizes(in[0]), sizes(in[1])).values<double>();
    const DType part = tenon::real_type(expected.dtype);
    const double unit = part == DType::float16   ? 0x1p-10
                        : part == DType::float32 ? 0x1p-23
                                                 : 0x1p-52;
    const double allowed = unit * 64;
    using Complex = std::complex<double>;
    const auto got =
        eager::astype(eager::from_bytes(seen.bytes, seen.shape, seen.dtype), DType::complex128)
            .values<Complex>();
    const auto want = eager::astype(expected, DType::complex128).values<Complex>();
    for (std::size_t i = 0; i < got.size(); ++i)
        if (std::abs(got[i] - want[i]) > allowed * bounds[i])
            return "a sum of products is wrong by " + std::to_string(std::abs(got[i] - want[i]));
    return "";
}

std::string check_approximate(const Statement& statement, const std::vector<eager::Operand>& inputs,
                              const eager::Array& expected, const Seen& seen) {
    if (statement.kind == Kind::product)
        return check_product(inputs, expected, seen);
    const bool complex = std::ranges::any_of(inputs, [](const eager::Operand& input) {
        return input.array ? tenon::is_complex(input.array->dtype)
                           : input.scalar.kind() == tenon::Kind::complex;
    });
    const bool power = statement.op == "power" || statement.op == "float_power";
    // The error of a complex power grows with the exponent; the conformance tests say how.
    const bool tame = std::ranges::all_of(
        inputs, [&](const eager::Operand& input) { return is_tame(input, statement.op); });
    if (complex && (power || !tame))
        return compare_kind(expected, seen);
    if (power)
        return compare(expected, seen, support::power_tolerance);
    return compare(expected, seen, {complex || statement.op == "sinc" ? 4.0 : 2.0});
}

}  // namespace

std::string check(const Program& program) {
    const Trace trace = run_on_engine(program);
    if (!trace.error.empty())
        return "thrown by " + trace.error;
    Oracle oracle(program.variables);
    std::size_t looked = 0;
    for (std::size_t i = 0; i < program.statements.size(); ++i) {
        const Statement& statement = program.statements[i];
        std::string text;
        if (statement.kind == Kind::look) {
            text = compare(oracle.array(statement.target), trace.looks[looked++], {});
        } else if (statement.approximate) {
            const std::vector<eager::Operand> inputs = oracle.inputs_of(statement);
            oracle.run(statement);
            const Seen& seen = trace.approximate.at(i);
            text = check_approximate(statement, inputs, oracle.array(statement.target), seen);
            oracle.adopt(statement.target, seen);
        } else {
            oracle.run(statement);
        }
        if (!text.empty())
            return to_text(statement) + ": " + text;
    }
    for (; looked < trace.looks.size(); ++looked) {
        const Seen& seen = trace.looks[looked];
        const std::string text = compare(oracle.array(seen.variable), seen, {});
        if (!text.empty())
            return "v" + std::to_string(seen.variable) + " at the end: " + text;
    }
    return "";
}

namespace {

/// Without statement `index` and all that is made of what it defines.
Program without(const Program& program, std::size_t index) {
    std::set<int> gone;
    Program smaller{program.seed, program.variables, {}};
    for (std::size_t i = 0; i < program.statements.size(); ++i) {
        const Statement& statement = program.statements[i];
        bool dropped = i == index || (!statement.defines() && gone.contains(statement.target));
        for (const Input& input : statement.inputs)
            dropped = dropped || gone.contains(input.variable);
        if (!dropped)
            smaller.statements.push_back(statement);
        if (!statement.defines())
            continue;
        for (const int made : {statement.target, statement.second})
            if (made >= 0 && dropped)
                gone.insert(made);
            else if (made >= 0)
                gone.erase(made);
    }
    return smaller;
}

}  // namespace

Program minimised(const Program& program) {
    const auto start = std::chrono::steady_clock::now();
    Program best = program;
    for (bool again = true; again;) {
        again = false;
        for (std::size_t i = best.statements.size(); i-- > 0;) {
            if (i >= best.statements.size())
                continue;
            if (std::chrono::steady_clock::now() - start > std::chrono::seconds(20))
                return best;
            const Program smaller = without(best, i);
            if (check(smaller).empty())
                continue;
            best = smaller;
            again = true;
        }
    }
    return best;
}

std::string check_seed(std::uint64_t seed) {
    const Program program = generate(seed);
    const std::string text = check(program);
    if (text.empty())
        return "";
    const Program small = minimised(program);
    const std::string again = check(small);
    return "the program of seed " + std::to_string(seed) + " fails: " + text + "\nminimised (" +
           std::to_string(small.statements.size()) + " of " +
           std::to_string(program.statements.size()) + " statements), " +
           (again.empty() ? "passes when run again" : again) + "\n" + to_text(small);
}

std::vector<std::uint64_t> corpus() {
    std::ifstream file(std::string(TENON_TESTS_DIR) + "/random/corpus.txt");
    std::vector<std::uint64_t> seeds;
    for (std::string line; std::getline(file, line);) {
        std::istringstream words(line);
        if (std::uint64_t seed = 0; words >> seed)
            seeds.push_back(seed);
    }
    return seeds;
}

std::uint64_t seed_of(std::uint64_t base, std::uint64_t index) {
    return Dice(base * 0x100000001b3 + index).bits() >> 16;
}

}  // namespace programs
