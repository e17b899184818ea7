// SPDX-License-Identifier: MIT
#include "base/log.hpp"

#include <cstdio>
#include <mutex>
#include <set>
#include <utility>

namespace tenon::base {
namespace {

struct State {
    std::mutex mutex;
    WarningSink sink;
    std::set<std::string, std::less<>> given;
};

/// Never destroyed: the last warnings may come from destructors of static objects.
State& state() {
    static State& instance = *new State;
    return instance;
}

}  // namespace

void warn(std::string_view text) noexcept {
    try {
        WarningSink sink;
        {
            const std::lock_guard lock(state().mutex);
            sink = state().sink;
        }
        if (sink)
            return sink(text);
        // One call, so that lines of several processes do not mix.
        const std::string line = "tenon: warning: " + std::string(text) + "\n";
        std::fwrite(line.data(), 1, line.size(), stderr);
    } catch (...) {
        // A warning that cannot be given must not become an error of the work it is about.
        return;
    }
}

void warn_once(std::string_view key, std::string_view text) noexcept {
    try {
        const std::lock_guard lock(state().mutex);
        if (!state().given.emplace(key).second)
            return;
    } catch (...) {
        return;
    }
    warn(text);
}

WarningSink set_warning_sink(WarningSink sink) {
    const std::lock_guard lock(state().mutex);
    return std::exchange(state().sink, std::move(sink));
}

void forget_warnings() {
    const std::lock_guard lock(state().mutex);
    state().given.clear();
}

}  // namespace tenon::base
