// SPDX-License-Identifier: MIT
#include <algorithm>
#include <mutex>

#include "base/check.hpp"
#include "interpreter/frame.hpp"
#include "interpreter/isa.hpp"
#include "interpreter/scratch.hpp"
#include "interpreter/single_loop.hpp"

namespace tenon::interpreter {

namespace {

/// Rows shorter than this share a tile, the longer ones only where they touch in memory, so that
/// nothing is copied.
constexpr std::int64_t short_row = 24, short_touching_row = 128;

bool share_tiles(const Code& code, const std::int64_t* args, std::int64_t rows,
                 std::int64_t width) {
    if (rows < 2 || width >= short_touching_row)
        return false;
    return width < short_row ||
           std::ranges::all_of(
               code.bindings,
               [&](const Binding& binding) { return rows_touch(code, args, binding.param); });
}

}  // namespace

class Program {
public:
    Program(const kernel::Kernel& core, const LoopTable& table)
        : kernel_(core), table_(table), code_(generate(core, table, false)),
          single_(find_single_loop(code_)) {}

    void run_small(const std::int64_t* args) const {
        if (single_)
            single_->run(args);
        else
            run(args, 0, 1, 0, args[0]);
    }

    void run(const std::int64_t* args, std::int64_t outer_begin, std::int64_t outer_end,
             std::int64_t inner_begin, std::int64_t inner_end) const {
        // Columns go through up to leaf_size rows at every outer position.
        const bool reduces = code_.form == kernel::Form::column_reduce;
        const std::int64_t rows = code_.rank < 2 ? 1
                                  : reduces      ? ops::leaf_size
                                                 : outer_end - outer_begin;
        const bool shared = share_tiles(code_, args, rows, inner_end - inner_begin);
        const Code& code = shared ? batched() : code_;
        const Scratch scratch(Frame::bytes(code));
        Frame(code, args, scratch.data()).run(outer_begin, outer_end, inner_begin, inner_end);
    }

private:
    const Code& batched() const {
        std::call_once(once_, [this] { batched_ = generate(kernel_, table_, true); });
        return batched_;
    }

    kernel::Kernel kernel_;
    const LoopTable& table_;
    Code code_;
    std::optional<SingleLoop> single_;
    mutable std::once_flag once_;
    mutable Code batched_;
};

std::shared_ptr<const Program> prepare(const kernel::Kernel& core, Isa isa) {
    TENON_CHECK(has_isa(isa), "this CPU lacks the instruction set asked for");
    return std::make_shared<const Program>(core, loops(isa));
}

void run_small(const Program& program, const std::int64_t* args) { program.run_small(args); }

void run(const void* context, const std::int64_t* args, std::int64_t outer_begin,
         std::int64_t outer_end, std::int64_t inner_begin, std::int64_t inner_end) {
    static_cast<const Program*>(context)->run(args, outer_begin, outer_end, inner_begin, inner_end);
}

}  // namespace tenon::interpreter
