// SPDX-License-Identifier: MIT
// Every element of the result is looked up by itself: its coordinates give those of the index
// arrays and of the slices, which give those in the array.
#include "support/eager_index.hpp"

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "support/eager_scalar.hpp"

namespace eager {

namespace {

/// What one entry chooses: coordinates along one axis of the array (none for a new axis), for each
/// position along a dimension of its own, or for each position of the index arrays' dimensions.
struct Entry {
    bool has_axis = true;
    bool advanced = false;
    std::size_t axis = 0;
    Shape shape;  // of `coordinates`; a slice's has one dimension
    std::vector<std::int64_t> coordinates;
};

Shape whole(const Array& a, std::size_t axis) { return {a.shape.at(axis)}; }

std::vector<std::int64_t> counted_up(std::int64_t size) {
    std::vector<std::int64_t> list;
    for (std::int64_t i = 0; i < size; ++i)
        list.push_back(i);
    return list;
}

/// What a basic index of one axis chooses, by what it does to the numbers 0, 1, 2, ...
std::vector<std::int64_t> chosen_by(const Index& index, std::int64_t size) {
    const Index list[] = {index};
    return at(from_values(counted_up(size), {size}), list).values<std::int64_t>();
}

class Reader {
public:
    Reader(const Array& a, std::span<const AnyIndex> indices) : a_(a) {
        int left = a.ndim();
        for (const AnyIndex& index : indices)
            left -= axes_of(index);
        if (left < 0)
            throw std::logic_error("too many indices");
        bool ellipsis = false;
        for (const AnyIndex& index : indices)
            ellipsis |= !index.array && index.basic.form() == Index::Form::ellipsis;
        for (const AnyIndex& index : indices)
            if (index.array)
                array(*index.array);
            else
                basic(index.basic, left);
        if (!ellipsis)
            basic(Index(tenon::ellipsis), left);
    }
    std::vector<Entry> entries;

private:
    static int axes_of(const AnyIndex& index) {
        if (index.array)
            return index.array->dtype == DType::bool_ ? index.array->ndim() : 1;
        return index.basic.form() == Index::Form::position ||
               index.basic.form() == Index::Form::slice;
    }

    void basic(const Index& index, int left) {
        switch (index.form()) {
        case Index::Form::newaxis: entries.push_back({false, false, 0, {1}, {0}}); return;
        case Index::Form::position: {
            const std::int64_t wanted = index.position();
            if (wanted < -a_.shape.at(axis_) || wanted >= a_.shape.at(axis_))
                throw std::logic_error("a position outside");
            numbers({wanted}, {});
            return;
        }
        case Index::Form::slice: {
            const std::vector<std::int64_t> chosen = chosen_by(index, a_.shape.at(axis_));
            entries.push_back(
                {true, false, axis_++, {static_cast<std::int64_t>(chosen.size())}, chosen});
            return;
        }
        case Index::Form::ellipsis:
            if (left == 0)  // it chooses nothing, and stands between what is beside it
                entries.push_back({false, false, 0, {}, {0}});
            for (; left > 0; --left, ++axis_)
                entries.push_back(
                    {true, false, axis_, whole(a_, axis_), counted_up(a_.shape.at(axis_))});
            return;
        }
    }

    void numbers(const std::vector<std::int64_t>& wanted, const Shape& shape) {
        entries.push_back({true, true, axis_, shape, wanted});
        for (std::int64_t& number : entries.back().coordinates) {
            number += number < 0 ? a_.shape.at(axis_) : 0;
            if (number < 0 || number >= a_.shape.at(axis_))
                throw std::logic_error("an index outside");
        }
        ++axis_;
    }

    void array(const Array& indices) {
        if (indices.dtype != DType::bool_) {
            numbers(astype(indices, DType::int64).values<std::int64_t>(), indices.shape);
            return;
        }
        const std::vector<bool> mask = indices.values<bool>();
        std::vector<std::vector<std::int64_t>> found(indices.shape.size());
        std::int64_t count = 0;
        for (std::size_t i = 0; i < mask.size(); ++i) {
            if (!mask[i])
                continue;
            ++count;
            auto rest = static_cast<std::int64_t>(i);
            for (std::size_t d = indices.shape.size(); d-- > 0; rest /= indices.shape[d])
                found[d].push_back(rest % indices.shape[d]);
        }
        if (indices.shape.empty())
            entries.push_back({false,
                               true,
                               0,
                               {count},
                               std::vector<std::int64_t>(static_cast<std::size_t>(count), 0)});
        for (std::size_t d = 0; d < found.size(); ++d) {
            if (indices.shape[d] != a_.shape.at(axis_))
                throw std::logic_error("a mask of another size");
            numbers(found[d], {count});
        }
    }

