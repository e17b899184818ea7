# SPDX-License-Identifier: MIT
# tests/unit/<module>/*_test.cpp: one GoogleTest program for each module, linked with that
# module. tests/<suite>/*.cpp: one program for each suite, linked with all modules and the
# helpers. Labels are the folder's name. Each program is one ctest entry, or several that differ in
# their environment.
find_package(GTest REQUIRED)

# The tests hold the modules' archives, not libtenon.so: the plug-ins must lie beside them too.
file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/tests ${TENON_PLUGIN_DIR})
file(CREATE_LINK ${TENON_PLUGIN_DIR} ${PROJECT_BINARY_DIR}/tests/tenon SYMBOLIC)

# Helpers: tests/support/*.cpp. They use the whole library, so that unit tests, which must build
# without it, get only the headers.
add_library(tenon_test_support INTERFACE)
target_include_directories(tenon_test_support INTERFACE ${PROJECT_SOURCE_DIR}/tests)
target_compile_definitions(tenon_test_support INTERFACE
    TENON_TESTS_DIR="${PROJECT_SOURCE_DIR}/tests")
target_link_libraries(tenon_test_support INTERFACE GTest::gtest_main)
file(GLOB support_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/support/*.cpp)
if(support_sources)
    add_library(tenon_test_helpers STATIC ${support_sources})
    target_include_directories(tenon_test_helpers PRIVATE ${PROJECT_SOURCE_DIR}/tests)
    target_link_libraries(tenon_test_helpers PRIVATE tenon_flags GTest::gtest PUBLIC tenon_all)
    target_compile_definitions(tenon_test_helpers PRIVATE
        TENON_TESTS_DIR="${PROJECT_SOURCE_DIR}/tests")
endif()

# What cannot be tested in this build is left out of it, so that no test skips itself.
set(tests_of_other_builds "")
if(NOT TARGET tenon_llvm)
    list(APPEND tests_of_other_builds codegen/random_kernels engine/compile golden/code)
endif()
if(TENON_SANITIZE)
    # Replaces operator new, and so do sanitizers.
    list(APPEND tests_of_other_builds interpreter/allocation)
endif()
function(tenon_leave_out_tests_of_other_builds list)
    foreach(test IN LISTS tests_of_other_builds)
        list(FILTER ${list} EXCLUDE REGEX "/${test}_test\\.cpp$")
    endforeach()
    set(${list} "${${list}}" PARENT_SCOPE)
endfunction()

# tenon_test(<name> <label> <timeout> SOURCES ... LIBS ...)
function(tenon_test name label timeout)
    cmake_parse_arguments(PARSE_ARGV 3 arg "" "" "SOURCES;LIBS")
    set(target test_${name})
    string(REPLACE "." "_" target ${target})
    add_executable(${target} ${arg_SOURCES})
    set_target_properties(${target} PROPERTIES
        RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests
        INSTALL_RPATH "${TENON_LIBOMP_DIR}")
    target_link_libraries(${target} PRIVATE
        tenon_flags tenon_test_support ${arg_LIBS} ${CMAKE_DL_LIBS} Threads::Threads)
    # Unit tests of the lower modules build without the plug-in and the command line.
    set(needed "")
    if(arg_LIBS MATCHES "tenon_(all|codegen|engine|lib|api)")
        list(APPEND needed tenon_llvm)
    endif()
    if(label STREQUAL "integration")
        list(APPEND needed tenon_tool)
    endif()
    foreach(other IN LISTS needed)
        if(TARGET ${other})
            add_dependencies(${target} ${other})
        endif()
    endforeach()
    add_test(NAME ${name} COMMAND ${target} --gtest_brief=1
        WORKING_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
    set_tests_properties(${name} PROPERTIES LABELS ${label} TIMEOUT ${timeout}
        ENVIRONMENT "${TENON_TEST_ENVIRONMENT}")
endfunction()

get_property(modules GLOBAL PROPERTY TENON_MODULES)
foreach(module IN LISTS modules)
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/unit/${module}/*.cpp)
    tenon_leave_out_tests_of_other_builds(sources)
    # A module may name others that its tests compare with or run on.
    get_property(others GLOBAL PROPERTY TENON_TEST_MODULES_${module})
    list(TRANSFORM others PREPEND tenon_)
    if(sources)
        tenon_test(unit.${module} unit 300 SOURCES ${sources} LIBS tenon_${module} ${others})
    endif()
endforeach()

foreach(suite golden conformance error random device integration)
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/${suite}/*.cpp)
    tenon_leave_out_tests_of_other_builds(sources)
    if(sources)
        tenon_test(${suite} ${suite} 900 SOURCES ${sources}
            LIBS $<TARGET_NAME_IF_EXISTS:tenon_test_helpers> tenon_all)
    endif()
endforeach()

# The command line's jobs, without the command line.
file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/jobs/*.cpp)
if(TARGET tenon_jobs)
    tenon_test(jobs jobs 300 SOURCES ${sources} LIBS tenon_jobs tenon_all)
endif()

# tenon_test_variant(<suite> <variant> <variable>=<value>...): the suite's program once more, in
# another environment. The report has the name of the ctest entry, so that cases are counted.
function(tenon_test_variant suite variant)
    if(NOT TARGET test_${suite})
        return()
    endif()
    set(name ${suite}.${variant})
    set(environment ${TENON_TEST_ENVIRONMENT})
    list(FILTER environment EXCLUDE REGEX "^GTEST_OUTPUT=")
    add_test(NAME ${name} COMMAND test_${suite} --gtest_brief=1
        WORKING_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
    set_tests_properties(${name} PROPERTIES LABELS ${suite} TIMEOUT 900 ENVIRONMENT
        "${environment};GTEST_OUTPUT=xml:${PROJECT_BINARY_DIR}/tests/results/test_${suite}_${variant}.xml;${ARGN}")
endfunction()

# Planted bugs poison the plans of their process: they have one of their own.
set(not_planted "GTEST_FILTER=-*PlantedBugs*")
if(TEST random)
    set_property(TEST random APPEND PROPERTY ENVIRONMENT ${not_planted})
endif()
tenon_test_variant(random planted GTEST_FILTER=*PlantedBugs*)
# Floating-point flags are kept by this machine's threads, for whole statements.
set(without_flags ${not_planted}:*FloatFlags*)
foreach(suite conformance random)
    tenon_test_variant(${suite} test_device TENON_TEST_DEVICE=test ${without_flags})
    tenon_test_variant(${suite} split TENON_DIST_PARTS=2 ${without_flags})
    tenon_test_variant(${suite} at_once TENON_TEST_SMALL_AT_ONCE=1 ${not_planted})
    if(TARGET tenon_llvm)
        tenon_test_variant(${suite} automatic TENON_TEST_EXECUTION=automatic ${not_planted})
        foreach(bits 128 256 512)
            tenon_test_variant(${suite} compiled_${bits}
                TENON_TEST_EXECUTION=compiled TENON_VECTOR_BITS=${bits} ${not_planted})
        endforeach()
    endif()
endforeach()
# The interpreter's loops have other tails for each instruction set, which may raise flags.
foreach(bits 128 256)
    tenon_test_variant(conformance flags_${bits}
        TENON_VECTOR_BITS=${bits} GTEST_FILTER=*FloatFlags*)
endforeach()

# The user's threads under ThreadSanitizer; the rest of the suite forks and counts bytes.
if(TENON_SANITIZE STREQUAL "thread")
    tenon_test_variant(integration threads
        GTEST_FILTER=UserThreads.*:SharedMemory.*:HotKernels.*:Interruption.*:SameBits.thread*)
    if(TEST integration.threads)
        set_tests_properties(integration.threads PROPERTIES LABELS threads)
    endif()
endif()

# The rules of the tree itself.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
function(tenon_lint_test name)
    add_test(NAME lint.${name} COMMAND ${Python3_EXECUTABLE} ${ARGN} COMMAND_EXPAND_LISTS)
    set_tests_properties(lint.${name} PROPERTIES LABELS lint TIMEOUT 120)
endfunction()
set(scripts ${PROJECT_SOURCE_DIR}/scripts)
tenon_lint_test(includes ${scripts}/check_includes.py --root ${PROJECT_SOURCE_DIR})
tenon_lint_test(includes_self ${scripts}/check_includes.py --self-test)
tenon_lint_test(isa_symbols_self ${scripts}/check_isa_symbols.py --self-test)
get_property(isa_targets GLOBAL PROPERTY TENON_ISA_TARGETS)
foreach(target IN LISTS isa_targets)
    # A sanitizer's run-time data and its calls are in every object.
    if(NOT TENON_SANITIZE)
        string(REGEX REPLACE ".*_" "" isa ${target})
        string(REGEX REPLACE "tenon_" "" name ${target})
        tenon_lint_test(isa_symbols_${name} ${scripts}/check_isa_symbols.py ${isa}
            "$<TARGET_OBJECTS:${target}>")
    endif()
endforeach()

# Each public header compiles alone, and twice in one file.
file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}/include
    ${PROJECT_SOURCE_DIR}/include/*.hpp)
set(header_tests "")
foreach(header IN LISTS headers)
    string(REPLACE "/" "_" file ${header})
    set(file ${PROJECT_BINARY_DIR}/header_tests/${file}.cpp)
    file(CONFIGURE OUTPUT ${file} CONTENT "#include <${header}>\n#include <${header}>\n" @ONLY)
    list(APPEND header_tests ${file})
endforeach()
if(header_tests)
    add_library(tenon_header_tests OBJECT ${header_tests})
    target_include_directories(tenon_header_tests PRIVATE ${PROJECT_SOURCE_DIR}/include)
    target_link_libraries(tenon_header_tests PRIVATE tenon_flags)
endif()

# A project outside the tree that uses the installed library.
if(TENON_HAVE_LIBRARY AND NOT TENON_SANITIZE AND EXISTS ${PROJECT_SOURCE_DIR}/tests/consumer/run.cmake)
    add_test(NAME consumer COMMAND ${CMAKE_COMMAND}
        -DBUILD_DIR=${PROJECT_BINARY_DIR} -DWORK_DIR=${PROJECT_BINARY_DIR}/consumer
        -DSOURCE_DIR=${PROJECT_SOURCE_DIR}/tests/consumer
        -DHAVE_COMPILER=$<TARGET_EXISTS:tenon_llvm>
        -P ${PROJECT_SOURCE_DIR}/tests/consumer/run.cmake)
    set_tests_properties(consumer PROPERTIES LABELS consumer TIMEOUT 300)
endif()
