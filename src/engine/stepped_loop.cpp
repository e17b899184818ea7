// SPDX-License-Identifier: MIT
#include "engine/stepped_loop.hpp"

#include <algorithm>
#include <utility>

#include "base/long_work.hpp"
#include "engine/bind_reductions.hpp"
#include "engine/block_plan.hpp"
#include "engine/counters.hpp"
#include "engine/float_events.hpp"
#include "engine/shared_rows.hpp"
#include "engine/tile_launches.hpp"
#include "runtime/interrupt.hpp"

namespace tenon::engine {

namespace {

using detail::Storage;
using tape::LoopBody;
using tape::LoopRole;

/// Turns beyond this would take longer to bind than they save.
constexpr std::size_t most_turns = 64;

/// What passes from one iteration to the next is in memory; all other roles may be registers.
void note_slots(const LoopBody& body, tape::CanonicalTape& form) {
    for (std::size_t role = 0; role < body.roles.size(); ++role)
        form.slots[role] = {.had_bytes = body.roles[role].from != LoopRole::none,
                            .live = body.roles[role].next != LoopRole::none,
                            .sole = false};
    for (std::uint32_t a = 0; a < body.views.size(); ++a)
        for (std::uint32_t b = a + 1; b < body.views.size(); ++b) {
            const tape::LoopView &x = body.views[a], &y = body.views[b];
            if (x.role == y.role && body.roles[x.role].written &&
                !tape::may_overlap(*x.layout, x.offset, *y.layout, y.offset))
                form.disjoint.emplace_back(a, b);
        }
}

bool all_plain_kernels(const schedule::Plan& plan) {
    return std::ranges::all_of(plan.steps, [](const schedule::Step& step) {
        return step.kind == schedule::StepKind::kernel &&
               std::ranges::none_of(step.kernel->params, &kernel::Param::gathered);
    });
}

/// See blame_unknown in who_raised.cpp: what flags of these statements say is certain.
bool flags_tell_all(const LoopBody& body) {
    return std::ranges::all_of(body.statements, [&](const tape::LoopStatement& statement) {
        const auto operands = body.operands_of(statement);
        return noise_of(statement.header, operands.front().dtype, operands.back().dtype) == 0;
    });
}

/// Whether anybody can look at something that the last iteration makes and does not hand on.
bool looks_at_last(const tape::Loop& loop) {
    for (std::size_t role = 0; role < loop.body().roles.size(); ++role) {
        const Storage* const storage = loop.last()[role];
        if (loop.body().roles[role].next == LoopRole::none &&
            (storage->has_handles() ||
             std::ranges::find(loop.partial(), storage) != loop.partial().end()))
            return true;
    }
    return false;
}

}  // namespace

namespace {

/// The plan sees views with gaps as what they are: their rows do not join.
void note_gaps(std::span<const tape::LoopView> views, std::span<const RowPitch> pitches,
               tape::CanonicalTape& form) {
    for (std::size_t view = 0; view < views.size(); ++view) {
        if (!pitches[views[view].role].moves())
            continue;
        form.layouts.push_back(
            tape::with_strides(form.layouts[form.views[view].layout], *views[view].layout));
        form.views[view].layout = static_cast<std::uint32_t>(form.layouts.size() - 1);
    }
}

std::vector<std::shared_ptr<const RowCopyPlans>> copy_plans(std::span<const RowPitch> pitches) {
    std::vector<std::shared_ptr<const RowCopyPlans>> plans;
    for (const RowPitch& pitch : pitches) {
        const auto same = std::ranges::find(pitches, pitch);
        const auto known = static_cast<std::size_t>(same - pitches.begin());
        plans.push_back(!pitch.moves()         ? nullptr
                        : known < plans.size() ? plans[known]
                                               : std::make_shared<RowCopyPlans>(pitch));
    }
    return plans;
}

}  // namespace

bool has_reductions(const schedule::Plan& plan) {
    return std::ranges::any_of(plan.steps,
                               [](const auto& step) { return !step.reductions.empty(); });
}

std::shared_ptr<const SteppedPlan> make_stepped_plan(const LoopBody& body, schedule::LoopForm form,
                                                     std::vector<RowPitch> pitches,
                                                     std::string* why_not) {
    LoopTurns turns(body);
    if (std::ranges::any_of(pitches, &RowPitch::moves))
        turns.wait_for_writes();
    if (turns.turns() > most_turns) {
        *why_not = "its arrays change hands in circles of too many";
        return nullptr;
    }
    std::vector<tape::LoopView> views = with_gaps(body, pitches);
    note_slots(body, form.tape);
    note_gaps(views, pitches, form.tape);
    schedule::Plan plan = schedule::schedule(form.tape, form.functions);
    schedule::verify(plan, form.tape);
    if (plan.steps.empty()) {
        *why_not = "it leaves nothing that anybody could look at";
        return nullptr;
    }
    if (!all_plain_kernels(plan)) {
        *why_not = "not all of its statements are elementwise, or reductions";
        return nullptr;
    }
    if (has_reductions(plan) && std::ranges::any_of(pitches, &RowPitch::moves)) {
        *why_not = "other rows would be reduced in another order";
        return nullptr;
    }
    double cost_ns = 0;
    for (const schedule::Step& step : plan.steps)
        cost_ns += step.cost_ns * static_cast<double>(body.views[step.space_view].layout->size);
    std::vector<std::shared_ptr<const RowCopyPlans>> copies = copy_plans(pitches);
    return std::make_shared<SteppedPlan>(
        SteppedPlan{load_plan(std::move(plan)), std::move(turns), cost_ns, flags_tell_all(body),
                    std::move(views), std::move(pitches), std::move(copies)});
}

SteppedRun::SteppedRun(const tape::Loop& loop, const SteppedPlan& stepped, bool watch, bool pretend)
    : loop_(loop), stepped_(stepped), memory_(loop, stepped, pretend), pretend_(pretend),
      place_(static_cast<DevicePlace*>(loop.last().front()->place)),
      steps_(stepped.plan->plan.steps),
      numbers_vary_(std::ranges::any_of(loop.body().scalars, &tape::LoopScalar::varies)),
      watched_(watch ? &flags_ : nullptr) {}

bool SteppedRun::acquire() {
    memory_.allocate_rings();
    bind_turns();
    copies_in_ = memory_.copies_in();
    frames_ = memory_.frames();
    if (stepped_.has_gaps()) {
        if (worth_tiles_)
            first_pass_ = find_pass(Position{}, {copies_in_, most_steps_of_pass, {}});
        if (!first_pass_ || first_pass_->steps.size() <= copies_in_.size())
            return false;
        if (copies_in_.empty())
            passes_.front() = {true, first_pass_};
    }
    if (mode_ == Execution::compiled && !pretend_) {
        for (const auto& kernel : stepped_.plan->kernels)
            kernel->program(0, Execution::compiled);
        for (const std::vector<RowCopy>* copies : {&copies_in_, &frames_})
            for (const RowCopy& copy : *copies)
                copy.kernel().program(0, Execution::compiled);
    }
    return true;
}

std::vector<tape::ScalarBits> SteppedRun::numbers(std::int64_t iteration) const {
    std::vector<tape::ScalarBits> numbers;
    for (std::uint32_t number = 0; number < loop_.body().scalars.size(); ++number)
        numbers.push_back(loop_.scalar_at(number, iteration));
    return numbers;
}

void SteppedRun::bind_turns() {
    const auto count =
        std::min(static_cast<std::int64_t>(stepped_.turns.turns()), loop_.iterations());
    bool alone = false;
    for (std::int64_t i = 0; i < count; ++i) {
        std::vector<BoundStep>& bound = turns_.emplace_back(steps_.size());
        const SteppedMemory::Places places = memory_.places(i);
        const std::vector<tape::ScalarBits> here = numbers(i);
        const ReductionMemory memory{
            .address =
                [&](std::uint32_t view) {
                    const tape::LoopView& known = places.views[view];
                    return reinterpret_cast<std::intptr_t>(places.addresses[known.role]) +
                           known.offset;
                },
            .scratch = [&](std::int64_t bytes) { return memory_.scratch(bytes); }};
        for (std::size_t s = 0; s < steps_.size(); ++s) {
            bind_kernel(steps_[s], {places.views, places.addresses, here}, bound[s]);
            bind_reductions(steps_[s], memory, bound[s], joins_.emplace_back());
        }
        if (i > 0)
            continue;
        std::int64_t bytes = 0;
        for (std::size_t role = 0; role < places.addresses.size(); ++role)
            if (places.addresses[role] != nullptr)
                bytes += loop_.last()[role]->bytes;
        const std::int64_t within_reach =
            steps_.size() > 1
                ? limits_.worth_bytes_alone
                : std::max(limits_.worth_bytes_alone, limits_.worth_bytes_of_one_step);
        worth_tiles_ = bytes >= limits_.worth_bytes;
        alone = bytes >= within_reach;
    }
    // The first iterations may find their rows closer together.
    worth_tiles_ = worth_tiles_ && (alone || rows_share_loads());
    passes_.resize(turns_.size() * steps_.size());
    of_rows_.resize(passes_.size());
    find_small_steps();
}

/// So many that their kernel takes less in tiles, whatever the memory brings.
bool SteppedRun::rows_share_loads() const {
    constexpr double few = 0.6;
    for (std::size_t s = 0; s < steps_.size(); ++s)
        if (loads_left_of_rows(*steps_[s].kernel, turns_.back()[s].args) > few)
            return false;
    return true;
}

/// Steps that take so little that the threads should not part after each of them.
void SteppedRun::find_small_steps() {
    double work = 0, most = 0;
    for (const BoundStep& bound : turns_.front()) {
        work += bound.space.work_ns();
        most = std::max(most, bound.space.work_ns());
    }
    const double mean = work / static_cast<double>(steps_.size());
    const auto [least_ns, most_ns] = limits_.in_step_ns;
    if (worth_tiles_ || mean < least_ns || most > most_ns || has_reductions(stepped_.plan->plan))
        return;
    constexpr double row_ns = 2e6;  // an interrupt, or somebody who looks, waits for as long
    steps_in_step_ = std::clamp(static_cast<std::int64_t>(row_ns / std::max(mean, 1.0)),
                                std::int64_t{16}, std::int64_t{512});
}

std::int64_t SteppedRun::can_leave(std::int64_t wanted) const {
    const auto steps = static_cast<std::int64_t>(steps_.size());
    const std::int64_t untouched = loop_.iterations() - (done_ + steps - 1) / steps;
    return std::max<std::int64_t>(std::min(wanted, untouched), looks_at_last(loop_) ? 1 : 0);
}

unsigned SteppedRun::finish(std::int64_t left, std::span<Storage* const> storages) {
    const std::int64_t end = (loop_.iterations() - left) * static_cast<std::int64_t>(steps_.size());
    const double work =
        stepped_.cost_ns * static_cast<double>(end - done_) / static_cast<double>(steps_.size());
    std::optional<base::LongWork> apart;
    if (work > base::long_work_ns)
        apart.emplace();
    std::vector<RowCopy> copies = memory_.copies_out(left);
    while (done_ < end || (!copies.empty() && copies_in_.empty())) {
        if (apart && apart->interrupted())
            runtime::request_interrupt();
        runtime::throw_if_interrupted();
        const std::int64_t to_do = end - done_;
        if (!copies.empty() && run_last(end, copies)) {
            copies.clear();
            continue;
        }
        // The last pass should be a long one: what is copied in it is in the caches then.
        const bool near = !copies.empty() && to_do < 2 * most_steps_of_pass;
        run_next(near ? done_ + (to_do + 1) / 2 : end, false);
    }
    memory_.hand_over(left, storages);
    return flags_.load(std::memory_order_relaxed);
}

void SteppedRun::advance(std::int64_t iterations, const std::atomic<bool>& stop) {
    const std::int64_t end = iterations * static_cast<std::int64_t>(steps_.size());
    // An interrupt is for whoever looks at the values.
    while (done_ < end && !stop.load(std::memory_order_relaxed) && !runtime::interrupt_requested())
        if (!run_next(end, true))
            return;
}

SteppedRun::Position SteppedRun::after(Position here) const {
    return here.step + 1 < steps_.size() ? Position{here.turn, here.step + 1}
                                         : Position{stepped_.turns.after(here.turn), 0};
}

void SteppedRun::go_on(std::int64_t steps) {
    for (done_ += steps; steps > 0; --steps)
        here_ = after(here_);
}

/// Who looks at a value waits for the pass that one thread is running meanwhile: it should be
/// short, but with steps enough to spare the memory.
std::int64_t SteppedRun::steps_at_once() const {
    constexpr double wait_ns = 20e6;
    constexpr std::int64_t least = 16;
    const double steps = wait_ns / stepped_.cost_ns * static_cast<double>(steps_.size());
    return std::max(least, static_cast<std::int64_t>(std::min(steps, 1e6)));
}

/// A pass or a step, none beyond `end`. False: it waits for a pass to be full.
bool SteppedRun::run_next(std::int64_t end, bool more_come) {
    copy_frames();
    PassFrom& from = passes_[here_.turn * steps_.size() + here_.step];
    if (worth_tiles_ && copies_in_.empty() && !std::exchange(from.looked, true))
        from.pass = find_pass(here_, {{}, most_steps_of_pass, {}});
    const std::optional<TilePass>& pass = copies_in_.empty() ? from.pass : first_pass_;
    if (!pass) {
        run_in_step(end);
        return true;
    }
    auto most = static_cast<std::int64_t>(pass->steps.size() - copies_in_.size());
    if (more_come)
        most = std::min(most, steps_at_once());
    const std::int64_t count = std::min(most, end - done_);
    if (more_come && count < most)
        return false;
    run_pass(*pass, {copies_in_, count, {}});
    copies_in_.clear();
    go_on(count);
    return true;
}

/// All that is left, and the copies behind it. False: they are more than a pass.
bool SteppedRun::run_last(std::int64_t end, std::span<const RowCopy> copies) {
    copy_frames();
    const Row row{copies_in_, end - done_, copies};
    if (row.count == 0) {
        for (const RowCopy& copy : copies)
            run_alone(copy);
        return true;
    }
    if (row.count > most_steps_of_pass)
        return false;
    const std::optional<TilePass> pass = find_pass(here_, row);
    if (!pass || pass->steps.size() < row.size())
        return false;
    run_pass(*pass, row);
    copies_in_.clear();
    go_on(row.count);
    return true;
}

/// The longest pass that begins with the row, as long as its addresses are known.
std::optional<TilePass> SteppedRun::find_pass(Position here, const Row& row,
                                              std::string* why_not) const {
    std::vector<TileStep> ahead;
    const auto add = [&](std::span<const RowCopy> copies) {
        for (const RowCopy& copy : copies)
            ahead.push_back({&copy.step(), &copy.bound()});
    };
    add(row.before);
    for (std::int64_t i = 0; i < row.count && here.turn < turns_.size(); ++i, here = after(here))
        ahead.push_back({&steps_[here.step], &turns_[here.turn][here.step]});
    add(row.behind);
    TileLimits limits = limits_;
    limits.most_steps = std::max(limits.most_steps, std::ssize(ahead));  // copies come on top
    if (why_not == nullptr && !has_reductions(stepped_.plan->plan))
        return stepped_.passes->first_pass(ahead, limits);
    return find_first_pass(ahead, limits, why_not);
}

/// The words that a launch is called with; those of the turn, if no number varies. `done` steps of
/// the run came before.
const std::int64_t* SteppedRun::args_of(Position here, std::int64_t done) {
    const std::vector<std::int64_t>& words = turns_[here.turn][here.step].args;
    if (!numbers_vary_ || steps_[here.step].scalars.empty())
        return words.data();
    varied_.push_back(words);
    const std::int64_t iteration = done / static_cast<std::int64_t>(steps_.size());
    set_scalars(steps_[here.step], numbers(iteration), varied_.back());
    return varied_.back().data();
}

void SteppedRun::run_pass(const TilePass& pass, const Row& row) {
    Position here = here_;
    TileLaunches launches(pass, mode_);
    varied_.clear();
    for (const RowCopy& copy : row.before)
        launches.add(copy.kernel(), copy.bound(), copy.bound().args.data());
    for (std::int64_t i = 0; i < row.count; ++i, here = after(here)) {
        BoundStep& bound = turns_[here.turn][here.step];
        bound.space.float_flags = watched_;
        launches.add(stepped_.plan->kernel_in_tiles(here.step), bound, args_of(here, done_ + i));
    }
    for (const RowCopy& copy : row.behind)
        launches.add(copy.kernel(), copy.bound(), copy.bound().args.data());
    launches.run(place_->device());
    here = here_;
    for (std::int64_t i = 0; i < row.count; ++i, here = after(here))
        join(here);
}

/// What the reductions of a step have left is joined to their results.
void SteppedRun::join(Position here) {
    for (HostStep& step : joins_[here.turn * steps_.size() + here.step]) {
        step.space.float_flags = watched_;
        place_->device().submit_now(*step.program, step.args, step.space);
    }
}

/// One step, or as many as the threads take together.
void SteppedRun::run_in_step(std::int64_t end) {
    using Clock = std::chrono::steady_clock;
    const std::int64_t count = std::min(steps_in_step_, end - done_);
    const Clock::time_point begin = count > 1 ? Clock::now() : Clock::time_point{};
    if (count <= 1 || begin < in_step_again_) {
        run_alone();
        return go_on(1);
    }
    in_step_.clear();
    varied_.clear();
    Position here = here_;
    for (std::int64_t i = 0; i < count; ++i, here = after(here)) {
        BoundStep& bound = turns_[here.turn][here.step];
        bound.space.float_flags = watched_;
        const bool look = i < std::ssize(of_rows_) && count >= 32 * std::ssize(of_rows_);
        const runtime::Program& program = program_in_step(here, look);
        in_step_.push_back({&program, args_of(here, done_ + i), bound.space});
        count_launches(1, 0, bound.bytes_read, bound.bytes_written);
    }
    engine::count(counters().launches_in_step, in_step_.size());
    // Where others need the cores, what is lost by it should be a twentieth at most.
    if (!place_->device().run_in_step(in_step_, limits_.small_step_ns))
        in_step_again_ = begin + 20 * (Clock::now() - begin);
    go_on(count);
}

/// Code that takes rows together as soon as there is some; `look` for it takes as long as some
/// tens of launches gain.
const runtime::Program& SteppedRun::program_in_step(Position here, bool look) {
    const BoundStep& bound = turns_[here.turn][here.step];
    LoadedKernel& kernel = *stepped_.plan->kernels[here.step];
    const double work = bound.space.work_ns();
    std::shared_ptr<const runtime::Program>& rows = of_rows_[here.turn * steps_.size() + here.step];
    if (rows == nullptr && look)
        rows = program_for_rows(kernel, bound.args, work, mode_);
    if (rows == nullptr)
        return kernel.program(work, mode_);
    engine::count(counters().launches_of_rows, 1);
    return *rows;
}

void SteppedRun::run_alone() {
    BoundStep& bound = turns_[here_.turn][here_.step];
    bound.space.float_flags = watched_;
    varied_.clear();
    LoadedKernel& kernel = *stepped_.plan->kernels[here_.step];
    place_->device().submit_now(kernel.program(bound.space.work_ns(), mode_), args_of(here_, done_),
                                bound.space);
    count_launches(1, 0, bound.bytes_read, bound.bytes_written);
    join(here_);
}

void SteppedRun::run_alone(const RowCopy& copy) {
    const BoundStep& bound = copy.bound();
    place_->device().submit_now(copy.kernel().program(bound.space.work_ns(), mode_),
                                bound.args.data(), bound.space);
    count_launches(1, 0, bound.bytes_read, bound.bytes_written);
}

void SteppedRun::copy_frames() {
    for (const RowCopy& copy : frames_)
        run_alone(copy);
    frames_.clear();
}

std::string SteppedRun::describe() const {
    std::string text, why_not = "the arrays stay in the caches anyway";
    for (const schedule::Step& step : steps_)
        text += "kernel of an iteration: " + step.kernel->name + "\n";
    if (steps_in_step_ > 0)
        text += "they are short: threads stay together for " + std::to_string(steps_in_step_) +
                " of them\n";
    if (!worth_tiles_)
        return text + "no kernels run together in tiles: " + why_not + "\n";
    const std::optional<TilePass> pass =
        find_pass(Position{}, {{}, most_steps_of_pass, {}}, &why_not);
    if (!pass)
        return text + "the first kernel runs alone: " + why_not + "\n";
    text += std::to_string(pass->steps.size()) + " kernels run together, in tiles of ";
    for (std::size_t d = 0; d < pass->width.size(); ++d)
        text += (d == 0 ? "" : " x ") + std::to_string(pass->width[d]);
    text += " elements\n";
    return stepped_.has_gaps() ? text + "meanwhile rows are farther apart: they would meet in the "
                                        "caches\n"
                               : text;
}

void SteppedRun::mark_lost() noexcept {
    const LoopBody& body = loop_.body();
    for (std::uint32_t role = 0; role < body.roles.size(); ++role)
        if (body.roles[role].written && loop_.first()[role] != nullptr)
            loop_.first()[role]->lost = true;
    for (Storage* const storage : loop_.last())
        if (storage->address == nullptr)
            storage->lost = true;
}

}  // namespace tenon::engine
