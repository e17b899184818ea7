// SPDX-License-Identifier: MIT
#include <mutex>

#include "base/check.hpp"
#include "interpreter/frame.hpp"
#include "interpreter/isa.hpp"
#include "interpreter/scratch.hpp"

namespace tenon::interpreter {

namespace {

/// Rows shorter than this share a tile.
constexpr std::int64_t shortest_row_alone = 128;

}  // namespace

class Program {
public:
    Program(const kernel::Kernel& core, const LoopTable& table)
        : kernel_(core), table_(table), code_(generate(core, table, false)) {}

    void run(const std::int64_t* args, std::int64_t outer_begin, std::int64_t outer_end,
             std::int64_t inner_begin, std::int64_t inner_end) const {
        const bool reduces = code_.form == kernel::Form::column_reduce;
        const bool short_rows = code_.rank > 1 && inner_end - inner_begin < shortest_row_alone &&
                                (reduces || outer_end - outer_begin > 1);
        const Code& code = short_rows ? batched() : code_;
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
    mutable std::once_flag once_;
    mutable Code batched_;
};

std::shared_ptr<const Program> prepare(const kernel::Kernel& core, Isa isa) {
    TENON_CHECK(has_isa(isa), "this CPU lacks the instruction set asked for");
    return std::make_shared<const Program>(core, loops(isa));
}

void run(const void* context, const std::int64_t* args, std::int64_t outer_begin,
         std::int64_t outer_end, std::int64_t inner_begin, std::int64_t inner_end) {
    static_cast<const Program*>(context)->run(args, outer_begin, outer_end, inner_begin, inner_end);
}

}  // namespace tenon::interpreter
