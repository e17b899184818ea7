// SPDX-License-Identifier: MIT
#include <algorithm>

#include "base/environment.hpp"
#include "interpreter/isa.hpp"

namespace tenon::interpreter {

namespace {

Isa widest_isa() {
    __builtin_cpu_init();
    const bool v3 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                    __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
                    __builtin_cpu_supports("movbe") && __builtin_cpu_supports("f16c") &&
                    __builtin_cpu_supports("lzcnt");
    const bool v4 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                    __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
                    __builtin_cpu_supports("avx512vl");
    return v3 && v4 ? Isa::avx512 : v3 ? Isa::avx2 : Isa::sse4;
}

Isa narrowed(Isa isa) {
    constexpr Isa limits[] = {Isa::sse4, Isa::avx2, Isa::avx512};
    const auto bits = base::environment_choice("TENON_VECTOR_BITS", {"128", "256", "512"});
    return bits ? std::min(isa, limits[*bits]) : isa;
}

}  // namespace

Isa best_isa() {
    static const Isa isa = narrowed(widest_isa());
    return isa;
}

bool has_isa(Isa isa) {
    static const Isa widest = widest_isa();
    return isa <= widest;
}

/// As codegen::Target::fma, which looks at the same features.
bool has_fma() { return has_isa(Isa::avx2); }

const LoopTable& loops(Isa isa) {
    switch (isa) {
    case Isa::avx512: return avx512::table;
    case Isa::avx2: return avx2::table;
    case Isa::sse4: break;
    }
    return sse4::table;
}

}  // namespace tenon::interpreter
