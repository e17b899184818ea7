// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

namespace tenon::engine {
namespace {

class AtOnce : public testing::Test {
protected:
    void SetUp() override {
        set_small_at_once(true);
        reset_statistics();
    }
    void TearDown() override { set_small_at_once(false); }

    static Array settled(std::int64_t count) {
        Array a = arange(count) * 1.0;
        a.eval();
        reset_statistics();
        return a;
    }
};

TEST_F(AtOnce, SmallOperationsMakeNoTape) {
    const Array a = settled(100);
    const Array b = sqrt(a) + 2 * a(slice(end, end, -1));
    EXPECT_EQ(statistics().statements, 3U);
    EXPECT_EQ(statistics().evaluations, 0U);
    EXPECT_EQ(b(4).item<double>(), 2.0 + 2 * 95);
    EXPECT_EQ(statistics().evaluations, 0U);
}

TEST_F(AtOnce, ReductionsOfOneLeafAreIncluded) {
    const Array a = settled(1000);
    EXPECT_EQ(sum(a).item<double>(), 499500);
    EXPECT_EQ(max(a).item<double>(), 999);
    EXPECT_EQ(argmax(a).item<std::int64_t>(), 999);
    EXPECT_EQ(argmin(a).item<std::int64_t>(), 0);
    EXPECT_TRUE(any(a > 998).item<bool>());
    EXPECT_EQ(statistics().evaluations, 0U);
}

TEST_F(AtOnce, ARepeatedProgramOnMiddlingArraysIsRecordedWithTheSameBits) {
    const auto program = [](std::int64_t count, int rounds) {
        Array x = settled(count), v = settled(count);
        for (int i = 0; i < rounds; ++i) {
            v -= 0.01 * x;
            x += 0.01 * v;
            x = maximum(-x, x / 1.0625);
        }
        return x.values<double>();
    };
    const auto at_once = program(1500, 5);
    EXPECT_EQ(statistics().evaluations, 0U) << "not seen yet";
    const auto few = program(1000, 100);
    EXPECT_EQ(statistics().evaluations, 0U) << "too small";
    const auto repeated = program(1500, 100);
    EXPECT_GT(statistics().evaluations, 0U);
    set_small_at_once(false);
    EXPECT_EQ(at_once, program(1500, 5));
    EXPECT_EQ(few, program(1000, 100));
    EXPECT_EQ(repeated, program(1500, 100));
}

TEST_F(AtOnce, ARepeatedProgramThatLooksAtEveryResultIsNotRecordedForLong) {
    const Array a = settled(1500);
    double total = 0;
    for (int i = 0; i < 300; ++i)
        total += (a * 2.0)(7).item<double>();
    EXPECT_EQ(total, 300 * 14.0);
    EXPECT_LE(statistics().evaluations, 2U);
}

TEST_F(AtOnce, LargeArraysAreRecorded) {
    const Array a = settled(3000);
    const Array b = a + 1;
    EXPECT_EQ(b(0).item<double>(), 1);
    EXPECT_EQ(statistics().evaluations, 1U);
}

TEST_F(AtOnce, RowsOfALargeArrayThatIsPromisedAreNotRecordedForLong) {
    Array table = zeros({100, 1000});
    for (std::int64_t i = 1; i < 100; ++i)
        table(i, slice(1, end)) =
            maximum(table(i - 1, slice(0, -1)) + 1.0, table(i - 1, slice(1, end)));
    EXPECT_LE(statistics().launches, 20U) << "the first few rows";
    EXPECT_EQ(statistics().evaluations, 1U);
    EXPECT_EQ(sum(table(99, all)).item<double>(), 99.0 * 999 - 98.0 * 99 / 2);
}

TEST_F(AtOnce, TheEdgesOfAPendingFieldStayOnItsTape) {
    Array field = zeros({100, 100});
    for (int i = 0; i < 5; ++i) {  // before it shows as a loop
        field += 1.0;
        field(0, all) = field(1, all);
        field(-1, all) = field(-2, all);
    }
    EXPECT_EQ(statistics().evaluations, 0U);
    EXPECT_EQ(sum(field).item<double>(), 5 * 10000);
}

TEST_F(AtOnce, WhatIsPendingStaysInOrder) {
    Array a = settled(3000);
    Array part = a(slice(0, 10));
    a += 1;  // recorded: large
    const Array b = part * 2;
    part = 5.0 + part;
    EXPECT_EQ(b(9).item<double>(), 20);
    EXPECT_EQ(part(9).item<double>(), 15);
}

TEST_F(AtOnce, AnArrayThatAPendingStatementReadsIsWrittenAfterIt) {
    Array small = settled(1);
    const Array large = settled(3000);
    const Array sum = large + small;  // recorded: reads `small`
    small += 7;
    EXPECT_EQ(sum(0).item<double>(), 0);
    EXPECT_EQ(small.item<double>(), 7);
}

TEST_F(AtOnce, OverlappingViewsAreReadAsTheyWereBefore) {
    const Array a = settled(8);
    a(slice(1, end)) = a(slice(0, -1));
    EXPECT_EQ(a.values<double>(), (std::vector<double>{0, 0, 1, 2, 3, 4, 5, 6}));
    a(slice(1, end)).at({}) += a(slice(0, -1));
    EXPECT_EQ(a.values<double>(), (std::vector<double>{0, 0, 1, 3, 5, 7, 9, 11}));
}

TEST_F(AtOnce, AFailedStatementLeavesItsTargetAsItWas) {
    Array a = settled(4).astype(DType::int64);
    a.eval();
    EXPECT_THROW(a += 1.5, DTypeError);
    EXPECT_THROW(a += zeros({3}, DType::int64), ShapeError);
    EXPECT_EQ(a.values<double>(), (std::vector<double>{0, 1, 2, 3}));
}

TEST_F(AtOnce, TypesAndBroadcastingAreThoseOfRecordedStatements) {
    const Array rows = (arange(3) * 1.0).reshape({3, 1});
    const Array columns = arange(4).astype(DType::int32);
    rows.eval();
    columns.eval();
    reset_statistics();
    const Array all = rows * columns + std::complex<double>(0, 1);
    EXPECT_EQ(all.dtype(), DType::complex128);
    EXPECT_EQ(all(2, 3).item<std::complex<double>>(), (std::complex<double>(6, 1)));
    EXPECT_EQ((columns / 2)(3).item<double>(), 1.5);
    EXPECT_EQ((columns > 1).dtype(), DType::bool_);
    EXPECT_EQ(statistics().evaluations, 0U);
}

TEST_F(AtOnce, FloatingPointFlagsAreThrownWhereTheyAreWatched) {
    Array a = settled(4);
    EXPECT_EQ((1.0 / a)(1).item<double>(), 1);
    {
        const WatchFloatFlags watch;
        EXPECT_THROW(1.0 / a, FloatFlags);
        EXPECT_THROW(a /= 0.0, FloatFlags);
        EXPECT_EQ(a(3).item<double>(), 3) << "what failed changed nothing";
        EXPECT_THROW(arange(4) / 0, FloatFlags);
        EXPECT_THROW(floor_divide(arange(4), 0), FloatFlags);
        EXPECT_THROW(sum(a * 1e308), FloatFlags);
        EXPECT_NO_THROW(static_cast<void>(a + 1.0));
    }
    a /= 0.0;
    const WatchFloatFlags watch;
    EXPECT_NO_THROW(static_cast<void>(a > 1.0)) << "to compare NaN is nothing special";
    EXPECT_TRUE(isnan(a)(0).item<bool>());
}

TEST_F(AtOnce, NotedFlagsLeaveNewResultsAndAreThrownOnlyWhereAKnownArrayIsWritten) {
    Array a = settled(4);
    const WatchFloatFlags watch(WatchFloatFlags::Flags::noted);
    EXPECT_EQ((1.0 / (a + 1.0))(0).item<double>(), 1);
    EXPECT_FALSE(watch.raised());
    {
        const WatchFloatFlags inner(WatchFloatFlags::Flags::noted);
        EXPECT_TRUE(isinf(1.0 / a)(0).item<bool>());
        EXPECT_TRUE(inner.raised());
    }
    EXPECT_FALSE(watch.raised()) << "each counts its own";
    EXPECT_TRUE(isinf(sum(a * 1e308)).item<bool>());
    EXPECT_TRUE(watch.raised());
    EXPECT_THROW(a /= 0.0, FloatFlags);
    EXPECT_EQ(a(3).item<double>(), 3) << "what failed changed nothing";
}

}  // namespace
}  // namespace tenon::engine
