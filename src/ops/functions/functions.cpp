// SPDX-License-Identifier: MIT
// The functions of ops/math as functions to be called, on one vector each: for single values in
// compiled code, for code without FMA on CPUs that have it, and for tests.
#include "ops/own_functions.hpp"

#if !defined(TENON_ISA_sse4)
#include "ops/math/functions.hpp"
#include "ops/math/native.hpp"
#endif

namespace tenon::ops::TENON_ISA {

#if defined(TENON_ISA_sse4)

const void* own_function(Op, int, const void*) { return nullptr; }

#else

namespace {

using math::TENON_ISA::Real;

template <Op op, int bytes>
struct Function {
    using Vector = typename Real<bytes>::Vector;
    static inline const void* rare;  ///< set, always alike, before anybody has the address of call

    static Vector call(Vector x) {
        auto [value, is_rare] = math::apply<op>(Real<bytes>{x});
        if (is_rare && lanes_of(*is_rare) != 0) [[unlikely]] {
            const auto serve = reinterpret_cast<Vector (*)(Vector)>(
                reinterpret_cast<std::uintptr_t>(__atomic_load_n(&rare, __ATOMIC_RELAXED)));
            value = select(*is_rare, Real<bytes>{serve(x)}, value);
        }
        return value.v;
    }
};

template <int bytes>
const void* find(Op op, const void* rare) {
    const void* found = nullptr;
    math::with_function(op, [&]<Op known>() {
        using F = Function<known, bytes>;
        __atomic_store_n(&F::rare, rare, __ATOMIC_RELAXED);
        found = reinterpret_cast<const void*>(&F::call);
    });
    return found;
}

}  // namespace

const void* own_function(Op op, int bytes, const void* rare) {
    switch (bytes) {
    case 16: return find<16>(op, rare);
    case 32: return find<32>(op, rare);
#if defined(TENON_ISA_avx512)
    case 64: return find<64>(op, rare);
#endif
    default: return nullptr;
    }
}

#endif

}  // namespace tenon::ops::TENON_ISA
