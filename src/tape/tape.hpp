// SPDX-License-Identifier: MIT
/// The tape: statements recorded on one thread and not yet run.
///
/// A statement is a header word and one word per operand; the words alone, with the classes of the
/// layouts and the relations of the views, are the canonical key (tape/canonical.hpp). What differs
/// between two runs of the same program (addresses, sizes, offsets, numbers) is kept beside them.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/hash.hpp"
#include "ops/ops.hpp"
#include "ops/reduce.hpp"
#include "tape/layout.hpp"
#include "tape/storage.hpp"

namespace tenon::detail {
struct Function;  // a traced kernel body; kernel/function.hpp
}

namespace tenon::tape {

using detail::Function;

/// `select` is out = in0 ? in1 : in2.
enum class StatementKind : std::uint8_t {
    elementwise,
    select,
    function,
    reduce,
    scan,
    gather,
    call
};

/// A step that is not made of IR (a library's routine). It declares the layout it needs: operands
/// are C-contiguous. `run` receives, for every operand (outputs first): address, rank, sizes.
struct Call {
    std::string name;
    void (*run)(const void* context, const std::int64_t* args, std::int64_t, std::int64_t,
                std::int64_t, std::int64_t);
    double (*cost_ns)(const std::int64_t* args);  ///< of the whole call
    /// How many parts may run side by side, in any order; `run` gets a range of them. Without it
    /// the routine has the whole call, and threads of its own.
    std::int64_t (*parts)(const std::int64_t* args) = nullptr;
};

/// A number in its own dtype: the low bytes of `bits[0]`; complex ones have the imaginary part in
/// `bits[1]`.
struct ScalarBits {
    std::uint64_t bits[2] = {0, 0};
};

class Loop;

/// What a statement has beside its header and operands, as its kind asks.
struct StatementParts {
    std::uint32_t axes = 0;  ///< reduce
    std::shared_ptr<const Function> function;
    base::Hash128 function_key;
    const Call* call = nullptr;
};

struct ViewRef {
    Storage* storage = nullptr;
    const Layout* layout = nullptr;
    std::int64_t offset = 0;  ///< bytes
};

/// What a statement reads.
struct Input {
    enum class Form : std::uint8_t { view, scalar, iota };
    Form form = Form::view;
    DType dtype = DType::float64;
    ViewRef view;
    ScalarBits scalar;

    static Input of(const ViewRef& view) { return {Form::view, view.layout->dtype, view, {}}; }
    static Input of(DType type, ScalarBits bits) { return {Form::scalar, type, {}, bits}; }
    /// The same in place, member by member: assigning a struct just made reads wider than what
    /// was written, and the processor waits for its stores, twice in every operation.
    void set(const ViewRef& to) {
        form = Form::view;
        dtype = to.layout->dtype;
        view.storage = to.storage;
        view.layout = to.layout;
        view.offset = to.offset;
    }
    void set(DType type, const ScalarBits& bits) {
        form = Form::scalar;
        dtype = type;
        scalar.bits[0] = bits.bits[0];
        scalar.bits[1] = bits.bits[1];
    }
    /// The position of the element in C order of the statement's space, int64.
    static Input position() { return {Form::iota, DType::int64, {}, {}}; }
};

/// Unpacked words. header: kind 4 | op 8 | dtype 8 | outputs 6 | inputs 6 | extra 32.
struct Header {
    StatementKind kind = StatementKind::elementwise;
    std::uint8_t op = 0;           ///< ops::Op or ops::ReduceOp
    DType dtype = DType::float64;  ///< in which the statement computes
    std::uint8_t outputs = 1;
    std::uint8_t inputs = 0;
    std::uint32_t extra =
        0;  ///< function or call number; reduce: axes mask and row start; scan: axis
    constexpr std::uint64_t pack() const {
        return static_cast<std::uint64_t>(kind) | static_cast<std::uint64_t>(op) << 4 |
               static_cast<std::uint64_t>(dtype) << 12 | static_cast<std::uint64_t>(outputs) << 20 |
               static_cast<std::uint64_t>(inputs) << 26 | static_cast<std::uint64_t>(extra) << 32;
    }
    static Header unpack(std::uint64_t word);
};
/// operand: form 4 | dtype 8 | view number 32.
struct OperandWord {
    Input::Form form = Input::Form::view;
    DType dtype = DType::float64;
    std::uint32_t view = 0;
    std::uint64_t pack() const;
    static OperandWord unpack(std::uint64_t word);
};

struct ViewEntry {
    std::uint32_t slot = 0;
    std::uint32_t layout = 0;
    std::uint32_t next_in_slot = UINT32_MAX;
    std::int64_t offset = 0;
    const Layout* exact = nullptr;  ///< the layout object it was first recorded with
};
struct SlotEntry {
    Storage* storage = nullptr;
    std::uint32_t first_view = UINT32_MAX;
    std::uint32_t last_view = UINT32_MAX;
    std::uint32_t view_count = 0;
    bool written = false;
    bool had_bytes = false;  ///< it held values before the tape began
    bool live = true;        ///< somebody can look at it afterwards, as note_live found
    bool sole = false;       ///< each view has all bytes, nobody else any, as note_live found
};

/// From this statement on, of which floating-point events its host wants to hear (tenon/host.hpp).
struct WatchChange {
    std::uint32_t statement = 0;
    std::uint32_t modes = 0;
};

class Tape {
public:
    Tape();
    ~Tape();
    Tape(const Tape&) = delete;
    Tape& operator=(const Tape&) = delete;

