// SPDX-License-Identifier: MIT
/// Relocatable object -> runnable code, without LLVM; and the on-disk cache of such objects.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/hash.hpp"
#include "runtime/device.hpp"

namespace tenon::runtime {

/// Finds the address of a symbol that the object does not define (math functions).
using Resolver = std::function<void*(const std::string& symbol)>;

/// Links an ELF64 x86-64 relocatable object into executable memory (W^X), checks every offset it
/// uses, and registers it with gdb. @throws CompileError saying what is wrong with the object.
Entry load_object(std::string_view object, const std::string& symbol, const Resolver& resolve);

/// Objects by key, one file each; safe under concurrent processes (written aside, then renamed),
/// checksummed and checked for owner and mode before use; anything wrong counts as absent and is
/// replaced. The folder is TENON_CACHE_DIR, or $XDG_CACHE_HOME/tenon, or ~/.cache/tenon; when it
/// cannot be used a warning is given once and nothing is cached.
class ObjectCache {
public:
    explicit ObjectCache(const std::string& folder = default_folder(),
                         std::size_t limit_bytes = default_limit());
    static std::string default_folder();
    /// 256 MiB, or TENON_CACHE_LIMIT.
    static std::size_t default_limit();

    struct Object {
        std::string bytes;
        std::string symbol;
    };
    std::optional<Object> find(const base::Hash128& key) const;
    void store(const base::Hash128& key, const Object& object) const;

    struct Stats {
        std::size_t files = 0;
        std::size_t bytes = 0;
    };
    Stats stats() const;
    std::size_t clear() const;  ///< number of objects removed
    std::size_t limit() const { return limit_bytes_; }
    const std::string& folder() const { return folder_; }
    const std::string& problem() const { return problem_; }  ///< why it is off; empty when it is on

private:
    void write(int folder, const std::string& name, const std::string& text) const;
    void keep_below_limit(int folder, std::size_t added) const;

    std::string folder_;
    std::size_t limit_bytes_;
    std::string problem_;
    mutable std::atomic<std::size_t> estimate_{0};  ///< bytes there, as far as this process knows
    mutable std::atomic<std::size_t> stores_{0};
};

}  // namespace tenon::runtime
