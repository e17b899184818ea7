// SPDX-License-Identifier: MIT
#include "api/scatter.hpp"

#include <algorithm>
#include <unordered_map>

#include <tenon/creation.hpp>
#include <tenon/manipulation.hpp>

#include "api/overlap.hpp"
#include "lib/indexing/scatter.hpp"

namespace tenon::api {

namespace {

using lib::ScatterDimension;
using tape::LayoutRef;
using tape::ViewRef;

/// The base's strides with 0 along the dimensions of the index arrays, or the other way round.
std::vector<std::int64_t> strides_around(const IndexPlan& plan,
                                         std::span<const std::int64_t> base) {
    std::vector<std::int64_t> strides(base.begin(), base.end());
    strides.insert(strides.begin() + plan.at, plan.fancy.size(), 0);
    return strides;
}

/// Whether the axes [first, last) of the layout can be walked as one; their stride then.
bool one_stride(const detail::Layout& layout, int first, int last, std::int64_t& stride) {
    bool found = false;
    std::int64_t next = 0;
    stride = 0;
    for (int axis = last - 1; axis >= first; --axis) {
        if (layout.shape(axis) == 1)
            continue;
        if (!found)
            stride = layout.stride(axis);
        else if (layout.stride(axis) != next)
            return false;
        found = true;
        next = layout.stride(axis) * layout.shape(axis);
    }
    return true;
}

/// One storage, or imports of one memory that overlap: what is read must be there before it is
/// written.
bool shares_memory(const ViewRef& a, const ViewRef& b) {
    return a.storage == b.storage || may_overlap(a, b);
}

/// A value of the target's dtype, in C order, and how it lies over the plan's shape.
struct Values {
    Array array;
    LayoutRef layout;
    std::int64_t stride = 0;  ///< from one position to the next

