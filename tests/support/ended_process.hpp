// SPDX-License-Identifier: MIT
/// What a process that ended by _exit or a signal leaves behind.
#pragma once

#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

#include <string>

namespace support {

/// Removes the note in shared memory by which LLVM's OpenMP runtime finds a second copy of itself
/// in a process (`__kmp_register_library_startup`). It is named after the process, and empty when a
/// limit on the size of files kept it from being written: a later process with the same number
/// would read it and die of SIGBUS.
inline void clean_up_after(pid_t process) {
    const std::string name =
        "/__KMP_REGISTERED_LIB_" + std::to_string(process) + "_" + std::to_string(getuid());
    shm_unlink(name.c_str());
}

}  // namespace support
