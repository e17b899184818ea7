// SPDX-License-Identifier: MIT
// After an error every array holds its value from before the failed statement.
#include <tenon/tenon.hpp>

#include "support/errors.hpp"

namespace {

using namespace tenon;
using support::expect_error;
using F64 = std::vector<double>;

TEST(AfterAnError, pending_work_goes_on) {
    Array a = array({1.0, 2.0, 3.0});
    a *= 2.0;
    const Array b = a + 1.0;
    EXPECT_THROW(a += zeros({2}), ShapeError);
    EXPECT_THROW(a(7) = 1.0, IndexError);
    a -= 1.0;
    EXPECT_EQ(a.values<double>(), (F64{1, 3, 5}));
    EXPECT_EQ(b.values<double>(), (F64{3, 5, 7}));
}

TEST(AfterAnError, a_failed_update_has_changed_nothing) {
    Array whole = array({1, 2, 3});
    EXPECT_THROW(whole /= 2, DTypeError);
    EXPECT_THROW(whole += 0.5, DTypeError);
    EXPECT_THROW(whole(slice(0, 2)) = zeros({3}), ShapeError);
    EXPECT_EQ(whole.values<std::int64_t>(), (std::vector<std::int64_t>{1, 2, 3}));
}

TEST(AfterAnError, a_kernel_that_was_not_traced_to_its_end_is_forgotten) {
    struct Stop {};
    EXPECT_THROW(vectorize([](Float64 x) -> Float64 {
                     const Float64 y = x + 1.0;
                     static_cast<void>(y);
                     throw Stop{};
                 }),
                 Stop);
    const auto kernel = vectorize([](Float64 x) { return x * 3.0; });
    EXPECT_EQ(kernel(2.0).item<double>(), 6);
}

TEST(EmptyArrays, say_that_they_stand_for_nothing) {
    const Array none;
    EXPECT_FALSE(none.valid());
    expect_error<ValueError>([&] { none + 1; }, {"add", "stands for nothing", "zeros"});
    expect_error<ValueError>([&] { sum(none); }, {"stands for nothing"});
    expect_error<ValueError>([&] { none(0); }, {"indexing", "stands for nothing"});
    expect_error<ValueError>([&] { static_cast<void>(none.values<double>()); },
                             {"stands for nothing"});
    expect_error<ValueError>([&] { none.eval(); }, {"eval", "stands for nothing"});
    expect_error<ValueError>([&] { static_cast<void>(none.shape()); },
                             {"shape", "stands for nothing"});
    Array target = zeros({2});
    expect_error<ValueError>([&] { target(all) = none; }, {"stands for nothing"});
    EXPECT_EQ(target.values<double>(), (F64{0, 0}));
}

TEST(RepeatedElements, cannot_be_written) {
    const Array a = zeros({3});
    Array wide = broadcast_to(a, {2, 3});
    expect_error<ValueError>([&] { wide(all) = 1.0; }, {"assignment", "repeats", "copy"});
    expect_error<ValueError>([&] { wide += 1.0; }, {"add", "repeats", "copy"});
    EXPECT_EQ(a.values<double>(), (F64{0, 0, 0}));
    Array own = copy(wide);
    own += 1.0;
    EXPECT_EQ(sum(own).item<double>(), 6);
}

TEST(Values, exist_only_while_their_kernel_is_traced) {
    expect_error<ValueError>([] { static_cast<void>(Float64(1.0)); }, {"vectorize", "traced"});
    expect_error<ValueError>(
        [] {
            vectorize([](Float64 x) {
                vectorize([](Float64 y) { return y; });
                return x;
            });
        },
        {"vectorize", "already"});
}

}  // namespace
