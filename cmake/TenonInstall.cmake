# SPDX-License-Identifier: MIT
# Installed: headers, libtenon.so, its plug-ins in lib/tenon, the command line, and what
# find_package(tenon) and pkg-config need.
if(NOT TENON_HAVE_LIBRARY)
    return()
endif()
include(CMakePackageConfigHelpers)

set(config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/tenon)
install(TARGETS tenon EXPORT tenonTargets
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
get_property(plugins GLOBAL PROPERTY TENON_PLUGINS)
if(plugins)
    install(TARGETS ${plugins} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/tenon)
    if(TARGET tenon_compiler)
        install(TARGETS tenon_compiler RUNTIME DESTINATION ${CMAKE_INSTALL_LIBDIR}/tenon)
    endif()
endif()
if(TARGET tenon_tool)
    install(TARGETS tenon_tool RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/tenon DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
    FILES_MATCHING PATTERN "*.hpp" PATTERN "*.h" PATTERN "*.def")
install(EXPORT tenonTargets NAMESPACE tenon:: DESTINATION ${config_dir})

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/tenonConfig.cmake.in
    ${PROJECT_BINARY_DIR}/tenonConfig.cmake INSTALL_DESTINATION ${config_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/tenonConfigVersion.cmake
    COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/tenonConfig.cmake ${PROJECT_BINARY_DIR}/tenonConfigVersion.cmake
    DESTINATION ${config_dir})

# pkg-config's prefix is relative to the file, so that an installed tree can be moved.
file(RELATIVE_PATH TENON_PC_PREFIX
    /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
string(REGEX REPLACE "/$" "" TENON_PC_PREFIX "${TENON_PC_PREFIX}")
configure_file(${PROJECT_SOURCE_DIR}/cmake/tenon.pc.in ${PROJECT_BINARY_DIR}/tenon.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/tenon.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
