// SPDX-License-Identifier: MIT
#include "kernel/encoding.hpp"

#include <cstring>
#include <type_traits>

#include <tenon/error.hpp>

namespace tenon::kernel {

namespace {

template <class T>
concept Plain = std::is_integral_v<T> || std::is_enum_v<T>;

/// The first value that is none of the enumeration.
constexpr int end_of(Code) { return static_cast<int>(Code::while_) + 1; }
constexpr int end_of(ops::Op) { return ops::op_count; }
constexpr int end_of(DType) { return dtype_count; }
constexpr int end_of(Inner) { return static_cast<int>(Inner::strided) + 1; }
constexpr int end_of(Form) { return static_cast<int>(Form::column_reduce) + 1; }
constexpr int end_of(ops::ReduceOp) { return static_cast<int>(std::size(ops::reduce_names)); }

class Writer {
public:
    template <Plain T>
    void operator()(const T& value) {
        bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
    template <class T>
    void operator()(const std::vector<T>& items);

    std::string bytes;
};

class Reader {
public:
    explicit Reader(std::string_view bytes) : rest_(bytes) {}

    template <Plain T>
    void operator()(T& value) {
        if constexpr (std::is_enum_v<T>) {
            std::underlying_type_t<T> number{};
            take(&number, sizeof number);
            if (number >= end_of(T{}))
                refuse();
            value = static_cast<T>(number);
        } else if constexpr (std::is_same_v<T, bool>) {
            unsigned char byte = 0;
            take(&byte, 1);
            if (byte > 1)
                refuse();
            value = byte == 1;
        } else {
            take(&value, sizeof value);
        }
    }
    template <class T>
    void operator()(std::vector<T>& items);

    bool done() const { return rest_.empty(); }
    [[noreturn]] static void refuse() { throw ValueError("these bytes are no kernel"); }

private:
    void take(void* to, std::size_t size) {
        if (rest_.size() < size)
            refuse();
        std::memcpy(to, rest_.data(), size);
        rest_.remove_prefix(size);
    }
    std::string_view rest_;
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
    std::uint32_t count = 0;
    (*this)(count);
    if (count > rest_.size())  // every item takes a byte at least
        refuse();
    items.resize(count);
    for (T& item : items)
        visit_item(*this, item);
}

}  // namespace

std::string encode(const Kernel& kernel) {
    Writer writer;
    visit_fields(writer, kernel);
    return std::move(writer.bytes);
}

Kernel decode(std::string_view bytes) {
    Reader reader(bytes);
    Kernel kernel;
    visit_fields(reader, kernel);
    if (!reader.done())
        Reader::refuse();
    return kernel;
}

}  // namespace tenon::kernel
