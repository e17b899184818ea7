// SPDX-License-Identifier: MIT
#include "options.hpp"

#include <charconv>
#include <cmath>
#include <cstdio>

#include <CLI/CLI.hpp>
#include <tenon/error.hpp>
#include <tenon/runtime.hpp>
#include <unistd.h>

#include "command.hpp"

namespace tenon::tool {

namespace {

/// "12000000", also "12e6": the exponent form must be whole and exact.
bool parse_whole(const std::string& text, std::int64_t& value) {
    const char* const last = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), last, value);
    if (error == std::errc() && stop == last)
        return true;
    double real = 0;
    const auto [real_stop, real_error] = std::from_chars(text.data(), last, real);
    constexpr double exact = 9007199254740992.0;
    if (real_error != std::errc() || real_stop != last || !(std::abs(real) <= exact) ||
        real != std::floor(real))
        return false;
    value = static_cast<std::int64_t>(real);
    return true;
}

}  // namespace

struct Options::Parser {
    CLI::App app;
    std::string name;
};

Options::Options(const std::string& name, const std::string& summary)
    : parser_(std::make_unique<Parser>()) {
    parser_->name = name;
    parser_->app.name(name);
    parser_->app.description(summary);
    parser_->app.get_formatter()->column_width(34);
}

Options::~Options() = default;

void Options::whole(const std::string& name, std::int64_t& value, std::int64_t least,
                    const std::string& help, bool optional) {
    const auto set = [name, least, &value](const std::string& text) {
        if (!parse_whole(text, value) || value < least)
            throw UsageError(name + " must be a whole number of at least " + std::to_string(least) +
                             ", not \"" + text + "\"");
    };
    CLI::Option* const option = parser_->app.add_option_function<std::string>(name, set, help);
    option->type_name(name[0] == '-' ? "NUMBER" : "");
    option->required(!optional);
}

void Options::positive(const std::string& name, double& value, const std::string& help) {
    const auto set = [name, &value](const std::string& text) {
        const char* const last = text.data() + text.size();
        const auto [stop, error] = std::from_chars(text.data(), last, value);
        if (error != std::errc() || stop != last || !(value > 0) || !std::isfinite(value))
            throw UsageError(name + " must be a number above zero, not \"" + text + "\"");
    };
    parser_->app.add_option_function<std::string>(name, set, help)->type_name("NUMBER");
}

void Options::choice(const std::string& name, std::string& value, std::vector<std::string> choices,
                     const std::string& help, bool optional) {
    std::string list;
    for (const std::string& choice : choices)
        list += (list.empty() ? "" : "|") + choice;
    const auto set = [name, list, choices, &value](const std::string& text) {
        if (std::find(choices.begin(), choices.end(), text) == choices.end())
            throw UsageError(name + " must be one of " + list + ", not \"" + text + "\"");
        value = text;
    };
    CLI::Option* const option = parser_->app.add_option_function<std::string>(name, set, help);
    option->type_name(list);
    option->required(!optional);
}

void Options::text(const std::string& name, std::string& value, const std::string& help) {
    const auto is_right = [](const std::string& text) -> std::string {
        return text.empty() ? "must not be empty" : "";
    };
    parser_->app.add_option(name, value, help)->type_name("TEXT")->check(is_right);
}

void Options::flag(const std::string& name, bool& value, const std::string& help) {
    parser_->app.add_flag(name, value, help);
}

void Options::note(const std::string& text) { parser_->app.footer(text); }

namespace {

CommandText* wanted_text = nullptr;  // while a command is asked what it says

}  // namespace

CommandText Options::description() const {
    const CLI::App& app = parser_->app;
    CommandText text = {parser_->name, app.get_description(), {}, app.get_footer()};
    for (const bool positional : {true, false})
        for (const CLI::Option* option : app.get_options())
            if (option->get_positional() == positional && option->get_name() != "--help")
                text.options.push_back({option->get_name(positional), option->get_type_name(),
                                        option->get_description(), option->get_required()});
    return text;
}

CommandText Options::describe(int (*command)(int count, char** arguments)) {
    CommandText text;
    wanted_text = &text;
    command(0, nullptr);
    wanted_text = nullptr;
    return text;
}

bool Options::parse(int count, char** arguments) {
    if (wanted_text != nullptr) {
        *wanted_text = description();
        return false;
    }
    try {
        parser_->app.parse(count, arguments);
        return true;
    } catch (const CLI::CallForHelp&) {
        std::fputs(parser_->app.help().c_str(), stdout);
        return false;
    } catch (const CLI::ParseError& error) {
        throw UsageError(std::string(error.what()) + "\n`" + parser_->name +
                         " --help` tells the arguments and options");
    }
}

bool Options::given(const std::string& name) const { return parser_->app.count(name) > 0; }

void JobOptions::add_to(Options& options, const std::string& dtypes) {
    options.whole("--threads", threads, 1, "threads (default: OMP_NUM_THREADS, or all cores)");
    options.text("--schedule", schedule,
                 "static, dynamic or guided, with \",CHUNK\" as in OpenMP (default: auto)");
    options.text("--dtype", dtype, "element type: " + dtypes);
    options.text("--output", output,
                 films ? "write the result to FILE.png or FILE.npy, or the steps to FILE.gif or "
                         "FILE.mp4 (by ffmpeg)"
                       : "write the result to FILE.png or FILE.npy");
    options.whole("--repeat", repeat, 1, "run so many times (default: 1)");
    options.flag("--json", json, "print one JSON object instead of text");
}

void JobOptions::apply() const {
    constexpr std::int64_t most_threads = 4096;
    if (threads > most_threads)
        throw UsageError("--threads must be at most " + std::to_string(most_threads));
    if (!output.empty() && films)
        check_output(output, {".png", ".npy", ".gif", ".mp4"});
    else if (!output.empty())
        check_output(output, {".png", ".npy"});
    if (threads > 0)
        set_threads(static_cast<int>(threads));
    if (!schedule.empty())
        set_schedule(schedule);
}

DType JobOptions::type(std::initializer_list<DType> allowed) const {
    const DType wanted = parse_dtype(dtype);
    std::string list;
    for (const DType type : allowed) {
        if (type == wanted)
            return type;
        list += (list.empty() ? "" : ", ") + std::string(name(type));
    }
    throw UsageError("--dtype must be one of " + list + " here, not " + dtype);
}

bool ends_with(const std::string& text, const std::string& end) {
    return text.size() >= end.size() &&
           text.compare(text.size() - end.size(), end.size(), end) == 0;
}

void check_output(const std::string& path, const std::vector<std::string>& endings) {
    std::string list;
    bool right = false;
    for (const std::string& ending : endings) {
        right = right || ends_with(path, ending);
        list += (list.empty() ? "neither " : " nor ") + ending;
    }
    if (!right)
        throw UsageError("--output: \"" + path + "\" ends in " + list);
    const std::size_t slash = path.rfind('/');
    const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
    if (access(path.c_str(), F_OK) == 0 ? access(path.c_str(), W_OK) != 0
                                        : access(folder.c_str(), W_OK | X_OK) != 0)
        throw FileError(path + ": cannot write: " + std::generic_category().message(errno));
}

}  // namespace tenon::tool
