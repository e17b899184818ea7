// SPDX-License-Identifier: MIT
#include "api/masks.hpp"

#include <algorithm>

#include <tenon/creation.hpp>
#include <tenon/functions.hpp>
#include <tenon/indexing.hpp>
#include <tenon/manipulation.hpp>

#include "api/at_hand.hpp"
#include "api/overlap.hpp"
#include "engine/direct.hpp"
#include "lib/indexing/masks.hpp"

namespace tenon {

namespace {

using tape::Input;
using tape::LayoutRef;
using tape::ViewRef;

void record_call(const tape::Call& call, const Array& out, std::span<const Array> in,
                 const char* operation) {
    std::vector<ViewRef> views;
    std::vector<detail::Storage*> storages;
    for (const Array& one : in) {
        views.push_back(detail::ArrayAccess::view(one, operation));
        storages.push_back(views.back().storage);
    }
    const ViewRef result = detail::ArrayAccess::view(out, operation);
    if (result.storage->address == nullptr &&
        engine::runs_direct(engine::what(engine::Move::call), *result.layout) &&
        std::ranges::all_of(storages, [](const auto* one) { return engine::can_read_now(*one); })) {
        engine::place_now(*result.storage);
        views.insert(views.begin(), result);
        engine::call_direct(call, views);
        return;
    }
    storages.push_back(result.storage);
    api::record(storages, false, [&](tape::Tape& tape) { tape.call(&call, {&result, 1}, views); });
}

/// An operand of a masked assignment, laid over the target; copied if the target's new elements
/// could be read in its place.
struct Laid {
    Array array;
    LayoutRef layout;
    Input input;

    Laid(const Array& given, const ViewRef& out, const char* operation)
        : array(api::without_leading_ones(given, out.layout->rank, operation)) {
        lay(out, operation);
        if (!api::hazard(out, input.view))
            return;
        array = copy(array);
        lay(out, operation);
    }

private:
    void lay(const ViewRef& out, const char* operation) {
        ViewRef view = detail::ArrayAccess::view(array, operation);
        layout = api::broadcast_layout(*view.layout, out.layout->shape(), operation);
        view.layout = layout.get();
        input.set(view);
    }
};

}  // namespace

namespace api {

Chosen look_at(const Array& given, const char* operation) {
    Chosen chosen;
    chosen.mask = in_c_order(given, DType::bool_, operation);
    const std::int64_t blocks[] = {lib::mask_blocks(chosen.mask.size())};
    if (blocks[0] == 0)
        return chosen;
    std::vector<std::int64_t> starts;
    if (const bool* const known = at_hand<bool>(chosen.mask)) {  // they are one block
        starts.push_back(std::count(known, known + chosen.mask.size(), true));
    } else {
        const Array counts = new_array(DType::int64, blocks, operation);
        record_call(lib::mask_counts_call(), counts, {&chosen.mask, 1}, operation);
        starts = counts.values<std::int64_t>();
    }
    for (std::int64_t& start : starts)
        chosen.count += std::exchange(start, chosen.count);
    if (chosen.count > 0)
        chosen.starts = array(starts);
    return chosen;
}

Array compressed(const Array& a, const Array& mask, const char* operation) {
    const Chosen chosen = look_at(mask, operation);
    const std::int64_t count[] = {chosen.count};
    Array result = new_array(a.dtype(), count, operation);
    if (chosen.count == 0)
        return result;
    const Array in[] = {in_c_order(a, a.dtype(), operation), chosen.mask, chosen.starts};
    record_call(lib::compress_call(size_of(a.dtype())), result, in, operation);
    return result;
}

void assign_where(const Array& target, const Array& mask, const Operand& value,
                  const char* operation) {
    const ViewRef out = ArrayAccess::view(target, operation);
    const DType type = out.layout->dtype;
    check_writable(out, operation);
    const Laid condition(mask, out, operation);
    std::optional<Laid> laid;
    Input inputs[3] = {condition.input, {}, Input::of(out)};
    detail::Storage* storages[3] = {out.storage, condition.input.view.storage, nullptr};
    std::size_t count = 2;
    if (value.is_scalar()) {
        // A fraction assigned to integers is truncated, as in assignments without a mask.
        const bool fraction = is_integer(type) && value.scalar().kind() == Kind::floating;
        const DType own = fraction ? DType::float64 : type;
        inputs[1] = Input::of(own, convert(value.scalar(), own, operation));
    } else {
        laid.emplace(value.array(), out, operation);
        inputs[1] = laid->input;
        storages[count++] = laid->input.view.storage;
    }
    if (out.layout->size == 0)
        return;
    record({storages, count}, true, [&](tape::Tape& tape) {
        tape.select(type, out, inputs);
        value.use_up();
    });
}

}  // namespace api

std::vector<Array> nonzero(const Array& a) {
    const int rank = a.ndim();
    if (rank == 0)
        throw ValueError("nonzero: the array has no dimensions; use reshape(a, {-1}) first");
    const api::Chosen chosen = api::look_at(is_bool(a.dtype()) ? a : not_equal(a, 0), "nonzero");
    const std::int64_t shape[] = {rank, chosen.count};
    const Array positions = api::new_array(DType::int64, shape, "nonzero");
    if (chosen.count > 0) {
        const Array in[] = {chosen.mask, chosen.starts};
        record_call(lib::mask_positions_call(), positions, in, "nonzero");
    }
    std::vector<Array> list;
    for (int axis = 0; axis < rank; ++axis)
        list.push_back(positions(axis));
    return list;
}

}  // namespace tenon
