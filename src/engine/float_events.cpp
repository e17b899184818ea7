// SPDX-License-Identifier: MIT
#include "engine/float_events.hpp"

#include "engine/float_flags.hpp"

namespace tenon::engine {

namespace {

using tape::StatementKind;

bool computes_in_floats(DType type) { return is_floating(type) || is_complex(type); }

bool divides_whole_numbers(const tape::Header& header) {
    return header.kind == StatementKind::elementwise &&
           engine::divides_whole_numbers(static_cast<ops::Op>(header.op), header.dtype);
}

}  // namespace

unsigned events_of(const tape::Header& header, DType operand, DType result) {
    switch (header.kind) {
    case StatementKind::elementwise: {
        const auto op = static_cast<ops::Op>(header.op);
        if (op == ops::Op::positive)
            return computes_in_floats(operand) && operand != result ? all_events : 0;
        if (divides_whole_numbers(header))
            return exact_events(header);
        return may_warn(op) && computes_in_floats(header.dtype) ? all_events : 0;
    }
    case StatementKind::reduce:
    case StatementKind::scan: {
        const auto op = static_cast<ops::ReduceOp>(header.op);
        const bool adds = op == ops::ReduceOp::sum || op == ops::ReduceOp::product ||
                          op == ops::ReduceOp::complex_product;
        return adds && computes_in_floats(header.dtype) ? all_events : 0;
    }
    default: return 0;
    }
}

unsigned exact_events(const tape::Header& header) {
    if (divides_whole_numbers(header))
        return division_events(static_cast<ops::Op>(header.op), header.dtype, all_events);
    if (header.dtype != DType::float32 && header.dtype != DType::float64)
        return 0;
    if (header.kind == StatementKind::reduce)
        return static_cast<ops::ReduceOp>(header.op) == ops::ReduceOp::sum
                   ? float_overflow | float_invalid
                   : 0;
    if (header.kind != StatementKind::elementwise)
        return 0;
    switch (static_cast<ops::Op>(header.op)) {
    case ops::Op::add:
    case ops::Op::subtract: return float_overflow | float_invalid;
    case ops::Op::multiply:
    case ops::Op::square: return float_overflow | float_invalid | float_underflow;
    case ops::Op::divide: return all_events;
    case ops::Op::reciprocal: return float_divide | float_underflow | float_overflow;
    case ops::Op::sqrt: return float_invalid;
    default: return 0;
    }
}

unsigned meaning(const tape::Header& header, unsigned flags) {
    return divides_whole_numbers(header)
               ? division_events(static_cast<ops::Op>(header.op), header.dtype, flags)
               : flags;
}

unsigned flags_of(const tape::Header& header, unsigned events) {
    const bool by_zero = divides_whole_numbers(header) && (events & float_divide) != 0;
    return events | (by_zero ? float_invalid : 0);
}

unsigned noise_of(const tape::Header& header, DType operand, DType result) {
    const bool joins = header.kind == StatementKind::reduce || header.kind == StatementKind::scan;
    const bool arithmetic = header.kind == StatementKind::elementwise || joins;
    if (header.kind == StatementKind::elementwise &&
        static_cast<ops::Op>(header.op) == ops::Op::positive)
        return computes_in_floats(operand) && !computes_in_floats(result) ? float_invalid : 0;
    if (divides_whole_numbers(header))
        return float_overflow;  // compiled code raises it for any division by -1
    if (header.kind == StatementKind::elementwise &&
        ops::info(static_cast<ops::Op>(header.op)).rule == ops::TypeRule::integers)
        return all_events;  // they may divide
    if (exact_events(header) != 0 || header.kind == StatementKind::select ||
        header.kind == StatementKind::gather || (arithmetic && !computes_in_floats(header.dtype)))
        return 0;
    if (joins || (arithmetic && !may_warn(static_cast<ops::Op>(header.op))))
        return float_invalid;
    return all_events;
}

unsigned watched_events(const tape::Tape& tape) {
    unsigned events = 0;
    for (const tape::WatchChange& change : tape.watches)
        events |= change.modes;
    return events & all_events;
}

}  // namespace tenon::engine
