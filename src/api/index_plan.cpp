// SPDX-License-Identifier: MIT
#include "api/index_plan.hpp"

#include <algorithm>
#include <numeric>

#include <tenon/creation.hpp>
#include <tenon/functions.hpp>
#include <tenon/manipulation.hpp>

#include "api/apply.hpp"
#include "api/memory_order.hpp"
#include "api/positions.hpp"

namespace tenon::api {

namespace {

bool is_mask(const AdvancedIndex& index) {
    return index.is_array() && is_bool(index.array().dtype());
}

/// How many axes of the array an index takes.
int axes_of(const AdvancedIndex& index) {
    if (is_mask(index))
        return index.array().ndim();
    return index.is_array() || index.basic().form() == Index::Form::position ||
                   index.basic().form() == Index::Form::slice
               ? 1
               : 0;
}

void check(const Array& array, std::span<const AdvancedIndex> indices) {
    int used = 0;
    int ellipses = 0;
    for (const AdvancedIndex& index : indices) {
        if (index.is_array() && !is_mask(index) && !is_integer(index.array().dtype()))
            throw IndexError("arrays used as indices must be of integer (or boolean) type, not " +
                             std::string(name(index.array().dtype())));
        used += axes_of(index);
        ellipses += index.is_array() ? 0 : index.basic().form() == Index::Form::ellipsis ? 1 : 0;
    }
    if (ellipses > 1)
        throw IndexError("an index can only have a single ellipsis ('...')");
    if (used > array.ndim())
        throw IndexError("too many indices for array: array is " + std::to_string(array.ndim()) +
                         "-dimensional, but " + std::to_string(used) + " were indexed");
}

/// An axis of the mask without elements fits any axis, as in NumPy: it chooses nothing.
void check_mask(const Array& mask, const Array& array, int axis) {
    for (int i = 0; i < mask.ndim(); ++i)
        if (mask.shape(i) != 0 && mask.shape(i) != array.shape(axis + i))
            throw IndexError(
                "boolean index did not match indexed array along axis " + std::to_string(axis + i) +
                "; size of axis is " + std::to_string(array.shape(axis + i)) +
                " but size of corresponding boolean axis is " + std::to_string(mask.shape(i)));
}

/// Takes the indices one after the other, as NumPy does. Index arrays stand for `all` in the basic
/// index whose view is the base; their axes are taken out of it at the end.
class Planner {
public:
    Planner(const Array& array, std::span<const AdvancedIndex> indices)
        : array_(array), indices_(indices) {}

    IndexPlan run() {
        check(array_, indices_);
        int missing = array_.ndim();
        for (const AdvancedIndex& index : indices_)
            missing -= axes_of(index);
        for (const AdvancedIndex& index : indices_)
            take(index, missing);
        plan_.fancy = broadcast_positions(shapes_);
        const Array view = array_.at(basic_);
        if (std::ranges::find(plan_.fancy, 0) == plan_.fancy.end())  // else nothing is touched
            check_given();
        leave_out_axes(view);
        return std::move(plan_);
    }

private:
    void take(const AdvancedIndex& index, int missing) {
        if (index.is_array() && !is_integer_number(index)) {
            advanced();
            if (is_mask(index)) {
                mask(index.array());
            } else {
                given_.push_back(plan_.positions.size());
                axes_.push_back({axis_, array_.shape(axis_)});
                positions(index.array());
            }
            return;
        }
        const Index basic =
            index.is_array() ? Index(index.array().item<std::int64_t>()) : index.basic();
        switch (basic.form()) {
        case Index::Form::position: advanced(); break;
        case Index::Form::slice:
        case Index::Form::newaxis: between(1); break;
        case Index::Form::ellipsis: between(missing); break;
        }
        basic_.push_back(basic);
        axis_ += basic.form() == Index::Form::ellipsis ? missing : axes_of(index);
    }

    static bool is_integer_number(const AdvancedIndex& index) {
        return !is_mask(index) && index.array().ndim() == 0;
    }

    /// The dimensions of the index arrays stand where the first one does when all follow each other
    /// directly, else in front. A position counts as an index array here.
    void advanced() {
        if (apart_)
            plan_.at = 0;
        else if (!seen_)
            plan_.at = kept_;
        seen_ = true;
    }
    void between(int dimensions) {
        apart_ |= seen_;
        dimension_ += dimensions;
        kept_ += dimensions;
    }

    void positions(const Array& array) {
        plan_.positions.push_back(array);
        shapes_.push_back(array);
        dimensions_.push_back(dimension_++);
        basic_.emplace_back(all);
        ++axis_;
    }

    void mask(const Array& mask) {
        check_mask(mask, array_, axis_);
        if (mask.ndim() == 0)  // no axis, but a dimension of one element or none
            shapes_.push_back(zeros({mask.item<bool>() ? 1 : 0}, DType::int64));
        else
            for (const Array& one : nonzero(mask))
                positions(one);
    }

    void check_given() {
        std::vector<Array> given;
        for (const std::size_t i : given_)
            given.push_back(plan_.positions[i]);
        given = checked_positions(std::move(given), axes_, "");
        for (std::size_t i = 0; i < given_.size(); ++i)
            plan_.positions[given_[i]] = given[i];
    }

