// SPDX-License-Identifier: MIT
#include "kernel/encoding.hpp"

#include <type_traits>

#include <tenon/error.hpp>

#include "base/bytes.hpp"

namespace tenon::kernel {

namespace {

template <class T>
concept Plain = std::is_integral_v<T> || std::is_enum_v<T>;

constexpr Code last_of(Code) { return Code::while_; }
constexpr ops::Op last_of(ops::Op) { return static_cast<ops::Op>(ops::op_count - 1); }
constexpr DType last_of(DType) { return static_cast<DType>(dtype_count - 1); }
constexpr Inner last_of(Inner) { return Inner::strided; }
constexpr Form last_of(Form) { return Form::column_reduce; }
constexpr ops::ReduceOp last_of(ops::ReduceOp) {
    return static_cast<ops::ReduceOp>(std::size(ops::reduce_names) - 1);
}

class Writer {
public:
    template <Plain T>
    void operator()(const T& value) {
        bytes.put(value);
    }
    template <class T>
    void operator()(const std::vector<T>& items);

    base::ByteWriter bytes;
};

class Reader {
public:
    explicit Reader(std::string_view from) : bytes(from) {}

    template <Plain T>
    void operator()(T& value) {
        if constexpr (std::is_enum_v<T>)
            value = bytes.one_of(last_of(T{}));
        else if constexpr (std::is_same_v<T, bool>)
            value = bytes.truth();
        else
            value = bytes.number<T>();
    }
    template <class T>
    void operator()(std::vector<T>& items);

    base::ByteReader bytes;
};

// One list of the fields for both ways.

template <class Visit, class T>
    requires std::is_same_v<std::remove_const_t<T>, Param>
void visit_fields(Visit& visit, T& param) {
    visit(param.dtype);
    visit(param.inner);
    visit(param.written);
    visit(param.gathered);
    visit(param.nontemporal);
    visit(param.base);
    visit(param.rows);
    visit(param.columns);
    visit(param.second);
}

template <class Visit, class T>
    requires std::is_same_v<std::remove_const_t<T>, Instr>
void visit_fields(Visit& visit, T& instr) {
    visit(instr.code);
    visit(instr.op);
    visit(instr.type);
    visit(instr.component);
    visit(instr.index);
    visit(instr.a);
    visit(instr.b);
    visit(instr.c);
    visit(instr.first);
    visit(instr.second);
    visit(instr.bits);
}

template <class Visit, class T>
    requires std::is_same_v<std::remove_const_t<T>, Reduction>
void visit_fields(Visit& visit, T& reduction) {
    visit(reduction.op);
    visit(reduction.component);
    visit(reduction.type);
    for (auto& value : reduction.values)
        visit(value);
    for (auto& param : reduction.partial)
        visit(param);
}

template <class Visit, class T>
    requires std::is_same_v<std::remove_const_t<T>, Kernel>
void visit_fields(Visit& visit, T& kernel) {
    visit(kernel.form);
    visit(kernel.rank);
    visit(kernel.kept_rank);
    visit(kernel.second_columns);
    visit(kernel.params);
    visit(kernel.arguments);
    visit(kernel.vars);
    visit(kernel.instrs);
    visit(kernel.blocks);
    visit(kernel.reductions);
}

template <class Visit, class T>
void visit_item(Visit& visit, T& item) {
    if constexpr (requires { visit(item); })
        visit(item);
    else
        visit_fields(visit, item);
}

template <class T>
void Writer::operator()(const std::vector<T>& items) {
    (*this)(static_cast<std::uint32_t>(items.size()));
    for (const T& item : items)
        visit_item(*this, item);
}

template <class T>
void Reader::operator()(std::vector<T>& items) {
    items.resize(bytes.count<std::uint32_t>());
    for (T& item : items)
        visit_item(*this, item);
}

}  // namespace

std::string encode(const Kernel& kernel) {
    Writer writer;
    visit_fields(writer, kernel);
    return writer.bytes.take();
}

Kernel decode(std::string_view bytes) {
    Reader reader(bytes);
    Kernel kernel;
    visit_fields(reader, kernel);
    if (!reader.bytes.finished())
        throw ValueError("these bytes are no kernel");
    return kernel;
}

}  // namespace tenon::kernel
