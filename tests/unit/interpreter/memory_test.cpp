// SPDX-License-Identifier: MIT
// Views of all kinds, and arrays that are read and written by one kernel.
#include <numeric>

#include <gtest/gtest.h>

#include "unit/interpreter/machine.hpp"

namespace tenon::interpreter {
namespace {

using namespace test;
using ops::Op;

constexpr DType real = DType::float64;

ValueId add(Builder& b, ValueId x, ValueId y) { return b.compute(Op::add, real, x, y); }
ValueId multiply(Builder& b, ValueId x, ValueId y) { return b.compute(Op::multiply, real, x, y); }

std::vector<double> numbers(std::size_t count, double start = 1) {
    std::vector<double> values(count);
    std::iota(values.begin(), values.end(), start);
    return values;
}

/// x0 * x1 + x0 to parameter 2, the parameters' last strides known as `inner`.
Kernel two_in_one_out(int rank, Inner inner0, Inner inner1, Inner inner2) {
    Kernel k;
    k.rank = rank;
    k.params = {{real, inner0}, {real, inner1}, {real, inner2}};
    k.params[2].written = true;
    Builder b(k, true);
    const ValueId x = b.load(0);
    b.store(2, add(b, multiply(b, x, b.load(1)), x));
    return k;
}

Inner inner_of(std::int64_t stride) {
    return stride == 8 ? Inner::contiguous : stride == 0 ? Inner::broadcast : Inner::strided;
}

TEST(Views, may_have_any_strides_in_all_dimensions) {
    const std::vector<std::vector<std::int64_t>> shapes = {
        {1}, {5}, {1500}, {3, 1100}, {40, 3}, {7, 130}, {5, 6, 7}, {2, 3, 1030}, {1200, 1, 2}};
    for (const auto& shape : shapes)
        for (const std::int64_t stride0 : {8, 0, 16, -8, -24})
            for (const std::int64_t stride1 : {8, 0, 24})
                for (const std::int64_t stride2 : {8, -8, 16}) {
                    const auto inner = shape.back();
                    const auto place = [&](std::int64_t stride, std::vector<double>& memory) {
                        const auto span = static_cast<std::int64_t>(memory.size()) / 2 * 8;
                        View view{reinterpret_cast<char*>(memory.data()) + span,
                                  std::vector<std::int64_t>(shape.size(), 0)};
                        view.strides.back() = stride;
                        std::int64_t step = std::abs(stride) * inner + 16;
                        for (std::size_t d = shape.size() - 1; d-- > 0; step *= shape[d])
                            view.strides[d] = d % 2 == 0 ? step : -step;
                        return view;
                    };
                    const auto total =
                        static_cast<std::size_t>(product(shape, 0, static_cast<int>(shape.size())));
                    std::vector<double> x = numbers(20 * total + 400);
                    std::vector<double> y = numbers(20 * total + 400, 3);
                    const Kernel k =
                        two_in_one_out(static_cast<int>(shape.size()), inner_of(stride0),
                                       inner_of(stride1), inner_of(stride2));
                    std::vector<double> expected(20 * total + 400, -1);
                    std::vector<double> out = expected;
                    const auto oracle = argument_block(
                        k, shape, {place(stride0, x), place(stride1, y), place(stride2, expected)});
                    Oracle(k, oracle).run();
                    for (const Isa isa : isas()) {
                        std::ranges::fill(out, -1);
                        run_all(k, isa, shape,
                                argument_block(
                                    k, shape,
                                    {place(stride0, x), place(stride1, y), place(stride2, out)}));
                        ASSERT_EQ(out, expected)
                            << stride0 << ' ' << stride1 << ' ' << stride2 << " inner " << inner;
                    }
                }
}

TEST(Views, of_complex_arrays_are_read_and_written_by_parts) {
    for (const DType type : {DType::complex64, DType::complex128})
        for (const bool reversed : {false, true}) {
            const DType part = real_type(type);
            Kernel k;
            k.params = {{type, reversed ? Inner::strided : Inner::contiguous}, {type}};
            k.params[1].written = true;
            Builder b(k, true);  // the square of each number
            const ValueId re = b.load(0, 0);
            const ValueId im = b.load(0, 1);
            const auto times = [&](ValueId x, ValueId y) {
                return b.compute(Op::multiply, part, x, y);
            };
            const ValueId cross = times(re, im);
            b.store(1, b.compute(Op::subtract, part, times(re, re), times(im, im)),
                    b.compute(Op::add, part, cross, cross));
            const std::int64_t n = 1101;
            const auto size = static_cast<std::int64_t>(size_of(type));
            std::vector<Bits> values;
            for (std::int64_t i = 0; i < 2 * n; ++i)
                values.push_back(cast(DType::int64, part, static_cast<Bits>(i % 90 - 40)));
            std::vector<std::uint8_t> in(static_cast<std::size_t>(n * size));
            for (std::size_t i = 0; i < values.size(); ++i)
                std::memcpy(&in[i * size_of(part)], &values[i], size_of(part));
            View from = dense(in.data(), {n}, size);
            if (reversed)
                from = {in.data() + (n - 1) * size, {-size}};
            std::vector<std::uint8_t> expected(in.size());
            std::vector<std::uint8_t> out(in.size());
            const auto oracle = argument_block(k, {n}, {from, dense(expected.data(), {n}, size)});
            Oracle(k, oracle).run();
            for (const Isa isa : isas()) {
                run_all(k, isa, {n}, argument_block(k, {n}, {from, dense(out.data(), {n}, size)}));
                ASSERT_EQ(out, expected);
            }
        }
}

TEST(Gathers, move_by_positions_in_bytes_of_the_gather_stride) {
    // out[i, j] = x[p[i, j], j] + y[p[i, j]], where y does not have the second dimension.
    Kernel k;
    k.rank = 2;
    k.params = {{DType::int64}, {real}, {real, Inner::broadcast}, {real}};
    k.params[1].gathered = k.params[2].gathered = true;
    k.params[3].written = true;
    Builder b(k, true);
    const ValueId p = b.load(0);
    b.store(3, add(b, b.gather(1, p), b.gather(2, p)));
    for (const std::int64_t inner : {3, 50, 1500}) {
        const std::vector<std::int64_t> shape = {9, inner};
        const auto total = static_cast<std::size_t>(9 * inner);
        std::vector<std::int64_t> positions(total);
        for (std::size_t i = 0; i < total; ++i)
            positions[i] = static_cast<std::int64_t>(i * 7 % 20);
        std::vector<double> x = numbers(20 * static_cast<std::size_t>(inner));
        std::vector<double> y = numbers(20, 100000);
        std::vector<double> out(total);
        for (const Isa isa : isas()) {
            run_all(k, isa, shape,
                    argument_block(k, shape,
                                   {dense(positions, shape),
                                    {x.data(), {0, 8}, 8 * inner},
                                    {y.data(), {0, 0}, 8},
                                    dense(out, shape)}));
            for (std::size_t i = 0; i < total; ++i) {
                const auto at = static_cast<std::size_t>(positions[i]);
                const std::size_t column = i % static_cast<std::size_t>(inner);
                ASSERT_EQ(out[i], x[at * static_cast<std::size_t>(inner) + column] + y[at]);
            }
        }
    }
}

TEST(Arrays, may_be_read_and_written_in_place) {
    const Kernel k = two_in_one_out(1, Inner::contiguous, Inner::contiguous, Inner::contiguous);
    for (const Isa isa : isas())
        for (const std::size_t n : {1, 8, 33, 1024, 3000})
            for (const int same : {0, 1, 2}) {
                std::vector<double> x = numbers(n);
                std::vector<double> y = numbers(n, 5);
                const std::vector<double> x0 = x;
                const std::vector<double> y0 = same == 2 ? x : y;
                const auto size = static_cast<std::int64_t>(n);
                const View vx = dense(x, {size});
                const View vy = same == 2 ? vx : dense(y, {size});
                const View& out = same == 1 ? vy : vx;
                run_all(k, isa, {size}, argument_block(k, {size}, {vx, vy, out}));
                const std::vector<double>& got = same == 1 ? y : x;
                for (std::size_t i = 0; i < n; ++i)
                    ASSERT_EQ(got[i], x0[i] * y0[i] + x0[i]);
            }
}

/// The order of reads and writes of one array under several names is that of the instructions.
TEST(Arrays, that_are_the_same_under_two_names_are_read_before_they_are_written) {
    Kernel k;
    k.params = {{real}, {real}, {real}};
    k.params[1].written = k.params[2].written = true;
    Builder b(k, true);
    const ValueId x = b.load(0);
    b.store(1, add(b, x, b.constant_float(real, 1)));
    const ValueId y = b.load(2);
    b.store(2, multiply(b, add(b, x, y), b.constant_float(real, 2)));
    const std::int64_t n = 2000;
    for (int names = 0; names < 8; ++names) {
        std::vector<double> arrays[3] = {numbers(n), numbers(n, 7), numbers(n, 70)};
        std::vector<double> copies[3] = {arrays[0], arrays[1], arrays[2]};
        const auto block = [&](std::vector<double>* from) {
            const int second = (names & 1) != 0 ? 0 : 1;
            const int third = (names & 2) != 0 ? 0 : (names & 4) != 0 ? second : 2;
            return argument_block(
                k, {n}, {dense(from[0], {n}), dense(from[second], {n}), dense(from[third], {n})});
        };
        const auto words = block(copies);
        Oracle(k, words).run();
        for (const Isa isa : isas()) {
            std::vector<double> runs[3] = {arrays[0], arrays[1], arrays[2]};
            run_all(k, isa, {n}, block(runs));
            for (int i = 0; i < 3; ++i)
                ASSERT_EQ(runs[i], copies[i]) << "names " << names << ", array " << i;
        }
    }
}

TEST(Arrays, may_be_loaded_stored_and_loaded_again) {
    Kernel k;
    k.params = {{real}};
    k.params[0].written = true;
    Builder b(k, true);
    const ValueId before = b.load(0);
    b.store(0, add(b, before, before));
    const ValueId after = b.load(0);
    b.store(0, add(b, before, multiply(b, after, after)));
    for (const Isa isa : isas()) {
        std::vector<double> x = numbers(1500);
        run_all(k, isa, {1500}, argument_block(k, {1500}, {dense(x, {1500})}));
        for (std::size_t i = 0; i < x.size(); ++i) {
            const auto v = static_cast<double>(i + 1);
            ASSERT_EQ(x[i], v + 4 * v * v);
        }
    }
}

TEST(Values, that_are_the_same_for_all_elements_or_for_a_row_can_be_stored) {
    for (const std::int64_t inner : {2, 2000}) {
        Kernel k;
        k.rank = 2;
        k.params = {{real}, {real, Inner::broadcast}, {DType::int64}, {real, Inner::strided}};
        k.params[0].written = k.params[2].written = k.params[3].written = true;
        k.arguments = {real};
        Builder b(k, true);
        b.store(0, b.argument(0));
        b.store(2, b.compute(Op::add, DType::int64, b.coordinate(0), b.extent(1)));
        b.store(3, add(b, b.load(1), b.argument(0)));
        std::vector<double> same(5 * static_cast<std::size_t>(inner)), sums(same.size());
        std::vector<double> rows = numbers(5);
        std::vector<std::int64_t> positions(same.size());
        for (const Isa isa : isas()) {
            run_all(k, isa, {5, inner},
                    argument_block(k, {5, inner},
                                   {dense(same, {5, inner}),
                                    {rows.data(), {8, 0}},
                                    dense(positions, {5, inner}),
                                    dense(sums, {5, inner})},
                                   {bits_of(2.5)}));
            for (std::size_t i = 0; i < same.size(); ++i) {
                const std::size_t row = i / static_cast<std::size_t>(inner);
                ASSERT_EQ(same[i], 2.5);
                ASSERT_EQ(positions[i], static_cast<std::int64_t>(row) + inner);
                ASSERT_EQ(sums[i], rows[row] + 2.5);
            }
        }
    }
}

TEST(Coordinates, count_every_dimension_whatever_part_is_run) {
    Kernel k;
    k.rank = 3;
    k.params = {{DType::int64}};
    k.params[0].written = true;
    Builder b(k, true);
    const auto combine = [&](ValueId high, ValueId low) {
        const ValueId base = b.constant_int(DType::int64, 10000);
        return b.compute(Op::add, DType::int64, b.compute(Op::multiply, DType::int64, high, base),
                         low);
    };
    b.store(0, combine(combine(b.coordinate(0), b.coordinate(1)), b.coordinate(2)));
    for (const std::int64_t inner : {4, 1300}) {
        const std::vector<std::int64_t> shape = {3, 5, inner};
        std::vector<std::int64_t> out(static_cast<std::size_t>(15 * inner));
        for (const Isa isa : isas()) {
            const auto program = prepare(k, isa);
            const auto words = argument_block(k, shape, {dense(out, shape)});
            for (std::int64_t outer = 0; outer < 15; outer += 4)  // in pieces, out of order
                for (const std::int64_t cut : {inner / 2, std::int64_t{0}})
                    run(program.get(), words.data(), outer, std::min<std::int64_t>(outer + 4, 15),
                        cut, cut == 0 ? inner / 2 : inner);
            for (std::size_t i = 0; i < out.size(); ++i) {
                const auto at = static_cast<std::int64_t>(i);
                const std::int64_t row = at / inner;
                ASSERT_EQ(out[i], (row / 5 * 10000 + row % 5) * 10000 + at % inner);
            }
        }
    }
}

}  // namespace
}  // namespace tenon::interpreter
