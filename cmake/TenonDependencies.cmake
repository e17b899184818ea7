# SPDX-License-Identifier: MIT
# Third-party parts. A missing optional part gives one clear sentence, never a broken build.
find_package(Threads REQUIRED)
find_package(PNG REQUIRED)

# LLVM's OpenMP runtime, linked explicitly: a forked child's first parallel region hangs
# under libgomp, and two OpenMP runtimes must not meet in one process.
find_library(TENON_LIBOMP NAMES omp libomp.so
    HINTS /usr/lib/llvm-19/lib /usr/local/lib NO_CACHE)
if(NOT TENON_LIBOMP)
    message(FATAL_ERROR "libomp (LLVM's OpenMP runtime) not found: install libomp-19-dev "
        "or run scripts/bootstrap")
endif()
get_filename_component(TENON_LIBOMP_DIR ${TENON_LIBOMP} DIRECTORY)
add_library(tenon_openmp INTERFACE)
target_link_libraries(tenon_openmp INTERFACE ${TENON_LIBOMP})

# The compiler plug-in needs static LLVM 19 with the X86 target.
set(TENON_HAVE_LLVM OFF)
if(TENON_LLVM)
    find_program(TENON_LLVM_CONFIG NAMES llvm-config-19 HINTS /usr/lib/llvm-19/bin)
    mark_as_advanced(TENON_LLVM_CONFIG)
    if(TENON_LLVM_CONFIG)
        function(tenon_llvm_config out)
            execute_process(COMMAND ${TENON_LLVM_CONFIG} --link-static ${ARGN}
                OUTPUT_VARIABLE text RESULT_VARIABLE status
                OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
            if(status)
                set(text "")
            endif()
            set(${out} "${text}" PARENT_SCOPE)
        endfunction()
        # Archives that nothing refers to are not linked: listing more costs nothing.
        tenon_llvm_config(llvm_libs --libfiles
            orcjit jitlink executionengine passes instcombine scalaropts transformutils
            vectorize ipo analysis target mc x86 asmprinter codegen object
            bitreader bitwriter irreader core support)
        tenon_llvm_config(llvm_system --system-libs)
        tenon_llvm_config(llvm_include --includedir)
        tenon_llvm_config(llvm_version --version)
        tenon_llvm_config(llvm_rtti --has-rtti)
        if(llvm_libs AND llvm_version MATCHES "^19\\.")
            separate_arguments(llvm_libs UNIX_COMMAND "${llvm_libs}")
            separate_arguments(llvm_system UNIX_COMMAND "${llvm_system}")
            # The Windows manifest merger (libxml2), command lines (libedit, tinfo) and the
            # clang analyser (z3) are the only users of these.
            list(FILTER llvm_system EXCLUDE REGEX "xml2|edit|tinfo|ffi|z3")
            add_library(tenon_llvm_static INTERFACE)
            target_include_directories(tenon_llvm_static SYSTEM INTERFACE ${llvm_include})
            target_link_libraries(tenon_llvm_static INTERFACE ${llvm_libs} ${llvm_system})
            if(llvm_rtti STREQUAL "NO")
                target_compile_options(tenon_llvm_static INTERFACE -fno-rtti)
            endif()
            set(TENON_HAVE_LLVM ON)
            message(STATUS "Tenon: compiler plug-in with LLVM ${llvm_version} (static)")
        endif()
    endif()
endif()
if(NOT TENON_HAVE_LLVM)
    message(STATUS "Tenon: no LLVM 19 development files; the compiler plug-in is not built "
        "and the interpreter runs everything (install llvm-19-dev libzstd-dev zlib1g-dev)")
endif()
