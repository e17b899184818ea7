// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

namespace tenon {
namespace {

class IndexAtOnce : public testing::Test {
protected:
    void SetUp() override { set_small_at_once(true); }
    void TearDown() override { set_small_at_once(false); }

    static Array settled(Array array) {
        array.eval();
        reset_statistics();
        return array;
    }
};

TEST_F(IndexAtOnce, ReadsRowsWithoutATape) {
    const Array a = settled(arange(12).reshape({3, 4}) * 1.0);
    const Array at = settled(array<std::int64_t>({2, 0, -1}));
    const Array rows = index(a, {AdvancedIndex(at)});
    EXPECT_EQ(statistics().evaluations, 0U);
    EXPECT_EQ(rows.shape(), (Shape{3, 4}));
    EXPECT_EQ(rows.values<double>(), (std::vector<double>{8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11}));
    EXPECT_THROW(index(a, {AdvancedIndex(settled(array<std::int64_t>({3})))}), IndexError);
}

TEST_F(IndexAtOnce, WritesWhatAMaskChooses) {
    Array a = settled(arange(6) * 1.0);
    const Array odd = settled(arange(6) % 2 == 1);
    reset_statistics();
    assign_index(a, {AdvancedIndex(odd)}, -1.0);
    EXPECT_EQ(statistics().evaluations, 0U);
    EXPECT_EQ(a.values<double>(), (std::vector<double>{0, -1, 2, -1, 4, -1}));
    assign_index(a, {AdvancedIndex(odd)}, settled(array<double>({7, 8, 9})));
    EXPECT_EQ(a.values<double>(), (std::vector<double>{0, 7, 2, 8, 4, 9}));
}

TEST_F(IndexAtOnce, LeavesConversionsAndOverlapsToTheGeneralWay) {
    Array whole = settled(arange(4));
    const Array at = settled(array<std::int64_t>({1, 2}));
    assign_index(whole, {AdvancedIndex(at)}, 2.75);
    EXPECT_EQ(whole.values<std::int64_t>(), (std::vector<std::int64_t>{0, 2, 2, 3}));
    assign_index(whole, {AdvancedIndex(at)}, whole(slice(2, 4)));
    EXPECT_EQ(whole.values<std::int64_t>(), (std::vector<std::int64_t>{0, 2, 3, 3}));
    Array self = settled(arange(4));
    assign_index(self, {AdvancedIndex(self)}, settled(arange(4) * 2));
    EXPECT_EQ(self.values<std::int64_t>(), (std::vector<std::int64_t>{0, 2, 4, 6}));
}

TEST_F(IndexAtOnce, CountsAsAStatement) {
    const Array a = settled(arange(6) * 1.0);
    const Array at = settled(array<std::int64_t>({2, 0}));
    const Array found = index(a, {AdvancedIndex(at)});
    EXPECT_EQ(statistics().statements, 1U);
    assign_index(a, {AdvancedIndex(at)}, 1.5);
    EXPECT_EQ(statistics().statements, 2U);
}

TEST_F(IndexAtOnce, WritesANumberInEveryDtype) {
    for (const DType type : {DType::int8, DType::uint16, DType::int32, DType::uint64,
                             DType::float16, DType::float32, DType::float64}) {
        Array a = settled(zeros({4}, type));
        const Array at = settled(array<std::int64_t>({-1, 1}));
        assign_index(a, {AdvancedIndex(at)}, 7);
        EXPECT_EQ(statistics().evaluations, 0U) << name(type);
        EXPECT_EQ(a.astype(DType::float64).values<double>(), (std::vector<double>{0, 7, 0, 7}));
    }
}

TEST_F(IndexAtOnce, TakesAMaskWithoutElementsOnAnyAxis) {
    Array a = settled(arange(6).reshape({3, 2}));
    const Array none = settled(zeros({0}, DType::bool_));
    EXPECT_EQ(index(a, {AdvancedIndex(none)}).shape(), (Shape{0, 2}));
    EXPECT_EQ(index(a, {AdvancedIndex(settled(zeros({3, 0}, DType::bool_)))}).shape(), (Shape{0}));
    assign_index(a, {AdvancedIndex(none)}, 9);
    EXPECT_EQ(a.values<std::int64_t>(), (std::vector<std::int64_t>{0, 1, 2, 3, 4, 5}));
    const Array wrong = settled(zeros({2, 0}, DType::bool_));
    EXPECT_THROW(index(a, {AdvancedIndex(wrong)}), IndexError);
}

TEST_F(IndexAtOnce, WaitsForWhatIsPending) {
    Array a = settled(arange(3000) * 1.0);
    Array part = a(slice(0, 5));
    a += 1;  // large: recorded
    const Array at = settled(array<std::int64_t>({0, 4}));
    EXPECT_EQ(index(part, {AdvancedIndex(at)}).values<double>(), (std::vector<double>{1, 5}));
    a += 1;
    assign_index(part, {AdvancedIndex(at)}, 0.5);
    EXPECT_EQ(part.values<double>(), (std::vector<double>{0.5, 3, 4, 5, 0.5}));
}

}  // namespace
}  // namespace tenon
