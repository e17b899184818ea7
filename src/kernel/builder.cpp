// SPDX-License-Identifier: MIT
#include "kernel/builder.hpp"

#include <bit>

#include "base/check.hpp"

namespace tenon::kernel {

namespace {

std::uint64_t low_bytes(std::uint64_t bits, DType type) {
    return size_of(type) == 8 ? bits : bits & ((std::uint64_t{1} << (8 * size_of(type))) - 1);
}

bool is_load(Code code) { return code == Code::load || code == Code::gather; }

}  // namespace

ValueId Builder::append(const Instr& instr) {
    const auto id = static_cast<ValueId>(kernel_.instrs.size());
    kernel_.instrs.push_back(instr);
    kernel_.blocks[open_.back()].push_back(id);
    return id;
}

ValueId Builder::append_pure(const Instr& instr) {
    const Key key{static_cast<int>(instr.code),
                  static_cast<int>(instr.op),
                  static_cast<int>(instr.type),
                  instr.component,
                  instr.index,
                  instr.a,
                  instr.b,
                  instr.c,
                  instr.bits};
    // An enclosing block may be run again by a loop after the inner block has stored: what it
    // loaded from a written parameter is not to be trusted here.
    const bool here_only = is_load(instr.code) && kernel_.params[instr.index].written;
    for (const BlockId block : open_) {
        if (here_only && block != open_.back())
            continue;
        const auto known = known_.find(block);
        if (known == known_.end())
            continue;
        if (const auto found = known->second.find(key); found != known->second.end())
            return found->second;
    }
    return known_[open_.back()][key] = append(instr);
}

void Builder::forget_loads(std::uint32_t param) {
    for (auto& [block, values] : known_)
        std::erase_if(values, [&](const auto& entry) {
            return is_load(static_cast<Code>(std::get<0>(entry.first))) &&
                   std::get<4>(entry.first) == param;
        });
}

ValueId Builder::constant(DType type, std::uint64_t bits) {
    TENON_CHECK(!is_complex(type), "constants are real: join two with complex_of");
    return append_pure({.code = Code::constant, .type = type, .bits = low_bytes(bits, type)});
}

ValueId Builder::constant_int(DType type, std::int64_t value) {
    TENON_CHECK(is_bool(type) || is_integer(type), "constant_int makes integers and booleans");
    return constant(type, is_bool(type) ? value != 0 : static_cast<std::uint64_t>(value));
}

ValueId Builder::constant_float(DType type, double value) {
    if (type == DType::float64)
        return constant(type, std::bit_cast<std::uint64_t>(value));
    if (type == DType::float32)
        return constant(type, std::bit_cast<std::uint32_t>(static_cast<float>(value)));
    if (type == DType::float16)
        return constant(type, float16(value).bits());
    if (is_bool(type))
        return constant(type, value != 0);
    TENON_CHECK(value >= -0x1p63 && value < 0x1p64, "the constant does not fit an integer");
    if (value < 0)
        return constant_int(type, static_cast<std::int64_t>(value));
    return constant(type, static_cast<std::uint64_t>(value));
}

ValueId Builder::argument(std::uint32_t index, std::uint8_t component) {
    return append_pure({.code = Code::argument,
                        .type = value_type(kernel_.arguments.at(index)),
                        .component = component,
                        .index = index});
}

ValueId Builder::coordinate(std::uint32_t dimension) {
    return append_pure({.code = Code::coordinate, .type = DType::int64, .index = dimension});
}

ValueId Builder::extent(std::uint32_t dimension) {
    return append_pure({.code = Code::extent, .type = DType::int64, .index = dimension});
}

ValueId Builder::load(std::uint32_t param, std::uint8_t component) {
    return append_pure({.code = Code::load,
                        .type = value_type(kernel_.params.at(param).dtype),
                        .component = component,
                        .index = param});
}

ValueId Builder::gather(std::uint32_t param, ValueId position, std::uint8_t component) {
    return append_pure({.code = Code::gather,
                        .type = value_type(kernel_.params.at(param).dtype),
                        .component = component,
                        .index = param,
                        .a = position});
}

void Builder::store(std::uint32_t param, ValueId value, ValueId imaginary) {
    TENON_CHECK(kernel_.params.at(param).written, "a store needs a parameter marked as written");
    append(
        {.code = Code::store, .type = type_of(value), .index = param, .a = value, .b = imaginary});
    forget_loads(param);
}

ValueId Builder::compute(ops::Op op, DType type, ValueId a, ValueId b, ValueId c) {
    return append_pure({.code = Code::compute, .op = op, .type = type, .a = a, .b = b, .c = c});
}

ValueId Builder::cast(ValueId value, DType type) {
    if (type_of(value) == type)
        return value;
    return append_pure({.code = Code::cast, .type = type, .a = value});
}

ValueId Builder::bitcast(ValueId value, DType type) {
    if (type_of(value) == type)
        return value;
    return append_pure({.code = Code::bitcast, .type = type, .a = value});
}

ValueId Builder::select(ValueId condition, ValueId yes, ValueId no) {
    if (yes == no)
        return yes;
    return append_pure(
        {.code = Code::select, .type = type_of(yes), .a = condition, .b = yes, .c = no});
}

ValueId Builder::complex_of(ValueId re, ValueId im) {
    const DType type = type_of(re) == DType::float32 ? DType::complex64 : DType::complex128;
    return append_pure({.code = Code::complex_of, .type = type, .a = re, .b = im});
}

std::uint32_t Builder::add_var(DType type) {
    kernel_.vars.push_back(type);
    return static_cast<std::uint32_t>(kernel_.vars.size() - 1);
}

ValueId Builder::read_var(std::uint32_t var) {
    return append({.code = Code::read_var, .type = kernel_.vars.at(var), .index = var});
}

void Builder::write_var(std::uint32_t var, ValueId value) {
    append({.code = Code::write_var, .type = type_of(value), .index = var, .a = value});
}

BlockId Builder::begin_block() {
    const auto block = static_cast<BlockId>(kernel_.blocks.size());
    kernel_.blocks.emplace_back();
    open_.push_back(block);
    return block;
}

void Builder::end_block() {
    TENON_CHECK(open_.size() > 1, "the body is never ended");
    known_.erase(open_.back());
    open_.pop_back();
}

void Builder::if_(ValueId condition, BlockId then_block, BlockId else_block) {
    append({.code = Code::if_, .a = condition, .first = then_block, .second = else_block});
}

void Builder::while_(BlockId condition_block, ValueId condition, BlockId body) {
    append({.code = Code::while_, .a = condition, .first = condition_block, .second = body});
}

}  // namespace tenon::kernel
