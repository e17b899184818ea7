# SPDX-License-Identifier: MIT
# Writes version.hpp with a hash of all sources that decide what code is generated, so that a
# rebuilt compiler never meets objects of an earlier one in the cache.
set(all "")
separate_arguments(SOURCES UNIX_COMMAND "${SOURCES}")
foreach(source IN LISTS SOURCES)
    file(SHA256 ${source} hash)
    string(APPEND all ${hash})
endforeach()
string(SHA256 all "${all} ${LLVM}")
string(SUBSTRING ${all} 0 16 short)
file(WRITE ${OUTPUT} "// Generated from the sources of the code generator.\n#pragma once\n"
    "#define TENON_CODEGEN_VERSION \"llvm-${LLVM}-${short}\"\n")
