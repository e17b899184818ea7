// SPDX-License-Identifier: MIT
// Reductions and scans in the order that docs/internals/reduction_tree.md fixes.
#include <algorithm>
#include <stdexcept>

#include "support/eager.hpp"
#include "support/eager_scalar.hpp"

namespace eager {

namespace {

constexpr std::size_t leaf = 1024;
constexpr std::size_t lanes = 32;

template <class T>
using List = std::vector<T>;

/// Results 2k and 2k+1 become result k; an odd last one goes up as it is.
template <class T, class Join>
T tree(List<T> results, Join join) {
    while (results.size() > 1) {
        List<T> next;
        for (std::size_t k = 0; k + 1 < results.size(); k += 2)
            next.push_back(join(results[k], results[k + 1]));
        if (results.size() % 2)
            next.push_back(results.back());
        results = next;
    }
    return results.front();
}

template <class T, class Join>
T row_leaf(const List<T>& all, std::size_t start, std::size_t count, Join join) {
    List<T> lane;
    for (std::size_t j = 0; j < count; ++j)
        if (j < lanes)
            lane.push_back(all[start + j]);
        else
            lane[j % lanes] = join(lane[j % lanes], all[start + j]);
    for (std::size_t h = lanes / 2; h > 0; h /= 2)
        for (std::size_t j = 0; j < h && j + h < lane.size(); ++j)
            lane[j] = join(lane[j], lane[j + h]);
    return lane.front();
}

template <class T, class Join>
T column_leaf(const List<T>& all, std::size_t start, std::size_t count, Join join) {
    T total = all[start];
    for (std::size_t j = 1; j < count; ++j)
        total = join(total, all[start + j]);
    return total;
}

/// One output: `elements` in order, cut into rows of `row` elements (row form) or taken as one
/// sequence (column form, row == 0).
template <class T, class Join>
T reduce_sequence(const List<T>& elements, std::size_t row, Join join) {
    List<T> leaves;
    const std::size_t run = row ? row : elements.size();
    for (std::size_t start = 0; start < elements.size(); start += run)
        for (std::size_t i = 0; i < run; i += leaf) {
            const std::size_t count = std::min(leaf, run - i);
            leaves.push_back(row ? row_leaf(elements, start + i, count, join)
                                 : column_leaf(elements, start + i, count, join));
        }
    return tree(leaves, join);
}

struct Plan {
    std::vector<bool> reduced;
    Shape kept, out;
    std::int64_t count = 1;
    std::size_t row = 0;
};

Plan plan_of(const Shape& shape, const std::vector<int>& axes, bool keepdims) {
    Plan plan;
    const std::size_t n = shape.size();
    plan.reduced.assign(n, axes.empty());
    for (const int axis : axes)
        plan.reduced[static_cast<std::size_t>(axis < 0 ? axis + static_cast<int>(n) : axis)] = true;
    for (std::size_t d = 0; d < n; ++d) {
        if (plan.reduced[d])
            plan.count *= shape[d];
        else
            plan.kept.push_back(shape[d]);
        if (!plan.reduced[d] || keepdims)
            plan.out.push_back(plan.reduced[d] ? 1 : shape[d]);
    }
    // Axes of one element are left out of account: they change no sequence.
    std::int64_t row = 1;
    bool rows = true;
    for (std::size_t d = n; d-- > 0;) {
        if (shape[d] == 1)
            continue;
        if (!plan.reduced[d] || row >= std::int64_t{leaf}) {
            rows = rows && row > 1;
            break;
        }
        row *= shape[d];
    }
    plan.row = rows ? static_cast<std::size_t>(row) : 0;
    return plan;
}

/// The kept axes first, then the reduced ones in their order: one sequence for each output.
Array sequences(const Array& a, const Plan& plan) {
    std::vector<int> axes;
    for (const bool wanted : {false, true})
        for (int d = 0; d < a.ndim(); ++d)
            if (plan.reduced[static_cast<std::size_t>(d)] == wanted)
                axes.push_back(d);
    return axes.empty() ? a : transpose(a, axes);
}

template <class T, class Join>
Array join_all(const Array& a, const Plan& plan, T of_nothing, Join join) {
    Array out = make(plan.out, tenon::dtype_of<T>);
    const List<T> all = sequences(a, plan).values<T>();
    const auto count = static_cast<std::size_t>(plan.count);
    for (std::int64_t i = 0; i < out.size(); ++i) {
        const auto first = all.begin() + i * plan.count;
        const List<T> one(first, first + plan.count);
        out.put<T>(i, count ? reduce_sequence(one, plan.row, join) : of_nothing);
    }
    return out;
}

template <class T>
T add(T a, T b) {
    if constexpr (Integer<T>)
        return wrap<T>(wide(a) + wide(b));
    else
        return a + b;
}

template <class T>
T times(T a, T b) {
    if constexpr (Integer<T>)
        return wrap<T>(wide(a) * wide(b));
    else if constexpr (ComplexNumber<T>)
        return multiply(a, b);
    else
        return a * b;
}

Array total(const Array& a, DType type, const Plan& plan) {
    return with_type(type, [&]<class T>() {
        if constexpr (std::same_as<T, bool>)
            throw std::logic_error("sums are never boolean");
        else if constexpr (std::same_as<T, Half>)
            throw std::logic_error("sums of float16 are made in float32");
        else
            return join_all<T>(astype(a, type), plan, T(0), [](T x, T y) { return add(x, y); });
        return Array();
    });
}

template <class T>
bool is_nan(T x) {
    if constexpr (Real<T>)
        return std::isnan(x);
    else
        return false;
}

/// The position of the NaN, else of the smallest (largest), that comes first.
Array arg_extreme(const Array& a, const Plan& plan, bool largest) {
    Array out = make(plan.out, DType::int64);
    with_type(a.dtype, [&]<class T>() {
        if constexpr (!ComplexNumber<T> && !std::same_as<T, Half>) {
            const List<T> all = sequences(a, plan).values<T>();
            for (std::int64_t i = 0; i < out.size(); ++i) {
                std::int64_t best = 0;
                const auto at = [&](std::int64_t j) {
                    return T(all[static_cast<std::size_t>(i * plan.count + j)]);
                };
                for (std::int64_t j = 1; j < plan.count && !is_nan(at(best)); ++j)
                    if (is_nan(at(j)) || (largest ? at(j) > at(best) : at(j) < at(best)))
                        best = j;
                out.put<std::int64_t>(i, best);
            }
        }
    });
    return out;
}

Array variance(const Array& a, const Plan& plan, const std::vector<int>& axes, double correction) {
    const DType type = mean_type(a.dtype);
    const Array wide_a = astype(a, type);
    const Array mean = reduce(Reduce::mean, wide_a, axes, true);
    const Array far = elementwise("subtract", std::vector<Operand>{wide_a, mean});
    const std::string_view square = tenon::is_complex(type) ? "norm" : "square";
    const Array squares = elementwise(square, std::vector<Operand>{far});
    const double divisor = std::max(static_cast<double>(plan.count) - correction, 0.0);
    const Array sum = total(squares, squares.dtype, plan);
    return elementwise("divide", std::vector<Operand>{sum, Scalar(divisor)});
}

}  // namespace

Array reduce(Reduce op, const Array& a, const std::vector<int>& axes, bool keepdims,
             double correction) {
    if (a.dtype == DType::float16) {  // joined in float32, rounded once
        const Array wide = reduce(op, astype(a, DType::float32), axes, keepdims, correction);
        return wide.dtype == DType::float32 ? astype(wide, DType::float16) : wide;
    }
    const Plan plan = plan_of(a.shape, axes, keepdims);
    switch (op) {
    case Reduce::sum: return total(a, sum_type(a.dtype), plan);
    case Reduce::prod:
        return with_type(sum_type(a.dtype), [&]<class T>() {
            if constexpr (!std::same_as<T, Half>)
                return join_all<T>(astype(a, sum_type(a.dtype)), plan, T(1),
                                   [](T x, T y) { return times(x, y); });
            else
                return Array();
        });
    case Reduce::count_nonzero: return total(astype(a, DType::bool_), DType::int64, plan);
    case Reduce::min:
    case Reduce::max:
        return with_type(a.dtype, [&]<class T>() {
            if constexpr (ComplexNumber<T> || std::same_as<T, Half>)
                return Array();
            else if (op == Reduce::min)
                return join_all<T>(a, plan, T(0), [](T x, T y) { return minimum(x, y); });
            else
                return join_all<T>(a, plan, T(0), [](T x, T y) { return maximum(x, y); });
        });
    case Reduce::argmin:
    case Reduce::argmax: return arg_extreme(a, plan, op == Reduce::argmax);
    case Reduce::any:
        return join_all<bool>(astype(a, DType::bool_), plan, false,
                              [](bool x, bool y) { return x || y; });
    case Reduce::all:
        return join_all<bool>(astype(a, DType::bool_), plan, true,
                              [](bool x, bool y) { return x && y; });
    case Reduce::mean: {
        const Array sum = total(a, mean_type(a.dtype), plan);
        return elementwise("divide",
                           std::vector<Operand>{sum, Scalar(static_cast<double>(plan.count))});
    }
    case Reduce::var: return variance(a, plan, axes, correction);
    case Reduce::std:
        return elementwise("sqrt", std::vector<Operand>{variance(a, plan, axes, correction)});
    }
    throw std::logic_error("no such reduction");
}

Array scan(Scan op, const Array& given, std::optional<int> axis) {
    if (given.dtype == DType::float16)
        return astype(scan(op, astype(given, DType::float32), axis), DType::float16);
    const Array a = astype(given, sum_type(given.dtype));
    const Array flat = axis ? a : reshape(a, {a.size()});
    const int wanted = axis.value_or(0);
    const auto d = static_cast<std::size_t>(wanted < 0 ? wanted + flat.ndim() : wanted);
    Array out = make(flat.shape, flat.dtype);
    std::vector<int> axes;
    for (int i = 0; i < flat.ndim(); ++i)
        if (static_cast<std::size_t>(i) != d)
            axes.push_back(i);
    axes.push_back(static_cast<int>(d));
    with_type(flat.dtype, [&]<class T>() {
        if constexpr (!std::same_as<T, Half>) {
            const auto join = [&](T x, T y) { return op == Scan::sum ? add(x, y) : times(x, y); };
            const List<T> in = transpose(flat, axes).values<T>();
            const std::vector<std::int64_t> places = transpose(out, axes).positions();
            const auto length = static_cast<std::size_t>(flat.shape[d]);
            for (std::size_t row = 0; row < in.size(); row += length) {
                T carry{};
                for (std::size_t start = 0; start < length; start += leaf) {
                    T prefix{}, last{};
                    for (std::size_t j = start; j < std::min(start + leaf, length); ++j) {
                        prefix = j == start ? in[row + j] : join(prefix, in[row + j]);
                        last = start == 0 ? prefix : join(carry, prefix);
                        out.put<T>(places[row + j], last);
                    }
                    carry = last;
                }
            }
        }
    });
    return out;
}

}  // namespace eager