    void leave_out_axes(const Array& view) {
        const tape::ViewRef from = ArrayAccess::view(view, "index");
        std::vector<std::int64_t> sizes;
        std::vector<std::int64_t> strides;
        for (int d = 0; d < from.layout->rank; ++d) {
            if (std::ranges::find(dimensions_, d) != dimensions_.end()) {
                plan_.strides.push_back(from.layout->stride(d));
                continue;
            }
            sizes.push_back(from.layout->shape(d));
            strides.push_back(from.layout->stride(d));
        }
        const tape::LayoutRef layout = tape::make_layout(from.layout->dtype, sizes, strides);
        plan_.base = ArrayAccess::make({from.storage, layout.get(), from.offset});
    }

    const Array& array_;
    std::span<const AdvancedIndex> indices_;
    IndexPlan plan_;
    std::vector<Index> basic_;
    std::vector<Array> shapes_;       // what is broadcast together
    std::vector<std::size_t> given_;  // those of the positions that are the user's
    std::vector<IndexedAxis> axes_;   // of each of them
    std::vector<int> dimensions_;     // of the basic view, which arrays index
    int axis_ = 0;                    // of the array, which comes next
    int dimension_ = 0;               // of the basic view
    int kept_ = 0;                    // of the base
    bool seen_ = false;               // an index array or position
    bool apart_ = false;              // something else after it
};

}  // namespace

Shape IndexPlan::shape() const {
    Shape all_sizes = base.shape();
    all_sizes.insert(all_sizes.begin() + at, fancy.begin(), fancy.end());
    return all_sizes;
}

IndexPlan IndexPlan::in_memory_order(std::vector<int>& back) const {
    if (base.ndim() == 0)
        return in_order_of_positions(back);
    const detail::Layout* const layout = ArrayAccess::view(base, "index").layout;
    const std::vector<int> rest = copy_order({&layout, 1});
    IndexPlan plan{.base = is_c_order(rest) ? base : transpose(base, rest),
                   .fancy = fancy,
                   .positions = positions,
                   .strides = strides};
    const auto count = static_cast<int>(fancy.size());
    for (const int place : inverse(rest))
        back.push_back(count + place);
    std::vector<int> in_front(fancy.size());
    std::iota(in_front.begin(), in_front.end(), 0);
    back.insert(back.begin() + at, in_front.begin(), in_front.end());
    return plan;
}

/// Nothing but index arrays: their own order.
IndexPlan IndexPlan::in_order_of_positions(std::vector<int>& back) const {
    const std::vector<Operand> operands(positions.begin(), positions.end());
    const tape::LayoutRef layout = result_layout(operands, DType::int64, fancy);
    const std::vector<int> axes = iteration_order(*layout);
    back = inverse(axes);
    if (is_c_order(axes))
        return *this;
    IndexPlan plan;
    plan.base = base;
    plan.strides = strides;
    for (const int axis : axes)
        plan.fancy.push_back(fancy[static_cast<std::size_t>(axis)]);
    for (const Array& one : positions)
        plan.positions.push_back(transpose(broadcast_to(one, fancy), axes));
    return plan;
}

Array IndexPlan::distances(std::int64_t& unit) const {
    if (positions.size() == 1) {
        unit = strides[0];
        return positions[0].shape() == fancy ? positions[0] : broadcast_to(positions[0], fancy);
    }
    unit = 1;
    Array total = zeros(fancy, DType::int64);
    for (std::size_t i = 0; i < positions.size(); ++i) {
        Array part = positions[i] * strides[i];
        total = i == 0 ? std::move(part) : std::move(total) + std::move(part);
    }
    return total.shape() == fancy ? total : broadcast_to(total, fancy);
}

bool is_basic(std::span<const AdvancedIndex> indices) {
    return std::ranges::none_of(indices, &AdvancedIndex::is_array);
}

bool is_basic_by_value(std::span<const AdvancedIndex> indices) {
    return std::ranges::all_of(indices, [](const AdvancedIndex& index) {
        return !index.is_array() ||
               (is_integer(index.array().dtype()) && index.array().ndim() == 0);
    });
}

std::vector<Index> basic_indices(std::span<const AdvancedIndex> indices) {
    std::vector<Index> list;
    for (const AdvancedIndex& index : indices)
        list.push_back(index.is_array() ? Index(index.array().item<std::int64_t>())
                                        : index.basic());
    return list;
}

bool plan_mask(const Array& array, std::span<const AdvancedIndex> indices, MaskPlan& plan) {
    check(array, indices);
    int missing = array.ndim();
    for (const AdvancedIndex& index : indices)
        missing -= axes_of(index);
    std::vector<Index> basic;
    int axis = 0;
    int dimension = 0;
    for (const AdvancedIndex& index : indices) {
        if (index.is_array()) {
            if (!is_mask(index) || index.array().ndim() == 0 || plan.mask.valid())
                return false;
            plan.mask = index.array();
            plan.at = dimension;
            check_mask(plan.mask, array, axis);
            if (plan.mask.size() == 0)
                return false;
            basic.insert(basic.end(), static_cast<std::size_t>(plan.mask.ndim()), Index(all));
            axis += plan.mask.ndim();
            continue;
        }
        const Index::Form form = index.basic().form();
        if (form == Index::Form::position)
            return false;
        dimension += form == Index::Form::ellipsis ? missing : 1;
        axis += form == Index::Form::ellipsis ? missing : axes_of(index);
        basic.push_back(index.basic());
    }
    if (!plan.mask.valid())
        return false;
    plan.base = array.at(basic);
    return true;
}

IndexPlan plan_index(const Array& array, std::span<const AdvancedIndex> indices) {
    return Planner(array, indices).run();
}

}  // namespace tenon::api
