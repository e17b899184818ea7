# SPDX-License-Identifier: MIT
# The default compiler is clang++-19: its OpenMP code matches LLVM's libomp, and the
# interpreter's loops are measured with it. CXX or -DCMAKE_CXX_COMPILER overrides this; but
# scikit-build-core sets CXX to what Python was built with, whether or not the user did.
if(NOT DEFINED CMAKE_CXX_COMPILER AND (SKBUILD OR NOT DEFINED ENV{CXX})
    AND NOT CMAKE_TOOLCHAIN_FILE)
    find_program(TENON_CLANGXX NAMES clang++-19 PATHS /usr/lib/llvm-19/bin)
    mark_as_advanced(TENON_CLANGXX)
    if(TENON_CLANGXX)
        set(CMAKE_CXX_COMPILER ${TENON_CLANGXX} CACHE FILEPATH "C++ compiler")
    endif()
endif()

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

# Sanitised code is unusable at -O0 and hides bugs at -O3.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG" CACHE STRING "Flags of Release builds")
if(TENON_SANITIZE)
    set(CMAKE_CXX_FLAGS_DEBUG "-O1 -gline-tables-only -fno-omit-frame-pointer"
        CACHE STRING "Flags of Debug builds")
endif()

if(NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER AND NOT DEFINED ENV{CMAKE_CXX_COMPILER_LAUNCHER})
    find_program(TENON_CCACHE NAMES ccache)
    mark_as_advanced(TENON_CCACHE)
    if(TENON_CCACHE)
        set(CMAKE_CXX_COMPILER_LAUNCHER ${TENON_CCACHE} CACHE STRING "Compiler launcher")
    endif()
endif()
