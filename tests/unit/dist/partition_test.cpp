// SPDX-License-Identifier: MIT
// A tape split in parts: the parts of a statement are apart and together are all of it; what cannot
// be cut stays whole.
#include "dist/partition.hpp"

#include <map>

#include <gtest/gtest.h>

#include "unit/tape/fake_array.hpp"

namespace tenon::dist {
namespace {

using namespace tape::test;
using ops::Op;
using ops::ReduceOp;
using tape::CanonicalOperand;
using tape::CanonicalStatement;
using tape::CanonicalTape;
using tape::Tape;

class Partition : public testing::Test {
protected:
    explicit Partition(int parts = 3) { set_part_count(parts); }
    ~Partition() override { set_part_count(1); }

    /// Splits the tape; what is on `split` afterwards stays until the next call.
    std::vector<CanonicalStatement> cut() {
        EXPECT_EQ(&partition(tape, split), &split);
        form = canonical_of(split);
        tape::verify(form);
        return form.statements;
    }
    std::size_t parts() { return cut().size(); }

    /// Addresses of an operand, in the order of its elements.
    std::vector<std::int64_t> addresses(const CanonicalOperand& operand) const {
        const tape::ViewEntry& view = split.views[operand.view];
        const tape::Layout& layout = *split.layouts[view.layout];
        std::vector<std::int64_t> all{view.offset};
        for (int axis = 0; axis < layout.rank; ++axis) {
            std::vector<std::int64_t> next;
            for (const std::int64_t address : all)
                for (std::int64_t i = 0; i < layout.shape(axis); ++i)
                    next.push_back(address + i * layout.stride(axis));
            all = std::move(next);
        }
        return all;
    }

    /// Which input elements every output element is made from, over all parts. An element that two
    /// parts write fails the test.
    using Sources = std::map<std::int64_t, std::vector<std::int64_t>>;
    Sources sources(const std::vector<CanonicalStatement>& statements) const {
        Sources map;
        for (const CanonicalStatement& s : statements) {
            const std::vector<std::int64_t> out = addresses(s.out[0]);
            for (std::size_t i = 0; i < out.size(); ++i)
                EXPECT_TRUE(map.emplace(out[i], std::vector<std::int64_t>()).second)
                    << out[i] << " is written twice";
            for (const CanonicalOperand& in : s.in) {
                if (in.form != tape::Input::Form::view)
                    continue;
                const std::vector<std::int64_t> from = addresses(in);
                for (std::size_t i = 0; i < out.size(); ++i)
                    map[out[i]].push_back(from[i]);
            }
        }
        return map;
    }

