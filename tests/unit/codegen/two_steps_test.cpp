// SPDX-License-Identifier: MIT
// Code that makes two steps at once against the interpreter, which makes one after the other: tiles
// of all widths of a field that ends where the memory does.
#include "kernel/two_steps.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cfenv>
#include <limits>
#include <memory>

#include <tenon/error.hpp>

#include "codegen/codegen.hpp"
#include "interpreter/interpreter.hpp"
#include "kernel/builder.hpp"
#include "ops/vector_math.hpp"
#include "runtime/code_loader.hpp"
#include "unit/codegen/fenced.hpp"

namespace tenon::codegen::test {

using namespace kernel;

namespace {

/// A field of whole pages, and its elements that a step computes.
constexpr std::int64_t rows = 32, columns = 64, height = 4;
constexpr std::int64_t inner_rows = rows - 2;

constexpr struct {
    std::int64_t row, column;
} views[] = {{0, 1}, {2, 1}, {1, 0}, {1, 2}};  ///< from the corner in front

/// A quarter of the sum of the four neighbours.
Kernel sweep(DType type) {
    Kernel core;
    core.rank = 2;
    core.params.assign(4, {.dtype = type});
    core.params.push_back({.dtype = type, .written = true});
    Builder build(core, true);
    ValueId sum = build.load(0);
    for (std::uint32_t view = 1; view < 4; ++view)
        sum = build.compute(ops::Op::add, type, sum, build.load(view));
    build.store(4, build.compute(ops::Op::multiply, type, sum, build.constant_float(type, 0.25)));
    return core;
}

template <class T>
class Fields {
public:
    static constexpr std::int64_t size = sizeof(T), lanes = sliding_bytes / size;
    static constexpr std::int64_t pitch = columns * size;

    /// Steps begin `left` columns behind the edge. So large are the edges, and what the first step
    /// overwrites, that a sum of three is infinite.
    explicit Fields(std::int64_t left) : left_(left), u_(pages), v_(pages) {
        for (const Fenced* field : {&u_, &v_})
            for (std::int64_t at = 0; at < rows * columns; ++at) {
                const std::int64_t row = at / columns, column = at % columns;
                const bool edge = column <= left || column == columns - 1;
                const bool unmade = field == &v_ && row > 0 && row < rows - 1;
                elements(*field)[at] = edge || unmade ? std::numeric_limits<T>::max() / 2
                                                      : static_cast<T>(at * 37 % 101) / 7;
            }
    }
    std::int64_t inner_columns() const { return columns - 2 - left_; }
    std::vector<std::int64_t> args(bool second) const {
        std::vector<std::int64_t> args{inner_rows, inner_columns()};
        const Fenced& from = second ? v_ : u_;
        for (const auto& view : views)
            add(args, from, view.row, view.column);
        add(args, second ? u_ : v_, 1, 1);
        return args;
    }
    std::vector<std::int64_t> args_of_both() const {
        std::vector<std::int64_t> all = args(false), behind = args(true);
        for (std::size_t word = 2; word < behind.size(); word += 3)
            behind[word] -= pitch + sliding_bytes;
        all.insert(all.end(), behind.begin() + 2, behind.end());
        return all;
    }
    std::vector<T> values() const {
        std::vector<T> all(elements(u_), elements(u_) + rows * columns);
        all.insert(all.end(), elements(v_), elements(v_) + rows * columns);
        return all;
    }

private:
    static T* elements(const Fenced& field) { return reinterpret_cast<T*>(field.begin()); }
    void add(std::vector<std::int64_t>& args, const Fenced& field, std::int64_t row,
             std::int64_t column) const {
        args.push_back(reinterpret_cast<std::int64_t>(field.begin()) + row * pitch +
                       (left_ + column) * size);
        args.insert(args.end(), {pitch, size});
    }
    static constexpr std::size_t pages = rows * pitch / 4096;
    std::int64_t left_;
    Fenced u_, v_;
};

/// The second step is a row and a column behind the first one.
template <class T>
Kernel both_sweeps(DType type) {
    const auto lanes = static_cast<int>(Fields<T>::lanes);
    std::vector<RowOffset> offsets(10);
    for (std::uint32_t p = 0; p < 4; ++p) {
        const auto row = static_cast<int>(views[p].row), column = static_cast<int>(views[p].column);
        if (p > 0)
            offsets[p] = {.base = 0,
                          .rows = static_cast<std::int8_t>(row - views[0].row),
                          .columns = static_cast<std::int8_t>(column - views[0].column)};
        offsets[5 + p] = {.base = 4,
                          .rows = static_cast<std::int8_t>(row - 2),
                          .columns = static_cast<std::int8_t>(column - 1 - lanes)};
    }
    const Kernel one = sweep(type);
    Kernel both = two_steps(one, one, offsets, 1);
    verify(both, true);
    return both;
}

template <class T>
class Tiles {
public:
    Tiles(DType type, std::int64_t width)
        : width_(width), one_(interpreter::prepare(sweep(type))),
          made_(compile(both_sweeps<T>(type), host_target())),
          both_(runtime::load_object(made_.object, made_.symbol, &ops::math_address)) {}

