// SPDX-License-Identifier: MIT
#include <bit>
#include <complex>
#include <cstdint>

#include <tenon/host.hpp>

#include "api/apply.hpp"
#include "engine/float_reports.hpp"

namespace tenon {

namespace {

using tape::StatementKind;

double real_of(std::uint64_t bits, DType type) {
    return type == DType::float32
               ? static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits)))
               : std::bit_cast<double>(bits);
}

Scalar scalar_of(const tape::Input& input) {
    const std::uint64_t* bits = input.scalar.bits;
    switch (input.dtype) {
    case DType::float16:
        return static_cast<double>(float16::from_bits(static_cast<std::uint16_t>(bits[0])));
    case DType::float32:
    case DType::float64: return real_of(bits[0], input.dtype);
    case DType::complex64:
    case DType::complex128: {
        const DType part = real_type(input.dtype);
        return std::complex<double>(real_of(bits[0], part), real_of(bits[1], part));
    }
    default: return static_cast<std::int64_t>(bits[0]);
    }
}

FloatReport::Kind kind_of(const engine::FloatReport& found) {
    switch (found.kind) {
    case StatementKind::reduce: return FloatReport::Kind::reduction;
    case StatementKind::scan: return FloatReport::Kind::scan;
    default:
        return static_cast<ops::Op>(found.op) == ops::Op::positive ? FloatReport::Kind::cast
                                                                   : FloatReport::Kind::operation;
    }
}

std::vector<int> axes_of(const engine::FloatReport& found) {
    if (found.kind == StatementKind::scan)
        return {static_cast<int>(found.axes)};
    std::vector<int> axes;
    for (int axis = 0; axis < 32; ++axis)
        if ((found.axes >> axis & 1U) != 0)
            axes.push_back(axis);
    return axes;
}

FloatReport report_of(const engine::FloatReport& found) {
    FloatReport report;
    report.kind = kind_of(found);
    const bool joins = found.kind != StatementKind::elementwise;
    if (!joins)
        report.name = ops::info(static_cast<ops::Op>(found.op)).name;
    else
        report.name = static_cast<ops::ReduceOp>(found.op) == ops::ReduceOp::sum ? "sum" : "prod";
    report.events = found.events;
    report.certain = found.certain;
    report.modes = found.modes;
    report.result = found.result;
    if (joins)
        report.axes = axes_of(found);
    for (const tape::Input& input : found.operands) {
        if (input.form == tape::Input::Form::view)
            report.operands.emplace_back(detail::ArrayAccess::make(input.view));
        else
            report.operands.emplace_back(scalar_of(input));
    }
    return report;
}

}  // namespace

std::vector<FloatReport> take_float_reports() {
    std::vector<FloatReport> reports;
    for (const engine::FloatReport& found : engine::take_reports())
        reports.push_back(report_of(found));
    return reports;
}

}  // namespace tenon
