// SPDX-License-Identifier: MIT
// What this CPU can run, asked from the CPU itself: LLVM may be missing, and the answer is part of
// cache keys before anything is compiled.
#include <cpuid.h>

#include <array>
#include <string_view>

#include "base/environment.hpp"
#include "codegen/codegen.hpp"

namespace tenon::codegen {

namespace {

struct Cpu {
    std::string tune;
    int vector_bits = 128;
    bool fma = false;
    bool vbmi2 = false;
};

struct Registers {
    unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
};

/// What is asked of the processor, each once: in a virtual machine every question is an exit to the
/// hypervisor, which takes some 20 us.
struct Answers {
    Registers vendor, basic, extended, amd;
};

Registers cpuid(unsigned leaf) {
    Registers r;
    __cpuid_count(leaf, 0, r.eax, r.ebx, r.ecx, r.edx);
    return r;
}

Answers ask_cpu() {
    Answers answers{.vendor = cpuid(0), .basic = cpuid(1), .extended = {}, .amd = {}};
    if (answers.vendor.eax >= 7) {  // the highest leaf; such processors have 0x80000001 too
        answers.extended = cpuid(7);
        answers.amd = cpuid(0x80000001);
    }
    return answers;
}

constexpr bool has_bits(unsigned word, std::initializer_list<int> bits) {
    for (const int bit : bits)
        if ((word >> bit & 1) == 0)
            return false;
    return true;
}

/// The registers that the operating system saves; without AVX's there is no AVX.
unsigned saved_registers(const Registers& basic) {
    if (!has_bits(basic.ecx, {27}))
        return 0;
    unsigned low = 0;
    unsigned high = 0;
    __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return low;
}

/// The level of x86-64 (v2, v3, v4) whose features are all there; names alone are not trusted,
/// since hypervisors hide features.
int widest_vector_bits(const Answers& answers) {
    const Registers& basic = answers.basic;
    const Registers& extended = answers.extended;
    const unsigned saved = saved_registers(basic);
    // FMA, MOVBE, AVX, F16C, LZCNT; BMI1, AVX2, BMI2.
    const bool v3 = has_bits(basic.ecx, {12, 22, 28, 29}) && has_bits(answers.amd.ecx, {5}) &&
                    has_bits(extended.ebx, {3, 5, 8}) && (saved & 0x6) == 0x6;
    if (!v3)
        return 128;
    // AVX-512 F, DQ, CD, BW, VL.
    const bool v4 = has_bits(extended.ebx, {16, 17, 28, 30, 31}) && (saved & 0xe6) == 0xe6;
    return v4 ? 512 : 256;
}

struct Model {
    int family, first, last;
    std::string_view name;
};

// Names that LLVM 19 tunes for; a CPU that is not listed is tuned for as its vendor's general one.
constexpr std::array intel_models = {
    Model{6, 0x3c, 0x3c, "haswell"},        Model{6, 0x3f, 0x3f, "haswell"},
    Model{6, 0x45, 0x46, "haswell"},        Model{6, 0x3d, 0x3d, "broadwell"},
    Model{6, 0x47, 0x47, "broadwell"},      Model{6, 0x4f, 0x4f, "broadwell"},
    Model{6, 0x56, 0x56, "broadwell"},      Model{6, 0x4e, 0x4e, "skylake"},
    Model{6, 0x5e, 0x5e, "skylake"},        Model{6, 0x8e, 0x8e, "skylake"},
    Model{6, 0x9e, 0x9e, "skylake"},        Model{6, 0xa5, 0xa6, "skylake"},
    Model{6, 0x55, 0x55, "skylake-avx512"}, Model{6, 0x6a, 0x6a, "icelake-server"},
    Model{6, 0x6c, 0x6c, "icelake-server"}, Model{6, 0x7d, 0x7e, "icelake-client"},
    Model{6, 0x8c, 0x8d, "tigerlake"},      Model{6, 0xa7, 0xa7, "rocketlake"},
    Model{6, 0x8f, 0x8f, "sapphirerapids"}, Model{6, 0xcf, 0xcf, "emeraldrapids"},
    Model{6, 0xad, 0xae, "graniterapids"},  Model{6, 0x97, 0x97, "alderlake"},
    Model{6, 0x9a, 0x9a, "alderlake"},      Model{6, 0xb7, 0xb7, "raptorlake"},
    Model{6, 0xba, 0xba, "raptorlake"},     Model{6, 0xbf, 0xbf, "raptorlake"},
    Model{6, 0xaa, 0xac, "meteorlake"},
};
constexpr std::array amd_models = {
    Model{0x17, 0x00, 0x2f, "znver1"}, Model{0x17, 0x30, 0xff, "znver2"},
    Model{0x19, 0x00, 0x0f, "znver3"}, Model{0x19, 0x20, 0x5f, "znver3"},
    Model{0x19, 0x10, 0x1f, "znver4"}, Model{0x19, 0x60, 0xaf, "znver4"},
    Model{0x1a, 0x00, 0xff, "znver5"},
};

std::string tuning(const Answers& answers) {
    const unsigned signature = answers.basic.eax;
    int family = static_cast<int>(signature >> 8 & 15);
    int model = static_cast<int>(signature >> 4 & 15);
    if (family == 6 || family == 15)
        model += static_cast<int>(signature >> 12 & 0xf0);
    if (family == 15)
        family += static_cast<int>(signature >> 20 & 0xff);

    const auto find = [&](const auto& models) -> std::string {
        for (const Model& known : models)
            if (known.family == family && known.first <= model && model <= known.last)
                return std::string(known.name);
        return "generic";
    };
    switch (answers.vendor.ebx) {
    case signature_INTEL_ebx: return find(intel_models);
    case signature_AMD_ebx: return find(amd_models);
    default: return "generic";
    }
}

const Cpu& this_cpu() {
    static const Cpu cpu = [] {
        const Answers answers = ask_cpu();
        const int bits = widest_vector_bits(answers);
        return Cpu{tuning(answers), bits, bits >= 256, has_bits(answers.extended.ecx, {6})};
    }();
    return cpu;
}

}  // namespace

std::string Target::to_text() const {
    return cpu + " " + std::to_string(vector_bits) + (fma ? " fma" : " plain") +
           (vbmi2 ? " vbmi2" : "");
}

int max_vector_bits() { return this_cpu().vector_bits; }

Target host_target(int vector_bits) {
    const Cpu& cpu = this_cpu();
    const int bits = std::min(vector_bits, cpu.vector_bits);
    return {cpu.tune, bits, cpu.fma, bits == 512 && cpu.vbmi2};
}

const Target& host_target() {
    static const Target target = [] {
        const auto narrowed = base::environment_choice("TENON_VECTOR_BITS", {"128", "256", "512"});
        return host_target(narrowed ? 128 << *narrowed : max_vector_bits());
    }();
    return target;
}

}  // namespace tenon::codegen
