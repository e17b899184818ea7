// SPDX-License-Identifier: MIT
// Checks the built references against their scalar forms and times them:
//   g++ -std=c++20 -O2 bench/reference/check/*.cpp -ldl -o check_reference
//   ./check_reference check|time|crossover LIBRARY... [only=NAME] [threads=N] [seconds=S] [wait=S]
#include <cstring>

#include "harness.hpp"

int check_all(const std::vector<Library>& libraries);
void time_all(const std::vector<Library>& libraries, const std::string& only);
void crossover(const std::vector<Library>& libraries, const std::string& only);

int only_threads = 0;

int main(int argc, char** argv) {
    const std::string mode = argc > 1 ? argv[1] : "";
    std::vector<Library> libraries;
    std::string only;
    for (int i = 2; i < argc; ++i) {
        if (std::strncmp(argv[i], "only=", 5) == 0)
            only = argv[i] + 5;
        else if (std::strncmp(argv[i], "seconds=", 8) == 0)
            Contest::seconds() = std::atof(argv[i] + 8);
        else if (std::strncmp(argv[i], "threads=", 8) == 0)
            only_threads = std::atoi(argv[i] + 8);
        else if (std::strncmp(argv[i], "wait=", 5) == 0)
            Quiet::patience() = std::atof(argv[i] + 5);
        else
            libraries.emplace_back(argv[i]);
    }
    if (libraries.empty() || (mode != "check" && mode != "time" && mode != "crossover")) {
        std::fprintf(stderr,
                     "usage: %s check|time|crossover LIBRARY... [only=NAME] [threads=N] "
                     "[seconds=S] [wait=S]\n",
                     argv[0]);
        return 2;
    }
    if (mode == "check")
        return check_all(libraries);
    if (mode == "time")
        time_all(libraries, only);
    else
        crossover(libraries, only);
    return 0;
}
