// SPDX-License-Identifier: MIT
// What recording leaves on the tape: words, numbers of views, slots and layouts, and marks on the
// storages.
#include <gtest/gtest.h>

#include "unit/tape/fake_array.hpp"

namespace tenon::tape {
namespace {

using namespace test;
using ops::Op;
using ops::ReduceOp;

TEST(Words, unpack_what_was_packed) {
    for (const StatementKind kind : {StatementKind::elementwise, StatementKind::call})
        for (const std::uint8_t inputs : {0, 3, 63})
            for (const std::uint32_t extra : {0U, 7U, 0xffffffffU}) {
                const Header header{.kind = kind,
                                    .op = static_cast<std::uint8_t>(ops::op_count - 1),
                                    .dtype = DType::complex128,
                                    .outputs = static_cast<std::uint8_t>(63 - inputs),
                                    .inputs = inputs,
                                    .extra = extra};
                const Header back = Header::unpack(header.pack());
                EXPECT_EQ(back.kind, header.kind);
                EXPECT_EQ(back.op, header.op);
                EXPECT_EQ(back.dtype, header.dtype);
                EXPECT_EQ(back.outputs, header.outputs);
                EXPECT_EQ(back.inputs, header.inputs);
                EXPECT_EQ(back.extra, header.extra);
            }
    for (const Input::Form form : {Input::Form::view, Input::Form::scalar, Input::Form::iota})
        for (const std::uint32_t view : {0U, 0xffffffffU}) {
            const OperandWord word{.form = form, .dtype = DType::uint64, .view = view};
            const OperandWord back = OperandWord::unpack(word.pack());
            EXPECT_EQ(back.form, form);
            EXPECT_EQ(back.dtype, DType::uint64);
            EXPECT_EQ(back.view, view);
        }
}

TEST(Recording, a_statement_is_a_header_and_a_word_for_each_operand) {
    const FakeArray a = FakeArray::filled({4});
    Tape tape;
    EXPECT_TRUE(tape.empty());
    const FakeArray b = apply(tape, Op::multiply, a, one());
    ASSERT_EQ(tape.words.size(), 4U);
    EXPECT_EQ(tape.statement_count(), 1U);
    const Header header = Header::unpack(tape.words[0]);
    EXPECT_EQ(header.kind, StatementKind::elementwise);
    EXPECT_EQ(static_cast<Op>(header.op), Op::multiply);
    EXPECT_EQ(header.inputs, 2);
    EXPECT_EQ(header.outputs, 1);
    EXPECT_EQ(OperandWord::unpack(tape.words[1]).view, 0U);
    EXPECT_EQ(OperandWord::unpack(tape.words[2]).form, Input::Form::scalar);
    EXPECT_EQ(OperandWord::unpack(tape.words[3]).view, 1U);
    ASSERT_EQ(tape.scalars.size(), 1U);
    EXPECT_EQ(tape.scalars[0].bits[0], 0x3ff0000000000000U);
}

TEST(Recording, equal_views_have_one_number_and_equal_layouts_too) {
    const FakeArray a = FakeArray::filled({6});
    const FakeArray again = a.view({6}, {8});  // its layout was made separately
    const FakeArray part = a.slice({{1, 3}});
    const FakeArray other = FakeArray::filled({6});
    Tape tape;
    const FakeArray b = apply(tape, Op::add, a, again);
    const FakeArray c = apply(tape, Op::negative, part);
    const FakeArray d = apply(tape, Op::add, other, a.slice({{1, 3}}));
    // a, b, part, c, other, d
    EXPECT_EQ(tape.views.size(), 6U);
    EXPECT_EQ(tape.slots.size(), 5U);
    EXPECT_EQ(tape.layouts.size(), 2U);
    EXPECT_EQ(tape.words[1], tape.words[2]);
    const SlotEntry& slot = tape.slots[0];
    EXPECT_EQ(slot.view_count, 2U);
    EXPECT_EQ(tape.views[slot.first_view].next_in_slot, slot.last_view);
    EXPECT_EQ(tape.views[slot.last_view].offset, 8);
    EXPECT_EQ(tape.views[slot.last_view].next_in_slot, UINT32_MAX);
}

TEST(Recording, views_that_differ_in_offset_shape_or_strides_have_numbers_of_their_own) {
    const FakeArray a = FakeArray::filled({4, 4});
    Tape tape;
    const FakeArray out = FakeArray::make({2, 2});
    for (const FakeArray& view :
         {a.slice({{0, 2}, {0, 2}}), a.slice({{0, 2}, {1, 2}}), a.slice({{0, 2, 2}, {0, 2}}),
          a.slice({{0, 2}, {0, 2}}).transposed(), a.view({2, 2}, {16, 8})})
        assign(tape, out, view);
    EXPECT_EQ(tape.slots[0].view_count, 5U);
}

TEST(Recording, one_layout_at_two_offsets_is_two_views) {
    const FakeArray a = FakeArray::filled({6});
    const FakeArray part = a.slice({{0, 3}});
    ViewRef moved = part.ref();
    moved.offset += 8;
    const FakeArray out = FakeArray::make({3});
    const Input in[] = {Input::of(part.ref()), Input::of(moved)};
    Tape tape;
    tape.elementwise(Op::add, DType::float64, out.ref(), in);
    EXPECT_EQ(tape.slots[0].view_count, 2U);
    EXPECT_EQ(tape.layouts.size(), 1U);
}

TEST(Recording, marks_storages_until_the_tape_is_cleared) {
    const FakeArray a = FakeArray::filled({4});
    Tape tape;
    const FakeArray b = apply(tape, Op::negative, a);
    EXPECT_EQ(a.storage().tape, &tape);
    EXPECT_FALSE(a.storage().pending) << "it is only read";
    EXPECT_TRUE(b.storage().pending);
    EXPECT_TRUE(tape.slots[0].had_bytes);
    EXPECT_FALSE(tape.slots[0].written);
    EXPECT_FALSE(tape.slots[1].had_bytes);
    EXPECT_TRUE(tape.slots[1].written);

    tape.clear();
    EXPECT_TRUE(tape.empty());
    EXPECT_EQ(a.storage().tape, nullptr);
    EXPECT_EQ(b.storage().tape, nullptr);
    EXPECT_FALSE(b.storage().pending);
    EXPECT_EQ(b.storage().counts, Storage::handle);
    for (const std::size_t size : {tape.words.size(), tape.views.size(), tape.slots.size(),
                                   tape.layouts.size(), tape.scalars.size()})
        EXPECT_EQ(size, 0U);
}

TEST(Recording, holds_what_it_touches_until_it_is_cleared) {
    const int before = place().released;
    Tape tape;
    {
        const FakeArray a = FakeArray::filled({4});
        const FakeArray b = apply(tape, Op::negative, a);
    }
    EXPECT_EQ(place().released, before);
    EXPECT_FALSE(tape.slots[1].storage->has_handles());
    tape.clear();
    EXPECT_EQ(place().released, before + 1) << "b never had bytes";
}

TEST(Recording, a_tape_that_goes_lets_go_of_its_storages) {
    const FakeArray a = FakeArray::filled({4});
    {
        Tape tape;
        apply(tape, Op::negative, a);
    }
    EXPECT_EQ(a.storage().tape, nullptr);
    EXPECT_EQ(a.storage().counts, Storage::handle);
}

TEST(Recording, keeps_every_kind_of_statement) {
    const FakeArray a = FakeArray::filled({3, 4});
    const FakeArray index = FakeArray::filled({4}, DType::int64);
    const FakeArray truth = FakeArray::filled({3, 4}, DType::bool_);
    static const Call call{"double_it", nullptr, nullptr};
    Tape tape;
    const Input choice[] = {Input::of(truth.ref()), Input::of(a.ref()), one()};
    const FakeArray chosen = FakeArray::make({3, 4});
    tape.select(DType::float64, chosen.ref(), choice);
    const FakeArray total = reduce(tape, ReduceOp::sum, a, 2);
    const FakeArray scanned = FakeArray::make({3, 4});
    tape.scan(ReduceOp::product, scanned.ref(), a.ref(), 1);
    const FakeArray taken = FakeArray::make({4});
    tape.gather(taken.ref(), a.view({4}, {0}).ref(), index.ref(), 8);
    const FakeArray called = FakeArray::make({3, 4});
    const ViewRef out[] = {called.ref()};
    const ViewRef in[] = {a.ref(), chosen.ref()};
    tape.call(&call, out, in);
    const FakeArray counted = FakeArray::make({4}, DType::int64);
    fill(tape, counted, Input::position());

    const CanonicalTape form = canonical_of(tape);
    verify(form);
    // ":s" stands for any stride but the element's size, ":0" for none, "*" joins axes.
    EXPECT_EQ(to_text(form),
              "s2.v2 float64[n1:s*n2] = select(s0.v0 bool[n1:s*n2], s1.v1 float64[n1:s*n2], "
              "float64 #0)\n"
              "s3.v3 float64[n1] = reduce sum axes 2(s1.v1 float64[n1:s*n2])\n"
              "s4.v4 float64[n1:s*n2] = scan prod(s1.v1 float64[n1:s*n2])\n"
              "s6.v7 float64[n2] = gather(s1.v5 float64[n2:0], s5.v6 int64[n2], int64 #1)\n"
              "s7.v8 float64[n1:s*n2] = call 0(s1.v1 float64[n1:s*n2], s2.v2 float64[n1:s*n2])\n"
              "s8.v9 int64[n2] = positive(position)\n"
              "given s0\ngiven s1\ngiven s5\n"
              "live s0\nlive s1\nlive s2\nlive s3\nlive s4\nlive s5\nlive s6\nlive s7\nlive s8\n");
    EXPECT_EQ(form.statements[2].header.extra, 1U);
    EXPECT_EQ(tape.statement_count(), 6U);
    EXPECT_EQ(tape.calls, std::vector<const Call*>{&call});
}

TEST(Recording, a_function_brings_its_key_and_all_its_outputs) {
    const FakeArray a = FakeArray::filled({3});
    const FakeArray x = FakeArray::make({3});
    const FakeArray y = FakeArray::make({3}, DType::int64);
    const base::Hash128 key{.low = 11, .high = 22};
    Tape tape;
    const ViewRef out[] = {x.ref(), y.ref()};
    const Input in[] = {Input::of(a.ref()), one()};
    tape.function(nullptr, key, out, in);
    ASSERT_EQ(tape.words.size(), 7U);
    EXPECT_EQ(tape.words[1], 11U);
    EXPECT_EQ(tape.words[2], 22U);
    EXPECT_EQ(tape.function_keys, std::vector{key});
    const CanonicalTape form = canonical_of(tape);
    ASSERT_EQ(form.statements.size(), 1U);
    EXPECT_EQ(form.statements[0].in.size(), 2U);
    ASSERT_EQ(form.statements[0].out.size(), 2U);
    EXPECT_EQ(form.statements[0].out[1].dtype, DType::int64);
}

}  // namespace
}  // namespace tenon::tape
