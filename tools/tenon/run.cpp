// SPDX-License-Identifier: MIT
/// tenon run: finds Python and becomes it, so that its exit status and Ctrl-C are Python's own.
#include <array>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include <tenon/error.hpp>
#include <unistd.h>

#include "command.hpp"
#include "options.hpp"
#include "programs.hpp"

namespace tenon::tool {

namespace {

namespace fs = std::filesystem;

// Finds the package in the interpreter's own environment, else in the build tree beside this
// program. Python put the current folder on its path, where a script's files must not hide others.
constexpr const char* start = R"(import sys
folder = sys.path.pop(0) if sys.path[:1] == [""] else None
tree = sys.argv.pop(1)
try:
    try:
        from tenon.__main__ import main
    except ModuleNotFoundError as error:
        if error.name != "tenon" or not tree:
            raise
        sys.path.append(tree)
        from tenon.__main__ import main
except ImportError as error:
    print(f"tenon: error: {sys.executable} cannot import the package: {error}; `make python` makes"
          " an environment that can", file=sys.stderr)
    raise SystemExit(1)
if folder is not None:
    sys.path.insert(0, folder)
main()
)";

/// The folder of this program: the build tree, or bin of an installation.
fs::path own_folder() {
    std::error_code error;
    return fs::read_symlink("/proc/self/exe", error).parent_path();
}

/// The active environment's, else the project's own beside the build tree, else the system's.
fs::path find_python() {
    if (const char* const active = std::getenv("VIRTUAL_ENV"); active != nullptr && *active != 0) {
        fs::path python = fs::path(active) / "bin/python";
        if (!is_program(python))
            throw FileError("VIRTUAL_ENV is " + std::string(active) + ", which has no bin/python");
        return python;
    }
    fs::path beside = own_folder().parent_path() / ".venv/bin/python";
    if (is_program(beside))
        return beside;
    fs::path system = find_program("python3");
    if (system.empty())
        throw FileError("there is no Python: neither an active environment, nor " +
                        beside.string() + " (`make python` makes it), nor python3 on the PATH");
    return system;
}

/// The package as it lies in the build tree, or nothing.
std::string package_folder() {
    const fs::path folder = own_folder() / "python";
    std::error_code error;
    return fs::exists(folder / "tenon", error) ? folder.string() : "";
}

/// How many words, the subcommand's name first, are Tenon's: what follows is the program's.
int own_words(int count, char** list) {
    int index = 1;
    while (index < count && list[index][0] == '-' && std::strcmp(list[index], "-m") != 0)
        ++index;
    return index;
}

[[noreturn]] void become_python(const fs::path& python, int count, char** list) {
    static std::array<char, 3> dash_c = {"-c"};
    std::string program = python.string();
    std::string text = start;
    std::string tree = package_folder();
    std::vector<char*> words = {program.data(), dash_c.data(), text.data(), tree.data()};
    words.insert(words.end(), list + 1, list + count);
    words.push_back(nullptr);
    execv(program.c_str(), words.data());
    throw FileError(program + ": cannot start: " + std::generic_category().message(errno));
}

}  // namespace

int run_script(int count, char** list) {
    bool report = false;
    std::string script;
    Options options("tenon run",
                    "Runs a Python script: where it and the modules of its folder import numpy, "
                    "they get\nTenon; installed packages keep NumPy.");
    options.flag("--report", report,
                 "at the end tell what ran: statements, kernels, bytes, fallbacks");
    options.text("SCRIPT", script, "the script, or -m MODULE; its own arguments follow");
    options.note("Python is that of the active environment ($VIRTUAL_ENV), else .venv beside the "
                 "build\ntree, else python3 on the PATH.");
    const int own = own_words(count, list);
    if (!options.parse(own, list))
        return 0;
    if (own == count)
        throw UsageError("tenon run: SCRIPT is required\n`tenon run --help` tells more");
    if (std::strcmp(list[own], "-m") != 0 && access(list[own], R_OK) != 0)
        throw FileError(std::string(list[own]) +
                        ": cannot read: " + std::generic_category().message(errno));
    become_python(find_python(), count, list);
}

}  // namespace tenon::tool
