# SPDX-License-Identifier: MIT
# The hand-written references of `tenon bench`, built by both g++ and clang++ for the machine
# at hand; the benchmark takes the better. They bypass CMake's compiler on purpose, so each
# object is a custom command. Both link LLVM's libomp: one OpenMP runtime in the process.
file(GLOB reference_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/bench/reference/*.cpp)
set(TENON_REFERENCES "")

function(tenon_reference name compiler)
    set(output ${TENON_PLUGIN_DIR}/libtenon_reference_${name}.so)
    set(objects "")
    file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/reference/${name} ${TENON_PLUGIN_DIR})
    foreach(source IN LISTS reference_sources)
        get_filename_component(stem ${source} NAME_WE)
        set(object ${PROJECT_BINARY_DIR}/reference/${name}/${stem}.o)
        add_custom_command(OUTPUT ${object}
            COMMAND ${compiler} -std=c++20 -O3 -march=native -ffp-contract=off -fPIC -fopenmp
                -Wall -Wextra ${ARGN}
                -I${PROJECT_SOURCE_DIR}/bench -I${PROJECT_SOURCE_DIR}/include
                -MD -MF ${object}.d -MT ${object} -c ${source} -o ${object}
            DEPENDS ${source} DEPFILE ${object}.d VERBATIM
            COMMENT "Building benchmark reference ${stem} (${name})")
        list(APPEND objects ${object})
    endforeach()
    add_custom_command(OUTPUT ${output}
        COMMAND ${compiler} -shared -o ${output} ${objects} ${TENON_LIBOMP}
            -Wl,-rpath,${TENON_LIBOMP_DIR}
        DEPENDS ${objects} VERBATIM COMMENT "Linking libtenon_reference_${name}.so")
    set(TENON_REFERENCES ${TENON_REFERENCES} ${output} PARENT_SCOPE)
endfunction()

# Sanitised builds test, they do not measure.
if(reference_sources AND NOT TENON_SANITIZE)
    find_program(TENON_REFERENCE_GXX NAMES g++)
    find_program(TENON_REFERENCE_CLANGXX NAMES clang++-19 HINTS /usr/lib/llvm-19/bin)
    mark_as_advanced(TENON_REFERENCE_GXX TENON_REFERENCE_CLANGXX)
    if(TENON_REFERENCE_GXX)
        tenon_reference(gxx ${TENON_REFERENCE_GXX})
    endif()
    if(TENON_REFERENCE_CLANGXX)
        # -march=native may take an AVX-512 machine for an older model, and says so in every file.
        tenon_reference(clang ${TENON_REFERENCE_CLANGXX} -Wno-invalid-feature-combination)
    endif()
    add_custom_target(tenon_references ALL DEPENDS ${TENON_REFERENCES})
endif()
