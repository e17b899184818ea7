// SPDX-License-Identifier: MIT
// Reductions: leaves, the tree above them, and any cut of the space.
#include <complex>

#include <gtest/gtest.h>

#include "unit/interpreter/machine.hpp"
#include "unit/interpreter/reductions.hpp"

namespace tenon::interpreter {
namespace {

using namespace test;
using kernel::Form;

struct Shape {
    Form form;
    std::vector<std::int64_t> extents;
    int kept_rank = 0;

    std::int64_t results() const {
        const int rank = static_cast<int>(extents.size());
        if (form == Form::row_reduce)
            return product(extents, 0, rank - 1) * leaves_of(extents.back());
        return product(extents, 0, kept_rank) * leaves_of(product(extents, kept_rank, rank - 1)) *
               extents.back();
    }
};

/// Reduces parameter 0 (and 1, of complex products) into 2 (and 3: indices).
Kernel kernel_of(ReduceOp op, DType type, const Shape& shape) {
    const bool complex = op == ReduceOp::complex_product;
    const DType stored = !complex                 ? type
                         : type == DType::float32 ? DType::complex64
                                                  : DType::complex128;
    Kernel k;
    k.form = shape.form;
    k.rank = static_cast<int>(shape.extents.size());
    k.kept_rank = shape.kept_rank;
    k.params = {{type}, {type}, {stored}, {DType::int64}};
    k.params[2].written = k.params[3].written = true;
    Builder b(k, true);
    kernel::Reduction reduction{.op = op, .type = type, .partial = {2, 3}};
    reduction.values[0] = b.load(0);
    if (complex) {
        reduction.values[1] = b.load(1);
    } else if (with_index(op)) {
        ValueId index = b.constant_int(DType::int64, 0);
        for (std::uint32_t d = 0; d < shape.extents.size(); ++d)
            index = b.compute(ops::Op::add, DType::int64,
                              b.compute(ops::Op::multiply, DType::int64, index, b.extent(d)),
                              b.coordinate(d));
        reduction.values[1] = index;
    }
    k.reductions.push_back(reduction);
    return k;
}

struct Arrays {
    std::vector<std::uint8_t> in[2], results, indices;
};

Arrays arrays_of(const Kernel& k, const Shape& shape, std::mt19937_64& random) {
    const DType type = k.params[0].dtype;
    const auto total =
        static_cast<std::size_t>(product(shape.extents, 0, static_cast<int>(shape.extents.size())));
    const auto results = static_cast<std::size_t>(shape.results());
    Arrays made;
    for (auto& in : made.in) {
        std::vector<Bits> values(total);
        for (Bits& value : values)  // few special ones: a NaN ends most reductions
            value = random() % 64 == 0 ? sample(type, 1, 1, random)[0] : random_value(type, random);
        in = packed(type, values);
    }
    made.results.assign(results * size_of(k.params[2].dtype), 0xa5);
    made.indices.assign(results * 8, 0xa5);
    return made;
}

std::vector<std::int64_t> block_of(const Kernel& k, const Shape& shape, Arrays& arrays) {
    const auto view = [&](std::vector<std::uint8_t>& bytes, DType type) {
        return dense(bytes.data(), shape.extents, static_cast<std::int64_t>(size_of(type)));
    };
    return argument_block(k, shape.extents,
                          {view(arrays.in[0], k.params[0].dtype),
                           view(arrays.in[1], k.params[1].dtype),
                           {arrays.results.data(), {}},
                           {arrays.indices.data(), {}}});
}

void expect_same(const Kernel& k, const Arrays& got, const Arrays& expected) {
    const DType type = k.params[0].dtype;
    for (std::size_t i = 0; i < expected.results.size() / size_of(type); ++i)
        ASSERT_TRUE(same_value(type, element_of(type, got.results, i),
                               element_of(type, expected.results, i)))
            << name(k.reductions[0].op) << " of " << name(type) << " at " << i << std::hex << ": "
            << element_of(type, got.results, i) << ", not "
            << element_of(type, expected.results, i);
    if (with_index(k.reductions[0].op)) {
        ASSERT_EQ(got.indices, expected.indices)
            << name(k.reductions[0].op) << " of " << name(type);
    }
}

void check(const Kernel& k, const Shape& shape, std::mt19937_64& random) {
    kernel::verify(k, true);
    Arrays expected = arrays_of(k, shape, random);
    Arrays got = expected;
    const auto oracle = block_of(k, shape, expected);
    Oracle(k, oracle).run();
    const auto words = block_of(k, shape, got);
    for (const Isa isa : isas()) {
        run_all(k, isa, shape.extents, words);
        ASSERT_NO_FATAL_FAILURE(expect_same(k, got, expected)) << "isa " << static_cast<int>(isa);
        got.results.assign(got.results.size(), 0xa5);
    }
}

class EveryReduction : public testing::TestWithParam<ReduceOp> {};

TEST_P(EveryReduction, of_rows_follows_the_tree) {
    std::mt19937_64 random(1);
    for (const DType type : types_of(GetParam()))
        for (const auto& extents : std::vector<std::vector<std::int64_t>>{{1},
                                                                          {2},
                                                                          {7},
                                                                          {31},
                                                                          {32},
                                                                          {33},
                                                                          {63},
                                                                          {1000},
                                                                          {1024},
                                                                          {1025},
                                                                          {5000},
                                                                          {3, 1},
                                                                          {400, 3},
                                                                          {9, 100},
                                                                          {5, 127},
                                                                          {3, 2050},
                                                                          {2, 3, 40}}) {
            const Shape shape{Form::row_reduce, extents};
            check(kernel_of(GetParam(), type, shape), shape, random);
        }
}

TEST_P(EveryReduction, of_columns_joins_in_order) {
    std::mt19937_64 random(2);
    for (const DType type : types_of(GetParam()))
        for (const auto& [extents, kept] :
             std::vector<std::pair<std::vector<std::int64_t>, int>>{{{1, 1}, 0},
                                                                    {{5, 3}, 0},
                                                                    {{1024, 2}, 0},
                                                                    {{2100, 3}, 0},
                                                                    {{7, 300}, 0},
                                                                    {{3, 1500}, 0},
                                                                    {{3, 50, 4}, 1},
                                                                    {{2, 40, 30, 5}, 1},
                                                                    {{2, 3, 4, 130}, 2}}) {
            const Shape shape{Form::column_reduce, extents, kept};
            check(kernel_of(GetParam(), type, shape), shape, random);
        }
}

INSTANTIATE_TEST_SUITE_P(All, EveryReduction, testing::ValuesIn(all_reductions),
                         [](const testing::TestParamInfo<ReduceOp>& tested) {
                             return std::string(name(tested.param));
                         });

TEST(Reductions, of_complex_numbers_are_two_sums_into_the_parts) {
    for (const Form form : {Form::row_reduce, Form::column_reduce})
        for (const std::int64_t inner : {5, 1500}) {
            const Shape shape{form, {30, inner}};
            Kernel k;
            k.form = form;
            k.rank = 2;
            k.params = {{DType::complex128}, {DType::complex128}};
            k.params[1].written = true;
            Builder b(k, true);
            for (const std::uint8_t part : {0, 1})
                k.reductions.push_back({.op = ReduceOp::sum,
                                        .component = part,
                                        .type = DType::float64,
                                        .values = {b.load(0, part), kernel::no_value},
                                        .partial = {1, 0}});
            kernel::verify(k, true);
            std::vector<std::complex<double>> in(static_cast<std::size_t>(30 * inner));
            for (std::size_t i = 0; i < in.size(); ++i)
                in[i] = {std::sqrt(static_cast<double>(i)), 1 / (1 + static_cast<double>(i))};
            std::vector<std::complex<double>> expected(static_cast<std::size_t>(shape.results()));
            auto got = expected;
            const auto block = [&](std::vector<std::complex<double>>& to) {
                return argument_block(k, shape.extents,
                                      {dense(in, shape.extents), {to.data(), {}}});
            };
            const auto oracle = block(expected);
            Oracle(k, oracle).run();
            for (const Isa isa : isas()) {
                run_all(k, isa, shape.extents, block(got));
                ASSERT_EQ(got, expected);
            }
        }
}

TEST(Reductions, share_a_kernel_with_each_other_and_with_stores) {
    for (const Form form : {Form::row_reduce, Form::column_reduce}) {
        Kernel k;
        k.form = form;
        k.rank = 2;
        k.params = {{DType::float64}, {DType::float64}, {DType::int64}, {DType::float64}};
        for (int i = 1; i < 4; ++i)
            k.params[static_cast<std::size_t>(i)].written = true;
        Builder b(k, true);
        const ValueId x = b.load(0);
        const ValueId square = b.compute(ops::Op::multiply, DType::float64, x, x);
        b.store(1, square);
        k.reductions.push_back({.op = ReduceOp::sum,
                                .type = DType::int64,
                                .values = {b.constant_int(DType::int64, 1), kernel::no_value},
                                .partial = {2, 0}});
        k.reductions.push_back({.op = ReduceOp::maximum,
                                .type = DType::float64,
                                .values = {square, kernel::no_value},
                                .partial = {3, 0}});
        kernel::verify(k, true);
        for (const std::int64_t inner : {6, 1300}) {
            const Shape shape{form, {40, inner}};
            const auto results = static_cast<std::size_t>(shape.results());
            std::vector<double> in(static_cast<std::size_t>(40 * inner));
            for (std::size_t i = 0; i < in.size(); ++i)
                in[i] = static_cast<double>(i * 37 % 101);
            std::vector<double> squares[2] = {in, in};
            std::vector<std::int64_t> counts[2];
            std::vector<double> largest[2];
            const auto block = [&](int which) {
                counts[which].assign(results, -1);
                largest[which].assign(results, -1);
                return argument_block(k, shape.extents,
                                      {dense(in, shape.extents),
                                       dense(squares[which], shape.extents),
                                       {counts[which].data(), {}},
                                       {largest[which].data(), {}}});
            };
            const auto oracle = block(0);
            Oracle(k, oracle).run();
            for (const Isa isa : isas()) {
                run_all(k, isa, shape.extents, block(1));
                ASSERT_EQ(squares[1], squares[0]);
                ASSERT_EQ(counts[1], counts[0]);
                ASSERT_EQ(largest[1], largest[0]);
            }
        }
    }
}

TEST(Reductions, have_the_same_bits_however_the_space_is_cut) {
    std::mt19937_64 random(3);
    for (const Shape& shape :
         {Shape{Form::row_reduce, {7, 5000}}, Shape{Form::row_reduce, {300, 20}},
          Shape{Form::column_reduce, {2, 2500, 9}, 1}, Shape{Form::column_reduce, {40, 3000}}}) {
        const Kernel k = kernel_of(ReduceOp::sum, DType::float32, shape);
        Arrays whole = arrays_of(k, shape, random);
        Arrays cut = whole;
        const auto program = prepare(k);
        const std::int64_t outer = outer_of(k, shape.extents);
        const std::int64_t inner = shape.extents.back();
        run(program.get(), block_of(k, shape, whole).data(), 0, outer, 0, inner);
        const auto words = block_of(k, shape, cut);
        const std::int64_t step = shape.form == Form::row_reduce ? ops::leaf_size : 5;
        for (std::int64_t row = outer; row > 0; row -= 3)
            for (std::int64_t first = 0; first < inner; first += step)
                run(program.get(), words.data(), std::max<std::int64_t>(row - 3, 0), row, first,
                    std::min(first + step, inner));
        ASSERT_NO_FATAL_FAILURE(expect_same(k, cut, whole));
    }
}

}  // namespace
}  // namespace tenon::interpreter
