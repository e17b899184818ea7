// SPDX-License-Identifier: MIT
/// The array: a view of a storage, with NumPy's meaning. Operations on arrays are recorded and run
/// when somebody looks at a value; shapes, types and errors are settled at once.
#pragma once

#include <complex>
#include <concepts>
#include <cstdint>
#include <iosfwd>
#include <limits>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <tenon/dtype.hpp>
#include <tenon/error.hpp>
#include <tenon/export.hpp>

namespace tenon {

/// Sizes of the dimensions, outermost first.
using Shape = std::vector<std::int64_t>;

/// A C++ number used with arrays. It is weak, as Python's numbers are under NEP 50: it takes the
/// array's dtype where the kind allows (float32 array * 2.0 stays float32).
class Scalar {
public:
    constexpr Scalar(bool value) : kind_(Kind::boolean), integer_(value ? 1 : 0) {}
    template <class T>
        requires(std::integral<T> && !std::same_as<T, bool>)
    constexpr Scalar(T value)
        : kind_(std::is_signed_v<T> || static_cast<std::uint64_t>(value) <= INT64_MAX
                    ? Kind::signed_integer
                    : Kind::unsigned_integer),
          integer_(static_cast<std::int64_t>(value)) {}
    template <std::floating_point T>
    constexpr Scalar(T value) : kind_(Kind::floating), real_(static_cast<double>(value)) {}
    template <std::floating_point T>
    constexpr Scalar(std::complex<T> value)
        : kind_(Kind::complex), real_(static_cast<double>(value.real())),
          imaginary_(static_cast<double>(value.imag())) {}

    constexpr Kind kind() const { return kind_; }
    constexpr std::int64_t integer() const { return integer_; }  ///< of boolean and integer kinds
    constexpr double real() const {
        if (kind_ == Kind::unsigned_integer)
            return static_cast<double>(static_cast<std::uint64_t>(integer_));
        return kind_ == Kind::floating || kind_ == Kind::complex ? real_
                                                                 : static_cast<double>(integer_);
    }
    constexpr double imaginary() const { return imaginary_; }

private:
    Kind kind_;
    std::int64_t integer_ = 0;
    double real_ = 0;
    double imaginary_ = 0;
};

// --- indices
// --------------------------------------------------------------------------------------

struct All {};
struct End {};
struct NewAxis {};
struct EllipsisIndex {};
inline constexpr All all;                 ///< every position of a dimension, NumPy's `:`
inline constexpr End end;                 ///< the end of a dimension in slice(start, end)
inline constexpr NewAxis newaxis;         ///< a new dimension of size one
inline constexpr EllipsisIndex ellipsis;  ///< as many `all` as are missing, NumPy's `...`

/// A bound of a slice: a position (negative ones count from the end), or open.
class Bound {
public:
    constexpr Bound(End) : open_(true) {}
    template <std::integral T>
    constexpr Bound(T value) : value_(static_cast<std::int64_t>(value)) {}
    constexpr bool open() const { return open_; }
    constexpr std::int64_t value() const { return value_; }
    constexpr bool operator==(const Bound&) const = default;

private:
    bool open_ = false;
    std::int64_t value_ = 0;
};

struct Slice {
    Bound start = end;  ///< open: the first position in the direction of the step
    Bound stop = end;
    std::int64_t step = 1;
    constexpr bool operator==(const Slice&) const = default;
};
/// NumPy's `start:stop:step`; `end` leaves a bound open.
constexpr Slice slice(Bound start, Bound stop, std::int64_t step = 1) {
    return {start, stop, step};
}
constexpr Slice slice(Bound stop) { return {0, stop, 1}; }

/// One entry of a(…): an integer, slice(…), all, newaxis or ellipsis.
class Index {
public:
    enum class Form : std::uint8_t { position, slice, newaxis, ellipsis };
    template <std::integral T>
    constexpr Index(T position)
        : form_(Form::position), slice_{static_cast<std::int64_t>(position), end, 1} {}
    constexpr Index(Slice slice) : form_(Form::slice), slice_(slice) {}
    constexpr Index(All) : form_(Form::slice) {}
    constexpr Index(NewAxis) : form_(Form::newaxis) {}
    constexpr Index(EllipsisIndex) : form_(Form::ellipsis) {}
    constexpr Form form() const { return form_; }
    constexpr std::int64_t position() const { return slice_.start.value(); }
    constexpr const Slice& slice() const { return slice_; }
    constexpr bool operator==(const Index&) const = default;

private:
    Form form_;
    Slice slice_{};
};

// --- the array
// ------------------------------------------------------------------------------------

namespace detail {
struct Storage;
struct Layout;
struct ArrayAccess;
}  // namespace detail

class View;

class TENON_API Array {
public:
    /// No array; using it is an error that says so.
    Array() noexcept = default;
    Array(const Array& other) noexcept;
    Array(Array&& other) noexcept
        : storage_(std::exchange(other.storage_, nullptr)),
          layout_(std::exchange(other.layout_, nullptr)), offset_(other.offset_) {}
    /// Assignment makes this name stand for the other array; elements are assigned through views:
    /// a(all) = b.
    Array& operator=(const Array& other) noexcept;
    Array& operator=(Array&& other) noexcept {
        swap(*this, other);
        return *this;
    }
    ~Array() {
        if (storage_ != nullptr)
            let_go();
    }

