# SPDX-License-Identifier: MIT
# Installs into a temporary prefix, then builds and runs the user's project twice: by
# find_package(tenon) and by pkg-config, both with the system's g++. The prefix is moved before
# use: an installed tree must not remember where it was.
function(step)
    execute_process(COMMAND ${ARGN} RESULT_VARIABLE status
        OUTPUT_VARIABLE output ERROR_VARIABLE output)
    if(NOT status EQUAL 0)
        message(FATAL_ERROR "failed (${status}): ${ARGN}\n${output}")
    endif()
    set(output "${output}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE ${WORK_DIR})
set(ENV{TENON_CACHE_DIR} ${WORK_DIR}/cache)
step(${CMAKE_COMMAND} --install ${BUILD_DIR} --prefix ${WORK_DIR}/first)
file(RENAME ${WORK_DIR}/first ${WORK_DIR}/prefix)
set(prefix ${WORK_DIR}/prefix)

find_program(GXX NAMES g++ c++ REQUIRED)
find_program(PKG_CONFIG NAMES pkg-config pkgconf REQUIRED)

step(${CMAKE_COMMAND} -S ${SOURCE_DIR} -B ${WORK_DIR}/by_cmake
    -DCMAKE_CXX_COMPILER=${GXX} -DCMAKE_PREFIX_PATH=${prefix} -DCMAKE_BUILD_TYPE=Release
    -DHAVE_COMPILER=${HAVE_COMPILER})
step(${CMAKE_COMMAND} --build ${WORK_DIR}/by_cmake)
step(${WORK_DIR}/by_cmake/consumer)
message(STATUS "find_package: ${output}")
step(${WORK_DIR}/by_cmake/using_namespace)

file(GLOB_RECURSE pc ${prefix}/*/tenon.pc)
get_filename_component(pc_dir "${pc}" DIRECTORY)
set(ENV{PKG_CONFIG_PATH} ${pc_dir})
step(${PKG_CONFIG} --cflags --libs tenon)
separate_arguments(flags UNIX_COMMAND "${output}")
get_filename_component(lib_dir ${pc_dir} DIRECTORY)
step(${GXX} ${SOURCE_DIR}/consumer.cpp -o ${WORK_DIR}/by_pkg_config -DHAVE_COMPILER=${HAVE_COMPILER}
    ${flags}
    -Wl,-rpath,${lib_dir})
step(${WORK_DIR}/by_pkg_config)
message(STATUS "pkg-config: ${output}")

# The installed command line must start too.
if(EXISTS ${prefix}/bin/tenon)
    step(${prefix}/bin/tenon --help)
endif()
