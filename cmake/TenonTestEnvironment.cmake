# SPDX-License-Identifier: MIT
# TENON_TEST_ENVIRONMENT: what every test and example runs with.

# What a sanitizer must know: libomp's synchronisation is told to TSan by archer; Debian's
# LLVM is not built with container annotations.
set(TENON_TEST_ENVIRONMENT
    "ASAN_OPTIONS=detect_container_overflow=0:detect_stack_use_after_return=1"
    "UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1"
    "TSAN_OPTIONS=ignore_noninstrumented_modules=1:halt_on_error=1:second_deadlock_stack=1"
    "LSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/cmake/lsan.supp"
    "GTEST_OUTPUT=xml:${PROJECT_BINARY_DIR}/tests/results/"
    "TENON_CACHE_DIR=${PROJECT_BINARY_DIR}/tests/cache"
    "TENON_PLUGIN_DIR=${TENON_PLUGIN_DIR}"
    "TENON_TOOL=${PROJECT_BINARY_DIR}/tenon")

if(TENON_SANITIZE STREQUAL "thread")
    find_library(TENON_ARCHER NAMES archer libarcher.so HINTS ${TENON_LIBOMP_DIR})
    mark_as_advanced(TENON_ARCHER)
    if(TENON_ARCHER)
        list(APPEND TENON_TEST_ENVIRONMENT "OMP_TOOL_LIBRARIES=${TENON_ARCHER}")
    endif()
endif()
