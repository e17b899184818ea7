# SPDX-License-Identifier: MIT
# The command line: tools/tenon/*.cpp and the benchmark suite bench/*.cpp (its subcommand).
file(GLOB tool_sources CONFIGURE_DEPENDS
    ${PROJECT_SOURCE_DIR}/tools/tenon/*.cpp ${PROJECT_SOURCE_DIR}/bench/*.cpp)
file(GLOB job_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tools/tenon/jobs/*.cpp)
if(TENON_HAVE_LIBRARY AND EXISTS ${PROJECT_SOURCE_DIR}/tools/tenon)
    find_package(CLI11 REQUIRED)
    find_package(nlohmann_json REQUIRED)
    # What the jobs compute, for the command line and for tests, which link the modules' archives.
    add_library(tenon_jobs STATIC ${job_sources})
    target_include_directories(tenon_jobs
        PUBLIC ${PROJECT_SOURCE_DIR}/tools/tenon PRIVATE ${PROJECT_SOURCE_DIR}/include)
    target_link_libraries(tenon_jobs PRIVATE tenon_flags)

    add_executable(tenon_tool ${tool_sources})
    set_target_properties(tenon_tool PROPERTIES
        OUTPUT_NAME tenon
        RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}
        INSTALL_RPATH "\$ORIGIN/lib;\$ORIGIN/../${CMAKE_INSTALL_LIBDIR}")
    target_include_directories(tenon_tool PRIVATE
        ${PROJECT_SOURCE_DIR}/tools ${PROJECT_SOURCE_DIR})
    target_compile_definitions(tenon_tool PRIVATE TENON_VERSION_STRING="${PROJECT_VERSION}")
    target_link_libraries(tenon_tool PRIVATE tenon_flags tenon_jobs tenon::tenon
        CLI11::CLI11 nlohmann_json::nlohmann_json ${CMAKE_DL_LIBS})
    foreach(plugin IN ITEMS tenon_llvm tenon_references)
        if(TARGET ${plugin})
            add_dependencies(tenon_tool ${plugin})
        endif()
    endforeach()

    # The manual page and what shells complete: the tool prints them.
    set(share ${PROJECT_BINARY_DIR}/share)
    set(printed "")
    foreach(file IN ITEMS "man/man1/tenon.1=manual" "bash-completion/completions/tenon=completion bash"
            "zsh/site-functions/_tenon=completion zsh"
            "fish/vendor_completions.d/tenon.fish=completion fish")
        string(REGEX MATCH "^(.*/)([^/]*)=(.*)$" whole ${file})
        set(path ${share}/${CMAKE_MATCH_1}${CMAKE_MATCH_2})
        set(folder ${CMAKE_MATCH_1})
        separate_arguments(words UNIX_COMMAND "${CMAKE_MATCH_3}")
        file(MAKE_DIRECTORY ${share}/${folder})
        add_custom_command(OUTPUT ${path} COMMAND tenon_tool ${words} > ${path}
            DEPENDS tenon_tool VERBATIM)
        list(APPEND printed ${path})
        install(FILES ${path} DESTINATION ${CMAKE_INSTALL_DATADIR}/${folder})
    endforeach()
    add_custom_target(tenon_tool_texts ALL DEPENDS ${printed})
endif()
