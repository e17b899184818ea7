// SPDX-License-Identifier: MIT
#include <tenon/indexing.hpp>

#include <tenon/manipulation.hpp>

#include "api/index_at_once.hpp"
#include "api/index_plan.hpp"
#include "api/masks.hpp"
#include "api/memory_order.hpp"
#include "api/scatter.hpp"

namespace tenon {

namespace {

/// Whether a value for the chosen elements can be laid over the target itself: it is the same for
/// all of them.
bool same_for_all(const Operand& value, const api::MaskPlan& plan) {
    if (value.is_scalar())
        return true;
    const int after = plan.base.ndim() - plan.at - plan.mask.ndim();
    return value.array().ndim() <= after;
}

}  // namespace

Array index(const Array& a, std::span<const AdvancedIndex> indices) {
    if (indices.size() == 1 && indices[0].is_array())
        if (std::optional<Array> result = api::index_at_once(a, indices[0].array()))
            return *std::move(result);
    if (api::is_basic(indices))
        return a.at(api::basic_indices(indices));
    if (api::is_basic_by_value(indices))
        return copy_in_order(a.at(api::basic_indices(indices)), a.dtype());
    if (api::MaskPlan mask; api::plan_mask(a, indices, mask) && mask.mask.ndim() == a.ndim() &&
                            mask.base.ndim() == a.ndim())
        return api::compressed(a, mask.mask, "index");
    std::vector<int> back;
    const Array found = api::gather(api::plan_index(a, indices).in_memory_order(back), "index");
    return api::is_c_order(back) ? found : transpose(found, back);
}

void assign(const Array& target, const Operand& value) { api::assign(target, value, "assignment"); }

void assign_index(const Array& target, std::span<const AdvancedIndex> indices,
                  const Operand& value) {
    if (indices.size() == 1 && indices[0].is_array() &&
        api::assign_index_at_once(target, indices[0].array(), value))
        return;
    if (api::is_basic_by_value(indices)) {
        api::assign(target.at(api::basic_indices(indices)), value, "assignment");
        return;
    }
    if (api::MaskPlan mask; api::plan_mask(target, indices, mask) && same_for_all(value, mask)) {
        Shape shape = mask.mask.shape();
        shape.resize(static_cast<std::size_t>(mask.base.ndim() - mask.at), 1);
        api::assign_where(mask.base, reshape(mask.mask, shape), value, "assignment");
        return;
    }
    api::scatter(target, api::plan_index(target, indices), value, "assignment");
}

}  // namespace tenon
