# SPDX-License-Identifier: MIT
# examples/cpp/NN_name.cpp: one program each, which is also a test.
file(GLOB example_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/examples/cpp/*.cpp)
if(TENON_HAVE_LIBRARY)
    foreach(source IN LISTS example_sources)
        get_filename_component(name ${source} NAME_WE)
        add_executable(example_${name} ${source})
        set_target_properties(example_${name} PROPERTIES
            OUTPUT_NAME ${name} RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/examples
            INSTALL_RPATH "\$ORIGIN/../lib")
        target_link_libraries(example_${name} PRIVATE tenon_flags tenon::tenon)
        if(TARGET tenon_llvm)
            add_dependencies(example_${name} tenon_llvm)
        endif()
        if(TENON_BUILD_TESTS)
            add_test(NAME example.${name} COMMAND example_${name}
                WORKING_DIRECTORY ${PROJECT_BINARY_DIR}/examples)
            set_tests_properties(example.${name} PROPERTIES LABELS examples TIMEOUT 120
                ENVIRONMENT "${TENON_TEST_ENVIRONMENT}")
        endif()
    endforeach()
endif()
