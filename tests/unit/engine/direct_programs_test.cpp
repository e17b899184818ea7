// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <set>
#include <thread>
#include <vector>

#include "engine/direct_programs.hpp"

namespace tenon::engine {
namespace {

constexpr DType reals[] = {DType::bool_,  DType::int8,    DType::int16,   DType::int32,
                           DType::int64,  DType::uint8,   DType::uint16,  DType::uint32,
                           DType::uint64, DType::float16, DType::float32, DType::float64};

DirectForm copies(DType from, DType to, int rank) {
    DirectForm form;
    form.op = static_cast<std::uint8_t>(ops::Op::positive);
    form.compute = from;
    form.rank = static_cast<std::uint8_t>(rank);
    form.params = 2;
    form.types = {to, from};
    form.inner = {kernel::Inner::contiguous, kernel::Inner::contiguous};
    return form;
}

TEST(DirectPrograms, AFormKeepsItsProgramAndSharesItWithNone) {
    using kernel::Inner;
    std::vector<DirectForm> forms;
    // More than the table has places, so that some are behind the lock.
    for (const DType from : reals)
        for (const DType to : reals)
            for (int rank = 1; rank <= 4; ++rank)
                for (const Inner out : {Inner::contiguous, Inner::strided, Inner::broadcast})
                    for (const Inner in : {Inner::contiguous, Inner::strided, Inner::broadcast}) {
                        forms.push_back(copies(from, to, rank));
                        forms.back().inner = {out, in};
                    }
    ASSERT_GT(forms.size(), 5000U);
    std::set<const interpreter::Program*> programs;
    for (const DirectForm& form : forms)
        programs.insert(direct_program(form));
    EXPECT_EQ(programs.size(), forms.size());
    for (const DirectForm& form : forms)
        programs.insert(direct_program(form));
    EXPECT_EQ(programs.size(), forms.size());
}

TEST(DirectPrograms, EveryPartOfAFormIsInItsKey) {
    const DirectForm form = copies(DType::int32, DType::int32, 1);
    std::vector<DirectForm> others(9, form);
    others[0].op = static_cast<std::uint8_t>(ops::Op::negative);
    others[1].op = DirectForm::selects;
    others[2].reduces = true;
    others[3].compute = DType::int64;
    others[4].rank = 8;
    others[5].params = 3;
    others[6].numbers = 1;
    others[7].types[1] = DType::complex128;
    others[8].inner[0] = kernel::Inner::broadcast;
    std::set<std::uint64_t> keys{0, form.key()};
    for (const DirectForm& other : others)
        keys.insert(other.key());
    EXPECT_EQ(keys.size(), others.size() + 2);
}

TEST(DirectPrograms, ThreadsThatAskAtOnceGetTheSameOne) {
    const DirectForm form = copies(DType::complex64, DType::complex64, 7);
    std::vector<const interpreter::Program*> found(8);
    std::vector<std::thread> threads;
    for (auto& program : found)
        threads.emplace_back([&] { program = direct_program(form); });
    for (std::thread& thread : threads)
        thread.join();
    for (const auto* program : found)
        EXPECT_EQ(program, found[0]);
}

TEST(DirectPrograms, NumbersAreInputsWithoutAParameter) {
    DirectForm form = copies(DType::float64, DType::float64, 1);
    EXPECT_EQ(form.inputs(), 1U);
    form.numbers = 0b10;
    EXPECT_EQ(form.inputs(), 2U);
    form.reduces = true;
    form.params = 3;
    form.numbers = 0;
    EXPECT_EQ(form.inputs(), 1U) << "the third is the value beside the position";
}

}  // namespace
}  // namespace tenon::engine