    friend void swap(Array& a, Array& b) noexcept {
        std::swap(a.storage_, b.storage_);
        std::swap(a.layout_, b.layout_);
        std::swap(a.offset_, b.offset_);
    }

    bool valid() const noexcept { return storage_ != nullptr; }
    DType dtype() const;
    int ndim() const;
    std::int64_t size() const;  ///< number of elements
    Shape shape() const;
    std::int64_t shape(int axis) const;         ///< negative axes count from the end
    std::vector<std::int64_t> strides() const;  ///< in bytes
    std::int64_t nbytes() const;

    /// A view: a(0, all), a(slice(1, -1), newaxis), ... Nothing is copied.
    /// @throws IndexError for positions outside, or more indices than dimensions.
    template <class... I>
        requires(std::convertible_to<I, Index> && ...)
    View operator()(I... indices) const&;
    template <class... I>
        requires(std::convertible_to<I, Index> && ...)
    View operator()(I... indices) &&;
    View at(std::span<const Index> indices) const&;
    View at(std::span<const Index> indices) &&;

    // In-place arithmetic, with NumPy's meaning for overlapping views.
    Array& operator+=(const class Operand& value);
    Array& operator-=(const class Operand& value);
    Array& operator*=(const class Operand& value);
    Array& operator/=(const class Operand& value);
    Array& operator%=(const class Operand& value);
    Array& operator&=(const class Operand& value);
    Array& operator|=(const class Operand& value);
    Array& operator^=(const class Operand& value);
    Array& operator<<=(const class Operand& value);
    Array& operator>>=(const class Operand& value);

    // --- looking at values (each evaluates what is pending) ---

    /// Evaluates this array, and all that was recorded before on this thread.
    const Array& eval() const;
    /// The only element, converted. @throws ShapeError unless size() is 1.
    template <class T>
    T item() const;
    /// All elements in C order, converted to T.
    template <class T>
    std::vector<T> values() const;
    /// Copies the elements in C order, in their own dtype, to `out` (nbytes() bytes).
    void copy_to(void* out) const;
    /// Address of the first element, the others lie as strides() says; the storage is *shared* from
    /// then on: every later statement that touches it completes before the call returns. T must be
    /// the dtype's type.
    /// @throws DeviceError for memory that the host cannot read.
    template <class T>
    T* data() const {
        return static_cast<T*>(data(dtype_of<T>));
    }

    Array T() const&;  ///< axes reversed; a view
    Array T() &&;
    Array astype(DType type) const&;
    Array astype(DType type) &&;
    Array copy() const&;
    Array copy() &&;
    Array reshape(const Shape& shape) const&;  ///< -1 for one size; a view where possible
    Array reshape(const Shape& shape) &&;

    std::string to_string() const;

private:
    friend struct detail::ArrayAccess;
    void let_go() noexcept;
    void* data(DType type) const;

