// SPDX-License-Identifier: MIT
/// The manual page, in the macros of man(7), from what the subcommands say about themselves.
#include <cstdio>

#include "command.hpp"
#include "options.hpp"

namespace tenon::tool {

namespace {

/// Text as it must be written: a backslash and a dash have a meaning, so has a dot or an
/// apostrophe that begins a line.
std::string escaped(const std::string& text) {
    std::string result;
    bool begins_line = true;
    for (const char letter : text) {
        if (begins_line && (letter == '.' || letter == '\''))
            result += "\\&";
        begins_line = letter == '\n';
        if (letter == '\\')
            result += "\\e";
        else if (letter == '-')
            result += "\\-";
        else
            result += letter;
    }
    return result;
}

std::string synopsis(const CommandText& command) {
    std::string text = ".TP\n.B " + escaped(command.name);
    for (const OptionText& option : command.options)
        if (option.name[0] != '-')
            text += option.required ? " \\fI" + option.name + "\\fB"
                                    : " \\fR[\\fI" + option.name + "\\fR]\\fB";
    return text + " \\fR[\\fIOPTION\\fR]...\n";
}

std::string section(const CommandText& command) {
    std::string text = ".SS " + escaped(command.name) + "\n" + escaped(command.summary) + "\n";
    for (const OptionText& option : command.options) {
        const char* const font = option.name[0] == '-' ? "\\fB" : "\\fI";
        text += ".TP\n" + (font + escaped(option.name)) + "\\fR";
        if (!option.type.empty())
            text += " " + escaped(option.type);
        text += "\n" + escaped(option.help) + "\n";
    }
    if (!command.note.empty())
        text += ".PP\n" + escaped(command.note) + "\n";
    return text;
}

constexpr const char* exit_codes = R"(.SH EXIT STATUS
.TP
.B 0
done
.TP
.B 1
failure
.TP
.B 2
wrong usage
.TP
.B 130
after Ctrl\-C
.PP
.B tenon run
ends as the script does.
)";

// As docs/reference/command_line.md tells them: a test compares the two.
constexpr const char* environment = R"(.SH ENVIRONMENT
.TP
.B OMP_NUM_THREADS
threads
.TP
.B TENON_CACHE_DIR
folder of compiled kernels; else $XDG_CACHE_HOME/tenon, or ~/.cache/tenon
.TP
.B TENON_CACHE_LIMIT
bytes kept there (256M); the kernels not used for longest make room
.TP
.B TENON_EXECUTION
automatic (default), interpreter (never compile) or compiled (wait for the compiler)
.TP
.B TENON_VECTOR_BITS
128, 256 or 512: narrower vectors than the CPU has
.TP
.B TENON_LLVM_PLUGIN
the file of the compiler plug\-in, where it is not beside the library
.TP
.B TENON_COMPILER
process (default: kernels are compiled by a process beside the program) or library (in the program)
.TP
.B TENON_KEEP
a folder in which readable IR and assembly of each kernel are left
.TP
.B VIRTUAL_ENV
the Python environment that
.B tenon run
uses
)";

}  // namespace

int run_manual(int count, char** list) {
    Options options("tenon manual", "Prints the manual page: tenon manual | man -l -");
    if (!options.parse(count, list))
        return 0;
    std::string text = ".TH TENON 1 \"\" \"Tenon " TENON_VERSION_STRING "\" \"User commands\"\n"
                       ".SH NAME\ntenon \\- an array engine: runs NumPy scripts, canonical jobs "
                       "and benchmarks\n.SH SYNOPSIS\n";
    std::string sections;
    for (const Command& command : all_commands()) {
        const CommandText told = Options::describe(command.run);
        text += synopsis(told);
        sections += section(told);
    }
    text += ".SH DESCRIPTION\nTenon records array operations, joins them into as few loops as it "
            "can, compiles them for this machine and runs them on all cores.\n.SH SUBCOMMANDS\n";
    std::fputs((text + sections + exit_codes + environment).c_str(), stdout);
    return 0;
}

}  // namespace tenon::tool
