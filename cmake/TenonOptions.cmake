# SPDX-License-Identifier: MIT
# Options, and the target tenon_flags that carries the flags of all project code.
option(TENON_WERROR "Warnings are errors" ON)
option(TENON_BUILD_TESTS "Build the tests" ${PROJECT_IS_TOP_LEVEL})
option(TENON_BUILD_EXAMPLES "Build the examples" ${PROJECT_IS_TOP_LEVEL})
option(TENON_BUILD_TOOLS "Build the command line and the benchmark references" ON)
option(TENON_BUILD_PYTHON "Build the Python package's bindings" OFF)
option(TENON_LLVM "Build the compiler plug-in when LLVM 19 is found" ON)
set(TENON_SANITIZE "" CACHE STRING "Sanitizers, e.g. address,undefined or thread")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# The run-time path is the same in both trees and relative, so that either can be moved.
set(CMAKE_BUILD_WITH_INSTALL_RPATH ON)

# One layout for the build tree and the installed tree: the library finds its plug-ins in
# tenon/ beside itself.
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/archives)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib)
set(TENON_PLUGIN_DIR ${PROJECT_BINARY_DIR}/lib/tenon)

add_library(tenon_flags INTERFACE)
# Results are IEEE as written: no compiler may contract a*b+c in any file of the project.
target_compile_options(tenon_flags INTERFACE
    -ffp-contract=off
    -ffunction-sections -fdata-sections
    -fmacro-prefix-map=${PROJECT_SOURCE_DIR}/=
    -Wall -Wextra -Wpedantic -Wnon-virtual-dtor -Woverloaded-virtual
    -Wcast-qual -Wextra-semi -Wimplicit-fallthrough -Wunused -Wundef -Wvla)
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    target_compile_options(tenon_flags INTERFACE
        -Wshadow -Wheader-hygiene -Wunreachable-code -Wshorten-64-to-32 -Wstring-conversion)
else()
    # Clang's attributes and pragmas are allowed; GCC 12's flow warnings have false alarms, and
    # its plain -Wshadow complains of scoped enumerators.
    target_compile_options(tenon_flags INTERFACE
        -Wshadow=local
        -Wno-attributes -Wno-unknown-pragmas -Wno-maybe-uninitialized -Wno-array-bounds
        -Wno-stringop-overflow -Wno-restrict -Wno-psabi)
endif()
if(TENON_WERROR)
    target_compile_options(tenon_flags INTERFACE -Werror)
endif()

if(TENON_SANITIZE)
    add_compile_options(-fsanitize=${TENON_SANITIZE} -fno-sanitize-recover=all)
    if(TENON_SANITIZE MATCHES "undefined" AND CMAKE_CXX_COMPILER_ID MATCHES "Clang")
        # It reads a signature before a function's first byte; generated code has none.
        add_compile_options(-fno-sanitize=function)
    endif()
    # float to int conversions of NaN and wide shifts are given NumPy's meaning by our own
    # code; the checks stay on so that the code must spell that meaning out.
    add_link_options(-fsanitize=${TENON_SANITIZE})
endif()

include(CheckLinkerFlag)
check_linker_flag(CXX -fuse-ld=lld TENON_HAVE_LLD)
if(TENON_HAVE_LLD)
    add_link_options(-fuse-ld=lld)
endif()
add_link_options(-Wl,--gc-sections)
