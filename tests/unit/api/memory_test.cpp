// SPDX-License-Identifier: MIT
#include <thread>

#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

namespace tenon {
namespace {

class Counted : public MemoryOwner {
public:
    Counted(int& ended, bool& shared) : ended_(ended), shared_(shared) {}
    ~Counted() override { ++ended_; }
    bool shared() const noexcept override { return shared_; }

private:
    int& ended_;
    bool& shared_;
};

struct ForeignMemoryTest : testing::Test {
    double values[6] = {0, 1, 2, 3, 4, 5};
    int ended = 0;
    bool shared = true;
    ForeignMemory memory{values, sizeof values, std::make_unique<Counted>(ended, shared)};
};

TEST_F(ForeignMemoryTest, IsReadAndWrittenInPlace) {
    const Array a = memory.array(values, {2, 3}, {24, 8}, DType::float64);
    a.at({}) = a * 2.0;
    EXPECT_EQ(values[5], 10);
    values[0] = 7;
    EXPECT_EQ(a(0, 0).item<double>(), 7);
}

TEST_F(ForeignMemoryTest, MayBeSeenBackwards) {
    const Array a = memory.array(values + 5, {6}, {-8}, DType::float64);
    EXPECT_EQ(a.values<double>(), (std::vector<double>{5, 4, 3, 2, 1, 0}));
}

TEST_F(ForeignMemoryTest, RefusesElementsOutsideIt) {
    EXPECT_THROW(memory.array(values + 1, {6}, {8}, DType::float64), ValueError);
    EXPECT_THROW(memory.array(values, {2}, {-8}, DType::float64), ValueError);
}

TEST_F(ForeignMemoryTest, StatementsOnSharedBytesCompleteBeforeTheCallReturns) {
    const Array a = memory.array(values, {6}, {8}, DType::float64);
    a(slice(0, 2)) = 9.0;
    EXPECT_EQ(values[1], 9);
    shared = false;
    a(slice(2, 4)) = 9.0;
    EXPECT_EQ(values[3], 3) << "an import that nobody else reaches is private: this is pending";
    a.eval();
    EXPECT_EQ(values[3], 9);
}

TEST(ForeignMemoryBatch, RunsStatementsOnSharedBytesAtItsEnd) {
    std::vector<double> values(5000, 1);
    int ended = 0;
    bool shared = true;
    begin_batch();
    begin_batch();
    {
        const auto bytes = static_cast<std::int64_t>(values.size() * sizeof(double));
        const ForeignMemory memory(values.data(), bytes, std::make_unique<Counted>(ended, shared));
        const Array a = memory.array(values.data(), {5000}, {8}, DType::float64);
        a.at({}) = a * 2.0 + 1.0;
    }
    end_batch();
    EXPECT_EQ(values[4999], 1) << "the outer batch goes on";
    EXPECT_EQ(ended, 0);
    end_batch();
    EXPECT_EQ(values[4999], 3) << "other code sees the bytes, though no array is left";
    EXPECT_EQ(ended, 1);
}

TEST(ForeignMemoryEnd, ComesWithTheLastArray) {
    double value = 1;
    int ended = 0;
    bool shared = false;
    Array a;
    {
        const ForeignMemory memory(&value, sizeof value, std::make_unique<Counted>(ended, shared));
        a = memory.array(&value, {1}, {8}, DType::float64);
    }
    const Array b = a + 1.0;
    a = Array();
    EXPECT_EQ(ended, 0) << "b is still to be computed from it";
    EXPECT_EQ(b.item<double>(), 2);
    EXPECT_EQ(ended, 1);
}

TEST(ForeignMemoryOverlap, IsSeenThroughTwoImports) {
    double values[4] = {1, 2, 3, 4};
    int ended = 0;
    bool shared = true;
    const ForeignMemory front(values, 24, std::make_unique<Counted>(ended, shared));
    const ForeignMemory back(values + 1, 24, std::make_unique<Counted>(ended, shared));
    const Array a = front.array(values, {3}, {8}, DType::float64);
    const Array b = back.array(values + 1, {3}, {8}, DType::float64);
    EXPECT_TRUE(may_share_memory(a, b));
    b.at({}) = a;
    EXPECT_EQ(b.values<double>(), (std::vector<double>{1, 2, 3}));
}

TEST(ForeignMemoryOverlap, IsSeenByStatementsThatWaitForEachOther) {
    std::vector<double> values(100000);
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = static_cast<double>(i);
    const std::vector<double> before = values;
    int ended = 0;
    bool shared = true;
    const auto bytes = static_cast<std::int64_t>(values.size() - 1) * 8;
    const ForeignMemory front(values.data(), bytes, std::make_unique<Counted>(ended, shared));
    const ForeignMemory back(values.data() + 1, bytes, std::make_unique<Counted>(ended, shared));
    const Shape shape{bytes / 8};
    const Array a = front.array(values.data(), shape, {8}, DType::float64);
    const Array b = back.array(values.data() + 1, shape, {8}, DType::float64);
    begin_batch();
    b.at({}) = a * 2.0 + b;
    end_batch();
    for (std::size_t i = 1; i < values.size(); ++i)
        ASSERT_EQ(values[i], before[i - 1] * 2 + before[i]) << i;
}

TEST(ForeignMemoryOverlap, OfNoElementsIsNone) {
    double value = 0;
    int ended = 0;
    bool shared = true;
    const ForeignMemory memory(&value, 8, std::make_unique<Counted>(ended, shared));
    const Array none = memory.array(&value, {2, 0}, {0, 8}, DType::float64);
    EXPECT_NO_THROW(none.at({}) = 1.0);
}

TEST(ExportTest, MakesBytesReachableUntilItEnds) {
    Array a = arange(4) * 1.0;
    {
        const Export exported(a);
        auto* bytes = static_cast<double*>(exported.address());
        EXPECT_EQ(bytes[3], 3);
        a(0) = 5.0;
        EXPECT_EQ(bytes[0], 5);
    }
    reset_statistics();
    a(1) = 5.0;
    EXPECT_EQ(statistics().evaluations, 0U) << "nobody else sees the bytes any more";
}

TEST(AsStrided, GivesAnyViewInsideTheMemory) {
    const Array a = arange(6) * 1.0;
    const Array windows = as_strided(a, 0, {4, 3}, {8, 8}, DType::float64);
    EXPECT_EQ(sum(windows, 1).values<double>(), (std::vector<double>{3, 6, 9, 12}));
    EXPECT_THROW(as_strided(a, 0, {5, 3}, {8, 8}, DType::float64), ValueError);
    EXPECT_THROW(as_strided(a, 0, {2}, {8, 8}, DType::float64), ValueError);
}

TEST(Ufuncs, AreFoundAndCalledByTheirTable) {
    const Ufunc add = *Ufunc::find("add");
    EXPECT_EQ(Ufunc::table()[add.index()].name, "add");
    EXPECT_EQ(add.arity(), 2);
    const Array a = arange(3) * 1.0;
    const Operand operands[] = {a, 1};
    EXPECT_EQ(add(operands).values<double>(), (std::vector<double>{1, 2, 3}));
    Array out = zeros({2, 3});
    add(operands, out);
    EXPECT_EQ(out(1).at({}).values<double>(), (std::vector<double>{1, 2, 3}));
    EXPECT_EQ(Ufunc("less").result_type(operands), DType::bool_);
    EXPECT_THROW(add(std::span(operands, 1)), ValueError);
    EXPECT_FALSE(Ufunc::find("no such thing"));
}

TEST(LiveCounts, are_of_what_arrays_and_others_hold_now) {
    synchronize();
    const LiveCounts before = live_counts();
    {
        const Array a = arange(5.0);
        const Array view = a(slice(1, end));
        const Export shown(view);
        EXPECT_EQ(live_counts().storages, before.storages + 1);
        EXPECT_EQ(live_counts().exports, before.exports + 1);
    }
    EXPECT_EQ(live_counts().storages, before.storages);
    EXPECT_EQ(live_counts().exports, before.exports);
}

TEST(LiveCounts, count_what_ends_on_another_thread_than_it_began_on) {
    synchronize();
    const LiveCounts before = live_counts();
    for (int round = 0; round < 3; ++round) {
        Array made;
        std::thread([&] { made = arange(5000.0) + 1; }).join();
        EXPECT_EQ(live_counts().storages, before.storages + 1);
        std::thread([&] { made = Array(); }).join();
        EXPECT_EQ(live_counts().storages, before.storages);
    }
}

}  // namespace
}  // namespace tenon
