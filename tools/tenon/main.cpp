// SPDX-License-Identifier: MIT
/// tenon SUBCOMMAND ...: finds the subcommand, turns errors into messages and exit codes
/// (0 done, 1 failure, 2 wrong usage, 130 interrupted).
#include <csignal>
#include <cstdio>
#include <cstring>
#include <new>

#include <fcntl.h>
#include <tenon/error.hpp>
#include <tenon/runtime.hpp>
#include <unistd.h>

#include "command.hpp"

namespace {

using namespace tenon::tool;

constexpr Command commands[] = {
    {"run", "a Python script, with Tenon as its NumPy", run_script},
    {"mandelbrot", "the Mandelbrot set, with the validation sum", run_mandelbrot},
    {"laplace", "Laplace's equation by Jacobi iteration", run_laplace},
    {"heat", "heat spreads in a square or a cube", run_heat},
    {"wave", "waves in a square or a cube", run_wave},
    {"life", "Conway's game of life, or one of another rule", run_life},
    {"video", "filters for the frames of a video", run_video},
    {"pi", "pi by random points or by quadrature", run_pi},
    {"info", "this machine, as Tenon sees it", run_info},
    {"cache", "the folder of compiled kernels", run_cache},
    {"bench", "Tenon against hand-written C++", run_bench},
    {"completion", "what a shell needs to complete tenon's words", run_completion},
    {"manual", "the manual page, for man", run_manual},
};

constexpr int exit_usage = 2;

volatile std::sig_atomic_t stop_signal = 0;

/// The first signal lets the running step end cleanly; a second one does not wait.
void on_signal(int number) {
    if (stop_signal != 0)
        _exit(128 + number);
    stop_signal = number;
    tenon::interrupt();
}

void install_handlers() {
    struct sigaction action{};
    action.sa_handler = on_signal;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    // A limit on the size of files is an error of the write, as a full disk is.
    std::signal(SIGXFSZ, SIG_IGN);
}

/// A file that we open must not become standard output because that was closed. What stands in
/// refuses what is written, or read, as nothing at all would.
void fill_closed_descriptors() {
    for (const int number : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (fcntl(number, F_GETFD) < 0)
            open("/dev/null", number == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

void print_usage(std::FILE* out) {
    std::fputs("usage: tenon SUBCOMMAND [ARGUMENT]... [OPTION]...\n\n", out);
    for (const Command& command : commands)
        std::fprintf(out, "  %-12s%s\n", command.name, command.summary);
    std::fputs("\n`tenon SUBCOMMAND --help` tells its arguments and options.\n"
               "`tenon --version` prints the version.\n",
               out);
}

int fail(const char* text, int code) {
    std::fflush(stdout);
    std::fprintf(stderr, "tenon: error: %s\n", text);
    return code;
}

/// Output that cannot be written (a closed pipe, a full disk) is a failure too.
int finish(int code) {
    if (std::fflush(stdout) != 0 && code == 0)
        code = fail("cannot write to standard output", 1);
    return stop_signal != 0 ? 128 + stop_signal : code;
}

int run(const Command& command, int count, char** arguments) {
    try {
        return command.run(count, arguments);
    } catch (const UsageError& error) {
        return fail(error.what(), exit_usage);
    } catch (const tenon::Interrupted&) {
        std::fputs("tenon: interrupted\n", stderr);
        return 128 + (stop_signal != 0 ? stop_signal : SIGINT);
    } catch (const tenon::FileError& error) {
        return fail(error.what(), 1);
    } catch (const tenon::UserError& error) {
        return fail(error.what(), exit_usage);
    } catch (const std::bad_alloc&) {
        return fail("out of memory", 1);
    } catch (const std::exception& error) {
        return fail(error.what(), 1);
    }
}

}  // namespace

std::span<const Command> tenon::tool::all_commands() { return commands; }

void tenon::tool::stop_if_interrupted() {
    if (stop_signal != 0)
        throw Interrupted("interrupted");
}

int main(int count, char** arguments) {
    fill_closed_descriptors();
    if (count < 2) {
        print_usage(stderr);
        return exit_usage;
    }
    const char* const name = arguments[1];
    if (std::strcmp(name, "--help") == 0 || std::strcmp(name, "-h") == 0 ||
        std::strcmp(name, "help") == 0) {
        print_usage(stdout);
        return finish(0);
    }
    if (std::strcmp(name, "--version") == 0) {
        std::puts("tenon " TENON_VERSION_STRING);
        return finish(0);
    }
    install_handlers();
    for (const Command& command : commands)
        if (std::strcmp(name, command.name) == 0)
            return finish(run(command, count - 1, arguments + 1));
    std::fprintf(stderr, "tenon: error: there is no subcommand \"%s\"; `tenon --help` lists them\n",
                 name);
    return exit_usage;
}
