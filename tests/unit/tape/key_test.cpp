// SPDX-License-Identifier: MIT
// The key of a tape: the same for programs that one plan can serve, another for all others.
#include <functional>
#include <map>
#include <memory>
#include <random>

#include <gtest/gtest.h>

#include <tenon/error.hpp>

#include "unit/tape/fake_array.hpp"

namespace tenon::tape {
namespace {

using namespace test;
using ops::Op;
using ops::ReduceOp;

using Key = std::vector<std::uint64_t>;

/// u[1:-1, 1:-1] = (u[:-2, 1:-1] + u[2:, 1:-1]) * factor, then its sum.
Key stencil(std::int64_t rows, std::int64_t columns, std::uint64_t factor) {
    Tape tape;
    const FakeArray u = FakeArray::filled({rows, columns});
    const auto cut = [&](std::int64_t moved) {
        return u.slice({{1 + moved, rows - 2}, {1, columns - 2}});
    };
    const FakeArray sum = apply(tape, Op::add, cut(-1), cut(1));
    const FakeArray scaled = apply(tape, Op::multiply, sum, number(DType::float64, factor));
    assign(tape, cut(0), scaled);
    const FakeArray total = reduce(tape, ReduceOp::sum, u, 3);
    return key_of(tape);
}

TEST(Key, is_the_same_for_other_addresses_sizes_and_numbers) {
    const Key key = stencil(10, 20, 1);
    EXPECT_EQ(stencil(10, 20, 1), key);
    EXPECT_EQ(stencil(11, 25, 1), key);
    EXPECT_EQ(stencil(1000, 7, 1), key);
    EXPECT_EQ(stencil(10, 20, 77), key);
}

TEST(Key, tells_equal_sizes_from_different_ones_and_from_one) {
    EXPECT_NE(stencil(10, 10, 1), stencil(10, 20, 1)) << "square";
    EXPECT_NE(stencil(3, 20, 1), stencil(10, 20, 1)) << "an inner row alone";
}

TEST(Key, is_the_same_whenever_the_tape_is_used_again) {
    Tape tape;
    const FakeArray a = FakeArray::filled({5});
    const FakeArray b = apply(tape, Op::sqrt, a);
    const Key key = key_of(tape);
    tape.clear();
    const FakeArray c = FakeArray::filled({6});
    const FakeArray d = apply(tape, Op::sqrt, c);
    EXPECT_EQ(key_of(tape), key);
}

/// Small programs that differ in one thing each; no two may share a plan.
std::vector<std::pair<const char*, std::function<Key()>>> different_programs() {
    const auto with = [](auto fill) {
        return [fill] {
            Tape tape;
            return fill(tape);
        };
    };
    const auto binary = [with](Op op, DType type, const Sizes& shape, int alike) {
        return with([=](Tape& tape) {
            const FakeArray a = FakeArray::filled(shape, type);
            const FakeArray b = alike == 1 ? a : FakeArray::filled(shape, type);
            const FakeArray c = apply(tape, op, alike == 2 ? b : a, b);
            return key_of(tape);
        });
    };
    const auto viewed = [with](auto make_view) {
        return with([=](Tape& tape) {
            const FakeArray a = FakeArray::filled({4, 6});
            const FakeArray v = make_view(a);
            const FakeArray c = apply(tape, Op::negative, v);
            return key_of(tape);
        });
    };
    const auto reduced = [with](ReduceOp op, std::uint32_t axes) {
        return with([=](Tape& tape) {
            const FakeArray a = FakeArray::filled({4, 6});
            const FakeArray c = reduce(tape, op, a, axes);
            return key_of(tape);
        });
    };
    const auto shifted = [with](std::int64_t from, std::int64_t to) {
        return with([=](Tape& tape) {
            const FakeArray a = FakeArray::filled({12});
            assign(tape, a.slice({{to, 4}}), a.slice({{from, 4}}));
            return key_of(tape);
        });
    };
    return {
        {"a + b", binary(Op::add, DType::float64, {4, 6}, 0)},
        {"a * b", binary(Op::multiply, DType::float64, {4, 6}, 0)},
        {"a + a", binary(Op::add, DType::float64, {4, 6}, 1)},
        {"float32", binary(Op::add, DType::float32, {4, 6}, 0)},
        {"one axis", binary(Op::add, DType::float64, {24}, 0)},
        {"an axis of one", binary(Op::add, DType::float64, {4, 1}, 0)},
        {"an axis of one first", binary(Op::add, DType::float64, {1, 4}, 0)},
        {"a square", binary(Op::add, DType::float64, {5, 5}, 0)},
        {"no axis", binary(Op::add, DType::float64, {}, 0)},
        {"whole", viewed([](const FakeArray& a) { return a; })},
        {"rows with gaps",
         viewed([](const FakeArray& a) { return a.slice({{0, 4, 1}, {0, 5, 1}}); })},
        {"every second column",
         viewed([](const FakeArray& a) { return a.slice({{0, 4, 1}, {0, 3, 2}}); })},
        {"planes with gaps, rows without",
         viewed([](const FakeArray& a) { return a.view({2, 2, 3}, {96, 24, 8}); })},
        {"rows with gaps, planes without",
         viewed([](const FakeArray& a) { return a.view({2, 2, 3}, {64, 32, 8}); })},
        {"transposed", viewed([](const FakeArray& a) { return a.transposed(); })},
        {"repeated rows", viewed([](const FakeArray& a) { return a.view({3, 6}, {0, 8}); })},
        {"repeated columns", viewed([](const FakeArray& a) { return a.view({4, 3}, {48, 0}); })},
        {"sum", reduced(ReduceOp::sum, 3)},
        {"max", reduced(ReduceOp::maximum, 3)},
        {"sum of rows", reduced(ReduceOp::sum, 2)},
        {"sum of columns", reduced(ReduceOp::sum, 1)},
        {"apart", shifted(0, 6)},
        {"overlapping", shifted(0, 2)},
        {"onto itself", shifted(3, 3)},
        {"a number", with([](Tape& tape) {
             const FakeArray a = FakeArray::filled({4, 6});
             const FakeArray c = apply(tape, Op::add, a, one());
             return key_of(tape);
         })},
        {"a number of another type", with([](Tape& tape) {
             const FakeArray a = FakeArray::filled({4, 6});
             const FakeArray c = apply(tape, Op::add, a, number(DType::int64, 1));
             return key_of(tape);
         })},
        {"positions", with([](Tape& tape) {
             const FakeArray a = FakeArray::make({4}, DType::int64);
             fill(tape, a, Input::position());
             return key_of(tape);
         })},
        {"a result that nobody holds", with([](Tape& tape) {
             const FakeArray a = FakeArray::filled({4, 6});
             apply(tape, Op::add, a, one());
             return key_of(tape);
         })},
        {"into an array without values", with([](Tape& tape) {
             const FakeArray a = FakeArray::filled({4, 6});
             const FakeArray c = FakeArray::make({4, 6});
             assign(tape, c, a);
             return key_of(tape);
         })},
        {"into an array with values", with([](Tape& tape) {
             const FakeArray a = FakeArray::filled({4, 6});
             const FakeArray c = FakeArray::filled({4, 6});
             assign(tape, c, a);
             return key_of(tape);
         })},
        {"twice", with([](Tape& tape) {
             const FakeArray a = FakeArray::filled({4, 6});
             const FakeArray c = FakeArray::filled({4, 6});
             assign(tape, c, a);
             assign(tape, c, a);
             return key_of(tape);
         })},
    };
}

TEST(Key, differs_where_the_program_does) {
    std::map<Key, const char*> seen;
    for (const auto& [name, make] : different_programs()) {
        const Key key = make();
        const auto [found, added] = seen.emplace(key, name);
        EXPECT_TRUE(added) << name << " has the key of " << found->second;
        EXPECT_EQ(make(), key) << name << " has another key the second time";
    }
}

TEST(Key, tells_functions_and_calls_apart) {
    static const Call first{"first", nullptr, nullptr};
    static const Call second{"second", nullptr, nullptr};
    const auto called = [](const Call& call) {
        Tape tape;
        const FakeArray a = FakeArray::filled({4});
        const FakeArray b = FakeArray::make({4});
        const ViewRef out[] = {b.ref()};
        const ViewRef in[] = {a.ref()};
        tape.call(&call, out, in);
        return key_of(tape);
    };
    EXPECT_EQ(called(first), called(first));
    EXPECT_NE(called(first), called(second));
    const auto function = [](base::Hash128 hash) {
        Tape tape;
        const FakeArray b = FakeArray::make({4});
        const ViewRef out[] = {b.ref()};
        tape.function(nullptr, hash, out, {});
        return key_of(tape);
    };
    EXPECT_EQ(function({1, 2}), function({1, 2}));
    EXPECT_NE(function({1, 2}), function({1, 3}));
    EXPECT_NE(function({1, 2}), function({3, 2}));
}

TEST(Key, tells_large_outputs_from_small_ones) {
    const auto sized = [](std::int64_t count) {
        Tape tape;
        const FakeArray a = FakeArray::filled({count});
        const FakeArray b = apply(tape, Op::negative, a);
        return key_of(tape);
    };
    const std::int64_t before = std::exchange(streaming_bytes, 8000);
    EXPECT_EQ(sized(10), sized(999));
    EXPECT_EQ(sized(1000), sized(5000));
    EXPECT_NE(sized(999), sized(1000));
    streaming_bytes = before;
}

TEST(Key, equal_keys_are_equal_canonical_forms) {
    std::mt19937 random(6);
    const auto upto = [&](std::uint64_t n) { return static_cast<std::int64_t>(random() % n); };
    std::map<Key, std::string> text_of;
    int shared = 0;
    for (int trial = 0; trial < 20000; ++trial) {
        Tape tape;
        std::vector<FakeArray> arrays{FakeArray::filled({2 + upto(2), 2 + upto(2)})};
        for (auto left = 1 + upto(3); left > 0; --left) {
            FakeArray a = arrays[static_cast<std::size_t>(upto(arrays.size()))];
            if (upto(3) == 0)
                a = a.slice({{upto(2), 1 + upto(1)}, {0, a.layout().shape(1) - upto(2)}});
            switch (upto(4)) {
            case 0: a = apply(tape, Op::add, a, one()); break;
            case 1: a = apply(tape, Op::add, a, a); break;
            case 2: a = apply(tape, Op::negative, a.transposed()); break;
            case 3: assign(tape, a, a.view({1, 1}, {8, 8}).broadcast(a.shape())); break;
            }
            if (upto(3) != 0)
                arrays.push_back(a);
        }
        const Key key = key_of(tape);
        const std::string text = to_text(canonical_of(tape));
        shared += text_of.contains(key) ? 1 : 0;
        ASSERT_EQ(text_of.emplace(key, text).first->second, text);
    }
    EXPECT_GT(shared, 5000);
    EXPECT_GT(text_of.size(), 300U);
}

TEST(Canonical, overlap_is_known_by_slot_and_by_disjoint_pairs) {
    Tape tape;
    const FakeArray a = FakeArray::filled({10});
    const FakeArray other = FakeArray::filled({4});
    assign(tape, a.slice({{0, 4}}), a.slice({{5, 4}}));
    assign(tape, a.slice({{3, 4}}), other);
    const CanonicalTape form = canonical_of(tape);  // views: 5.., 0.., other, 3..
    ASSERT_EQ(form.views.size(), 4U);
    EXPECT_FALSE(form.may_overlap(0, 1));
    EXPECT_FALSE(form.may_overlap(1, 0));
    EXPECT_TRUE(form.may_overlap(1, 3));
    EXPECT_TRUE(form.may_overlap(3, 0));
    EXPECT_TRUE(form.may_overlap(1, 1));
    EXPECT_FALSE(form.may_overlap(0, 2)) << "another storage";
    EXPECT_EQ(form.disjoint, (std::vector<std::pair<std::uint32_t, std::uint32_t>>{{0, 1}}));
}

TEST(Canonical, pairs_of_views_that_come_in_turns_are_found) {
    Tape tape;
    const FakeArray a = FakeArray::filled({30});
    const FakeArray b = FakeArray::filled({30});
    for (std::int64_t i = 0; i < 4; ++i)  // even views of a, odd ones of b
        record(tape, Op::add, b.slice({{4 * i, 3}}), a.slice({{2 * i, 3}}), one());
    fill(tape, a.slice({{0, 3}}), one());
    const CanonicalTape form = canonical_of(tape);
    EXPECT_FALSE(form.may_overlap(1, 3));
    EXPECT_FALSE(form.may_overlap(5, 1));
    EXPECT_TRUE(form.may_overlap(0, 2));
    EXPECT_FALSE(form.may_overlap(0, 4));
    EXPECT_TRUE(std::ranges::is_sorted(form.disjoint));
}

TEST(Canonical, sizes_are_symbols_in_the_order_seen_and_one_is_itself) {
    Tape tape;
    const FakeArray a = FakeArray::filled({7, 1, 3, 7});
    const FakeArray b = apply(tape, Op::negative, a);
    const CanonicalTape form = canonical_of(tape);
    const std::vector<AxisClass>& axes = form.layouts[0].axes;
    EXPECT_EQ(axes[0].size, 1U);
    EXPECT_EQ(axes[1].size, 0U);
    EXPECT_EQ(axes[2].size, 2U);
    EXPECT_EQ(axes[3].size, 1U);
    for (const AxisClass& axis : axes)
        EXPECT_TRUE(axis.joins_next);
}

TEST(Verify, refuses_tapes_that_make_no_sense) {
    Tape tape;
    const FakeArray a = FakeArray::filled({4, 4});
    const FakeArray b = apply(tape, Op::negative, a);
    const CanonicalTape good = canonical_of(tape);
    EXPECT_NO_THROW(verify(good));
    const auto broken = [&](auto change) {
        CanonicalTape form = good;
        change(form);
        EXPECT_THROW(verify(form), InternalError);
    };
    broken([](CanonicalTape& form) { form.views[0].slot = 2; });
    broken([](CanonicalTape& form) { form.views[1].layout = 1; });
    broken([](CanonicalTape& form) { form.statements[0].in[0].view = 2; });
    broken([](CanonicalTape& form) { form.statements[0].out[0].view = 2; });
    broken([](CanonicalTape& form) { form.slots[0].had_bytes = false; });
}

}  // namespace
}  // namespace tenon::tape
