// SPDX-License-Identifier: MIT
#include "programs.hpp"

#include <algorithm>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <tenon/tenon.hpp>

#include "engine/thread_tape.hpp"

namespace golden {

namespace {

using namespace tenon;
using Named = std::vector<Array>;

constexpr std::int64_t rows = 60, columns = 80;

/// From this size on an array is taken not to stay in cache, on every machine.
constexpr std::int64_t large_bytes = 1 << 20;

/// An array that has its values: how they came about is not part of the program.
Array given(const Shape& shape, DType type = DType::float64) {
    Array made = ones(shape, type);
    made.eval();
    return made;
}

Named chain() {
    Array x = given({columns});
    Array y = sqrt(x * x + 1.0) / 4;
    return {x, y};
}

Named same_array_twice() {
    Array x = given({columns});
    Array y = x + x;
    return {x, y};
}

Named stencil() {
    Array u = given({rows, columns}), v = given({rows, columns});
    const auto in = slice(1, -1), low = slice(0, -2), high = slice(2, end);
    v(in, in) = (u(low, in) + u(high, in) + (u(in, low) + u(in, high))) / 4;
    return {u, v};
}

Named time_loop() {
    Array u = given({columns}), v = given({columns});
    for (int t = 0; t < 2; ++t) {
        v(slice(1, -1)) = (u(slice(0, -2)) + u(slice(2, end))) * 0.5;
        swap(u, v);
    }
    return {u, v};
}

Named overlap() {
    Array x = given({columns});
    x(slice(1, end)) = x(slice(0, -1)) + 1.0;
    return {x};
}

Named disjoint_halves() {
    Array x = given({2 * columns});
    x(slice(0, columns)) = x(slice(columns, end)) * 2.0;
    return {x};
}

Named broadcast() {
    Array table = given({rows, columns}), row = given({columns}), column = given({rows, 1});
    Array result = table * row + column;
    return {table, row, column, result};
}

Named fused_sum() {
    Array x = given({10 * columns}), y = given({10 * columns});
    Array total = sum(x * x + y);
    return {x, y, total};
}

Named sums_along_axes() {
    Array x = given({rows, columns});
    Array of_columns = sum(x, 0), of_rows = sum(x, 1);
    return {x, of_columns, of_rows};
}

Named normalised() {
    Array x = given({columns});
    Array shares = x / sum(x);
    return {x, shares};
}

Named largest() {
    Array x = given({columns}, DType::float32);
    Array where_largest = argmax(x), value = tenon::max(x);
    return {x, where_largest, value};
}

Named several_outputs() {
    Array a = given({columns}), b = given({columns});
    Array plus = a + b, minus = a - b, product = plus * minus;
    return {a, b, plus, minus, product};
}

Named mixed_types() {
    Array counts = given({columns}, DType::int32), weights = given({columns}, DType::float32);
    Array result = where(counts > 0, counts * weights, 0.0);
    return {counts, weights, result};
}

Named gathered() {
    Array table = given({rows}), positions = given({columns}, DType::int64);
    Array result = take(table, positions) * 2.0;
    return {table, positions, result};
}

Named matrix_product() {
    Array a = given({rows, columns}), b = given({columns, rows});
    Array result = matmul(a * 2.0, b) + 1.0;
    return {a, b, result};
}

Named scan() {
    Array x = given({columns});
    Array sums = cumulative_sum(x * 2.0);
    return {x, sums};
}

Named transposed_copy() {
    Array x = given({rows, columns});
    Array y = copy(x.T());
    return {x, y};
}

Named escape() {
    Array c = given({rows, columns}, DType::complex128);
    const auto count = vectorize([](Complex128 start, Int64 limit) {
        Var<Complex128> z = 0;
        Var<Int64> n = 0;
        while_([&] { return n < limit && norm(z) <= 4.0; },
               [&] {
                   z = z * z + start;
                   n += 1;
               });
        return Int64(n);
    });
    Array counts = count(c, 100);
    return {c, counts};
}

Named random_numbers() {
    Generator generator(7);
    Array draws = generator.uniform({columns});
    return {draws};
}

Named large_output() {
    Array x = given({large_bytes / 4}), y = given({large_bytes / 4});
    Array result = 2.0 * x + 3.0 * y;
    return {x, y, result};
}

constexpr Program all_programs[] = {
    {"chain", "operations on one array are one kernel; nobody sees what lies between", chain},
    {"same_array_twice", "an array that is read twice is loaded once", same_array_twice},
    {"stencil", "five shifted views are one pass: four loads, one store, no temporary", stencil},
    {"time_loop", "two sweeps with swapped names are two steps of one kernel", time_loop},
    {"overlap", "the right-hand side is read as it was: it must be stored first", overlap},
    {"disjoint_halves", "views of one array that do not meet need no temporary", disjoint_halves},
    {"broadcast", "rows and columns are laid over the table, not copied", broadcast},
    {"fused_sum", "a sum is one kernel with what it sums", fused_sum},
    {"sums_along_axes", "down the columns and along the rows are two forms of kernel",
     sums_along_axes},
    {"normalised", "a sum must be complete before its elements are used", normalised},
    {"largest", "two reductions of one array load it once", largest},
    {"several_outputs", "three results of two arrays are one kernel", several_outputs},
    {"mixed_types", "conversions are part of the kernel", mixed_types},
    {"gathered", "a table read at positions that are known at run time only", gathered},
    {"matrix_product", "a library's routine is a step between kernels", matrix_product},
    {"scan", "a running sum is a step of its own", scan},
    {"transposed_copy", "a transposed array is read with its strides", transposed_copy},
    {"escape", "a kernel with a loop: its number of turns differs from element to element", escape},
    {"random_numbers", "the generator is integer arithmetic on the position", random_numbers},
    {"large_output", "what cannot stay in cache is stored past it", large_output},
};

}  // namespace

std::span<const Program> programs() { return all_programs; }

const Program& program(const char* name) {
    const auto* found = std::ranges::find(all_programs, std::string_view(name), &Program::name);
    if (found == std::end(all_programs))
        throw std::invalid_argument(std::string("no golden program is called ") + name);
    return *found;
}

Forms forms_of(const Program& program) {
    set_execution(Execution::interpreter);
    engine::flush();
    const std::int64_t machine_bytes = std::exchange(tape::streaming_bytes, large_bytes);
    Forms forms;
    {
        const Named named = program.record();
        const engine::Lock lock(engine::this_tape());
        tape::Tape& tape = engine::this_tape();
        tape::note_live(tape);
        forms.tape = tape::canonical(tape);
        forms.plan = schedule::schedule(forms.tape, tape.functions);
    }
    engine::flush();
    tape::streaming_bytes = machine_bytes;
    return forms;
}

}  // namespace golden
