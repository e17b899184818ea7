// SPDX-License-Identifier: MIT
// LLVM's static objects live until the process is gone. Their destructors would run at exit while
// the compile thread may still be inside LLVM, and an exit in the middle of a compilation crashed.
// The plug-in is linked with -Bsymbolic, so LLVM registers its destructors here, where they are
// forgotten; the system takes the memory back.

extern "C" __attribute__((visibility("hidden"))) int __cxa_atexit(void (*)(void*), void*, void*) {
    return 0;
}
