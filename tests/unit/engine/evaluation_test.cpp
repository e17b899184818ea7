// SPDX-License-Identifier: MIT
// When statements run, what a run costs, and what is left after an interrupt.
#include <gtest/gtest.h>

#include <tenon/tenon.hpp>

#include "api/apply.hpp"
#include "engine/test_hooks.hpp"
#include "runtime/device.hpp"
#include "runtime/interrupt.hpp"

namespace tenon::engine {
namespace {

using Doubles = std::vector<double>;

/// What was counted while the body ran.
template <class Body>
Statistics counted(const Body& body) {
    synchronize();
    const Statistics before = statistics();
    body();
    Statistics now = statistics();
    now.statements -= before.statements;
    now.evaluations -= before.evaluations;
    now.plans_made -= before.plans_made;
    now.launches -= before.launches;
    now.bytes_read -= before.bytes_read;
    now.bytes_written -= before.bytes_written;
    now.temporaries -= before.temporaries;
    return now;
}

TEST(Evaluation, waits_until_somebody_looks) {
    Array a = ones({100});
    a.eval();
    Array b;
    const Statistics recorded = counted([&] {
        b = a * 2.0 + 1.0;
        b += a;
        static_cast<void>(b.shape());
        static_cast<void>(explain(b));
    });
    EXPECT_EQ(recorded.launches, 0U);
    const Statistics looked = counted([&] { EXPECT_EQ(b(0).item<double>(), 4); });
    EXPECT_EQ(looked.launches, 0U) << "synchronize() ran it before";
    EXPECT_EQ(explain(b), "nothing is pending: the array's values are there\n");
}

TEST(Evaluation, runs_all_that_the_thread_recorded) {
    const Array a = ones({100});
    const Array b = a + 1.0;
    const Array other = ones({50}) * 3.0;
    b.eval();
    const Statistics later = counted([&] { other.eval(); });
    EXPECT_EQ(later.evaluations, 0U);
}

TEST(Evaluation, of_a_chain_moves_its_inputs_and_results_only) {
    set_execution(Execution::interpreter);  // small new tapes are run one by one otherwise
    const Array a = full({1000}, 2.0);
    const Array b = full({1000}, 3.0);
    b.eval();
    Array c;
    const Statistics run = counted([&] {
        c = (a + a) * b + sqrt(a * b + 1.0);
        c.eval();
    });
    EXPECT_EQ(run.launches, 1U);
    EXPECT_EQ(run.temporaries, 0U);
    EXPECT_EQ(run.bytes_read, 16000U);
    EXPECT_EQ(run.bytes_written, 8000U);
    EXPECT_EQ(run.statements, 6U);
    EXPECT_EQ(c(999).item<double>(), 12 + std::sqrt(7.0));
    set_execution(Execution::automatic);
}

/// The mean of neighbours, some sweeps of it, and a sum.
double sweeps(std::int64_t rows, std::int64_t columns, double factor) {
    Array u = (arange(rows * columns) * factor).reshape({rows, columns});
    Array v = u.copy();
    for (int i = 0; i < 3; ++i) {
        v(slice(1, -1), all) = (u(slice(0, -2), all) + u(slice(2, end), all)) / 2;
        swap(u, v);
    }
    return sum(u).item<double>();
}

TEST(Plans, serve_other_sizes_and_numbers) {
    const double first = sweeps(8, 12, 1.0);
    const Statistics again = counted([&] {
        EXPECT_EQ(sweeps(8, 12, 1.0), first);
        EXPECT_EQ(sweeps(8, 12, 2.0), 2 * first);
        // u is linear in its row, and the sweeps keep it: the sum is that of all numbers.
        EXPECT_EQ(sweeps(30, 40, 1.0), 1200.0 * 1199 / 2);
        EXPECT_EQ(sweeps(6, 5, 1.0), 30.0 * 29 / 2);
    });
    EXPECT_EQ(again.plans_made, 0U);
    const Statistics square = counted([&] { EXPECT_EQ(sweeps(9, 9, 1.0), 81.0 * 80 / 2); });
    EXPECT_GT(square.plans_made, 0U) << "equal sizes are another program";
}

TEST(Plans, are_made_anew_when_all_is_forgotten) {
    sweeps(8, 12, 1.0);
    int kernels = 0;
    test_hooks().kernel_mutator = [&](kernel::Kernel&) { ++kernels; };
    TestHooks::forget_everything();
    const Statistics anew = counted([] { sweeps(8, 12, 1.0); });
    test_hooks().kernel_mutator = nullptr;
    EXPECT_GT(anew.plans_made, 0U);
    EXPECT_GT(kernels, 0);
    TestHooks::forget_everything();
}

/// Long tapes of loops that are no longer recorded statement by statement are rare.
struct LongTapes : testing::Test {
    LongTapes() { TestHooks::roll = TestHooks::Roll::never; }
    ~LongTapes() override { TestHooks::roll = TestHooks::Roll::as_it_pays; }
};

TEST_F(LongTapes, are_run_between_iterations) {
    Array a = zeros({10});
    const Statistics run = counted([&] {
        for (int i = 0; i < 1000; ++i)
            a(all) = a + 1.0;
    });
    EXPECT_GE(run.evaluations, 9U);
    EXPECT_LE(run.evaluations, 12U);
    EXPECT_EQ(run.temporaries, 0U) << "no iteration was cut in two";
    EXPECT_EQ(sum(a).item<double>(), 10000);
    // Without assignments through views there is no natural end.
    const Statistics chain = counted([&] {
        Array b = a;
        for (int i = 0; i < 1000; ++i)
            b = b + 1.0;
        a = b;
    });
    EXPECT_EQ(chain.evaluations, 2U);
    EXPECT_EQ(sum(a).item<double>(), 20000);
}

TEST_F(LongTapes, are_cut_when_the_assigned_value_is_gone) {
    // Five statements an iteration: the tape is long enough in the middle of one.
    Array u = ones({300, 300}).eval();
    Array v = copy(u).eval();
    const auto in = slice(1, -1);
    const Statistics run = counted([&] {
        for (int i = 0; i < 200; ++i) {
            v(in, in) = ((u(slice(2, end), in) + u(slice(0, -2), in)) +
                         (u(in, slice(0, -2)) + u(in, slice(2, end)))) /
                        4;
            swap(u, v);
        }
        u.eval();
    });
    EXPECT_EQ(run.evaluations, 6U);
    EXPECT_EQ(run.temporaries, 0U);
    EXPECT_EQ(run.bytes_written, 200U * 298 * 298 * 8) << "nothing but the fields is stored";
    EXPECT_EQ(sum(u).item<double>(), 90000);
}

TEST(Settings, change_only_what_is_recorded_later) {
    const Array a = ones({100}) + 1.0;
    const int before = threads();
    const Statistics run = counted([&] { static_cast<void>(0); });
    EXPECT_EQ(run.launches, 0U);
    const Array b = a + 1.0;
    const std::uint64_t launches = statistics().launches;
    set_threads(1);
    EXPECT_EQ(statistics().launches, launches + 1) << "b is computed under the old setting";
    EXPECT_EQ(threads(), 1);
    set_threads(0);
    EXPECT_EQ(threads(), before);
    EXPECT_THROW(set_threads(-1), ValueError);
    EXPECT_THROW(set_schedule("sometimes"), ValueError);
}

// --- interrupts ---------------------------------------------------------------------------------

/// A step that asks for an interrupt: result[...] = a[...].
void interrupting(const void*, const std::int64_t* args, std::int64_t, std::int64_t, std::int64_t,
                  std::int64_t) {
    const std::int64_t rank = args[1];  // args: address, rank, sizes of the result, then of a
    std::int64_t count = 1;
    for (std::int64_t axis = 0; axis < rank; ++axis)
        count *= args[2 + axis];
    const auto* in = reinterpret_cast<const double*>(args[2 + rank]);
    std::copy(in, in + count, reinterpret_cast<double*>(args[0]));
    interrupt();
}
double no_cost(const std::int64_t*) { return 1; }
const tape::Call interrupting_call{"interrupting", interrupting, no_cost};

Array interrupt_after_copy(const Array& a) {
    const Array result = api::new_array(a.dtype(), a.shape(), "test");
    const tape::ViewRef in[] = {api::ArrayAccess::view(a, "test")};
    const tape::ViewRef out[] = {api::ArrayAccess::view(result, "test")};
    detail::Storage* storages[] = {in[0].storage, out[0].storage};
    api::record(storages, false, [&](tape::Tape& tape) { tape.call(&interrupting_call, out, in); });
    return result;
}

class Interrupts : public testing::Test {
protected:
    ~Interrupts() override {
        runtime::clear_interrupt();
        synchronize();
    }
};

TEST_F(Interrupts, lose_what_no_step_has_written_and_leave_the_rest) {
    const Array read = ones({50});
    Array updated = full({50}, 5.0);
    updated.eval();
    const Array before = read + 1.0;
    const Array copied = interrupt_after_copy(before);
    const Array after = cumulative_sum(copied);
    updated += after;
    const Array unrelated = cumulative_sum(read);
    EXPECT_THROW(after.eval(), Interrupted);
    EXPECT_EQ(sum(read).item<double>(), 50);
    EXPECT_EQ(sum(before).item<double>(), 100);
    EXPECT_EQ(sum(copied).item<double>(), 100) << "this step ended before anybody looked";
    EXPECT_EQ(sum(updated).item<double>(), 250) << "no step had begun to change it";
    for (const Array* lost : {&after, &unrelated}) {
        EXPECT_THROW(lost->eval(), DeviceError);
        EXPECT_THROW(*lost + 1.0, DeviceError);
        EXPECT_THROW((*lost)(0).item<double>(), DeviceError);
    }
    const Array anew = cumulative_sum(copied);
    EXPECT_EQ(anew(-1).item<double>(), 100) << "later work is as ever";
}

TEST_F(Interrupts, give_back_the_memory_of_temporaries_once) {
    const Array a = ones({300, 300});
    a.eval();
    synchronize();
    const std::size_t in_use = runtime::cpu_device().bytes_in_use();
    {
        const Array b = cumulative_sum(interrupt_after_copy(cumulative_sum(a * 2.0, 0)) + 1.0, 1);
        EXPECT_THROW(b.eval(), Interrupted);
    }
    EXPECT_EQ(runtime::cpu_device().bytes_in_use(), in_use);
    std::vector<Array> others;  // none may get a block that another has
    for (int i = 0; i < 8; ++i)
        others.push_back(full({300, 300}, static_cast<double>(i)));
    synchronize();
    for (int i = 0; i < 8; ++i)
        EXPECT_EQ(sum(others[static_cast<std::size_t>(i)]).item<double>(), i * 90000.0);
}

TEST_F(Interrupts, are_asked_for_once) {
    const Array a = ones({10}) + 1.0;
    interrupt();
    EXPECT_THROW(a.eval(), Interrupted);
    const Array b = ones({10}) + 1.0;
    EXPECT_EQ(sum(b).item<double>(), 20);
}

}  // namespace
}  // namespace tenon::engine
