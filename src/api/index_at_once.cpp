// SPDX-License-Identifier: MIT
#include "api/index_at_once.hpp"

#include <algorithm>

#include "api/overlap.hpp"
#include "engine/direct.hpp"
#include "lib/indexing/rows.hpp"

namespace tenon::api {

namespace {

using lib::Rows;
using tape::Layout;
using tape::ViewRef;

static_assert(Rows::most >= engine::direct_elements);

/// Whether the number needs no more care than its conversion.
bool suits(const Scalar& number, DType type) {
    return is_integer(type) ? number.kind() < Kind::floating && fits(number, type)
                            : is_floating(type) && number.kind() < Kind::complex;
}

/// False where the index is of another kind, or not at hand.
bool find_rows(Rows& rows, const ViewRef& of, const ViewRef& index) {
    const Layout& layout = *index.layout;
    if (!engine::direct_here() || of.layout->rank == 0 || layout.rank == 0 ||
        !of.layout->contiguous || !layout.contiguous || layout.size >= engine::direct_elements ||
        !engine::can_read_now(*index.storage))
        return false;
    const std::byte* values = engine::bytes_now(index);
    if (!is_bool(layout.dtype))
        return rows.choose(layout.dtype, values, layout.size, of.layout->shape(0));
    if (!std::ranges::equal(layout.shape(), of.layout->shape()))
        return false;
    rows.choose(reinterpret_cast<const std::uint8_t*>(values), layout.size);
    return true;
}

/// Bytes of what one position, or one element of the mask, stands for.
std::size_t row_bytes(const Layout& of, const Layout& index) {
    std::size_t bytes = size_of(of.dtype);
    for (int i = 1; i < of.rank && !is_bool(index.dtype); ++i)
        bytes *= static_cast<std::size_t>(of.shape(i));
    return bytes;
}

/// The shape of the chosen rows together, without memory of its own.
class RowsShape {
public:
    RowsShape(const Rows& rows, const Layout& of, const Layout& index) {
        if (is_bool(index.dtype)) {
            sizes_[rank_++] = rows.count();
            return;
        }
        for (const std::int64_t size : index.shape())
            sizes_[rank_++] = size;
        for (const std::int64_t size : of.shape().subspan(1))
            sizes_[rank_++] = size;
    }
    std::span<const std::int64_t> sizes() const { return {sizes_, rank_}; }

private:
    std::int64_t sizes_[std::size_t{2} * detail::max_rank];
    std::size_t rank_ = 0;
};

}  // namespace

std::optional<Array> index_at_once(const Array& a, const Array& index) {
    const ViewRef from = ArrayAccess::view(a, "index");
    const ViewRef by = ArrayAccess::view(index, "index");
    if (Rows rows; engine::can_read_now(*from.storage) && find_rows(rows, from, by)) {
        const RowsShape shape(rows, *from.layout, *by.layout);
        Array result = new_array(from.layout->dtype, shape.sizes(), "index");
        const ViewRef out = ArrayAccess::view(result, "index");
        if (out.layout->size == 0)
            return result;
        if (!engine::runs_direct(engine::what(engine::Move::index), *out.layout))
            return std::nullopt;
        engine::place_now(*out.storage);
        rows.gather(engine::bytes_now(from), engine::bytes_now(out),
                    row_bytes(*from.layout, *by.layout));
        engine::count_direct();
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
    const std::size_t bytes = row_bytes(*out.layout, *by.layout);
    if (value.is_scalar()) {
        if (bytes != size_of(type) || !suits(value.scalar(), type))
            return false;
        const tape::ScalarBits number = convert(value.scalar(), type, "assignment");
        rows.scatter(reinterpret_cast<const std::byte*>(number.bits), 0, engine::bytes_now(out),
                     bytes);
    } else {
        const ViewRef from = ArrayAccess::view(value.array(), "assignment");
        if (from.layout->dtype != type || may_overlap(out, from) || !from.layout->contiguous ||
            !engine::can_read_now(*from.storage) ||
            !std::ranges::equal(from.layout->shape(),
                                RowsShape(rows, *out.layout, *by.layout).sizes()))
            return false;
        rows.scatter(engine::bytes_now(from), bytes, engine::bytes_now(out), bytes);
    }
    engine::count_direct();
    return true;
}

}  // namespace tenon::api
