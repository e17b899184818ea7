// SPDX-License-Identifier: MIT
/// The subcommands. Each builds only its own options, so that a job starts at once.
#pragma once

#include <span>
#include <stdexcept>

namespace tenon::tool {

/// The command line is wrong: the message goes to stderr and the exit code is 2.
class UsageError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Whether Ctrl-C was pressed; Tenon's own work looks by itself. @throws Interrupted
void stop_if_interrupted();

/// `arguments[0]` is the subcommand's name. The result is the exit code.
struct Command {
    const char* name;
    const char* summary;
    int (*run)(int count, char** arguments);
};

std::span<const Command> all_commands();

int run_script(int count, char** arguments);
int run_mandelbrot(int count, char** arguments);
int run_laplace(int count, char** arguments);
int run_heat(int count, char** arguments);
int run_wave(int count, char** arguments);
int run_life(int count, char** arguments);
int run_video(int count, char** arguments);
int run_pi(int count, char** arguments);
int run_info(int count, char** arguments);
int run_cache(int count, char** arguments);
int run_bench(int count, char** arguments);
int run_completion(int count, char** arguments);
int run_manual(int count, char** arguments);

}  // namespace tenon::tool
