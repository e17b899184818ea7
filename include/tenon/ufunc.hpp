// SPDX-License-Identifier: MIT
/// Element-wise operations as values, with the methods of NumPy's ufuncs.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>

#include <tenon/array.hpp>
#include <tenon/indexing.hpp>
#include <tenon/operations.hpp>
#include <tenon/reduce.hpp>

namespace tenon {

struct ReduceOptions {
    Axes axes = {};                      ///< none given: all of them
    std::optional<DType> dtype = {};     ///< in which to compute, and of the result
    std::optional<Scalar> initial = {};  ///< joined in front of the elements
    std::optional<Array> where = {};     ///< which elements take part; it broadcasts to the array
    bool keepdims = false;
};

/// An operation of the reference page "operations", by its name there: Ufunc("add").
class TENON_API Ufunc {
public:
    /// @throws ValueError when there is no such operation.
    explicit Ufunc(std::string_view name);
    explicit Ufunc(Operation operation) : op_(static_cast<std::uint8_t>(operation)) {}
    std::string_view name() const;
    int arity() const;  ///< number of operands

    Array operator()(std::span<const Operand> operands) const;
    Array operator()(std::initializer_list<Operand> operands) const {
        return (*this)(std::span(operands.begin(), operands.size()));
    }

    /// target[indices] = op(target[indices], value), as if one element after the other: an element
    /// that is chosen twice is updated twice. The result is converted to the target's dtype.
    void at(const Array& target, std::span<const AdvancedIndex> indices,
            const Operand& value) const;
    void at(const Array& target, std::initializer_list<AdvancedIndex> indices,
            const Operand& value) const {
        at(target, std::span(indices.begin(), indices.size()), value);
    }
    /// The same for an operation of one operand.
    void at(const Array& target, std::span<const AdvancedIndex> indices) const;
    void at(const Array& target, std::initializer_list<AdvancedIndex> indices) const {
        at(target, std::span(indices.begin(), indices.size()));
    }

    /// ((x0 op x1) op x2) ... along the axes. Operations that are associative may be joined in
    /// another order: sums by docs/internals/reduction_tree.md. Those that are not take one axis.
    /// @throws ValueError for an empty sequence, or a mask, of an operation without an identity,
    /// unless `initial` is given.
    Array reduce(const Array& a, const ReduceOptions& options = {}) const;
    /// The same for the first 1, 2, ... elements along the axis.
    Array accumulate(const Array& a, int axis = 0, std::optional<DType> dtype = {}) const;
    /// The same from each index to the next one, the last one to the end; where the next one is not
    /// above, the element at the index.
    Array reduceat(const Array& a, const Array& indices, int axis = 0,
                   std::optional<DType> dtype = {}) const;
    /// op(a[i], b[j]) for all pairs of elements: the shape of a, then that of b.
    Array outer(const Array& a, const Array& b) const;

private:
    std::uint8_t op_;
};

}  // namespace tenon
