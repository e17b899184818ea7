// SPDX-License-Identifier: MIT
#include "engine/step_pairs.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "base/hash.hpp"
#include "codegen/codegen.hpp"
#include "engine/row_views.hpp"
#include "engine/shared_rows.hpp"
#include "kernel/two_steps.hpp"

namespace tenon::engine {

namespace {

using kernel::Kernel;
using kernel::RowOffset;

/// Rows of a block, and vectors and numbers that its code may hold. x86 has 32 registers, and what
/// is being computed takes the rest: sweeps of five points hold 19, those of nine points, of
/// radius two and of the wave equation more, and these took longer at once than one by one.
constexpr int rows_of_block = 4;
constexpr std::int64_t most_held = 20;

std::int64_t lanes_of(const Kernel& core) {
    return kernel::sliding_bytes / static_cast<std::int64_t>(size_of(core.params.front().dtype));
}

std::size_t stored_by(const Kernel& core) {
    return static_cast<std::size_t>(std::ranges::find(core.params, true, &kernel::Param::written) -
                                    core.params.begin());
}

bool suits(const Kernel& core, DType type) {
    // Lanes would be as wide, and vectors of arrays no lines.
    const auto wider = [&](const kernel::Instr& instr) {
        return instr.code != kernel::Code::argument && instr.code != kernel::Code::constant &&
               size_of(instr.type) > size_of(type);
    };
    return kernel::can_be_a_step(core) && std::ranges::none_of(core.instrs, wider) &&
           std::ranges::all_of(core.params,
                               [&](const kernel::Param& param) { return param.dtype == type; }) &&
           std::ranges::count(core.params, true, &kernel::Param::written) == 1;
}

/// Where the parameters of the second step lie in the code of both: a vector and some rows before
/// their elements.
RowView behind(RowView view, const StepLag& lag) {
    const std::int64_t bytes = lag.rows * view.row_stride + kernel::sliding_bytes;
    view.address -= bytes;
    view.bytes.begin -= bytes;
    view.bytes.end -= bytes;
    return view;
}

class Pair {
public:
    Pair(const StepOfPair& first, const StepOfPair& second, const StepLag& lag)
        : first_(first), second_(second), lag_(lag),
          written_{stored_by(first.kernel.core()), stored_by(second.kernel.core())} {}

    /// Of the parameters of both; nothing where one would find what it must not.
    std::optional<std::vector<RowOffset>> offsets() const {
        const RowView stored = row_view(first_.kernel.core(), first_.args, written_[0]);
        if (!keeps_what_is_read(stored))
            return std::nullopt;
        std::vector<RowOffset> all = find_row_offsets(first_.kernel.core(), first_.args);
        std::vector<RowOffset> added = find_row_offsets(second_.kernel.core(), second_.args);
        const auto params = static_cast<std::uint32_t>(all.size());
        std::vector<bool> handed_on;
        bool any = false;
        for (std::size_t p = 0; p < added.size(); ++p) {
            const RowView view = row_view(second_.kernel.core(), second_.args, p);
            handed_on.push_back(view.bytes.meets(stored.bytes));
            any |= handed_on[p];
            if (!handed_on[p])
                continue;
            const std::int64_t most_columns = 2 * lanes_of(first_.kernel.core()) - 1;
            std::optional<RowOffset> found = row_offset(behind(view, lag_), stored, most_columns);
            if (!found || found->rows > 0 || found->columns > 0)
                return std::nullopt;
            found->base = static_cast<std::uint32_t>(written_[0]);
            added[p] = *found;
        }
        for (std::size_t p = 0; p < added.size(); ++p) {
            if (handed_on[p] || added[p].base == kernel::no_param)
                continue;
            if (handed_on[added[p].base])
                return std::nullopt;
            added[p].base += params;
        }
        all.insert(all.end(), added.begin(), added.end());
        return any ? std::optional(all) : std::nullopt;
    }

private:
    /// The second step stores nothing that the first one stores, or has still to load: that is so
    /// of what lies at the same columns or behind them, when the second one is a vector before.
    bool keeps_what_is_read(const RowView& stored) const {
        const RowView last = row_view(second_.kernel.core(), second_.args, written_[1]);
        if (last.bytes.meets(stored.bytes))
            return false;
        for (std::size_t p = 0; p < first_.kernel.core().params.size(); ++p) {
            const RowView view = row_view(first_.kernel.core(), first_.args, p);
            if (!view.bytes.meets(last.bytes))
                continue;
            const std::optional<RowOffset> found = row_offset(view, last);
            if (!found || found->columns < -lanes_of(first_.kernel.core()))
                return false;
        }
        return true;
    }

