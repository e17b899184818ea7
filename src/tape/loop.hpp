// SPDX-License-Identifier: MIT
/// A loop as it is recorded: one iteration's statements, and how often they have come.
///
/// A *role* is what a storage is to an iteration: the same statements are about other storages each
/// time round, where names change hands or results are new. From which role of the iteration before
/// a storage comes is the same in all iterations.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "tape/loop_call.hpp"
#include "tape/tape.hpp"

namespace tenon::tape {

struct LoopRole {
    static constexpr std::uint32_t none = UINT32_MAX;
    std::uint32_t from = none;  ///< the role its storage had one iteration before; none: it is new
    std::uint32_t next = none;  ///< the role it has one iteration later
    bool written = false;
    std::int64_t bytes = 0;  ///< at least so many
};

struct LoopView {
    std::uint32_t role = 0;
    LayoutRef layout;
    std::int64_t offset = 0;
};

struct LoopOperand {
    Input::Form form = Input::Form::view;
    DType dtype = DType::float64;
    std::uint32_t number = 0;  ///< of a view or a scalar
};

struct LoopStatement {
    Header header;
    std::uint64_t key[2] = {0, 0};
    std::uint32_t first_operand = 0;
    StatementParts parts;
    std::uint32_t modes = 0;  ///< when it was recorded last
    std::uint64_t word = 0;   ///< the header as Loop compares it
};

/// A number that a statement names. One that varies is a whole number that grows by the same `step`
/// from each iteration to the next, or it is listed.
struct LoopScalar {
    DType dtype = DType::float64;
    bool varies = false;
    bool listed = false;
    ScalarBits first, now;
    std::int64_t step = 0;
    std::vector<ScalarBits> values;  ///< by iteration, if listed
};

struct LoopBody {
    std::vector<LoopStatement> statements;
    std::vector<LoopOperand> operands;  ///< of each statement: inputs, then outputs
    std::vector<LoopView> views;
    std::vector<LoopRole> roles;
    std::vector<LoopScalar> scalars;

    std::span<const LoopOperand> operands_of(const LoopStatement& statement) const {
        return std::span(operands).subspan(statement.first_operand,
                                           std::size_t{statement.header.inputs} +
                                               statement.header.outputs);
    }
    /// Whether some number varies otherwise than by whole steps.
    bool lists_numbers() const;
    /// A statement is such a one here; which functions and calls it names is in its key.
    static std::uint64_t packed(Header header);
    /// Records a statement; `storages` by role, `numbers` by scalar.
    void record(Tape& tape, const LoopStatement& statement, std::span<Storage* const> storages,
                std::span<const ScalarBits> numbers) const;
};

/// The whole number that such a scalar is; false: it is none, or one that the type cannot tell from
/// its neighbours.
bool whole_number(DType type, const ScalarBits& bits, std::int64_t* value);
/// The number so many equal steps on, and the step between two; they wrap.
std::int64_t steps_on(std::int64_t number, std::int64_t steps, std::int64_t step);
std::int64_t step_between(std::int64_t from, std::int64_t to);
/// That whole number in the type.
ScalarBits scalar_of(DType type, std::int64_t value);

/// What the engine has made ready for running a loop.
struct PreparedLoop {
    std::int64_t most_iterations = 0;  ///< that are recorded before they are run
    std::int64_t next_mark = 0;        ///< after so many something is to be done
    virtual ~PreparedLoop() = default;
    /// The iterations that were counted are given up.
    virtual void abandon() noexcept {}
};

/// Takes statements as long as they are the next ones of the body. The storages it has met belong
/// to its tape, Storage::in_loop being their slot, and are held until they cannot come again.
class Loop {
public:
    Loop(LoopBody body, std::unique_ptr<PreparedLoop> prepared);
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    const LoopBody& body() const { return body_; }
    PreparedLoop& prepared() const { return *prepared_; }
    bool pending() const { return iterations_ > 0 || cursor_ > 0; }
    std::int64_t iterations() const { return iterations_; }  ///< whole ones
    std::size_t partial_statements() const { return cursor_; }
    std::uint32_t modes() const { return modes_; }
    /// It is recording what is left of it.
    bool ending() const { return ending_; }

