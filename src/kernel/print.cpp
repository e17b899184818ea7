// SPDX-License-Identifier: MIT
// Prints broken kernels too: the verifier shows what it refuses.
#include <array>
#include <bit>
#include <charconv>

#include "kernel/ir.hpp"

namespace tenon::kernel {

namespace {

constexpr std::string_view code_names[] = {
    "constant", "argument", "coordinate", "extent",     "load",     "gather",    "store", "compute",
    "cast",     "bitcast",  "select",     "complex_of", "read_var", "write_var", "if",    "while"};
constexpr std::string_view inner_names[] = {"contiguous", "broadcast", "strided"};
constexpr std::string_view form_names[] = {"map", "row_reduce", "column_reduce"};

template <class T>
std::string number(T value) {
    std::array<char, 32> text;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    return {text.data(), end};
}

std::string dtype_name(DType type) {
    return static_cast<int>(type) < dtype_count ? std::string(name(type)) : "?";
}

std::string value_name(ValueId value) { return value == no_value ? "-" : "%" + number(value); }

/// The shortest decimal that reads back the same; NaNs in hexadecimal, for their payload.
std::string constant_text(DType type, std::uint64_t bits) {
    if (is_bool(type))
        return bits != 0 ? "true" : "false";
    if (type == DType::float32) {
        const auto value = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
        if (value == value)
            return number(value);
    } else if (type == DType::float64) {
        const auto value = std::bit_cast<double>(bits);
        if (value == value)
            return number(value);
    } else if (is_signed(type)) {
        const int shift = 64 - 8 * static_cast<int>(size_of(type));
        return number(static_cast<std::int64_t>(bits << shift) >> shift);
    } else {
        return number(bits);
    }
    std::array<char, 32> text;
    return "0x" +
           std::string(text.data(), std::to_chars(text.data(), text.data() + 32, bits, 16).ptr);
}

class Printer {
public:
    explicit Printer(const Kernel& kernel)
        : kernel_(kernel), printed_(kernel.blocks.size(), false) {}

    std::string print() {
        header();
        text_ += "body\n";
        block(body_block, 1);
        for (const Reduction& reduction : kernel_.reductions)
            line(reduction);
        return std::move(text_);
    }

private:
    void header() {
        text_ += "kernel " + std::string(form_names[static_cast<int>(kernel_.form)]) + " rank " +
                 number(kernel_.rank);
        if (kernel_.form == Form::column_reduce)
            text_ += " kept " + number(kernel_.kept_rank);
        text_ += '\n';
        for (std::size_t i = 0; i < kernel_.params.size(); ++i)
            param(i, kernel_.params[i]);
        declare("argument a", kernel_.arguments);
        declare("var v", kernel_.vars);
    }

    void param(std::size_t index, const Param& param) {
        text_ += "param p" + number(index) + ' ' + dtype_name(param.dtype) + ' ' +
                 std::string(inner_names[static_cast<int>(param.inner)]);
        if (param.written)
            text_ += " written";
        if (param.gathered)
            text_ += " gathered";
        if (param.nontemporal)
            text_ += " nontemporal";
        if (param.base != no_param)
            text_ += " at p" + number(param.base) + " rows " + number(int{param.rows}) +
                     " columns " + number(int{param.columns});
        if (param.second)
            text_ += " of the second step";
        text_ += '\n';
    }

    void declare(std::string_view what, const std::vector<DType>& types) {
        for (std::size_t i = 0; i < types.size(); ++i)
            text_ += std::string(what) + number(i) + ' ' + dtype_name(types[i]) + '\n';
    }

    /// A block that is printed already (wrong, but to be shown) is named and not followed.
    void block(BlockId id, std::size_t depth) {
        if (id >= kernel_.blocks.size() || printed_[id]) {
            text_ += std::string(2 * depth, ' ') + "block " + number(id) + "?\n";
            return;
        }
        printed_[id] = true;
        for (const ValueId value : kernel_.blocks[id]) {
            text_.append(2 * depth, ' ');
            if (value < kernel_.instrs.size())
                instr(value, kernel_.instrs[value], depth);
            else
                text_ += value_name(value) + "?\n";
        }
    }

    void instr(ValueId id, const Instr& instr, std::size_t depth) {
        switch (instr.code) {
        case Code::if_: return if_(instr, depth);
        case Code::while_: return while_(instr, depth);
        case Code::store: text_ += "store p" + number(instr.index); break;
        case Code::write_var: text_ += "write_var v" + number(instr.index); break;
        default: text_ += value_name(id) + " = " + right_side(instr);
        }
        std::string_view separator = " ";
        for (const ValueId operand : {instr.a, instr.b, instr.c}) {
            if (operand == no_value)
                continue;
            text_ += std::string(separator) + value_name(operand);
            separator = ", ";
        }
        text_ += '\n';
    }

    static std::string right_side(const Instr& instr) {
        const bool computes = instr.code == Code::compute;
        std::string text(computes ? ops::name(instr.op) : code_names[static_cast<int>(instr.code)]);
        text += '.' + dtype_name(instr.type);
        switch (instr.code) {
        case Code::constant: return text + ' ' + constant_text(instr.type, instr.bits);
        case Code::coordinate:
        case Code::extent: return text + " d" + number(instr.index);
        case Code::read_var: return text + " v" + number(instr.index);
        case Code::argument: text += " a" + number(instr.index); break;
        case Code::load:
        case Code::gather: text += " p" + number(instr.index); break;
        default: return text;
        }
        return instr.component == 0 ? text : text + '.' + number(instr.component);
    }

    void if_(const Instr& instr, std::size_t depth) {
        text_ += "if " + value_name(instr.a) + '\n';
        block(instr.first, depth + 1);
        if (instr.second == no_block)
            return;
        text_ += std::string(2 * depth, ' ') + "else\n";
        block(instr.second, depth + 1);
    }

    void while_(const Instr& instr, std::size_t depth) {
        text_ += "loop\n";
        block(instr.first, depth + 1);
        text_ += std::string(2 * depth, ' ') + "while " + value_name(instr.a) + '\n';
        block(instr.second, depth + 1);
    }

    void line(const Reduction& reduction) {
        text_ += "reduce " + std::string(ops::name(reduction.op)) + '.' +
                 dtype_name(reduction.type) + ' ' + value_name(reduction.values[0]);
        if (reduction.values[1] != no_value)
            text_ += ", " + value_name(reduction.values[1]);
        text_ += " to p" + number(reduction.partial[0]);
        if (reduction.component != 0)
            text_ += '.' + number(reduction.component);
        if (ops::finds_position(reduction.op))
            text_ += ", p" + number(reduction.partial[1]);
        text_ += '\n';
    }

    const Kernel& kernel_;
    std::vector<bool> printed_;
    std::string text_;
};

}  // namespace

std::string to_text(const Kernel& kernel) { return Printer(kernel).print(); }

}  // namespace tenon::kernel
