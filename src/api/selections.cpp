// SPDX-License-Identifier: MIT
/// One of several arrays, element by element.
#include <tenon/functions.hpp>
#include <tenon/indexing.hpp>
#include <tenon/manipulation.hpp>
#include <tenon/reduce.hpp>

#include "api/apply.hpp"
#include "api/positions.hpp"

namespace tenon {

namespace {

/// The operand in the dtype that all of them have in common.
Operand converted(const Operand& operand, DType type, std::vector<Array>& made) {
    if (operand.is_scalar() || operand.array().dtype() == type)
        return operand.is_scalar() ? operand : Operand(operand.array());
    made.push_back(operand.array().astype(type));
    return Operand(std::as_const(made.back()));
}

Array chosen(const Array& condition, const Operand& yes, const Operand& no, DType type) {
    Array result = where(condition, yes, no);
    return result.dtype() == type ? result : result.astype(type);
}

}  // namespace

Array select(std::span<const Array> conditions, std::span<const Operand> choices,
             const Operand& otherwise) {
    if (conditions.size() != choices.size())
        throw ValueError("select: list of cases must be same length as list of conditions, not " +
                         std::to_string(choices.size()) + " and " +
                         std::to_string(conditions.size()));
    if (conditions.empty())
        throw ValueError("select: with an empty condition list there is nothing to select");
    std::vector<Operand> values;
    for (const Operand& choice : choices)
        values.push_back(choice.is_scalar() ? choice : Operand(choice.array()));
    values.push_back(otherwise.is_scalar() ? otherwise : Operand(otherwise.array()));
    const DType type = api::common_type(values);
    std::vector<Array> made;
    made.reserve(values.size());
    Array result;
    for (std::size_t i = conditions.size(); i-- > 0;) {
        if (!is_bool(conditions[i].dtype()))
            throw DTypeError("select: invalid entry " + std::to_string(i) +
                             " in condlist: should be boolean ndarray");
        const Operand yes = converted(values[i], type, made);
        result = result.valid()
                     ? chosen(conditions[i], yes, result, type)
                     : chosen(conditions[i], yes, converted(values.back(), type, made), type);
    }
    return result;
}

Array choose(const Array& indices, std::span<const Operand> choices, Outside outside) {
    if (choices.empty())
        throw ValueError("choose: there is nothing to choose from");
    const auto count = static_cast<std::int64_t>(choices.size());
    if (!is_integer(indices.dtype()) && !is_bool(indices.dtype()))
        throw DTypeError("choose: indices are " + std::string(name(indices.dtype())) +
                         "; use an integer dtype");
    Array positions = indices.astype(DType::int64);
    if (outside != Outside::raise) {
        positions = api::positions_along(positions, {0, count}, outside, "choose");
    } else if (positions.size() > 0) {
        const Array low = min(positions);
        const Array high = max(positions);
        if (low.item<std::int64_t>() < 0 || high.item<std::int64_t>() >= count)
            throw ValueError("choose: invalid entry in choice array: there are " +
                             std::to_string(count) + " choices");
    }
    std::vector<Operand> values;
    for (const Operand& choice : choices)
        values.push_back(choice.is_scalar() ? choice : Operand(choice.array()));
    const DType type = api::common_type(values);
    std::vector<Array> made;
    made.reserve(values.size());
    Array result;
    for (std::int64_t i = count; i-- > 0;) {
        const Operand value = converted(values[static_cast<std::size_t>(i)], type, made);
        result = result.valid() ? chosen(equal(positions, i), value, result, type)
                                : chosen(greater_equal(positions, i), value, value, type);
    }
    return result;
}

}  // namespace tenon
