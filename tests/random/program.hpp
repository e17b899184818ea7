// SPDX-License-Identifier: MIT
/// An array program as data: what the generator makes, both machines run, and a failure prints.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <tenon/array.hpp>

namespace programs {

using tenon::DType;
using tenon::Index;
using tenon::Scalar;
using tenon::Shape;

enum class Kind : std::uint8_t {
    create,   ///< target = data of `shape` and `dtype` made from `seed`
    fill,     ///< target = arange, full or uniform of `shape`: needs no memory of its own
    view,     ///< target = inputs[0] seen through `form`
    compute,  ///< target = op(inputs)
    update,   ///< target op= inputs[0]
    assign,   ///< target(...) = inputs[0]
    convert,  ///< target = astype(inputs[0], dtype)
    reduce,   ///< target = op(inputs[0], axes, keepdims)
    scan,     ///< target = op(inputs[0], axis)
    fold,     ///< target = op.reduce(inputs[0], axis), or op.accumulate when `keepdims`
    choose,   ///< target = where(inputs)
    take,     ///< target = take(inputs[0], inputs[1], axis)
    pick,     ///< target = inputs[0] indexed with arrays (`places`)
    put,      ///< target indexed with arrays = inputs[0]
    at,       ///< op.at(target indexed with arrays, inputs[0])
    product,  ///< target = matmul(inputs)
    kernel,   ///< target (and second) = traced kernel number `seed` of inputs
    drop,     ///< the name `target` goes
    look,     ///< the elements of `target` are read
};

enum class Form : std::uint8_t { index, transpose, reshape, broadcast, flip, expand, squeeze };

/// A variable, or a number when the variable is negative.
struct Input {
    int variable = -1;
    Scalar number = 0;
};

struct Statement {
    Kind kind = Kind::create;
    int target = -1;
    int second = -1;
    std::vector<Input> inputs{};
    std::string op{};
    Form form = Form::index;
    std::vector<Index> indices{};
    std::vector<int> places{};  ///< for each index the input that stands in its place, or 0
    std::vector<int> axes{};
    std::optional<int> axis{};
    bool keepdims = false;
    Shape shape{};
    DType dtype = DType::float64;
    std::uint64_t seed = 0;
    bool approximate = false;  ///< known to the oracle within units in the last place only

    bool defines() const;  ///< makes `target`; others change or read it
};

struct Program {
    std::uint64_t seed = 0;
    int variables = 0;
    std::vector<Statement> statements{};
};

std::string to_text(const Statement& statement);
std::string to_text(const Program& program);

/// The elements that a `create` statement stands for: a mixture of small and wide numbers, with
/// zeros of both signs, infinities, NaN and extremes where `seed` says so.
std::vector<std::byte> contents(const Shape& shape, DType type, std::uint64_t seed);

/// Whether a `create` of this seed holds only numbers from 0 to 6: good as exponents, shifts,
/// indices.
bool small_contents(std::uint64_t seed);

}  // namespace programs
