// SPDX-License-Identifier: MIT
#include "base/dynamic_library.hpp"

#include <dlfcn.h>

#include <utility>

#include <tenon/error.hpp>

namespace tenon::base {

DynamicLibrary::~DynamicLibrary() { close(); }

DynamicLibrary::DynamicLibrary(DynamicLibrary&& other) noexcept
    : handle_(std::exchange(other.handle_, nullptr)), kept_(other.kept_),
      name_(std::move(other.name_)) {}

DynamicLibrary& DynamicLibrary::operator=(DynamicLibrary&& other) noexcept {
    if (this != &other) {
        close();
        handle_ = std::exchange(other.handle_, nullptr);
        kept_ = other.kept_;
        name_ = std::move(other.name_);
    }
    return *this;
}

void DynamicLibrary::close() {
    if (handle_ != nullptr && !kept_)
        dlclose(handle_);
    handle_ = nullptr;
}

DynamicLibrary DynamicLibrary::open(std::span<const std::string> names, std::string* problem) {
    DynamicLibrary library;
    std::string reasons;
    for (const std::string& name : names) {
        library.handle_ = dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL);
        if (library.handle_ != nullptr) {
            library.name_ = name;
            return library;
        }
        const char* reason = dlerror();
        if (!reasons.empty())
            reasons += "; ";
        reasons += reason != nullptr ? reason : name + ": unknown reason";
    }
    if (problem != nullptr)
        *problem = reasons.empty() ? "no library was named" : reasons;
    return library;
}

DynamicLibrary DynamicLibrary::open(const std::string& name, std::string* problem) {
    return open(std::span(&name, 1), problem);
}

void* DynamicLibrary::find(const std::string& symbol) const {
    return handle_ != nullptr ? dlsym(handle_, symbol.c_str()) : nullptr;
}

void* DynamicLibrary::get(const std::string& symbol) const {
    if (void* address = find(symbol))
        return address;
    throw DeviceError(handle_ != nullptr
                          ? name_ + " has no '" + symbol + "': it may be too old"
                          : "'" + symbol + "' was asked of a library that is not loaded");
}

}  // namespace tenon::base
