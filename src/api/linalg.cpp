// SPDX-License-Identifier: MIT
#include <tenon/creation.hpp>
#include <tenon/functions.hpp>
#include <tenon/manipulation.hpp>
#include <tenon/reduce.hpp>

#include "api/apply.hpp"
#include "lib/linalg/matmul.hpp"

namespace tenon {

namespace {

using detail::ArrayAccess;
using tape::ViewRef;

}  // namespace

Array matmul(Array taken_a, Array taken_b) {
    const Array a = std::move(taken_a);
    const Array b = std::move(taken_b);
    const int rank_a = a.ndim();
    const int rank_b = b.ndim();
    if (rank_a < 1 || rank_b < 1 || rank_a > 2 || rank_b > 2)
        throw ShapeError("matmul: shapes " + api::shape_text(a.shape()) + " and " +
                         api::shape_text(b.shape()) + "; each must have one or two dimensions");
    if (a.shape(-1) != b.shape(0))
        throw ShapeError("matmul: shapes " + api::shape_text(a.shape()) + " and " +
                         api::shape_text(b.shape()) +
                         " are not aligned: " + std::to_string(a.shape(-1)) + " columns meet " +
                         std::to_string(b.shape(0)) + " rows");
    const DType type = promote_types(a.dtype(), b.dtype());
    if (type == DType::float16)
        return matmul(a.astype(DType::float32), b.astype(DType::float32)).astype(type);
    const Array left = api::in_c_order(rank_a == 1 ? expand_dims(a, 0) : a, type, "matmul");
    const Array right = api::in_c_order(rank_b == 1 ? expand_dims(b, 1) : b, type, "matmul");
    const std::int64_t sizes[] = {left.shape(0), right.shape(1)};
    Shape final_shape;
    if (rank_a == 2)
        final_shape.push_back(sizes[0]);
    if (rank_b == 2)
        final_shape.push_back(sizes[1]);
    if (left.size() == 0 || right.size() == 0)
        return zeros(final_shape, type);
    const Array result = api::new_array(type, sizes, "matmul");
    const ViewRef in[] = {ArrayAccess::view(left, "matmul"), ArrayAccess::view(right, "matmul")};
    const ViewRef out[] = {ArrayAccess::view(result, "matmul")};
    detail::Storage* storages[] = {in[0].storage, in[1].storage, out[0].storage};
    api::record(storages, false,
                [&](tape::Tape& tape) { tape.call(&lib::matmul_call(type), out, in); });
    return reshape(result, final_shape);
}

Array dot(Array taken_a, Array taken_b) {
    const Array a = std::move(taken_a);
    const Array b = std::move(taken_b);
    if (a.ndim() == 0 || b.ndim() == 0)
        return a * b;
    if (a.ndim() != 1 || b.ndim() != 1)
        return matmul(a, b);
    if (a.size() != b.size())
        throw ShapeError("dot: shapes " + api::shape_text(a.shape()) + " and " +
                         api::shape_text(b.shape()) +
                         " are not aligned; vectors must have equal sizes");
    const DType type = promote_types(a.dtype(), b.dtype());
    if (is_bool(type))
        return any(a & b);
    if (type == DType::float16)
        return sum(a.astype(DType::float32) * b.astype(DType::float32)).astype(type);
    const Array total = sum(a * b);
    return total.dtype() == type ? total : total.astype(type);
}

}  // namespace tenon
