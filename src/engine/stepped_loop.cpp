// SPDX-License-Identifier: MIT
#include "engine/stepped_loop.hpp"

#include <algorithm>
#include <utility>

#include "base/long_work.hpp"
#include "engine/block_plan.hpp"
#include "engine/counters.hpp"
#include "engine/float_events.hpp"
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

bool all_maps(const schedule::Plan& plan) {
    return std::ranges::all_of(plan.steps, [](const schedule::Step& step) {
        return step.kind == schedule::StepKind::kernel && step.reductions.empty() &&
               step.kernel->form == kernel::Form::map &&
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

std::shared_ptr<const SteppedPlan> make_stepped_plan(const LoopBody& body, schedule::LoopForm form,
                                                     std::string* why_not) {
    LoopTurns turns(body);
    if (turns.turns() > most_turns) {
        *why_not = "its arrays change hands in circles of too many";
        return nullptr;
    }
    note_slots(body, form.tape);
    schedule::Plan plan = schedule::schedule(form.tape, form.functions);
    schedule::verify(plan, form.tape);
    if (plan.steps.empty()) {
        *why_not = "it leaves nothing that anybody could look at";
        return nullptr;
    }
    if (!all_maps(plan)) {
        *why_not = "its statements are not all elementwise";
        return nullptr;
    }
    double cost_ns = 0;
    for (const schedule::Step& step : plan.steps)
        cost_ns += step.cost_ns * static_cast<double>(body.views[step.space_view].layout->size);
    return std::make_shared<SteppedPlan>(
        SteppedPlan{load_plan(std::move(plan)), std::move(turns), cost_ns, flags_tell_all(body)});
}

SteppedRun::SteppedRun(const tape::Loop& loop, const SteppedPlan& stepped, bool watch)
    : loop_(loop), stepped_(stepped), place_(static_cast<DevicePlace*>(loop.last().front()->place)),
      steps_(stepped.plan->plan.steps),
      numbers_vary_(std::ranges::any_of(loop.body().scalars, &tape::LoopScalar::varies)),
      watched_(watch ? &flags_ : nullptr) {}

SteppedRun::~SteppedRun() {
    if (pretended_ != 0)
        return;
    for (const Ring& ring : rings_)
        for (const Block& block : ring.blocks)
            if (block.of == nullptr && block.address != nullptr)
                place_->release(block.address, ring.bytes);
}

void SteppedRun::acquire() {
    allocate_rings();
    bind_turns();
    if (mode_ == Execution::compiled)
        for (const auto& kernel : stepped_.plan->kernels)
            kernel->program(0, Execution::compiled);
}

/// A ring's blocks have the size of the storages that will have them in the end.
void SteppedRun::allocate_rings() {
    const LoopBody& body = loop_.body();
    for (std::uint32_t role = 0; role < body.roles.size(); ++role) {
        if (!stepped_.turns.makes(role) || !stepped_.plan->plan.slots[role].stored)
            continue;
        Ring& ring = rings_.emplace_back();
        ring.role = role;
        ring.bytes = loop_.last()[role]->bytes;
        for (std::int64_t place = 0; place < stepped_.turns.ring_size(role); ++place) {
            Storage* const before = spent(role, place);
            ring.blocks.push_back(before != nullptr ? Block{before->address, before}
                                                    : Block{allocate(ring.bytes), nullptr});
        }
    }
}

void* SteppedRun::allocate(std::int64_t bytes) {
    if (pretended_ == 0)
        return place_->allocate(bytes);
    const std::uintptr_t address = pretended_;
    pretended_ += (static_cast<std::uintptr_t>(bytes) | 4095) + 1;
    return reinterpret_cast<void*>(address);
}

/// A ring of n places is written from place 0 on. So place n - k is first written when the storage
/// has been read for the last time that has gone through k iterations when the loop begins.
Storage* SteppedRun::spent(std::uint32_t maker, std::int64_t place) const {
    if (place == 0)
        return nullptr;
    std::uint32_t role = maker;
    for (std::int64_t k = stepped_.turns.ring_size(maker) - place; k > 0; --k)
        role = loop_.body().roles[role].next;
    Storage* const storage = loop_.first()[role];
    return can_serve(*storage) && storage->bytes == loop_.last()[maker]->bytes ? storage : nullptr;
}

SteppedRun::Block* SteppedRun::block(std::uint32_t role, std::int64_t iteration) {
    const LoopTurns::Where where = stepped_.turns.where(role, iteration);
    const auto ring = std::ranges::find(rings_, where.role, &Ring::role);
    return where.before || ring == rings_.end()
               ? nullptr
               : &ring->blocks[static_cast<std::size_t>(where.place)];
}

/// Null: it has no bytes.
void* SteppedRun::address(std::uint32_t role, std::int64_t iteration) {
    const LoopTurns::Where where = stepped_.turns.where(role, iteration);
    if (where.before)
        return loop_.first()[where.role]->address;
    const Block* const here = block(role, iteration);
    return here == nullptr ? nullptr : here->address;
}

std::vector<tape::ScalarBits> SteppedRun::numbers(std::int64_t iteration) const {
    std::vector<tape::ScalarBits> numbers;
    for (std::uint32_t number = 0; number < loop_.body().scalars.size(); ++number)
        numbers.push_back(loop_.scalar_at(number, iteration));
    return numbers;
}

void SteppedRun::bind_turns() {
    const auto roles = static_cast<std::uint32_t>(loop_.body().roles.size());
    const auto count =
        std::min(static_cast<std::int64_t>(stepped_.turns.turns()), loop_.iterations());
    for (std::int64_t i = 0; i < count; ++i) {
        std::vector<BoundStep>& bound = turns_.emplace_back(steps_.size());
        std::vector<void*> addresses;
        for (std::uint32_t role = 0; role < roles; ++role)
            addresses.push_back(address(role, i));
        const std::vector<tape::ScalarBits> here = numbers(i);
        for (std::size_t s = 0; s < steps_.size(); ++s)
            bind_kernel(steps_[s], {loop_.body(), addresses, here}, bound[s]);
    }
    passes_.resize(turns_.size() * steps_.size());
    std::int64_t bytes = 0;
    for (std::uint32_t role = 0; role < roles; ++role)
        if (address(role, 0) != nullptr)
            bytes += loop_.last()[role]->bytes;
    worth_tiles_ = bytes >= limits_.worth_bytes;
}

unsigned SteppedRun::finish() {
    last_is_left_ = looks_at_last(loop_);
    const std::int64_t end =
        (loop_.iterations() - (last_is_left_ ? 1 : 0)) * static_cast<std::int64_t>(steps_.size());
    const double work =
        stepped_.cost_ns * static_cast<double>(end - done_) / static_cast<double>(steps_.size());
    std::optional<base::LongWork> apart;
    if (work > base::long_work_ns)
        apart.emplace();
    while (done_ < end) {
        if (apart && apart->interrupted())
            runtime::request_interrupt();
        runtime::throw_if_interrupted();
        run_next(end, false);
    }
    hand_over();
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

/// A pass or a step, none beyond `end`. False: it waits for a pass to be full.
bool SteppedRun::run_next(std::int64_t end, bool more_come) {
    PassFrom& from = passes_[here_.turn * steps_.size() + here_.step];
    if (worth_tiles_ && !std::exchange(from.looked, true))
        from.pass = find_pass(here_);
    std::int64_t count = 1;
    if (from.pass) {
        count = std::min(static_cast<std::int64_t>(from.pass->steps.size()), end - done_);
        if (more_come && count < static_cast<std::int64_t>(from.pass->steps.size()))
            return false;
        run_pass(*from.pass, count);
    } else {
        run_alone();
    }
    for (done_ += count; count > 0; --count)
        here_ = after(here_);
    return true;
}

std::optional<TilePass> SteppedRun::find_pass(Position here, std::string* why_not) const {
    std::vector<TileStep> ahead;
    for (; ahead.size() < most_steps_of_pass && here.turn < turns_.size(); here = after(here))
        ahead.push_back({&steps_[here.step], &turns_[here.turn][here.step]});
    std::vector<TilePass> passes = find_tile_passes(ahead, limits_, why_not);
    if (passes.empty() || passes.front().first != 0)
        return std::nullopt;
    return std::move(passes.front());
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

void SteppedRun::run_pass(const TilePass& pass, std::int64_t count) {
    Position here = here_;
    TileLaunches launches(pass, mode_);
    varied_.clear();
    for (std::int64_t i = 0; i < count; ++i, here = after(here)) {
        BoundStep& bound = turns_[here.turn][here.step];
        bound.space.float_flags = watched_;
        launches.add(stepped_.plan->kernel_in_tiles(here.step), bound, args_of(here, done_ + i));
    }
    launches.run(place_->device());
}

void SteppedRun::run_alone() {
    BoundStep& bound = turns_[here_.turn][here_.step];
    bound.space.float_flags = watched_;
    varied_.clear();
    LoadedKernel& kernel = *stepped_.plan->kernels[here_.step];
    place_->device().submit_now(kernel.program(bound.space.work_ns(), mode_), args_of(here_, done_),
                                bound.space);
    count_launches(1, 0, bound.bytes_read, bound.bytes_written);
}

std::string SteppedRun::describe() {
    pretended_ = std::uintptr_t{1} << 46;
    allocate_rings();
    bind_turns();
    std::string text, why_not = "the arrays stay in the caches anyway";
    for (const schedule::Step& step : steps_)
        text += "kernel of an iteration: " + step.kernel->name + "\n";
    if (!worth_tiles_)
        return text + "no kernels run together in tiles: " + why_not + "\n";
    const std::optional<TilePass> pass = find_pass(Position{}, &why_not);
    if (!pass)
        return text + "the first kernel runs alone: " + why_not + "\n";
    text += std::to_string(pass->steps.size()) + " kernels run together, in tiles of ";
    for (std::size_t d = 0; d < pass->width.size(); ++d)
        text += (d == 0 ? "" : " x ") + std::to_string(pass->width[d]);
    return text + " elements\n";
}

/// Blocks become those of the storages that have them in the last iteration.
void SteppedRun::hand_over() noexcept {
    for (std::uint32_t role = 0; role < loop_.body().roles.size(); ++role) {
        if (last_is_left_ && loop_.body().roles[role].from == LoopRole::none)
            continue;
        Block* const here = block(role, loop_.iterations() - 1);
        Storage& storage = *loop_.last()[role];
        if (here == nullptr || here->of == &storage)
            continue;
        storage.address = std::exchange(here->address, nullptr);
        if (here->of != nullptr)
            here->of->address = nullptr;
        if (storage.bytes >= tape::MemoryAccount::counted_from && storage.has_handles())
            tape::memory_account().planned.fetch_sub(storage.bytes, std::memory_order_relaxed);
    }
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
