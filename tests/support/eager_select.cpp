// SPDX-License-Identifier: MIT
// where, take, products of vectors and matrices.
#include <stdexcept>

#include "support/eager.hpp"
#include "support/eager_scalar.hpp"

namespace eager {

namespace {

/// Any type wide enough to add in: wrapping integers, long double parts.
template <class T>
struct Accumulator {
    long double re = 0, im = 0;
    std::uint64_t whole = 0;
    void add_product(T a, T b) {
        if constexpr (ComplexNumber<T>) {
            const long double ar = a.real(), ai = a.imag(), br = b.real(), bi = b.imag();
            re += ar * br - ai * bi;
            im += ar * bi + ai * br;
        } else if constexpr (Real<T>) {
            re += static_cast<long double>(a) * b;
        } else {
            whole += static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(b);
        }
    }
    T value() const {
        if constexpr (ComplexNumber<T>)
            return T(static_cast<typename T::value_type>(re),
                     static_cast<typename T::value_type>(im));
        else if constexpr (Real<T>)
            return static_cast<T>(re);
        else
            return static_cast<T>(whole);
    }
};

Array product_of_matrices(const Array& a, const Array& b) {
    if (a.dtype == DType::float16)
        return astype(product_of_matrices(astype(a, DType::float32), astype(b, DType::float32)),
                      DType::float16);
    const std::int64_t rows = a.shape[0], inner = a.shape[1], columns = b.shape[1];
    Array out = make({rows, columns}, a.dtype);
    with_type(a.dtype, [&]<class T>() {
        if constexpr (!std::same_as<T, Half>)
            for (std::int64_t i = 0; i < rows; ++i)
                for (std::int64_t j = 0; j < columns; ++j) {
                    Accumulator<T> sum;
                    for (std::int64_t k = 0; k < inner; ++k)
                        sum.add_product(a.get<T>(a.offset + i * a.strides[0] + k * a.strides[1]),
                                        b.get<T>(b.offset + k * b.strides[0] + j * b.strides[1]));
                    out.put<T>(i * columns + j, sum.value());
                }
    });
    return out;
}

}  // namespace

Array where(const Operand& condition, const Operand& a, const Operand& b) {
    const OperandType given[] = {a.type(), b.type()};
    const DType type = common_type(given);
    Shape shape;
    for (const Operand* operand : {&condition, &a, &b})
        if (operand->array)
            shape = broadcast(shape, operand->array->shape).value();
    const std::vector<bool> chosen = broadcast_to(condition.as(DType::bool_), shape).values<bool>();
    const Array yes = broadcast_to(a.as(type), shape);
    const Array no = broadcast_to(b.as(type), shape);
    Array out = make(shape, type);
    with_type(type, [&]<class T>() {
        const std::vector<T> left = yes.values<T>(), right = no.values<T>();
        for (std::size_t i = 0; i < left.size(); ++i)
            out.put<T>(static_cast<std::int64_t>(i), chosen[i] ? left[i] : right[i]);
    });
    return out;
}

Array take(const Array& given, const Array& indices, std::optional<int> axis) {
    const Array a = axis ? given : reshape(given, {given.size()});
    const auto d =
        static_cast<std::size_t>(axis.value_or(0) < 0 ? *axis + a.ndim() : axis.value_or(0));
    Shape shape(a.shape.begin(), a.shape.begin() + static_cast<std::ptrdiff_t>(d));
    shape.insert(shape.end(), indices.shape.begin(), indices.shape.end());
    shape.insert(shape.end(), a.shape.begin() + static_cast<std::ptrdiff_t>(d) + 1, a.shape.end());
    Array out = make(shape, a.dtype);

    // Move the taken axis to the front of both, and copy hyperplane by hyperplane.
    const std::vector<std::int64_t> wanted = astype(indices, DType::int64).values<std::int64_t>();
    const Shape before(a.shape.begin(), a.shape.begin() + static_cast<std::ptrdiff_t>(d));
    const Shape after(a.shape.begin() + static_cast<std::ptrdiff_t>(d) + 1, a.shape.end());
    const std::int64_t outer = product(before), inner = product(after);
    const std::int64_t size = a.shape[d], count = indices.size();
    const std::vector<std::int64_t> places = a.positions();
    with_type(a.dtype, [&]<class T>() {
        for (std::int64_t o = 0; o < outer; ++o)
            for (std::int64_t k = 0; k < count; ++k)
                for (std::int64_t i = 0; i < inner; ++i) {
                    std::int64_t row = wanted[static_cast<std::size_t>(k)];
                    row += row < 0 ? size : 0;
                    const auto from = static_cast<std::size_t>((o * size + row) * inner + i);
                    out.put<T>((o * count + k) * inner + i, a.get<T>(places[from]));
                }
    });
    return out;
}

Array dot(const Array& a, const Array& b) {
    const Array products = elementwise("multiply", std::vector<Operand>{a, b});
    const Array sum = reduce(Reduce::sum, products, {}, false);
    return astype(sum, products.dtype);
}

Array matmul(const Array& a, const Array& b) {
    const DType type = promote(a.dtype, b.dtype);
    const bool row = a.ndim() == 1, column = b.ndim() == 1;
    const Array left = astype(row ? expand_dims(a, 0) : a, type);
    const Array right = astype(column ? expand_dims(b, 1) : b, type);
    Array out = product_of_matrices(left, right);
    Shape shape;
    if (!row)
        shape.push_back(a.shape[0]);
    if (!column)
        shape.push_back(b.shape[1]);
    return reshape(out, shape);
}

}  // namespace eager
