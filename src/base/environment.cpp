// SPDX-License-Identifier: MIT
#include "base/environment.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <filesystem>

#include <tenon/error.hpp>

namespace tenon::base {

namespace {

/// The whole text as a number.
template <class T>
std::optional<T> number_from(std::string_view text) {
    T value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

bool is_count(std::string_view text) {
    while (text.starts_with(' '))
        text.remove_prefix(1);
    while (text.ends_with(' '))
        text.remove_suffix(1);
    return number_from<int>(text).value_or(0) > 0;
}

}  // namespace

const char* environment(const char* name) {
    const char* value = secure_getenv(name);
    return value != nullptr && *value != '\0' ? value : nullptr;
}

void refuse_environment(const char* name, const std::string& allowed) {
    const char* value = environment(name);
    throw ValueError("the environment variable " + std::string(name) + " is \"" +
                     std::string(value != nullptr ? value : "") + "\"; it must be " + allowed);
}

const char* environment_folder(const char* name) {
    const char* folder = environment(name);
    std::error_code ignored;
    if (folder != nullptr && !std::filesystem::is_directory(folder, ignored))
        refuse_environment(name, "a folder that exists");
    return folder;
}

std::optional<std::int64_t> environment_number(const char* name, std::int64_t lowest,
                                               std::int64_t highest) {
    const char* text = environment(name);
    if (text == nullptr)
        return std::nullopt;
    const auto value = number_from<std::int64_t>(text);
    if (!value || *value < lowest || *value > highest)
        refuse_environment(name, "a whole number from " + std::to_string(lowest) + " to " +
                                     std::to_string(highest));
    return value;
}

std::optional<std::size_t> environment_choice(const char* name,
                                              std::initializer_list<std::string_view> choices) {
    const char* text = environment(name);
    if (text == nullptr)
        return std::nullopt;
    const auto* found = std::ranges::find(choices, text);
    if (found != choices.end())
        return static_cast<std::size_t>(found - choices.begin());
    std::string allowed;
    for (const std::string_view& choice : choices) {
        if (!allowed.empty())
            allowed += &choice == choices.end() - 1 ? " or " : ", ";
        allowed += choice;
    }
    refuse_environment(name, allowed);
}

void check_environment_words(const char* name, std::string_view one, std::string_view other) {
    const char* text = environment(name);
    if (text == nullptr)
        return;
    const auto is = [text](std::string_view word) {
        return std::ranges::equal(std::string_view(text), word, [](char a, char b) {
            return std::tolower(static_cast<unsigned char>(a)) == b;
        });
    };
    if (!is(one) && !is(other))
        refuse_environment(name, std::string(one) + " or " + std::string(other));
}

void check_environment_counts(const char* name) {
    const char* text = environment(name);
    if (text == nullptr)
        return;
    for (std::string_view rest = text;;) {
        const std::size_t comma = rest.find(',');
        if (!is_count(rest.substr(0, comma)))
            refuse_environment(name, "a whole number above zero, or several between commas");
        if (comma == std::string_view::npos)
            return;
        rest.remove_prefix(comma + 1);
    }
}

std::optional<std::uint64_t> environment_bytes(const char* name) {
    const char* text = environment(name);
    if (text == nullptr)
        return std::nullopt;
    constexpr std::string_view units = "KMG";
    std::string_view digits = text;
    int shift = 0;
    if (const std::size_t unit = units.find(digits.back()); unit != std::string_view::npos) {
        shift = 10 * (static_cast<int>(unit) + 1);
        digits.remove_suffix(1);
    }
    const auto value = number_from<std::uint64_t>(digits);
    if (!value || *value > UINT64_MAX >> shift)
        refuse_environment(name, "a number of bytes, as in 1048576, 512K, 256M or 2G");
    return *value << shift;
}

}  // namespace tenon::base
