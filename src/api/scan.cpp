// SPDX-License-Identifier: MIT
#include <tenon/manipulation.hpp>
#include <tenon/reduce.hpp>

#include "api/apply.hpp"
#include "api/axes.hpp"
#include "api/memory_order.hpp"
#include "ops/reduce.hpp"

namespace tenon {

namespace {

using detail::ArrayAccess;
using ops::ReduceOp;
using tape::ViewRef;

Array scan(ReduceOp op, Array taken, std::optional<int> axis, const char* operation) {
    if (taken.dtype() == DType::float16)
        return scan(op, std::move(taken).astype(DType::float32), axis, operation)
            .astype(DType::float16);
    const Array a = std::move(taken);
    const ViewRef whole = ArrayAccess::view(a, operation);
    if (!axis && whole.layout->rank != 1)
        throw ValueError(std::string(operation) + ": an array of " +
                         std::to_string(whole.layout->rank) +
                         " dimensions needs an axis; ravel it first to run through all of it");
    const int at = api::normalise_axis(axis.value_or(0), whole.layout->rank, operation);
    const DType type = ops::accumulator_type(a.dtype());
    const std::vector<int> axes = api::iteration_order(*whole.layout);
    if (!api::is_c_order(axes)) {  // the result lies in memory as the operand does
        const int place = api::inverse(axes)[static_cast<std::size_t>(at)];
        return transpose(scan(op, transpose(a, axes), place, operation), api::inverse(axes));
    }
    const Array values = api::in_c_order(a, type, operation);
    Array result = api::new_array(type, whole.layout->shape(), operation);
    if (result.size() == 0)
        return result;
    const ViewRef in = ArrayAccess::view(values, operation);
    const ViewRef out = ArrayAccess::view(result, operation);
    detail::Storage* storages[] = {in.storage, out.storage};
    api::record(storages, false,
                [&](tape::Tape& tape) { tape.scan(op, out, in, static_cast<std::uint32_t>(at)); });
    return result;
}

}  // namespace

Array cumulative_sum(Array a, std::optional<int> axis) {
    return scan(ReduceOp::sum, std::move(a), axis, "cumulative_sum");
}
Array cumulative_prod(Array a, std::optional<int> axis) {
    return scan(ReduceOp::product, std::move(a), axis, "cumulative_prod");
}

}  // namespace tenon