    Tape tape;
    Tape split;
    CanonicalTape form;
};

class OnePart : public Partition {
protected:
    OnePart() : Partition(1) {}
};

TEST_F(OnePart, is_the_tape_itself) {
    const FakeArray a = FakeArray::filled({10});
    const FakeArray b = apply(tape, Op::negative, a);
    EXPECT_EQ(&partition(tape, split), &tape);
    EXPECT_TRUE(split.empty());
    EXPECT_EQ(tape.statement_count(), 1U);
}

TEST_F(Partition, cuts_the_first_axis_that_is_long_enough) {
    const FakeArray a = FakeArray::filled({2, 7, 9});
    const FakeArray b = apply(tape, Op::negative, a);
    const auto statements = cut();
    ASSERT_EQ(statements.size(), 3U);
    const std::int64_t expected[] = {2, 2, 3};  // of the seven
    for (std::size_t part = 0; part < 3; ++part) {
        const auto& view = split.views[statements[part].out[0].view];
        EXPECT_EQ(split.layouts[view.layout]->shape(1), expected[part]);
    }
}

TEST_F(Partition, every_element_is_made_once_from_the_elements_it_was_made_from) {
    const FakeArray whole = FakeArray::filled({8, 10});
    const FakeArray row = FakeArray::filled({9});
    const FakeArray out = FakeArray::filled({7, 9});
    const FakeArray shifted = whole.slice({{7, 7, -1}, {1, 9}});
    record(tape, Op::add, out, shifted, row.broadcast({7, 9}));
    const Sources in_parts = sources(cut());
    set_part_count(2);
    const Sources in_two = sources(cut());
    EXPECT_EQ(in_parts.size(), 63U);
    EXPECT_EQ(in_parts, in_two);
    // Element (3, 4) of the output comes from (7 - 3, 1 + 4) and from element 4 of the row.
    EXPECT_EQ(in_parts.at((3 * 9 + 4) * 8), (std::vector<std::int64_t>{(4 * 10 + 5) * 8, 4 * 8}));
}

TEST_F(Partition, keeps_numbers_functions_and_their_order) {
    const FakeArray a = FakeArray::filled({9});
    const FakeArray out = FakeArray::make({9});
    const tape::ViewRef outs[] = {out.ref()};
    const tape::Input in[] = {tape::Input::of(a.ref()), number(DType::float64, 77)};
    tape.function(nullptr, {5, 6}, outs, in);
    const FakeArray more = apply(tape, Op::add, out, number(DType::float64, 88));
    const auto statements = cut();
    ASSERT_EQ(statements.size(), 6U);
    for (std::size_t i = 0; i < 6; ++i) {
        EXPECT_EQ(statements[i].header.kind,
                  i < 3 ? tape::StatementKind::function : tape::StatementKind::elementwise);
        EXPECT_EQ(split.scalars[statements[i].in[1].scalar].bits[0], i < 3 ? 77U : 88U);
    }
    EXPECT_EQ(split.function_keys, (std::vector<base::Hash128>(3, {5, 6})));
}

TEST_F(Partition, reductions_are_cut_along_axes_they_keep) {
    const FakeArray a = FakeArray::filled({6, 8});
    const FakeArray rows = reduce(tape, ReduceOp::sum, a, 2, true);
    const FakeArray columns = reduce(tape, ReduceOp::sum, a, 1, true);
    const auto statements = cut();
    ASSERT_EQ(statements.size(), 6U);
    const auto sizes = [&](const CanonicalOperand& operand) {
        const auto shape = split.layouts[split.views[operand.view].layout]->shape();
        return Sizes(shape.begin(), shape.end());
    };
    EXPECT_EQ(sizes(statements[0].in[0]), (Sizes{2, 8}));
    EXPECT_EQ(sizes(statements[0].out[0]), (Sizes{2, 1}));
    EXPECT_EQ(sizes(statements[3].in[0]), (Sizes{6, 2}));
    EXPECT_EQ(sizes(statements[5].out[0]), (Sizes{1, 3}));
    for (const CanonicalStatement& s : statements)
        EXPECT_EQ(static_cast<ReduceOp>(s.header.op), ReduceOp::sum);
    EXPECT_EQ(statements[0].header.extra, 1U) << "where the row starts";
    EXPECT_EQ(statements[0].axes, 2U);
    EXPECT_EQ(statements[3].axes, 1U);
}

TEST_F(Partition, a_reduction_that_drops_its_axes_stays_whole) {
    const FakeArray a = FakeArray::filled({6, 7, 8});
    const FakeArray b = reduce(tape, ReduceOp::sum, a, 1);
    EXPECT_EQ(parts(), 1U) << "the axes of operand and result have other numbers";
}

TEST_F(Partition, a_reduction_of_everything_stays_whole) {
    const FakeArray a = FakeArray::filled({6, 8});
    const FakeArray all = reduce(tape, ReduceOp::sum, a, 3, true);
    EXPECT_EQ(parts(), 1U);
}

TEST_F(Partition, what_is_too_short_stays_whole) {
    const FakeArray a = FakeArray::filled({2, 2});
    const FakeArray b = apply(tape, Op::negative, a);
    EXPECT_EQ(parts(), 1U);
}

TEST_F(Partition, what_reads_the_elements_it_overwrites_elsewhere_stays_whole) {
    const FakeArray a = FakeArray::filled({12});
    record(tape, Op::negative, a.slice({{1, 11}}), a.slice({{0, 11}}));
    EXPECT_EQ(parts(), 1U);
    record(tape, Op::negative, a, a);
    EXPECT_EQ(parts(), 4U) << "an update in place can be cut";
}

TEST_F(Partition, positions_scans_and_calls_stay_whole) {
    static const tape::Call call{"call", nullptr, nullptr};
    const FakeArray a = FakeArray::filled({12});
    const FakeArray counted = FakeArray::make({12}, DType::int64);
    fill(tape, counted, tape::Input::position());
    const FakeArray scanned = FakeArray::make({12});
    tape.scan(ReduceOp::product, scanned.ref(), a.ref(), 0);
    const FakeArray called = FakeArray::make({12});
    const tape::ViewRef out[] = {called.ref()};
    const tape::ViewRef in[] = {a.ref()};
    tape.call(&call, out, in);
    const auto statements = cut();
    ASSERT_EQ(statements.size(), 3U);
    EXPECT_EQ(statements[0].in[0].form, tape::Input::Form::iota);
    EXPECT_EQ(static_cast<ReduceOp>(statements[1].header.op), ReduceOp::product);
    EXPECT_EQ(split.calls, std::vector<const tape::Call*>{&call});
}

TEST_F(Partition, a_gather_is_cut_with_its_table_laid_over_the_part) {
    const FakeArray table = FakeArray::filled({20, 4});
    const FakeArray index = FakeArray::filled({9}, DType::int64);
    const FakeArray out = FakeArray::make({9, 4});
    tape.gather(out.ref(), table.view({9, 4}, {0, 8}).ref(), index.view({9, 4}, {8, 0}).ref(), 32);
    const auto statements = cut();
    ASSERT_EQ(statements.size(), 3U);
    for (const CanonicalStatement& s : statements)
        EXPECT_EQ(split.scalars[s.in[2].scalar].bits[0], 32U);
    const Sources from = sources(statements);
    EXPECT_EQ(from.size(), 36U);
    EXPECT_EQ(from.at((5 * 4 + 3) * 8), (std::vector<std::int64_t>{3 * 8, 5 * 8}));
}

TEST_F(Partition, a_choice_is_cut_too) {
    const FakeArray truth = FakeArray::filled({9}, DType::bool_);
    const FakeArray a = FakeArray::filled({9});
    const FakeArray out = FakeArray::make({9});
    const tape::Input in[] = {tape::Input::of(truth.ref()), tape::Input::of(a.ref()), one()};
    tape.select(DType::float64, out.ref(), in);
    EXPECT_EQ(parts(), 3U);
    EXPECT_EQ(form.statements[0].header.kind, tape::StatementKind::select);
}

}  // namespace
}  // namespace tenon::dist
