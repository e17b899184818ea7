// SPDX-License-Identifier: MIT
#include "kernel/shared_rows.hpp"

#include <gtest/gtest.h>

#include "unit/kernel/build.hpp"

namespace tenon::kernel {
namespace {

using ops::Op;
using namespace test;

/// v[r, c] = u[r - 1, c] + u[r + 1, c]
Kernel two_rows() {
    Kernel kernel;
    kernel.rank = 2;
    add_param(kernel, DType::float64);
    add_param(kernel, DType::float64);
    add_param(kernel, DType::float64, true);
    Builder b(kernel);
    b.store(2, b.compute(Op::add, DType::float64, b.load(0), b.load(1)));
    return kernel;
}
const std::vector<RowOffset> apart = {{}, {.base = 0, .rows = 2, .columns = -1}, {}};

TEST(SharedRows, are_printed_with_their_parameter) {
    EXPECT_EQ(to_text(with_row_offsets(two_rows(), apart)),
              "kernel map rank 2\n"
              "param p0 float64 contiguous\n"
              "param p1 float64 contiguous at p0 rows 2 columns -1\n"
              "param p2 float64 contiguous written\n"
              "body\n"
              "  %0 = load.float64 p0\n"
              "  %1 = load.float64 p1\n"
              "  %2 = add.float64 %0, %1\n"
              "  store p2 %2\n");
}

TEST(SharedRows, are_part_of_the_key) {
    EXPECT_NE(hash(with_row_offsets(two_rows(), apart)), hash(two_rows()));
    EXPECT_EQ(hash(with_row_offsets(two_rows(), std::vector<RowOffset>(3))), hash(two_rows()));
}

TEST(SharedRows, save_loads_where_rows_meet) {
    const std::vector<RowOffset> above = {{}, {.base = 0, .rows = 2, .columns = 0}, {}};
    EXPECT_EQ(loads_left(two_rows(), above, 4, 32), 6.0 / 8);
    EXPECT_EQ(loads_left(two_rows(), apart, 4, 32), 1.0);  // in other columns they do not
    EXPECT_EQ(loads_left(two_rows(), std::vector<RowOffset>(3), 4, 32), 1.0);
}

TEST(SharedRows, save_those_of_other_columns_where_vectors_are_cache_lines) {
    EXPECT_EQ(loads_left(two_rows(), apart, 4, 64), 6.0 / 8);
    const std::vector<RowOffset> far = {{}, {.base = 0, .rows = 2, .columns = 8}, {}};
    EXPECT_EQ(loads_left(two_rows(), far, 4, 64), 1.0);
    Kernel narrow = two_rows();
    narrow.params[1].dtype = DType::float32;  // eight of these are half a line
    const std::vector<RowOffset> alone = {{}, {}, {}};
    EXPECT_EQ(loads_left(narrow, alone, 4, 64), 1.0);
    Kernel widening = two_rows();  // float32 to float64: vectors of eight again
    widening.params[0].dtype = widening.params[1].dtype = DType::float32;
    EXPECT_EQ(loads_left(widening, apart, 4, 64), 1.0);
    EXPECT_TRUE(slides(narrow.params[0], 8));
    EXPECT_FALSE(slides(narrow.params[0], 4));
    EXPECT_FALSE(slides(narrow.params[1], 8));
    EXPECT_FALSE(slides(narrow.params[2], 8)) << "it is written";
}

TEST(SharedRows, are_for_kernels_whose_rows_differ_in_what_they_load_only) {
    EXPECT_TRUE(can_take_rows(two_rows()));
    Kernel kernel = two_rows();
    kernel.params[1].inner = Inner::broadcast;
    EXPECT_FALSE(can_take_rows(kernel));
    kernel = two_rows();
    kernel.params[2].nontemporal = true;
    EXPECT_FALSE(can_take_rows(kernel));
    kernel = two_rows();
    kernel.rank = 1;
    EXPECT_FALSE(can_take_rows(kernel));
    for (const std::uint32_t dimension : {0U, 1U}) {
        kernel = {};
        kernel.rank = 2;
        const std::uint32_t out = add_param(kernel, DType::int64, true);
        Builder b(kernel);
        b.store(out, b.coordinate(dimension));
        EXPECT_EQ(can_take_rows(kernel), dimension == 1);
    }
}

TEST(SharedRows, are_verified) {
    const auto expect_wrong = [](const std::vector<RowOffset>& offsets) {
        EXPECT_THROW(verify(with_row_offsets(two_rows(), offsets), true), InternalError);
    };
    verify(with_row_offsets(two_rows(), apart), true);
    expect_wrong({{}, {.base = 7}, {}});
    expect_wrong({{}, {.base = 2}, {}});           // which is written
    expect_wrong({{}, {}, {.base = 0}});           // the same
    expect_wrong({{.base = 1}, {.base = 0}, {}});  // no end
}

}  // namespace
}  // namespace tenon::kernel
