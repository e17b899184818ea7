// SPDX-License-Identifier: MIT
// tenon_compiler: started by libtenon with a socket as its standard input, never by people.
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <exception>

#include "base/processors.hpp"
#include "codegen/compiler_process.hpp"
#include "codegen/plugin.hpp"
#include "kernel/encoding.hpp"

namespace tenon::codegen {

namespace {

/// Ctrl-C is for the program at the terminal; when that ends, the socket does, and so do we.
void ignore_the_terminal() {
    for (const int signal : {SIGINT, SIGQUIT, SIGHUP, SIGTSTP})
        std::signal(signal, SIG_IGN);
}

Answer answer(const Request& request) {
    if (request.version != version())
        return {false, "the compiler's process belongs to another build of Tenon (" + version() +
                           ", asked by " + request.version + ")"};
    if (plugin().compile == nullptr)
        return {false, plugin().problem};
    if (request.kernel.empty())
        return {true, {}};
    try {
        kernel::Kernel core = kernel::decode(request.kernel);
        core.name = request.name;
        kernel::verify(core, true);
        return compile_here(core, request.target, request.symbol, request.keep);
    } catch (const std::exception& error) {
        return {false, error.what()};
    }
}

bool is_socket(int file) {
    int type = 0;
    socklen_t size = sizeof type;
    return getsockopt(file, SOL_SOCKET, SO_TYPE, &type, &size) == 0;
}

int run() {
    if (!is_socket(STDIN_FILENO)) {
        std::fputs("tenon_compiler: Tenon starts this program itself, to compile kernels\n",
                   stderr);
        return 2;
    }
    if (const pid_t child = fork(); child != 0)
        return child > 0 ? 0 : 1;
    ignore_the_terminal();
    base::use_all_processors();
    serve(STDIN_FILENO, answer);
    return 0;
}

}  // namespace

}  // namespace tenon::codegen

// No destructors: LLVM's take time.
int main() { _exit(tenon::codegen::run()); }
