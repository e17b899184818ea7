// SPDX-License-Identifier: MIT
// Code that takes several rows together against the interpreter, which takes elements: stencils
// over arrays of any size, for any cut and at every vector width.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cfenv>
#include <cstring>

#include "codegen/codegen.hpp"
#include "interpreter/interpreter.hpp"
#include "kernel/builder.hpp"
#include "kernel/shared_rows.hpp"
#include "ops/vector_math.hpp"
#include "runtime/code_loader.hpp"
#include "unit/codegen/fenced.hpp"
#include "unit/codegen/random_kernel.hpp"

namespace tenon::codegen::test {

using namespace kernel;

namespace {

constexpr int reach = 3;  ///< rows and elements around the elements that are computed

/// Sums and differences of some views of two arrays, a number for each; stored once or twice, to an
/// array that may be read at the same element before.
struct Stencil {
    Kernel core;
    std::vector<RowOffset> offsets;
    std::vector<int> array_of;  ///< of each parameter: 0 and 1 are read, 2 and 3 written
};

Stencil random_stencil(Random& random) {
    Stencil made;
    Kernel& core = made.core;
    core.name = "stencil";
    core.rank = 2;
    const DType types[] = {DType::float64, DType::float32, DType::int16, DType::int64};
    const DType type = types[below(random, 4)];
    const int views = 2 + below(random, 9);
    std::uint32_t bases[2] = {no_param, no_param};
    for (int view = 0; view < views; ++view) {
        const int array = chance(random, 70) ? 0 : 1;
        RowOffset offset;
        if (bases[array] == no_param) {
            bases[array] = static_cast<std::uint32_t>(view);
        } else {
            offset = {.base = bases[array],
                      .rows = static_cast<std::int8_t>(below(random, 2 * reach + 1) - reach),
                      .columns = static_cast<std::int8_t>(below(random, 2 * reach + 1) - reach)};
        }
        core.params.push_back({.dtype = type});
        made.offsets.push_back(offset);
        made.array_of.push_back(array);
    }
    const int outputs = 1 + below(random, 2);
    for (int output = 0; output < outputs; ++output) {
        core.params.push_back({.dtype = type, .written = true});
        made.offsets.push_back({});
        made.array_of.push_back(2 + output);
    }
    Builder build(core);
    const ValueId three =
        is_integer(type) ? build.constant_int(type, 3) : build.constant_float(type, 3);
    const bool in_place = chance(random, 50);
    ValueId sum = build.load(static_cast<std::uint32_t>(in_place ? views : 0));
    for (int view = 0; view < views; ++view) {
        const ops::Op op = chance(random, 50) ? ops::Op::add : ops::Op::subtract;
        sum = build.compute(op, type, sum, build.load(static_cast<std::uint32_t>(view)));
        if (chance(random, 20))
            sum = build.compute(ops::Op::multiply, type, sum, three);
        if (outputs == 2 && view == views / 2)
            build.store(static_cast<std::uint32_t>(views + 1), sum);
    }
    build.store(static_cast<std::uint32_t>(views), sum);
    verify(core, true);
    return made;
}

/// Four arrays of one shape, and the kernel's arguments on them.
class Arrays {
public:
    Arrays(const Stencil& stencil, Random& random)
        : stencil_(stencil), rows_(1 + below(random, 20)), columns_(1 + below(random, 90)),
          size_(static_cast<std::int64_t>(size_of(stencil.core.params[0].dtype))),
          pitch_((columns_ + 4 * reach + below(random, 9)) * size_) {
        for (auto& bytes : initial_) {
            bytes.resize(static_cast<std::size_t>((rows_ + 4 * reach) * pitch_));
            // Of all types numbers whose sums round, and no NaN, which has many bits.
            for (std::size_t at = 0; at < bytes.size(); at += static_cast<std::size_t>(size_))
                fill(&bytes[at], random);
        }
    }

