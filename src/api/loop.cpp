// SPDX-License-Identifier: MIT
#include <tenon/loop.hpp>

#include <algorithm>

#include <tenon/error.hpp>
#include <tenon/host.hpp>

#include "api/apply.hpp"
#include "engine/progress.hpp"
#include "engine/told_loop.hpp"

namespace tenon {

namespace {

using detail::ArrayAccess;

std::vector<Array> iterate(const LoopStep& body, std::int64_t i, const std::vector<Array>& state) {
    std::vector<Array> next = body(i, state);
    if (next.size() != state.size())
        throw ValueError("loop: the body leaves " + std::to_string(next.size()) +
                         " arrays in iteration " + std::to_string(i) + ", it was given " +
                         std::to_string(state.size()) + "; return as many as there are in `state`");
    return next;
}

/// Iterations after those that were recorded, when they follow from them.
bool run_others(engine::ToldLoop& told, std::int64_t iterations, std::vector<Array>& state) {
    std::vector<tape::ViewRef> views;
    for (const Array& array : state)
        views.push_back(ArrayAccess::view(array, "loop"));
    const std::vector<tape::ViewRef> before = views;
    if (!told.run(iterations, views))
        return false;
    std::vector<Array> last;
    for (std::size_t i = 0; i < views.size(); ++i) {
        // A new storage comes with a handle.
        const bool known = std::ranges::any_of(
            before, [&](const tape::ViewRef& view) { return view.storage == views[i].storage; });
        last.push_back(known ? ArrayAccess::make(views[i])
                             : ArrayAccess::adopt(views[i].storage,
                                                  tape::LayoutRef::share(views[i].layout),
                                                  views[i].offset));
    }
    state = std::move(last);
    return true;
}

}  // namespace

std::vector<Array> loop(std::int64_t n, const LoopStep& body, std::vector<Array> state) {
    if (n < 0)
        throw ValueError("loop: the number of iterations is " + std::to_string(n) +
                         "; it must not be negative");
    engine::expect_iterations(n);
    std::int64_t i = 0;
    if (n > engine::ToldLoop::rounds && !state.empty()) {
        engine::ToldLoop told;
        for (; i < engine::ToldLoop::rounds; ++i) {
            const engine::CountedByCaller parts;
            state = iterate(body, i, state);
            told.end_round();
        }
        if (run_others(told, n - i, state))
            return state;
    }
    const engine::CountedByCaller counted;
    engine::CountedByCaller::count(i);
    for (; i < n; ++i) {
        state = iterate(body, i, state);
        engine::CountedByCaller::count(1);
    }
    engine::run_for_count();
    return state;
}

std::vector<Array> loop_while(const LoopCondition& condition, const LoopStep& body,
                              std::vector<Array> state) {
    std::int64_t i = 0;
    host_loop([&] {
        if (!condition(state))
            return false;
        state = iterate(body, i++, state);
        return true;
    });
    return state;
}

void host_loop(const std::function<bool()>& iterate) {
    engine::run_for_count();
    const engine::CountedByCaller counted;
    while (iterate())
        engine::CountedByCaller::count(1);
    engine::run_for_count();
}

}  // namespace tenon
