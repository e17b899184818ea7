// SPDX-License-Identifier: MIT
/// What shells need to complete the command line, from what the subcommands say about themselves.
#include <cstdio>

#include "command.hpp"
#include "options.hpp"

namespace tenon::tool {

namespace {

bool is_flag(const OptionText& option) { return option.type.empty() && option.name[0] == '-'; }
bool is_position(const OptionText& option) { return option.name[0] != '-'; }
bool is_choice(const OptionText& option) { return option.type.find('|') != std::string::npos; }

/// "a|b" as "a b".
std::string words_of(const OptionText& option) {
    std::string words = option.type;
    for (char& letter : words)
        if (letter == '|')
            letter = ' ';
    return words;
}

/// The text between two single quotes; `quote` is how the shell writes one inside.
std::string quoted(const std::string& text, const char* quote) {
    std::string result = "'";
    for (const char letter : text)
        result += letter == '\'' ? quote : std::string(1, letter == '\n' ? ' ' : letter);
    return result + "'";
}

std::string command_names() {
    std::string names;
    for (const Command& command : all_commands())
        names += (names.empty() ? "" : " ") + std::string(command.name);
    return names;
}

std::string bash_case(const Command& command) {
    std::string words;  // that may come anywhere
    std::string values;
    for (const OptionText& option : Options::describe(command.run).options) {
        if (is_position(option)) {
            words += is_choice(option) ? words_of(option) + " " : "";
            continue;
        }
        words += option.name + " ";
        if (is_choice(option))
            values += "        " + option.name + ") words='" + words_of(option) + "' ;;\n";
        else if (!is_flag(option))
            values += "        " + option.name + ") words= ;;\n";
    }
    const std::string head =
        "    " + std::string(command.name) + ")\n        words='" + words + "--help'\n";
    return values.empty()
               ? head + "        ;;\n"
               : head + "        case $before in\n" + values + "        esac\n        ;;\n";
}

/// Files are offered where no word fits (`complete -o default`).
std::string bash() {
    std::string text = "# bash completion for tenon\n"
                       "_tenon() {\n"
                       "    local word=${COMP_WORDS[COMP_CWORD]} words=\n"
                       "    local before=${COMP_WORDS[COMP_CWORD - 1]}\n"
                       "    if ((COMP_CWORD == 1)); then\n"
                       "        COMPREPLY=($(compgen -W '" +
                       command_names() +
                       " --help --version' -- \"$word\"))\n"
                       "        return\n"
                       "    fi\n"
                       "    case ${COMP_WORDS[1]} in\n";
    for (const Command& command : all_commands())
        text += bash_case(command);
    return text + "    esac\n"
                  "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
                  "}\n"
                  "complete -o default -F _tenon tenon\n";
}

/// One argument of zsh's _arguments; brackets and colons have a meaning there.
std::string zsh_argument(const OptionText& option) {
    std::string help;
    for (const char letter : option.help)
        help += std::string("[]:\\").find(letter) == std::string::npos
                    ? std::string(1, letter)
                    : "\\" + std::string(1, letter);
    const std::string action = is_choice(option)         ? "(" + words_of(option) + ")"
                               : option.type == "NUMBER" ? " "
                                                         : "_files";
    if (is_position(option))
        return quoted(":" + option.name + ":" + action, R"('\'')");
    return quoted(option.name + "[" + help + "]" +
                      (is_flag(option) ? "" : ":" + option.type + ":" + action),
                  R"('\'')");
}

std::string zsh() {
    std::string text = "#compdef tenon\n"
                       "_tenon() {\n"
                       "    local -a commands=(\n";
    for (const Command& command : all_commands())
        text += "        " + quoted(std::string(command.name) + ":" + command.summary, R"('\'')") +
                "\n";
    text += "    )\n"
            "    if ((CURRENT == 2)); then\n"
            "        _describe subcommand commands\n"
            "        return\n"
            "    fi\n"
            "    shift words\n"
            "    ((CURRENT--))\n"
            "    case $words[1] in\n";
    for (const Command& command : all_commands()) {
        text += "    " + std::string(command.name) + ")\n        _arguments";
        for (const OptionText& option : Options::describe(command.run).options)
            text += " \\\n            " + zsh_argument(option);
        text += std::string(" \\\n            '--help[tell the arguments and options]'") +
                (command.run == run_script ? " \\\n            '*:argument:_files'" : "") +
                "\n        ;;\n";
    }
    return text +
           "    esac\n"
           "}\n"
           "if [[ $funcstack[1] = _tenon ]]; then _tenon \"$@\"; else compdef _tenon tenon; fi\n";
}

std::string fish() {
    const auto escaped = [](const std::string& text) { return quoted(text, R"(\')"); };
    std::string text = "# fish completion for tenon\n";
    for (const Command& command : all_commands())
        text += "complete -c tenon -f -n __fish_use_subcommand -a " + std::string(command.name) +
                " -d " + escaped(command.summary) + "\n";
    for (const Command& command : all_commands()) {
        const std::string head =
            "complete -c tenon -n '__fish_seen_subcommand_from " + std::string(command.name) + "'";
        for (const OptionText& option : Options::describe(command.run).options) {
            if (is_position(option)) {
                if (is_choice(option))
                    text += head + " -f -a '" + words_of(option) + "'\n";
                continue;
            }
            text += head + " -l " + option.name.substr(2);
            if (is_choice(option))
                text += " -x -a '" + words_of(option) + "'";
            else if (!is_flag(option))
                text += option.type == "NUMBER" ? " -x" : " -r";
            text += " -d " + escaped(option.help) + "\n";
        }
    }
    return text;
}

}  // namespace

int run_completion(int count, char** list) {
    std::string shell;
    Options options("tenon completion", "Prints what a shell needs to complete tenon's words.");
    options.choice("SHELL", shell, {"bash", "zsh", "fish"}, "for which shell", false);
    options.note("bash: source <(tenon completion bash)      zsh: source <(tenon completion zsh)\n"
                 "fish: tenon completion fish | source       An installation has them in place.");
    if (!options.parse(count, list))
        return 0;
    std::fputs((shell == "bash" ? bash() : shell == "zsh" ? zsh() : fish()).c_str(), stdout);
    return 0;
}

}  // namespace tenon::tool
