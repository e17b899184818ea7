// SPDX-License-Identifier: MIT
#include <array>
#include <charconv>
#include <utility>

#include <tenon/error.hpp>

#include "runtime/cpu/threads.hpp"

namespace tenon::runtime::cpu {
namespace {

constexpr std::array<std::pair<std::string_view, Schedule>, 4> names{{
    {"automatic", Schedule::automatic},
    {"static", Schedule::static_},
    {"dynamic", Schedule::dynamic},
    {"guided", Schedule::guided},
}};

[[noreturn]] void refuse(std::string_view text) {
    throw ValueError("'" + std::string(text) +
                     "' is no schedule; there are automatic, static, dynamic and guided, the last "
                     "three also with a chunk, as in 'dynamic,64'");
}

}  // namespace

ThreadSettings parse_schedule(std::string_view text, ThreadSettings base) {
    const std::size_t comma = text.find(',');
    std::string_view name = text.substr(0, comma);
    if (name == "auto")
        name = "automatic";
    const auto* found = names.begin();
    while (found != names.end() && found->first != name)
        ++found;
    if (found == names.end())
        refuse(text);
    base.schedule = found->second;
    base.chunk = 0;
    if (comma != std::string_view::npos) {
        const std::string chunk(text.substr(comma + 1));
        const char* end = chunk.data() + chunk.size();
        const auto [stop, error] = std::from_chars(chunk.data(), end, base.chunk);
        if (error != std::errc() || stop != end || base.chunk < 1 ||
            base.schedule == Schedule::automatic)
            refuse(text);
    }
    return base;
}

}  // namespace tenon::runtime::cpu
