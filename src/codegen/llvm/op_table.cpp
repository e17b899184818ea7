// SPDX-License-Identifier: MIT
// Which emitter makes which core operation.
#include <array>
#include <utility>

#include "base/check.hpp"
#include "codegen/llvm/scalar_ops.hpp"

namespace tenon::codegen::simd {

namespace {

using ops::Op;

constexpr std::array special = {
    std::pair{Op::absolute, &emit_absolute},
    std::pair{Op::add, &emit_add},
    std::pair{Op::bitwise_and, &emit_and},
    std::pair{Op::bitwise_invert, &emit_invert},
    std::pair{Op::bitwise_left_shift, &emit_left_shift},
    std::pair{Op::bitwise_or, &emit_or},
    std::pair{Op::bitwise_right_shift, &emit_right_shift},
    std::pair{Op::bitwise_xor, &emit_xor},
    std::pair{Op::ceil, &emit_ceil},
    std::pair{Op::copysign, &emit_copysign},
    std::pair{Op::divide, &emit_divide},
    std::pair{Op::equal, &emit_equal},
    std::pair{Op::floor, &emit_floor},
    std::pair{Op::fmod, &emit_fmod},
    std::pair{Op::greater, &emit_greater},
    std::pair{Op::greater_equal, &emit_greater_equal},
    std::pair{Op::less, &emit_less},
    std::pair{Op::less_equal, &emit_less_equal},
    std::pair{Op::maximum, &emit_maximum},
    std::pair{Op::minimum, &emit_minimum},
    std::pair{Op::multiply, &emit_multiply},
    std::pair{Op::negative, &emit_negative},
    std::pair{Op::not_equal, &emit_not_equal},
    std::pair{Op::quotient, &emit_quotient},
    std::pair{Op::round, &emit_round},
    std::pair{Op::sqrt, &emit_sqrt},
    std::pair{Op::subtract, &emit_subtract},
    std::pair{Op::trunc, &emit_trunc},
};

/// Operations that call a vector function share one emitter; the others are listed above.
constexpr auto table = [] {
    std::array<OpEmitter, ops::op_count> emitters{};
    for (int i = 0; i < ops::op_count; ++i)
        if (ops::has(static_cast<Op>(i), ops::call))
            emitters[i] = &emit_call;
    for (const auto& [op, emitter] : special)
        emitters[static_cast<std::size_t>(op)] = emitter;
    return emitters;
}();

constexpr bool covers_the_core() {
    for (int i = 0; i < ops::op_count; ++i)
        if (ops::has(static_cast<Op>(i), ops::core) != (table[i] != nullptr))
            return false;
    return true;
}
static_assert(covers_the_core(), "every core operation has an emitter, and no other has one");

}  // namespace

Value* pure(Frame& frame, const kernel::Instr& instr, Value* a, Value* b, Value* c) {
    using kernel::Code;
    switch (instr.code) {
    case Code::compute: {
        const DType type = frame.kernel.instrs[instr.a].type;
        return table[static_cast<std::size_t>(instr.op)](
            {frame, frame.build, instr.op, type, a, b, instr.b});
    }
    case Code::cast: return emit_cast(frame, a, frame.kernel.instrs[instr.a].type, instr.type);
    case Code::bitcast: return emit_bitcast(frame, a, instr.type);
    case Code::select: return frame.build.CreateSelect(a, b, c);
    default: base::internal_error("an instruction with memory, state or control is not pure");
    }
}

}  // namespace tenon::codegen::simd
