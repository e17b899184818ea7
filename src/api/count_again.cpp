// SPDX-License-Identifier: MIT
#include "api/count_again.hpp"

#include <concepts>
#include <utility>

#include "engine/counting_tape.hpp"

namespace tenon::api {

using detail::Layout;
using detail::Storage;
using tape::LoopCall;
using tape::ViewRef;

namespace {

/// Whether code outside the engine may reach the bytes, or could: OpenTape is to look closer.
bool has_been_lent(const Storage& storage) {
    return storage.exports.load(std::memory_order_acquire) != 0 || storage.owner != nullptr;
}

[[gnu::always_inline]] inline bool is_due(const tape::Loop& loop, const LoopCall::Given& known,
                                          const Operand& given) {
    const Layout* const layout = known.layout.get();
    if (given.is_scalar())
        return layout == nullptr && (known.varying != LoopCall::unknown
                                         ? given.scalar().kind() != Kind::complex
                                         : LoopCall::same_number(known.number, given.scalar()));
    const ViewRef view = ArrayAccess::parts(given.array());
    return layout != nullptr && view.storage != nullptr && loop.due(known, view.storage) &&
           view.offset == known.offset && layout->same_as(*view.layout) &&
           !has_been_lent(*view.storage);
}

/// Last of all, as the loop notes the numbers.
bool take_number(tape::Loop& loop, const LoopCall::Given& known, const Operand& given) {
    return known.varying == LoopCall::unknown ||
           loop.take_number(known, convert(given.scalar(), loop.type_of_number(known), ""));
}

/// For each number of operands there is a copy without loops.
template <std::size_t... i, std::same_as<Operand>... Given>
inline bool count_these(std::index_sequence<i...>, std::uint32_t what, Array* result,
                        const Given&... given) {
    engine::CountingTape tape;
    tape::Loop* const loop = tape.loop();
    const unsigned modes = engine::float_modes();
    if (loop == nullptr || (modes & float_at_once) != 0)
        return false;
    const LoopCall* const call = loop->next_call();
    if (call == nullptr || call->what != what ||
        !loop->same_modes(modes, &engine::current_place()) ||
        engine::may_run_direct(call->written()) || !(is_due(*loop, call->given[i], given) && ...))
        return false;
    if (call->varies && !(take_number(*loop, call->given[i], given) && ...))
        return false;
    Storage* const made = loop->count(tape.tape(), *call, modes);
    if (made != nullptr)
        ArrayAccess::fill(*result, made, call->result);
    (ArrayAccess::use_up_in_loop(given), ...);
    tape.close_large();
    return true;
}

}  // namespace

bool count_again(std::uint32_t what, Array* result, const Operand& a) {
    return count_these(std::make_index_sequence<1>(), what, result, a);
}
bool count_again(std::uint32_t what, Array* result, const Operand& a, const Operand& b) {
    return count_these(std::make_index_sequence<2>(), what, result, a, b);
}
bool count_again(std::uint32_t what, Array* result, const Operand& a, const Operand& b,
                 const Operand& c) {
    return count_these(std::make_index_sequence<3>(), what, result, a, b, c);
}

void note_call(tape::Loop& loop, const Asked& asked, std::span<const Operand> given) {
    LoopCall::Given noted[LoopCall::most_given];
    for (std::size_t i = 0; i < given.size(); ++i) {
        if (given[i].is_scalar()) {
            noted[i].number = given[i].scalar();
            noted[i].free = asked.free && given[i].scalar().kind() != Kind::complex;
            continue;
        }
        const ViewRef view = ArrayAccess::parts(given[i].array());
        noted[i].layout = tape::LayoutRef::share(view.layout);
        noted[i].offset = view.offset;
    }
    loop.note_call(asked.what, {noted, given.size()}, asked.result);
}

}  // namespace tenon::api
