// SPDX-License-Identifier: MIT
#include "api/index_at_once.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include <tenon/creation.hpp>

#include "api/overlap.hpp"
#include "engine/direct.hpp"

namespace tenon::api {

namespace {

using tape::Layout;
using tape::ViewRef;

/// The chosen rows of an array by their numbers: a row is what one position, or one element of the
/// mask, stands for.
struct Rows {
    std::array<std::int64_t, engine::direct_elements> at;
    std::size_t count = 0;
    std::int64_t bytes = 0;  ///< of one

    bool by_positions(const Layout& of, const Layout& index, const char* values);
    bool by_mask(const Layout& of, const Layout& mask, const char* values);
};

/// A position counts from the end when it is negative.
template <class Number>
bool read_positions(Rows& rows, const Number* positions, std::int64_t length) {
    for (std::size_t i = 0; i < rows.count; ++i) {
        const auto given = static_cast<std::int64_t>(positions[i]);
        rows.at[i] = given < 0 ? given + length : given;
        if (rows.at[i] < 0 || rows.at[i] >= length)
            return false;
    }
    return true;
}

bool Rows::by_positions(const Layout& of, const Layout& index, const char* values) {
    bytes = static_cast<std::int64_t>(size_of(of.dtype));
    for (int i = 1; i < of.rank; ++i)
        bytes *= of.shape(i);
    count = static_cast<std::size_t>(index.size);
    if (index.dtype == DType::int64)
        return read_positions(*this, reinterpret_cast<const std::int64_t*>(values), of.shape(0));
    return index.dtype == DType::int32 &&
           read_positions(*this, reinterpret_cast<const std::int32_t*>(values), of.shape(0));
}

bool Rows::by_mask(const Layout& of, const Layout& mask, const char* values) {
    if (!std::ranges::equal(mask.shape(), of.shape()))
        return false;
    bytes = static_cast<std::int64_t>(size_of(of.dtype));
    for (std::int64_t i = 0; i < mask.size; ++i) {  // without a branch: masks follow no pattern
        at[count] = i;
        count += values[i] != 0 ? 1 : 0;
    }
    return true;
}

/// Whether the number needs no more care than its conversion.
bool suits(const Scalar& number, DType type) {
    return is_integer(type) ? number.kind() < Kind::floating && fits(number, type)
                            : is_floating(type) && number.kind() < Kind::complex;
}

const char* address_of(const ViewRef& view) {
    return static_cast<const char*>(view.storage->address) + view.offset;
}

/// False where the index is of another kind, or not at hand.
bool find_rows(Rows& rows, const ViewRef& of, const ViewRef& index) {
    const Layout& layout = *index.layout;
    if (!engine::direct_here() || of.layout->rank == 0 || layout.rank == 0 ||
        !of.layout->contiguous || !layout.contiguous || layout.size >= engine::direct_elements ||
        !engine::can_read_now(*index.storage))
        return false;
    return is_bool(layout.dtype) ? rows.by_mask(*of.layout, layout, address_of(index))
                                 : rows.by_positions(*of.layout, layout, address_of(index));
}

template <std::size_t bytes>
void copy_rows(char* to, std::size_t to_step, const char* from, std::size_t count,
               const std::int64_t* at) {
    for (std::size_t i = 0; i < count; ++i)
        std::memcpy(to + i * to_step, from + at[i] * static_cast<std::int64_t>(bytes), bytes);
}

void gather_rows(const Rows& rows, const char* from, char* to) {
    const auto bytes = static_cast<std::size_t>(rows.bytes);
    if (bytes == 8) {
        copy_rows<8>(to, 8, from, rows.count, rows.at.data());
    } else if (bytes == 4) {
        copy_rows<4>(to, 4, from, rows.count, rows.at.data());
    } else {
        for (std::size_t i = 0; i < rows.count; ++i)
            std::memcpy(to + i * bytes, from + rows.at[i] * rows.bytes, bytes);
    }
}

/// `step`: bytes from one value to the next, 0 for one value for all rows.
void scatter_rows(const Rows& rows, const char* from, std::size_t step, char* to) {
    for (std::size_t i = 0; i < rows.count; ++i)
        std::memcpy(to + rows.at[i] * rows.bytes, from + i * step,
                    static_cast<std::size_t>(rows.bytes));
}

Shape shape_of(const Rows& rows, const Layout& of, const Layout& index) {
    if (is_bool(index.dtype))
        return {static_cast<std::int64_t>(rows.count)};
    Shape shape(index.shape().begin(), index.shape().end());
    shape.insert(shape.end(), of.shape().begin() + 1, of.shape().end());
    return shape;
}

}  // namespace

std::optional<Array> index_at_once(const Array& a, const Array& index) {
    const ViewRef from = ArrayAccess::view(a, "index");
    const ViewRef by = ArrayAccess::view(index, "index");
    if (Rows rows; engine::can_read_now(*from.storage) && find_rows(rows, from, by)) {
        const Shape shape = shape_of(rows, *from.layout, *by.layout);
        Array result = new_array(from.layout->dtype, shape, "index");
        const ViewRef out = ArrayAccess::view(result, "index");
        if (out.layout->size == 0)
            return result;
        if (!engine::runs_direct(engine::what(engine::Move::index), *out.layout))
            return std::nullopt;
        engine::place_now(*out.storage);
        gather_rows(rows, address_of(from), static_cast<char*>(out.storage->address));
        return result;
    }
    return std::nullopt;
}

bool assign_index_at_once(const Array& target, const Array& index, const Operand& value) {
    const ViewRef out = ArrayAccess::view(target, "assignment");
    const ViewRef by = ArrayAccess::view(index, "assignment");
    const DType type = out.layout->dtype;
    Rows rows;
    // A row of many elements for a number is left to the general way, as are conversions.
    if (!engine::can_write_now(*out.storage) || may_overlap(out, by) || !find_rows(rows, out, by))
        return false;
    const bool element = rows.bytes == static_cast<std::int64_t>(size_of(type));
    if (value.is_scalar() && !(element && suits(value.scalar(), type)))
        return false;
    const Array given = value.is_scalar() ? full({}, value.scalar(), type) : value.array();
    const ViewRef from = ArrayAccess::view(given, "assignment");
    const bool one = value.is_scalar();
    if (from.layout->dtype != type || may_overlap(out, from) || !from.layout->contiguous ||
        !engine::can_read_now(*from.storage) ||
        (!one && given.shape() != shape_of(rows, *out.layout, *by.layout)))
        return false;
    scatter_rows(rows, address_of(from), one ? 0 : static_cast<std::size_t>(rows.bytes),
                 static_cast<char*>(out.storage->address) + out.offset);
    return true;
}

}  // namespace tenon::api
