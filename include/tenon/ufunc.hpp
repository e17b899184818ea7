// SPDX-License-Identifier: MIT
/// Element-wise operations as values, with the methods of NumPy's ufuncs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>

#include <tenon/array.hpp>
#include <tenon/indexing.hpp>
#include <tenon/reduce.hpp>

namespace tenon {

struct ReduceOptions {
    Axes axes = {};                      ///< none given: all of them
    std::optional<DType> dtype = {};     ///< in which to compute, and of the result
    std::optional<Scalar> initial = {};  ///< joined in front of the elements
    std::optional<Array> where = {};     ///< which elements take part; it broadcasts to the array
    bool keepdims = false;
};

/// What the table of operations says of one.
struct UfuncInfo {
    std::string_view name;
    int arity = 1;  ///< number of operands
    bool commutative = false, associative = false;
    std::string_view documentation;  ///< one sentence
};

/// An operation of the reference page "operations", by its name there: Ufunc("add"). The functions
/// of <tenon/functions.hpp> are these by their names; bindings take them from the table.
class TENON_API Ufunc {
public:
    /// @throws ValueError when there is no such operation.
    explicit Ufunc(std::string_view name);
    static std::optional<Ufunc> find(std::string_view name);
    /// All of them; index() is a ufunc's place.
    static std::span<const UfuncInfo> table();
    std::size_t index() const { return op_; }
    const UfuncInfo& info() const { return table()[op_]; }
    std::string_view name() const { return info().name; }
    int arity() const { return info().arity; }

    /// @throws ValueError for another number of operands.
    Array operator()(std::span<const Operand> operands) const;
    Array operator()(std::initializer_list<Operand> operands) const {
        return (*this)(std::span(operands.begin(), operands.size()));
    }
    /// The same, stored in `out`: the result broadcasts to its shape, and its dtype is of the same
    /// kind as the result's or a higher one (NumPy's casting "same_kind").
    void operator()(std::span<const Operand> operands, const Array& out) const;
    /// The dtype of the result, without recording anything.
    /// @throws DTypeError when the operation is not defined for the operands.
    DType result_type(std::span<const Operand> operands) const;

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
    explicit Ufunc(std::uint8_t op) : op_(op) {}
    std::uint8_t op_;
};

}  // namespace tenon
