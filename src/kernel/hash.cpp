// SPDX-License-Identifier: MIT
#include "kernel/ir.hpp"

#include <type_traits>

namespace tenon::kernel {

namespace {

/// The kernel as bytes that do not depend on padding.
class Encoding {
public:
    template <class T>
        requires std::is_integral_v<T> || std::is_enum_v<T>
    void put(T value) {
        bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
    }

    void put(const Param& param) {
        put(param.dtype);
        put(param.inner);
        put(param.written);
        put(param.gathered);
        put(param.nontemporal);
    }

    void put(const Instr& instr) {
        put(instr.code);
        put(instr.op);
        put(instr.type);
        put(instr.component);
        put(instr.index);
        for (const ValueId operand : {instr.a, instr.b, instr.c})
            put(operand);
        put(instr.first);
        put(instr.second);
        put(instr.bits);
    }

    void put(const Reduction& reduction) {
        put(reduction.op);
        put(reduction.component);
        put(reduction.type);
        for (const ValueId value : reduction.values)
            put(value);
        for (const std::uint32_t param : reduction.partial)
            put(param);
    }

    template <class T>
    void put(const std::vector<T>& items) {
        put(static_cast<std::uint32_t>(items.size()));
        for (const T& item : items)
            put(item);
    }

    const std::string& bytes() const { return bytes_; }

private:
    std::string bytes_;
};

}  // namespace

base::Hash128 hash(const Kernel& kernel) {
    Encoding code;
    code.put(kernel.form);
    code.put(kernel.rank);
    code.put(kernel.kept_rank);
    code.put(kernel.params);
    code.put(kernel.arguments);
    code.put(kernel.vars);
    code.put(kernel.instrs);
    code.put(kernel.blocks);
    code.put(kernel.reductions);
    return base::hash128(code.bytes());
}

}  // namespace tenon::kernel
