# SPDX-License-Identifier: MIT
# libtenon.so: the objects of all modules. Only what is marked TENON_API leaves it.
get_property(objects GLOBAL PROPERTY TENON_OBJECTS)
get_property(libs GLOBAL PROPERTY TENON_LIBS)
get_property(modules GLOBAL PROPERTY TENON_MODULES)

# What the tests link: every module, from the archives.
add_library(tenon_all INTERFACE)
list(TRANSFORM modules PREPEND tenon_ OUTPUT_VARIABLE module_targets)
target_link_libraries(tenon_all INTERFACE ${module_targets})

set(TENON_HAVE_LIBRARY OFF)
if(objects)
    set(TENON_HAVE_LIBRARY ON)
    add_library(tenon SHARED ${objects})
    add_library(tenon::tenon ALIAS tenon)
    set_target_properties(tenon PROPERTIES
        LINKER_LANGUAGE CXX
        VERSION ${PROJECT_VERSION}
        SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}
        EXPORT_NAME tenon
        INSTALL_RPATH "${TENON_LIBOMP_DIR}")
    target_include_directories(tenon PUBLIC
        $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
        $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
    target_compile_features(tenon PUBLIC cxx_std_20)
    target_link_libraries(tenon PRIVATE ${libs} ${CMAKE_DL_LIBS} Threads::Threads)
    if(NOT TENON_SANITIZE)
        target_link_options(tenon PRIVATE -Wl,--no-undefined)
    endif()
else()
    message(STATUS "Tenon: no sources below src/ yet; libtenon.so is not built")
endif()

# tenon_plugin(<target> <source>...): a module library in lib/tenon, found at run time.
function(tenon_plugin target)
    add_library(${target} MODULE ${ARGN})
    set_target_properties(${target} PROPERTIES
        LIBRARY_OUTPUT_DIRECTORY ${TENON_PLUGIN_DIR}
        INSTALL_RPATH "\$ORIGIN/..")
    target_link_libraries(${target} PRIVATE tenon_flags)
    set_property(GLOBAL APPEND PROPERTY TENON_PLUGINS ${target})
endfunction()

# The compiler plug-in: kernel IR to machine code with a static LLVM inside.
file(GLOB_RECURSE llvm_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/codegen/llvm/*.cpp)
if(TENON_HAVE_LLVM AND llvm_sources)
    tenon_plugin(tenon_llvm ${llvm_sources})
    target_link_libraries(tenon_llvm PRIVATE tenon_codegen tenon_llvm_static)
    set(version_script ${PROJECT_SOURCE_DIR}/cmake/tenon_llvm.map)
    target_link_options(tenon_llvm PRIVATE
        -Wl,--version-script=${version_script} -Wl,-Bsymbolic)
    if(NOT TENON_SANITIZE)
        target_link_options(tenon_llvm PRIVATE -Wl,--no-undefined)
    endif()
    set_property(TARGET tenon_llvm APPEND PROPERTY LINK_DEPENDS ${version_script})

    # The same in a process of its own, beside the plug-in that it loads.
    add_executable(tenon_compiler ${PROJECT_SOURCE_DIR}/src/codegen/process/main.cpp)
    set_target_properties(tenon_compiler PROPERTIES
        RUNTIME_OUTPUT_DIRECTORY ${TENON_PLUGIN_DIR})
    target_link_libraries(tenon_compiler PRIVATE tenon_flags tenon_codegen)
    add_dependencies(tenon_llvm tenon_compiler)
endif()