    std::vector<std::int64_t> begin() {
        now_ = initial_;
        std::vector<std::int64_t> args = {rows_, columns_};
        for (std::size_t p = 0; p < stencil_.array_of.size(); ++p) {
            const RowOffset& offset = stencil_.offsets[p];
            auto& bytes = now_[static_cast<std::size_t>(stencil_.array_of[p])];
            args.push_back(reinterpret_cast<std::int64_t>(bytes.data()) +
                           (2 * reach + offset.rows) * pitch_ +
                           (2 * reach + offset.columns) * size_);
            args.push_back(pitch_);
            args.push_back(size_);
        }
        return args;
    }
    const auto& results() const { return now_; }
    std::int64_t rows() const { return rows_; }
    std::int64_t columns() const { return columns_; }

private:
    void fill(std::uint8_t* place, Random& random) const {
        const double value = static_cast<double>(below(random, 20001) - 10000) / 7;
        const auto single = static_cast<float>(value);
        const std::uint64_t whole = random();
        switch (stencil_.core.params[0].dtype) {
        case DType::float64: std::memcpy(place, &value, 8); break;
        case DType::float32: std::memcpy(place, &single, 4); break;
        default: std::memcpy(place, &whole, static_cast<std::size_t>(size_));
        }
    }

    const Stencil& stencil_;
    std::int64_t rows_, columns_, size_, pitch_;
    std::array<std::vector<std::uint8_t>, 4> initial_, now_;
};

TEST(SharedRows, give_the_same_bits_as_rows_one_by_one) {
    for (int i = 0; i < 60; ++i) {
        Random random(static_cast<std::uint64_t>(i) + 1);
        const Stencil stencil = random_stencil(random);
        const Kernel together = with_row_offsets(stencil.core, stencil.offsets);
        verify(together, true);
        Arrays arrays(stencil, random);
        const auto program = interpreter::prepare(stencil.core);
        interpreter::run(program.get(), arrays.begin().data(), 0, arrays.rows(), 0,
                         arrays.columns());
        const auto expected = arrays.results();
        for (int bits = 128; bits <= max_vector_bits(); bits *= 2) {
            SCOPED_TRACE(std::to_string(i) + ", " + std::to_string(bits) + " bits\n" +
                         to_text(together));
            const Artifact made = compile(together, host_target(bits));
            const runtime::Entry entry =
                runtime::load_object(made.object, made.symbol, &ops::math_address);
            const std::vector<std::int64_t> args = arrays.begin();
            const std::int64_t row = below(random, static_cast<int>(arrays.rows()));
            const std::int64_t column = below(random, static_cast<int>(arrays.columns()));
            const std::int64_t rows[] = {0, row, arrays.rows()};
            const std::int64_t columns[] = {0, column, arrays.columns()};
            for (int part = 0; part < 4; ++part)
                entry.function(entry.context, args.data(), rows[part / 2], rows[part / 2 + 1],
                               columns[part % 2], columns[part % 2 + 1]);
            for (std::size_t array = 0; array < expected.size(); ++array)
                ASSERT_EQ(arrays.results()[array], expected[array]) << "array " << array;
        }
    }
}

/// The sum of all nine elements around each.
Kernel sum_of_nine() {
    Kernel core;
    core.rank = 2;
    std::vector<RowOffset> offsets(1);
    for (int view = 0; view < 9; ++view) {
        core.params.push_back({.dtype = DType::float64});
        if (view > 0)
            offsets.push_back({.base = 0,
                               .rows = static_cast<std::int8_t>(view / 3),
                               .columns = static_cast<std::int8_t>(view % 3)});
    }
    core.params.push_back({.dtype = DType::float64, .written = true});
    offsets.emplace_back();
    Builder build(core, true);
    ValueId sum = build.load(0);
    for (std::uint32_t view = 1; view < 9; ++view)
        sum = build.compute(ops::Op::add, DType::float64, sum, build.load(view));
    build.store(9, sum);
    return with_row_offsets(core, offsets);
}

TEST(SharedRows, read_nothing_beside_the_array) {
    constexpr std::int64_t rows = 8, columns = 64, size = 8, pitch = columns * size;
    const Fenced fenced(1);  // as many bytes as the array has
    ASSERT_EQ(fenced.end() - fenced.begin(), rows * pitch);
    std::vector<double> sums(static_cast<std::size_t>(rows * columns));
    for (int bits = 128; bits <= max_vector_bits(); bits *= 2) {
        const Artifact made = compile(sum_of_nine(), host_target(bits));
        const runtime::Entry entry =
            runtime::load_object(made.object, made.symbol, &ops::math_address);
        std::vector<std::int64_t> args = {rows - 2, columns - 2};
        for (std::int64_t view = 0; view < 9; ++view)
            for (const std::int64_t word : {reinterpret_cast<std::int64_t>(fenced.begin()) +
                                                view / 3 * pitch + view % 3 * size,
                                            pitch, size})
                args.push_back(word);
        for (const std::int64_t word : {reinterpret_cast<std::int64_t>(sums.data()), pitch, size})
            args.push_back(word);
        std::fill_n(reinterpret_cast<double*>(fenced.begin()), rows * columns, 1.0);
        for (std::int64_t first = 0; first < rows - 2; first += 3) {
            entry.function(entry.context, args.data(), first, first + 3, 0, columns - 2);
            EXPECT_EQ(sums[static_cast<std::size_t>(first * columns)], 9) << bits;
        }
        entry.function(entry.context, args.data(), 0, rows - 2, 0, columns - 2);
        EXPECT_EQ(sums[static_cast<std::size_t>((rows - 3) * columns + columns - 3)], 9) << bits;
    }
}

/// Neighbours divided by each other.
Kernel quotient() {
    Kernel core;
    core.rank = 2;
    core.params = {{.dtype = DType::float64},
                   {.dtype = DType::float64},
                   {.dtype = DType::float64, .written = true}};
    Builder build(core, true);
    const ValueId left = build.load(0);
    build.store(2, build.compute(ops::Op::divide, DType::float64, left, build.load(1)));
    return with_row_offsets(core,
                            std::vector<RowOffset>{{}, {.base = 0, .rows = 0, .columns = 1}, {}});
}

TEST(SharedRows, raise_no_flags_for_what_lies_beside_the_elements) {
    constexpr std::int64_t rows = 4, columns = 64, size = 8, pitch = columns * size;
    std::vector<double> values(static_cast<std::size_t>(rows * columns)), quotients = values;
    for (int bits = 128; bits <= max_vector_bits(); bits *= 2) {
        const Artifact made = compile(quotient(), host_target(bits));
        const runtime::Entry entry =
            runtime::load_object(made.object, made.symbol, &ops::math_address);
        const auto start = reinterpret_cast<std::int64_t>(values.data());
        const std::int64_t args[] = {
            rows,  columns - 1, start,
            pitch, size,        start + size,
            pitch, size,        reinterpret_cast<std::int64_t>(quotients.data()),
            pitch, size};
        for (const auto& [first, end] : {std::pair{3, 5}, std::pair{5, 41}, std::pair{9, 63}}) {
            // Zeros, which must not be divided by each other, but for the elements.
            std::ranges::fill(values, 0);
            for (std::int64_t row = 0; row < rows; ++row)
                std::fill_n(values.data() + row * columns + first, end - first + 1, 2.0);
            std::feclearexcept(FE_ALL_EXCEPT);
            entry.function(entry.context, args, 0, rows, first, end);
            EXPECT_EQ(std::fetestexcept(FE_INVALID | FE_DIVBYZERO), 0)
                << bits << " bits, " << first << " to " << end;
            EXPECT_EQ(quotients[static_cast<std::size_t>(first)], 1);
        }
    }
}

}  // namespace

}  // namespace tenon::codegen::test
