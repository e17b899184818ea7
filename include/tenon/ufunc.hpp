// SPDX-License-Identifier: MIT
/// Element-wise operations as values, with the methods of NumPy's ufuncs.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

#include <tenon/array.hpp>
#include <tenon/indexing.hpp>

namespace tenon {

/// An operation of the reference page "operations", by its name there: Ufunc("add").
class TENON_API Ufunc {
public:
    /// @throws ValueError when there is no such operation.
    explicit Ufunc(std::string_view name);
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

private:
    std::uint8_t op_;
};

}  // namespace tenon
