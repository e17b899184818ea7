// SPDX-License-Identifier: MIT
#include "runtime/gdb_jit.hpp"

#include <cstdint>
#include <mutex>
#include <utility>

#include "runtime/fork_guard.hpp"

// The names and the layout are gdb's ("JIT Compilation Interface"): it puts a breakpoint into the
// function and reads the list from our memory. `protected`: found even when the library is
// stripped, and never mixed with another library's copy of the same interface.
extern "C" {

struct jit_code_entry {
    jit_code_entry* next_entry;
    jit_code_entry* prev_entry;
    const char* symfile_addr;
    std::uint64_t symfile_size;
};

struct jit_descriptor {
    std::uint32_t version;
    std::uint32_t action_flag;
    jit_code_entry* relevant_entry;
    jit_code_entry* first_entry;
};

__attribute__((visibility("protected"))) void __jit_debug_register_code(void);
__attribute__((noinline, used)) void __jit_debug_register_code(void) {
    // A call to an empty function could be left out.
    __asm__ volatile("" ::: "memory");
}

__attribute__((visibility("protected"))) extern jit_descriptor __jit_debug_descriptor;
__attribute__((used)) jit_descriptor __jit_debug_descriptor = {1, 0, nullptr, nullptr};
}

namespace tenon::runtime {
namespace {

enum Action : std::uint32_t { nothing, registered, unregistered };

struct List {
    std::mutex mutex;
    ForkRegistration fork{ForkStage::locks, hold_during_fork(mutex)};
};

/// Never destroyed: code may be unloaded by destructors of static objects.
std::mutex& list_mutex() {
    static List& list = *new List;
    return list.mutex;
}

void tell_debugger(Action action, jit_code_entry* entry) {
    __jit_debug_descriptor.action_flag = action;
    __jit_debug_descriptor.relevant_entry = entry;
    __jit_debug_register_code();
    __jit_debug_descriptor.action_flag = nothing;
    __jit_debug_descriptor.relevant_entry = nullptr;
}

}  // namespace

struct DebuggerRegistration::Record {
    std::string object;
    jit_code_entry entry;
};

DebuggerRegistration::DebuggerRegistration(std::string object)
    : record_(std::make_unique<Record>(Record{std::move(object), {}})) {
    const std::lock_guard lock(list_mutex());
    jit_code_entry& entry = record_->entry;
    entry.symfile_addr = record_->object.data();
    entry.symfile_size = record_->object.size();
    entry.next_entry = __jit_debug_descriptor.first_entry;
    if (entry.next_entry != nullptr)
        entry.next_entry->prev_entry = &entry;
    __jit_debug_descriptor.first_entry = &entry;
    tell_debugger(registered, &entry);
}

DebuggerRegistration::~DebuggerRegistration() {
    const std::lock_guard lock(list_mutex());
    jit_code_entry& entry = record_->entry;
    if (entry.prev_entry != nullptr)
        entry.prev_entry->next_entry = entry.next_entry;
    else
        __jit_debug_descriptor.first_entry = entry.next_entry;
    if (entry.next_entry != nullptr)
        entry.next_entry->prev_entry = entry.prev_entry;
    tell_debugger(unregistered, &entry);
}

}  // namespace tenon::runtime
