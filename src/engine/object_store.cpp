// SPDX-License-Identifier: MIT
#include "engine/object_store.hpp"

#include <chrono>

#include "base/environment.hpp"
#include "codegen/codegen.hpp"
#include "engine/counters.hpp"
#include "ops/vector_math.hpp"

namespace tenon::engine {

namespace {

/// Kernel, target and compiler: whatever may change the object.
base::Hash128 object_key(const base::Hash128& kernel_key) {
    static const std::string version = codegen::version();
    return base::hash128(kernel_key.hex() + "/" + codegen::host_target().to_text() + "/" + version);
}

runtime::Entry link(const std::string& object, const std::string& symbol) {
    runtime::Entry entry = runtime::load_object(object, symbol, ops::math_address);
    entry.compiled = true;
    return entry;
}

}  // namespace

runtime::ObjectCache& object_cache() {
    static runtime::ObjectCache cache;
    return cache;
}

std::optional<runtime::Entry> cached_entry(const base::Hash128& kernel_key) {
    if (base::environment("TENON_KEEP") != nullptr)
        return std::nullopt;  // readable code is left by compiling only
    const auto object = object_cache().find(object_key(kernel_key));
    if (!object)
        return std::nullopt;
    try {
        return link(object->bytes, object->symbol);
    } catch (const Error&) {
        return std::nullopt;  // unusable is absent: it will be compiled and replaced
    }
}

runtime::Entry compiled_entry(const kernel::Kernel& core, const base::Hash128& kernel_key) {
    const auto start = std::chrono::steady_clock::now();
    const codegen::Artifact artifact = codegen::compile(core, codegen::host_target());
    runtime::Entry entry = link(artifact.object, artifact.symbol);
    const auto taken = std::chrono::steady_clock::now() - start;
    count(counters().kernels_compiled);
    count(counters().compile_nanoseconds,
          static_cast<std::uint64_t>(std::chrono::nanoseconds(taken).count()));
    object_cache().store(object_key(kernel_key), {artifact.object, artifact.symbol});
    return entry;
}

}  // namespace tenon::engine