    Values(const Array& target, const IndexPlan& plan, const Operand& given, const char* operation)
        : shape_(plan.shape()) {
        const DType type = target.dtype();
        if (given.is_scalar()) {
            array = new_array(type, {}, operation);
            assign(array, given, operation);
        } else {
            array = without_leading_ones(given.array(), static_cast<int>(shape_.size()), operation);
            check_fits(given.array());
            if (array.dtype() != type)
                array = array.astype(type);
            array = in_c_order(array, type, operation);
        }
        if (shares_memory(ArrayAccess::view(array, operation),
                          ArrayAccess::view(target, operation)))
            array = copy(array);
        const int first = plan.at;
        const int last = first + static_cast<int>(plan.fancy.size());
        lay(operation);
        if (one_stride(*layout, first, last, stride))
            return;
        array = copy(broadcast_to(array, shape_));
        lay(operation);
        one_stride(*layout, first, last, stride);
    }

private:
    void lay(const char* operation) {
        layout = broadcast_layout(*ArrayAccess::view(array, operation).layout, shape_, operation);
    }
    void check_fits(const Array& given) const {
        const Shape own = array.shape();
        bool fits = own.size() <= shape_.size();
        for (std::size_t i = 0; fits && i < own.size(); ++i)
            fits = own[i] == 1 || own[i] == shape_[shape_.size() - own.size() + i];
        if (!fits)
            throw ShapeError("shape mismatch: value array of shape " + shape_text(given.shape()) +
                             " could not be broadcast to indexing result of shape " +
                             shape_text(shape_));
    }
    Shape shape_;
};

std::vector<ScatterDimension> dimensions(const detail::Layout& base, const detail::Layout& values,
                                         int first, int last, int moved) {
    std::vector<ScatterDimension> list;
    for (int d = first; d < last; ++d) {
        const ScatterDimension made{base.shape(d), base.stride(d), values.stride(d + moved)};
        if (made.size == 1)
            continue;
        if (!list.empty() && list.back().target == made.size * made.target &&
            list.back().value == made.size * made.value)
            list.back() = {list.back().size * made.size, made.target, made.value};
        else
            list.push_back(made);
    }
    return list;
}

/// The bytes that a view may touch, as an array of bytes.
struct Bytes {
    tape::ByteRange range;
    LayoutRef layout;
    ViewRef view;
    explicit Bytes(const ViewRef& of) : range(tape::byte_range(*of.layout, of.offset)) {
        const std::int64_t size[] = {range.end - range.begin};
        layout = tape::make_layout(DType::uint8, size);
        view = {of.storage, layout.get(), range.begin};
    }
};

void record_scatter(const tape::Call& call, const Array& target, const IndexPlan& plan,
                    const Operand& given, const char* operation) {
    const ViewRef whole = ArrayAccess::view(target, operation);
    check_writable(whole, operation);
    const Values values(target, plan, given, operation);
    if (values.layout->size == 0)
        return;
    std::int64_t unit = 1;
    Array positions = in_c_order(plan.distances(unit), DType::int64, operation);
    if (shares_memory(ArrayAccess::view(positions, operation), whole))
        positions = copy(positions);
    const ViewRef base = ArrayAccess::view(plan.base, operation);
    const Bytes bytes(whole);
    const int fancy = static_cast<int>(plan.fancy.size());
    const lib::ScatterNest nest{
        .offset = base.offset - bytes.range.begin,
        .unit = unit,
        .value_stride = values.stride,
        .before = dimensions(*base.layout, *values.layout, 0, plan.at, 0),
        .after = dimensions(*base.layout, *values.layout, plan.at, base.layout->rank, fancy)};
    const Array words = array(nest.words());
    const ViewRef in[] = {bytes.view, ArrayAccess::view(positions, operation),
                          ArrayAccess::view(values.array, operation),
                          ArrayAccess::view(words, operation)};
    detail::Storage* storages[] = {whole.storage, in[1].storage, in[2].storage, in[3].storage};
    record(storages, true, [&](tape::Tape& tape) { tape.call(&call, {&bytes.view, 1}, in); });
}

/// The plan with these distances, of one dimension, in the place of its positions.
IndexPlan with_distances(const IndexPlan& plan, const std::vector<std::int64_t>& distances,
                         std::int64_t unit) {
    return {.base = plan.base,
            .at = plan.at,
            .fancy = {static_cast<std::int64_t>(distances.size())},
            .positions = {array(distances)},
            .strides = {unit}};
}

/// Values laid over the plan's shape, its index arrays' dimensions made one.
Array along_positions(const IndexPlan& plan, const Array& value) {
    const Array trimmed = without_leading_ones(value, static_cast<int>(plan.shape().size()), "at");
    Shape shape = plan.shape();
    const Array whole = broadcast_to(trimmed, shape);
    shape.erase(shape.begin() + plan.at,
                shape.begin() + plan.at + static_cast<std::ptrdiff_t>(plan.fancy.size()));
    std::int64_t count = 1;
    for (const std::int64_t size : plan.fancy)
        count *= size;
    shape.insert(shape.begin() + plan.at, count);
    return whole.reshape(shape);
}

/// Any operation, in rounds: each takes the next update of every element, so that no element is
/// updated twice in one round and whole-array statements can do it.
void update_in_rounds(ops::Op op, const Array& target, const IndexPlan& plan,
                      const Operand* value) {
    std::int64_t unit = 1;
    const auto distances = plan.distances(unit).values<std::int64_t>();
    std::unordered_map<std::int64_t, std::size_t> seen;
    struct Round {
        std::vector<std::int64_t> distances;
        std::vector<std::int64_t> numbers;  // of the updates
    };
    std::vector<Round> rounds;
    for (std::size_t i = 0; i < distances.size(); ++i) {
        const std::size_t round = seen[distances[i]]++;
        if (round == rounds.size())
            rounds.emplace_back();
        rounds[round].distances.push_back(distances[i]);
        rounds[round].numbers.push_back(static_cast<std::int64_t>(i));
    }
    const Array values = value != nullptr && !value->is_scalar()
                             ? copy(along_positions(plan, value->array()))
                             : Array();
    for (const Round& round : rounds) {
        const IndexPlan part = with_distances(plan, round.distances, unit);
        const Array now = gather(part, "at");
        if (value == nullptr)
            scatter(target, part, apply(op, now), "at");
        else if (value->is_scalar())
            scatter(target, part, apply(op, now, *value), "at");
        else
            scatter(target, part, apply(op, now, take(values, array(round.numbers), plan.at)),
                    "at");
    }
}

}  // namespace

Array gather(const IndexPlan& plan, const char* operation) {
    const ViewRef base = ArrayAccess::view(plan.base, operation);
    const Shape shape = plan.shape();
    Array result = new_array(base.layout->dtype, shape, operation);
    if (result.size() == 0)
        return result;
    std::int64_t unit = 1;
    const Array distances = plan.distances(unit);
    const ViewRef index = ArrayAccess::view(distances, operation);
    std::vector<std::int64_t> along(base.layout->strides().size(), 0);
    along.insert(along.begin() + plan.at, index.layout->strides().begin(),
                 index.layout->strides().end());
    const LayoutRef table_layout =
        tape::make_layout(base.layout->dtype, shape, strides_around(plan, base.layout->strides()));
    const LayoutRef index_layout = tape::make_layout(DType::int64, shape, along);
    const ViewRef out = ArrayAccess::view(result, operation);
    detail::Storage* storages[] = {base.storage, index.storage, out.storage};
    record(storages, false, [&](tape::Tape& tape) {
        tape.gather(out, {base.storage, table_layout.get(), base.offset},
                    {index.storage, index_layout.get(), index.offset}, unit);
    });
    return result;
}

void scatter(const Array& target, const IndexPlan& plan, const Operand& value,
             const char* operation) {
    record_scatter(lib::scatter_call(size_of(target.dtype())), target, plan, value, operation);
}

void update(ops::Op op, const Array& target, const IndexPlan& plan, const Operand* value) {
    check_writable(ArrayAccess::view(target, "at"), "at");
    const Operand operands[] = {target, value == nullptr ? Operand(target) : *value};
    const std::span<const Operand> used(operands, value == nullptr ? 1 : 2);
    const ops::OpTypes types = ops::resolve(op, common_type(used));
    const DType type = target.dtype();
    const tape::Call* const own = value != nullptr && types.compute == type && types.result == type
                                      ? lib::update_call(op, type)
                                      : nullptr;
    if (own != nullptr)
        record_scatter(*own, target, plan, *value, "at");
    else
        update_in_rounds(op, target, plan, value);
}

}  // namespace tenon::api