    /// Whether the next statement is to have a view as this input.
    bool wants_array(std::size_t input) const;
    /// False: another statement should come, and nothing has changed.
    bool take(Tape& tape, const Header& header, std::span<const std::uint64_t> key,
              std::span<const Input> in, std::span<const ViewRef> out);
    /// How the next statement was asked for, if that is known; null: the loop must be run first.
    const LoopCall* next_call() {
        const LoopCall* const call = &calls_[cursor_];
        return call->what != LoopCall::end ? call : fold() ? calls_.data() : nullptr;
    }
    /// Whether the storage of an array that was given is the one to come.
    bool due(const LoopCall::Given& given, const Storage* storage) const {
        return storage == (given.first ? before_[given.before] : now_[given.role]);
    }
    /// Whether a number that varies is the one to come.
    bool take_number(const LoopCall::Given& given, const ScalarBits& bits);
    DType type_of_number(const LoopCall::Given& given) const {
        return body_.operands[given.varying].dtype;
    }
    /// Whether a statement that is recorded now is watched as the others are, and makes its result
    /// where they do.
    bool same_modes(std::uint32_t modes, const Place* place) const {
        return ((modes ^ modes_) & watched_modes) == 0 && place == place_;
    }
    /// Counts next_call, with the storages that are due. The result, if it makes one, has a handle.
    Storage* count(Tape& tape, const LoopCall& call, std::uint32_t modes);
    bool iteration_is_whole() const { return calls_[cursor_].what == LoopCall::end; }
    /// How the statement taken last was asked for: each array with its layout and offset.
    void note_call(std::uint32_t what, std::span<LoopCall::Given> given, const Layout* result);
    /// As if so many iterations had come, with these storages by role. Their numbers go on from
    /// those that the loop was found in, or was filled with last.
    void fill(Tape& tape, std::span<Storage* const> first, std::span<Storage* const> last,
              std::int64_t iterations);
    /// No more statements come: an iteration that is whole is counted.
    void stop();
    /// Writes down an iteration that was counted; `storages` by role.
    void record(Tape& tape, std::int64_t iteration, std::span<Storage* const> storages);

    /// By role: the storage at the first iteration, null where it was new, and at the last one.
    std::span<Storage* const> first() const { return first_; }
    std::span<Storage* const> last() const { return before_; }
    /// And in the iteration that is not whole, as far as it has come: null otherwise.
    std::span<Storage* const> partial() const { return now_; }
    ScalarBits scalar_at(std::uint32_t number, std::int64_t iteration) const;

    /// The whole iterations have been run, or given up, and are forgotten; an iteration that is not
    /// whole is recorded on the tape. `claimed` storages stay the tape's.
    void end(Tape& tape, std::span<Storage* const> claimed);
    /// Forgets all of it.
    void give_up() noexcept;

private:
    /// Of the modes, what changes what is watched; the rest names who asked.
    static constexpr std::uint32_t watched_modes = (1U << 8) - 1;

    bool fold();
    void record(Tape& tape, std::size_t statements, std::span<Storage* const> storages,
                std::span<const ScalarBits> numbers);
    bool complete(LoopCall::Given& given, const LoopOperand* operand) const;
    bool matches(const LoopStatement& statement, const Header& header,
                 std::span<const std::uint64_t> key, std::uint32_t modes) const;
    bool see(Tape& tape, const LoopOperand& operand, const ViewRef& view);
    bool bind(Tape& tape, std::uint32_t role, Storage& storage);
    bool bind_first(std::uint32_t role, Storage& storage);
    bool see_all(Tape& tape, const LoopStatement& statement, std::span<const Input> in,
                 std::span<const ViewRef> out);
    bool see(const LoopOperand& operand, const ScalarBits& bits);
    bool see_varying(const LoopOperand& operand, const ScalarBits& bits);
    void undo() noexcept;
    void forget(std::span<Storage* const> claimed, Tape* tape) noexcept;

    LoopBody body_;
    std::unique_ptr<PreparedLoop> prepared_;
    std::vector<LoopCall> calls_;  ///< by statement; behind them the end
    std::vector<Storage*> first_, before_, now_;
    std::vector<std::uint32_t> left_;   ///< roles whose storages no later iteration has
    std::vector<std::uint32_t> bound_;  ///< roles that the statement at hand brought, the first
    std::size_t bound_count_ = 0;       ///< so many
    Place* place_ = nullptr;
    std::int64_t iterations_ = 0;
    std::size_t cursor_ = 0;
    std::uint32_t modes_ = 0;
    bool ending_ = false;
};

inline Storage* Loop::count(Tape& tape, const LoopCall& call, std::uint32_t modes) {
    Storage* made = nullptr;
    if (call.result.get() != nullptr) {
        made = Storage::make(call.result_bytes, place_, Storage::handle + Storage::holder);
        made->slot = Storage::in_loop;
        made->tape.store(&tape, std::memory_order_release);
        now_[call.written_role] = made;
    }
    if (call.first_count > 0)
        for (const LoopCall::Given& given : std::span(call.given).first(call.count))
            if (given.first)
                now_[given.role] = before_[given.before];
    now_[call.written_role]->pending = true;
    tape.modes = modes;
    body_.statements[cursor_].modes = modes;
    ++cursor_;
    return made;
}

}  // namespace tenon::tape
