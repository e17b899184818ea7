// SPDX-License-Identifier: MIT
// Types and numbers that an operation does not take.
#include <tenon/tenon.hpp>

#include "support/errors.hpp"

namespace {

using namespace tenon;
using support::expect_error;

TEST(DTypeErrors, name_the_operation_the_dtype_and_what_to_do) {
    const Array flags = full({2}, true), numbers = zeros({2}),
                complex = zeros({2}, DType::complex128);
    expect_error<DTypeError>([&] { flags - flags; }, {"subtract", "bool", "bitwise_xor"});
    expect_error<DTypeError>([&] { -flags; }, {"negative", "bool", "logical_not"});
    expect_error<DTypeError>([&] { numbers & numbers; }, {"bitwise_and", "float64", "integer"});
    expect_error<DTypeError>([&] { bitwise_left_shift(numbers, 1); },
                             {"bitwise_left_shift", "float64", "integer"});
    expect_error<DTypeError>([&] { floor(complex); }, {"floor", "complex128", "real()"});
    expect_error<DTypeError>([&] { less(complex, complex); }, {"less", "complex128", "real()"});
    expect_error<DTypeError>([&] { remainder(complex, 2); }, {"remainder", "complex128"});
    expect_error<DTypeError>([&] { quotient(numbers, 2); }, {"quotient", "float64", "divide"});
    expect_error<DTypeError>([&] { cbrt(complex); }, {"cbrt", "complex128", "real()"});
    expect_error<DTypeError>([&] { floor(flags); }, {"floor", "bool", "astype"});
}

TEST(DTypeErrors, say_that_complex_numbers_have_no_order) {
    const Array complex = zeros({2}, DType::complex64);
    expect_error<DTypeError>([&] { tenon::min(complex); }, {"min", "complex", "absolute()"});
    expect_error<DTypeError>([&] { argmax(complex); }, {"argmax", "complex", "absolute()"});
    expect_error<DTypeError>([&] { arange(std::complex<double>(1)); }, {"arange", "complex"});
}

TEST(DTypeErrors, say_that_a_result_cannot_be_stored_in_place) {
    Array whole = zeros({2}, DType::int64), single = zeros({2}, DType::float32);
    expect_error<DTypeError>([&] { whole += 0.5; }, {"add", "float64", "int64", "astype"});
    expect_error<DTypeError>([&] { whole /= 2; }, {"divide", "float64", "int64", "astype"});
    expect_error<DTypeError>([&] { single *= std::complex<double>(0, 1); },
                             {"multiply", "complex64", "float32", "astype"});
    Array small = zeros({2}, DType::uint8);
    expect_error<DTypeError>([&] { small += zeros({2}, DType::int8); },
                             {"add", "int16", "uint8", "astype"});
}

TEST(DTypeErrors, say_that_a_number_does_not_fit_the_dtype) {
    const Array small = zeros({2}, DType::uint8);
    expect_error<OverflowError>([&] { small + 256; }, {"add", "256", "uint8", "astype"});
    expect_error<OverflowError>([&] { small - -1; }, {"subtract", "-1", "uint8", "astype"});
    expect_error<OverflowError>([&] { full({2}, 300, DType::int8); }, {"300", "int8"});
    expect_error<OverflowError>([&] { small(0) = 1000; }, {"assignment", "1000", "uint8"});
}

TEST(DTypeErrors, refuse_to_drop_an_imaginary_part) {
    const Array real = zeros({2});
    expect_error<DTypeError>([&] { real(0) = std::complex<double>(1, 2); },
                             {"assignment", "float64", "real"});
}

TEST(DTypeErrors, list_the_names_that_exist) {
    expect_error<DTypeError>([&] { parse_dtype("float128"); },
                             {"float128", "float32", "complex128"});
    EXPECT_EQ(parse_dtype("uint16"), DType::uint16);
}

TEST(DTypeErrors, say_that_data_has_another_type) {
    expect_error<DTypeError>([&] { static_cast<void>(zeros({2}).data<float>()); },
                             {"data", "float64", "float32", "astype"});
}

TEST(DTypeErrors, say_what_uniform_can_draw) {
    expect_error<DTypeError>([&] { Generator(1).uniform({2}, DType::int64); },
                             {"uniform", "int64", "float32 or float64"});
}

TEST(DTypeErrors, say_what_a_kernels_parameter_takes) {
    const auto kernel = vectorize([](Int64 x) { return x + 1; });
    expect_error<DTypeError>([&] { kernel(zeros({2})); }, {"kernel", "float64", "int64", "astype"});
    expect_error<DTypeError>([&] { kernel(0.5); }, {"kernel", "0.5", "int64"});
}

TEST(DTypeErrors, refuse_negative_powers_of_integers_at_once) {
    const Array a = array({1, 2, 3});
    expect_error<ValueError>([&] { power(a, -1); }, {"power", "negative", "float64"});
    expect_error<ValueError>([&] { power(a, array({1, -2, 0})); },
                             {"power", "negative", "float64"});
    EXPECT_EQ(power(a, -1.0).values<double>()[1], 0.5);
}

}  // namespace
