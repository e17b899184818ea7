// SPDX-License-Identifier: MIT
#include "engine/row_frame.hpp"

#include <algorithm>

namespace tenon::engine {

using tape::Input;
using tape::LoopBody;
using tape::LoopOperand;
using tape::LoopStatement;

std::optional<std::uint32_t> stored_first(const LoopBody& body, std::uint32_t role) {
    for (const LoopStatement& statement : body.statements) {
        const std::span<const LoopOperand> operands = body.operands_of(statement);
        const auto of_role = [&](const LoopOperand& operand) {
            return operand.form == Input::Form::view && body.views[operand.number].role == role;
        };
        const auto inputs = operands.first(statement.header.inputs);
        const auto outputs = operands.subspan(statement.header.inputs);
        if (std::ranges::any_of(inputs, of_role))
            return std::nullopt;
        if (const auto stored = std::ranges::find_if(outputs, of_role); stored != outputs.end())
            return stored->number;
    }
    return std::nullopt;
}

std::optional<RowBox> box_of(const tape::LoopView& view, const RowPitch& pitch,
                             std::int64_t bytes) {
    RowBox box;
    std::int64_t rest = view.offset;
    for (const std::int64_t stride : pitch.strides) {
        box.begin.push_back(rest / stride);
        box.end.push_back(rest / stride + 1);
        rest %= stride;
    }
    const detail::Layout& layout = *view.layout;
    if (view.offset < 0 || rest != 0 || layout.size == 0)
        return std::nullopt;
    for (int axis = 0; axis < layout.rank; ++axis) {
        if (layout.shape(axis) == 1)
            continue;
        const auto found = std::ranges::find(pitch.strides, layout.stride(axis));
        const auto d = static_cast<std::size_t>(found - pitch.strides.begin());
        if (found == pitch.strides.end() || box.end[d] != box.begin[d] + 1)
            return std::nullopt;
        box.end[d] = box.begin[d] + layout.shape(axis);
    }
    const std::vector<std::int64_t> extents = pitch.extents(bytes);
    for (std::size_t d = 0; d < extents.size(); ++d)
        if (box.end[d] > extents[d])
            return std::nullopt;
    return box;
}

std::vector<RowBox> frame_around(const RowBox& box, const RowPitch& pitch, std::int64_t bytes) {
    RowBox rest{.begin = std::vector<std::int64_t>(pitch.strides.size()),
                .end = pitch.extents(bytes)};
    std::vector<RowBox> frame;
    const auto cut = [&](std::size_t d, std::int64_t begin, std::int64_t end) {
        if (begin >= end)
            return;
        frame.push_back(rest);
        frame.back().begin[d] = begin;
        frame.back().end[d] = end;
    };
    for (std::size_t d = 0; d < rest.begin.size(); ++d) {
        cut(d, rest.begin[d], box.begin[d]);
        cut(d, box.end[d], rest.end[d]);
        rest.begin[d] = box.begin[d];
        rest.end[d] = box.end[d];
    }
    return frame;
}

}  // namespace tenon::engine