    const Array& a_;
    std::size_t axis_ = 0;
};

/// Dimensions [at, at + shape.size()) of the result are those of the index arrays.
struct Advanced {
    Shape shape;
    std::size_t at = 0;
    bool any = false;
};

Advanced advanced_of(const std::vector<Entry>& entries) {
    Advanced found;
    std::size_t first = entries.size();
    std::size_t last = 0;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (!entries[i].advanced)
            continue;
        found.any = true;
        first = std::min(first, i);
        last = i;
        const auto joined = broadcast(found.shape, entries[i].shape);
        if (!joined)
            throw std::logic_error("index arrays do not broadcast");
        found.shape = *joined;
    }
    bool together = true;
    for (std::size_t i = first; i < last; ++i)
        together &= entries[i].advanced;
    for (std::size_t i = 0; together && i < first && i < entries.size(); ++i)
        found.at += entries[i].shape.size();
    return found;
}

/// Of a slice, how far apart its elements are.
std::int64_t step_of(const Entry& entry, const Array& a) {
    return entry.has_axis && entry.coordinates.size() > 1
               ? (entry.coordinates[1] - entry.coordinates[0]) * a.strides[entry.axis]
               : 0;
}

std::vector<std::size_t> memory_order(const std::vector<Entry>& entries, const Advanced& advanced,
                                      const Array& a) {
    std::vector<std::size_t> order(advanced.shape.size());
    std::iota(order.begin(), order.end(), advanced.at);
    std::vector<std::pair<std::int64_t, std::size_t>> rest;
    for (const Entry& entry : entries)
        if (!entry.advanced && !entry.shape.empty()) {
            const std::size_t shift = rest.size() >= advanced.at ? advanced.shape.size() : 0;
            rest.emplace_back(-std::abs(step_of(entry, a)), rest.size() + shift);
        }
    std::ranges::sort(rest);
    for (const auto& [step, dimension] : rest)
        order.push_back(dimension);
    return order;
}

}  // namespace

Selection select(const Array& a, std::span<const AnyIndex> indices) {
    const std::vector<Entry> entries = Reader(a, indices).entries;
    const Advanced advanced = advanced_of(entries);
    Selection selection;
    for (const Entry& entry : entries)
        if (!entry.advanced)
            selection.shape.insert(selection.shape.end(), entry.shape.begin(), entry.shape.end());
    selection.shape.insert(selection.shape.begin() + static_cast<std::ptrdiff_t>(advanced.at),
                           advanced.shape.begin(), advanced.shape.end());
    // For each entry, its coordinate at every element of the result.
    std::vector<std::int64_t> elements(static_cast<std::size_t>(product(selection.shape)),
                                       a.offset);
    std::size_t own = 0;  // the dimension of the next entry that has one of its own
    for (const Entry& entry : entries) {
        Array list = from_values(entry.coordinates, entry.shape);
        Shape laid(selection.shape.size(), 1);
        if (entry.advanced) {
            list = broadcast_to(list, advanced.shape);
            std::ranges::copy(advanced.shape,
                              laid.begin() + static_cast<std::ptrdiff_t>(advanced.at));
        } else if (!entry.shape.empty()) {
            const std::size_t shift = own >= advanced.at ? advanced.shape.size() : 0;
            laid[own++ + shift] = entry.shape[0];
        }
        if (!entry.has_axis)
            continue;
        const std::vector<std::int64_t> coordinates =
            broadcast_to(reshape(copy(list), laid), selection.shape).values<std::int64_t>();
        for (std::size_t i = 0; i < elements.size(); ++i)
            elements[i] += coordinates[i] * a.strides[entry.axis];
    }
    selection.elements = elements;
    selection.outermost_first = memory_order(entries, advanced, a);
    return selection;
}

Array index(const Array& a, std::span<const AnyIndex> indices) {
    const Selection selection = select(a, indices);
    Array out = make(selection.shape, a.dtype);
    with_type(a.dtype, [&]<class T>() {
        for (std::size_t i = 0; i < selection.elements.size(); ++i)
            out.put<T>(static_cast<std::int64_t>(i), a.get<T>(selection.elements[i]));
    });
    return arranged(out, selection.outermost_first);
}

void assign_index(const Array& target, std::span<const AnyIndex> indices, const Operand& value) {
    const Selection selection = select(target, indices);
    const Array values = broadcast_to(copy(value.as(target.dtype)), selection.shape);
    with_type(target.dtype, [&]<class T>() {
        const std::vector<T> list = values.values<T>();
        for (std::size_t i = 0; i < list.size(); ++i)
            target.put<T>(selection.elements[i], list[i]);
    });
}

void update_at(std::string_view op, const Array& target, std::span<const AnyIndex> indices,
               const Operand& value) {
    const Selection selection = select(target, indices);
    const bool number = !value.array;
    const Array given = number ? make({}, target.dtype) : copy(*value.array);
    const std::vector<std::int64_t> places = broadcast_to(given, selection.shape).positions();
    for (std::size_t i = 0; i < selection.elements.size(); ++i) {
        const Array element{target.storage, target.dtype, {}, {}, selection.elements[i]};
        const Array one{given.storage, given.dtype, {}, {}, places[i]};
        assign(element,
               elementwise(op, std::vector<Operand>{element, number ? value : Operand(one)}));
    }
}

}  // namespace eager
