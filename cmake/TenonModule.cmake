# SPDX-License-Identifier: MIT
# tenon_module(<name> [DEPS <module>...] [LIBS <library>...] [EXCLUDE <folder>...])
#
# Declares the static library tenon_<name> from all .cpp files below src/<name>, leaving out
# the folders of EXCLUDE. Its include root holds only a link named <name>, so that
# `#include "tape/tape.hpp"` compiles only where tape is a dependency. DEPS are modules, LIBS
# third-party libraries. A module without sources is an interface library.
function(tenon_module name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "DEPS;LIBS;EXCLUDE")
    set(target tenon_${name})
    set(dir ${PROJECT_SOURCE_DIR}/src/${name})

    set(root ${PROJECT_BINARY_DIR}/include_roots/${name})
    file(MAKE_DIRECTORY ${root})
    file(CREATE_LINK ${dir} ${root}/${name} SYMBOLIC)

    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${dir}/*.cpp)
    foreach(folder IN LISTS arg_EXCLUDE)
        list(FILTER sources EXCLUDE REGEX "^${dir}/${folder}/")
    endforeach()
    list(TRANSFORM arg_DEPS PREPEND tenon_ OUTPUT_VARIABLE deps)

    if(sources)
        add_library(${target} STATIC ${sources})
        target_link_libraries(${target} PRIVATE tenon_flags)
        set(scope PUBLIC)
        set_property(GLOBAL APPEND PROPERTY TENON_OBJECTS $<TARGET_OBJECTS:${target}>)
    else()
        add_library(${target} INTERFACE)
        set(scope INTERFACE)
    endif()
    target_include_directories(${target} ${scope} ${root} ${PROJECT_SOURCE_DIR}/include)
    target_link_libraries(${target} ${scope} ${deps} ${arg_LIBS})
    set_property(GLOBAL APPEND PROPERTY TENON_MODULES ${name})
    set_property(GLOBAL APPEND PROPERTY TENON_LIBS ${arg_LIBS})
endfunction()

# tenon_isa_sources(<module> <folder>)
#
# Compiles each source of src/<module>/<folder> once for each instruction set into the module.
# TENON_ISA is the name to put into namespaces and symbols; nothing with external or inline
# linkage may lack it, or the linker could keep a copy that an older CPU cannot run
# (scripts/check_isa_symbols.py verifies this).
function(tenon_isa_sources module folder)
    set(target tenon_${module})
    file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${module}/${folder}/*.cpp)
    if(NOT sources)
        return()
    endif()
    get_target_property(type ${target} TYPE)
    if(type STREQUAL "INTERFACE_LIBRARY")
        message(FATAL_ERROR "src/${module}/${folder} has sources but src/${module} has none")
    endif()

    set(sse4_flags -msse4.2 -mpopcnt)
    set(avx2_flags -march=x86-64-v3)
    set(avx512_flags -march=x86-64-v4)
    if(CMAKE_CXX_COMPILER_ID MATCHES "Clang|GNU")
        list(APPEND avx2_flags -mprefer-vector-width=256)
        list(APPEND avx512_flags -mprefer-vector-width=512)
    endif()
    # These loops are the product's speed: full optimisation in debug builds too.
    set(optimise -O3)
    if(TENON_SANITIZE)
        set(optimise -O1)
    endif()

    foreach(isa sse4 avx2 avx512)
        set(objects ${target}_${isa})
        add_library(${objects} OBJECT ${sources})
        target_compile_definitions(${objects} PRIVATE TENON_ISA=${isa} TENON_ISA_${isa}=1)
        target_compile_options(${objects} PRIVATE ${${isa}_flags} ${optimise})
        target_include_directories(${objects} PRIVATE
            $<TARGET_PROPERTY:${target},INCLUDE_DIRECTORIES>)
        target_link_libraries(${objects} PRIVATE tenon_flags)
        target_sources(${target} PRIVATE $<TARGET_OBJECTS:${objects}>)
        set_property(GLOBAL APPEND PROPERTY TENON_OBJECTS $<TARGET_OBJECTS:${objects}>)
        set_property(GLOBAL APPEND PROPERTY TENON_ISA_TARGETS ${objects})
    endforeach()
endfunction()