    const StepOfPair& first_;
    const StepOfPair& second_;
    const StepLag& lag_;
    std::size_t written_[2];
};

base::Hash128 key_of(const StepOfPair& first, const StepOfPair& second, const StepLag& lag,
                     const std::vector<RowOffset>& offsets) {
    std::string text = first.kernel.key().hex() + second.kernel.key().hex() + "/two steps " +
                       std::to_string(lag.columns);
    for (const RowOffset& offset : offsets)
        text += ' ' + std::to_string(offset.base) + ' ' + std::to_string(offset.rows) + ' ' +
                std::to_string(offset.columns);
    return base::hash128(text);
}

}  // namespace

std::shared_ptr<const runtime::Program> program_for_pair(const StepOfPair& first,
                                                         const StepOfPair& second,
                                                         const StepLag& lag, double work_ns,
                                                         Execution execution) {
    const Kernel& one = first.kernel.core();
    const Kernel& other = second.kernel.core();
    if (execution == Execution::interpreter || one.params.empty() ||
        codegen::host_target().vector_bits != 8 * kernel::sliding_bytes)
        return nullptr;
    const DType type = one.params.front().dtype;
    if (!suits(one, type) || !suits(other, type) || size_of(type) < 4 || lag.columns < 0 ||
        lag.columns > lanes_of(one) || lag.rows < 0 || first.args[0] != second.args[0] ||
        first.args[1] != second.args[1] || rows_collide(one, first.args) ||
        rows_collide(other, second.args))
        return nullptr;
    const auto offsets = Pair(first, second, lag).offsets();
    if (!offsets)
        return nullptr;
    const base::Hash128 key = key_of(first, second, lag, *offsets);
    std::shared_ptr<LoadedKernel> found = known_kernel(key);
    if (!found) {
        const auto both = std::make_shared<Kernel>(
            kernel::two_steps(one, other, *offsets, static_cast<std::int8_t>(lag.columns)));
        if (kernel::vectors_held(*both, rows_of_block, lanes_of(one)) > most_held)
            return nullptr;
        found = find_kernel(both, key);
    }
    return found->compiled_program(work_ns, execution);
}

std::vector<std::int64_t> args_of_pair(const StepOfPair& first, const StepOfPair& second,
                                       const StepLag& lag) {
    std::vector<std::int64_t> args;
    const auto copy = [&](const StepOfPair& step, std::size_t from, std::size_t to) {
        args.insert(args.end(), step.args.begin() + static_cast<std::ptrdiff_t>(from),
                    step.args.begin() + static_cast<std::ptrdiff_t>(to));
    };
    const auto numbers = [](const StepOfPair& step) {
        return kernel::argument_word(step.kernel.core(), 0);
    };
    const auto all = [](const StepOfPair& step) { return kernel::word_count(step.kernel.core()); };
    copy(first, 0, numbers(first));
    const std::size_t params = args.size();
    copy(second, kernel::param_word(second.kernel.core(), 0), numbers(second));
    constexpr std::size_t words = 3;  // of a parameter: its address and two strides
    for (std::size_t word = params; word < args.size(); word += words)
        args[word] -= lag.rows * args[word + 1] + kernel::sliding_bytes;
    copy(first, numbers(first), all(first));
    copy(second, numbers(second), all(second));
    return args;
}

}  // namespace tenon::engine
