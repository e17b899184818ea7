// SPDX-License-Identifier: MIT
// Rung 3: every dtype converted to every other; what C leaves undefined has NumPy's x86-64 value.
#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "support/compare.hpp"
#include "support/modes.hpp"
#include "support/values.hpp"

namespace {

using tenon::DType;

using Pair = std::tuple<DType, DType>;

class Cast : public ::testing::TestWithParam<Pair> {
protected:
    void SetUp() override { support::apply_mode(); }
};

TEST_P(Cast, gives_numpys_values) {
    const auto [from, to] = GetParam();
    const eager::Array in = support::joined(
        support::joined(support::special_values(from), support::plain_values(from, 300, 3)),
        support::plain_values(from, 300, 1));
    EXPECT_TRUE(support::same(support::to_tenon(in).astype(to), eager::astype(in, to)));
}

TEST_P(Cast, is_part_of_an_assignment) {
    const auto [from, to] = GetParam();
    if (tenon::is_complex(from) && !tenon::is_complex(to))
        return;  // the imaginary part would be lost silently
    const eager::Array in = support::plain_values(from, 77, 1);
    const tenon::Array target = tenon::zeros({77}, to);
    target(tenon::all) = support::to_tenon(in);
    EXPECT_TRUE(support::same(target, eager::astype(in, to)));
}

INSTANTIATE_TEST_SUITE_P(Each, Cast,
                         ::testing::Combine(::testing::ValuesIn(support::all_dtypes),
                                            ::testing::ValuesIn(support::all_dtypes)),
                         [](const auto& test) {
                             return std::string(name(std::get<0>(test.param))) + "_to_" +
                                    std::string(name(std::get<1>(test.param)));
                         });

}  // namespace