    // --- recording (the caller holds the lock; shapes and types were settled before) ---
    void elementwise(ops::Op op, DType compute, const ViewRef& out, std::span<const Input> in);
    void select(DType type, const ViewRef& out, std::span<const Input> in);
    void function(std::shared_ptr<const Function> function, const base::Hash128& key,
                  std::span<const ViewRef> out, std::span<const Input> in);
    /// `axes`: bit mask of reduced axes; `row_start`: first axis of the row (row form), see
    /// docs/internals/reduction_tree.md.
    void reduce(ops::ReduceOp op, DType type, const ViewRef& out, const Input& in,
                std::uint32_t axes, std::uint32_t row_start);
    void scan(ops::ReduceOp op, const ViewRef& out, const ViewRef& in, std::uint32_t axis);
    /// out[...] = table moved by index * stride bytes; `table` is laid over the space of `out`.
    void gather(const ViewRef& out, const ViewRef& table, const ViewRef& index,
                std::int64_t stride);
    void call(const Call* call, std::span<const ViewRef> out, std::span<const ViewRef> in);
    /// A statement of any kind, known from elsewhere by its parts.
    void record(const Header& header, const StatementParts& parts, std::span<const ViewRef> out,
                std::span<const Input> in);

    /// What is watched for in the statements recorded from now on.
    std::uint32_t modes = 0;
    /// The loop whose next statements are looked out for, as long as there are no others; null.
    std::unique_ptr<Loop> loop;
    bool may_roll = false;  ///< the next statement may be the loop's
    /// Runs the loop's iterations, when a statement comes that is not its next.
    void (*end_loop)(Tape&) = nullptr;

    std::size_t statement_count() const { return statement_count_; }
    bool empty() const { return statement_count_ == 0; }  ///< the loop aside
    /// Forgets all statements and releases what they held.
    void clear() noexcept;
    /// Forgets all statements too, but the storages become those of `to`, of whose statements this
    /// tape was made: at no time does another thread find them without a tape.
    void hand_back(Tape& to) noexcept;
    /// The same, to the loop of `to`; nothing is promised any more.
    void hand_back_to_loop(Tape& to) noexcept;

    void lock() noexcept {
        if (!try_lock())
            wait_for_lock();
    }
    bool try_lock() noexcept { return !busy_.test_and_set(std::memory_order_acquire); }
    void unlock() noexcept { busy_.clear(std::memory_order_release); }

    // --- reading (canonicalisation, engine) ---
    std::vector<std::uint64_t> words;
    std::vector<ViewEntry> views;
    std::vector<SlotEntry> slots;
    std::vector<LayoutRef> layouts;
    std::vector<ScalarBits> scalars;
    std::vector<std::shared_ptr<const Function>> functions;
    std::vector<base::Hash128> function_keys;
    std::vector<const Call*> calls;
    std::vector<WatchChange> watches;
    bool ends_here = false;  ///< the next statement is to begin a new tape

private:
    void forget() noexcept;
    void wait_for_lock() noexcept;
    bool rolls(const Header& header, std::span<const std::uint64_t> key, std::span<const Input> in,
               std::span<const ViewRef> out) {
        return loop != nullptr && try_loop(header, key, in, out);
    }
    bool try_loop(const Header& header, std::span<const std::uint64_t> key,
                  std::span<const Input> in, std::span<const ViewRef> out);
    void leave_loop();
    void watch();
    void begin(const Header& header);
    void add_input(const Input& input);
    void add_output(const ViewRef& view);
    std::uint32_t view_number(const ViewRef& view);
    std::uint32_t other_view_number(const ViewRef& view);
    std::uint32_t slot_number(Storage* storage);
    std::uint32_t layout_number(const Layout* layout);

    std::size_t statement_count_ = 0;
    std::atomic_flag busy_ = ATOMIC_FLAG_INIT;
};

}  // namespace tenon::tape