    detail::Storage* storage_ = nullptr;
    const detail::Layout* layout_ = nullptr;
    std::int64_t offset_ = 0;  // bytes
};

/// An array made by indexing. Assigning to it assigns elements.
class TENON_API View : public Array {
public:
    explicit View(Array array) noexcept : Array(std::move(array)) {}
    View(const View&) = default;
    View(View&&) = default;
    ~View() = default;
    const View& operator=(const View& value) const;
    const View& operator=(const class Operand& value) const;
};

/// What an operation takes: an array or a C++ number. A temporary array, or a moved one, is used
/// up: once the operation is recorded it stands for nothing, so that its values need not be stored.
class TENON_API Operand {
public:
    Operand(const Array& array) noexcept : array_(&array), scalar_(0) {}
    Operand(Array&& array) noexcept : array_(&array), used_up_(&array), scalar_(0) {}
    template <class T>
        requires(std::convertible_to<T, Scalar> && !std::derived_from<T, Array>)
    Operand(T value) noexcept : scalar_(value) {}
    bool is_scalar() const noexcept { return array_ == nullptr; }
    const Array& array() const noexcept { return *array_; }
    const Scalar& scalar() const noexcept { return scalar_; }
    /// For the implementation: the operation is recorded.
    void use_up() const noexcept {
        if (used_up_ != nullptr)
            *used_up_ = Array();
    }

private:
    friend struct detail::ArrayAccess;
    const Array* array_ = nullptr;  // lives as long as the full expression
    Array* used_up_ = nullptr;      // the same, when nobody else has a name for it
    Scalar scalar_;
};

template <class... I>
    requires(std::convertible_to<I, Index> && ...)
View Array::operator()(I... indices) const& {
    const Index list[] = {Index(indices)..., Index(ellipsis)};
    return at(std::span<const Index>(list, sizeof...(I)));
}
template <class... I>
    requires(std::convertible_to<I, Index> && ...)
View Array::operator()(I... indices) && {
    const Index list[] = {Index(indices)..., Index(ellipsis)};
    return std::move(*this).at(std::span<const Index>(list, sizeof...(I)));
}

#define TENON_ITEM(T)                                                                              \
    template <>                                                                                    \
    TENON_API T Array::item<T>() const;                                                            \
    template <>                                                                                    \
    TENON_API std::vector<T> Array::values<T>() const;
TENON_ITEM(bool)
TENON_ITEM(std::int8_t)
TENON_ITEM(std::int16_t)
TENON_ITEM(std::int32_t)
TENON_ITEM(std::int64_t)
TENON_ITEM(std::uint8_t)
TENON_ITEM(std::uint16_t)
TENON_ITEM(std::uint32_t)
TENON_ITEM(std::uint64_t)
TENON_ITEM(float16)
TENON_ITEM(float)
TENON_ITEM(double)
TENON_ITEM(std::complex<float>)
TENON_ITEM(std::complex<double>)
#undef TENON_ITEM

TENON_API std::ostream& operator<<(std::ostream& out, const Array& array);

// --- operators: element by element, broadcasting as NumPy
// -------------------------------------------

TENON_API Array operator+(const Operand& a, const Operand& b);
TENON_API Array operator-(const Operand& a, const Operand& b);
TENON_API Array operator*(const Operand& a, const Operand& b);
TENON_API Array operator/(const Operand& a, const Operand& b);
TENON_API Array operator%(const Operand& a, const Operand& b);
TENON_API Array operator&(const Operand& a, const Operand& b);
TENON_API Array operator|(const Operand& a, const Operand& b);
TENON_API Array operator^(const Operand& a, const Operand& b);
TENON_API Array operator<(const Operand& a, const Operand& b);
TENON_API Array operator<=(const Operand& a, const Operand& b);
TENON_API Array operator>(const Operand& a, const Operand& b);
TENON_API Array operator>=(const Operand& a, const Operand& b);
TENON_API Array operator==(const Operand& a, const Operand& b);
TENON_API Array operator!=(const Operand& a, const Operand& b);
TENON_API Array operator<<(Array a, const Operand& b);
TENON_API Array operator>>(Array a, const Operand& b);
TENON_API Array operator-(Array a);
TENON_API Array operator~(Array a);

}  // namespace tenon
