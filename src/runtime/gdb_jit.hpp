// SPDX-License-Identifier: MIT
/// Tells a debugger (gdb, lldb) about code made at run time.
#pragma once

#include <memory>
#include <string>

namespace tenon::runtime {

/// The debugger knows `object` while this lives: an ELF object whose section headers carry the
/// addresses at which the sections lie.
class DebuggerRegistration {
public:
    explicit DebuggerRegistration(std::string object);
    ~DebuggerRegistration();
    DebuggerRegistration(const DebuggerRegistration&) = delete;
    DebuggerRegistration& operator=(const DebuggerRegistration&) = delete;

private:
    struct Record;
    std::unique_ptr<Record> record_;
};

}  // namespace tenon::runtime