    int run(const Fields<T>& fields) const {
        int at_once = 0;
        const std::int64_t inner_columns = fields.inner_columns();
        const auto both = fields.args_of_both();
        for (std::int64_t column = 0; column <= inner_columns; column += width_)
            for (std::int64_t row = 0; row <= inner_rows; row += height) {
                if (row > 0 && row + height <= inner_rows && column < inner_columns) {
                    both_.function(both_.context, both.data(), row, row + height, column,
                                   column + width_);
                    ++at_once;
                    continue;
                }
                alone(fields.args(false), row, column);
                alone(fields.args(true), row - 1, column - 1);
            }
        return at_once;
    }

private:
    void alone(const std::vector<std::int64_t>& args, std::int64_t row, std::int64_t column) const {
        interpreter::run(one_.get(), args.data(), std::max<std::int64_t>(row, 0),
                         std::min(row + height, inner_rows), std::max<std::int64_t>(column, 0),
                         std::min(column + width_, args[1]));
    }

    std::int64_t width_;
    std::shared_ptr<const interpreter::Program> one_;
    Artifact made_;
    runtime::Entry both_;
};

template <class T>
void expect_the_same_bits(DType type, std::int64_t left) {
    if (host_target().vector_bits < 512)
        GTEST_SKIP() << "vectors are no cache lines here";
    const Fields<T> plain(left);
    const auto one = interpreter::prepare(sweep(type));
    std::feclearexcept(FE_ALL_EXCEPT);
    for (const bool second : {false, true})
        interpreter::run(one.get(), plain.args(second).data(), 0, inner_rows, 0,
                         plain.inner_columns());
    ASSERT_EQ(std::fetestexcept(FE_OVERFLOW | FE_INVALID), 0);
    for (std::int64_t width = 2; width <= columns; width += width < 20 ? 1 : 7) {
        const Fields<T> fields(left);
        const Tiles<T> tiles(type, width);
        std::feclearexcept(FE_ALL_EXCEPT);
        EXPECT_GE(tiles.run(fields), 6);
        EXPECT_EQ(std::fetestexcept(FE_OVERFLOW | FE_INVALID), 0) << width << ", " << left;
        ASSERT_EQ(fields.values(), plain.values())
            << "tiles of " << width << " columns, " << left << " behind the edge";
    }
}

TEST(TwoSteps, give_the_same_bits_at_once_as_one_after_the_other) {
    for (const std::int64_t left : {0, 1, 6, 7}) {
        expect_the_same_bits<double>(DType::float64, left);
        expect_the_same_bits<float>(DType::float32, 2 * left);
    }
}

TEST(TwoSteps, are_refused_where_vectors_are_no_cache_lines) {
    EXPECT_THROW(compile(both_sweeps<double>(DType::float64), host_target(256)), CompileError);
}

TEST(TwoSteps, hold_what_both_need_of_the_next_vector) {
    EXPECT_EQ(vectors_held(both_sweeps<double>(DType::float64), 4, 8), 4 * 2 + 4 * 2 + 1 + 2);
}

}  // namespace

}  // namespace tenon::codegen::test
