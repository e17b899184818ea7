// SPDX-License-Identifier: MIT
/// Libraries loaded at run time: a part that is missing is a sentence, not a broken start.
#pragma once

#include <span>
#include <string>

namespace tenon::base {

class DynamicLibrary {
public:
    DynamicLibrary() = default;
    ~DynamicLibrary();
    DynamicLibrary(DynamicLibrary&& other) noexcept;
    DynamicLibrary& operator=(DynamicLibrary&& other) noexcept;
    DynamicLibrary(const DynamicLibrary&) = delete;
    DynamicLibrary& operator=(const DynamicLibrary&) = delete;

    /// Loads the first of `names` that loads (sonames, or paths). Its symbols stay private, so two
    /// libraries that define the same name do not meet. On failure the result is not loaded and
    /// `problem` says why for each name.
    static DynamicLibrary open(std::span<const std::string> names, std::string* problem = nullptr);
    static DynamicLibrary open(const std::string& name, std::string* problem = nullptr);

    bool loaded() const { return handle_ != nullptr; }
    const std::string& name() const { return name_; }  ///< the one that loaded

    /// Null when the library does not define it.
    void* find(const std::string& symbol) const;
    /// @throws DeviceError naming the library and the symbol.
    void* get(const std::string& symbol) const;
    template <class Function>
    Function* get_function(const std::string& symbol) const {
        return reinterpret_cast<Function*>(get(symbol));
    }

    /// Keeps it loaded until the process ends, for libraries that cannot be unloaded safely.
    void keep() { kept_ = true; }

private:
    void close();

    void* handle_ = nullptr;
    bool kept_ = false;
    std::string name_;
};

}  // namespace tenon::base
