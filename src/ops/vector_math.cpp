// SPDX-License-Identifier: MIT
#include "ops/vector_math.hpp"

#include <array>
#include <dlfcn.h>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include <tenon/error.hpp>

#include "base/check.hpp"
#include "ops/math/functions.hpp"
#include "ops/own_functions.hpp"

namespace tenon::ops {

namespace {

/// SLEEF's name of an operation and the accuracy that its symbol carries.
struct Function {
    Op op;
    std::string_view name, accuracy;
};

constexpr auto functions = std::to_array<Function>({
    {Op::acos, "acos", "u10"},   {Op::acosh, "acosh", "u10"},   {Op::asin, "asin", "u10"},
    {Op::asinh, "asinh", "u10"}, {Op::atan, "atan", "u10"},     {Op::atan2, "atan2", "u10"},
    {Op::atanh, "atanh", "u10"}, {Op::cbrt, "cbrt", "u10"},     {Op::cos, "cos", "u10"},
    {Op::cosh, "cosh", "u10"},   {Op::erf, "erf", "u10"},       {Op::erfc, "erfc", "u15"},
    {Op::exp, "exp", "u10"},     {Op::exp2, "exp2", "u10"},     {Op::expm1, "expm1", "u10"},
    {Op::hypot, "hypot", "u05"}, {Op::lgamma, "lgamma", "u10"}, {Op::log, "log", "u10"},
    {Op::log10, "log10", "u10"}, {Op::log1p, "log1p", "u10"},   {Op::log2, "log2", "u10"},
    {Op::power, "pow", "u10"},   {Op::sin, "sin", "u10"},       {Op::sinh, "sinh", "u10"},
    {Op::tan, "tan", "u10"},     {Op::tanh, "tanh", "u10"},     {Op::tgamma, "tgamma", "u10"},
});

static_assert(std::ranges::count_if(op_table,
                                    [](const OpInfo& op) { return (op.traits & call) != 0; }) ==
                  static_cast<std::ptrdiff_t>(functions.size()),
              "every operation with the trait `call` has a vector function");

std::string_view instruction_set(std::size_t bits, bool fma) {
    switch (bits) {
    case 128: return fma ? "avx2128" : "sse4";
    case 256: return fma ? "avx2" : "avx";
    case 512: return fma ? "avx512f" : "avx512fnofma";
    default: base::internal_error("vectors have 128, 256 or 512 bits");
    }
}

/// Opened once and never closed: compiled code keeps addresses.
void* open_library(const char* name) { return dlopen(name, RTLD_NOW | RTLD_LOCAL); }

std::string own_symbol(Op op, int lanes) {
    return "tenon_" + std::string(name(op)) + "_d" + std::to_string(lanes);
}

void* own_address(const std::string& symbol) {
    for (const Function& function : functions)
        for (const int lanes : {2, 4, 8}) {
            if (!math::has_function(function.op, DType::float64) ||
                symbol != own_symbol(function.op, lanes))
                continue;
            const void* rare = math_address(sleef_symbol(function.op, DType::float64, lanes, true));
            const auto find = lanes == 8 ? avx512::own_function : avx2::own_function;
            return const_cast<void*>(find(function.op, 8 * lanes, rare));
        }
    return nullptr;
}

void* find_address(const std::string& symbol) {
    if (symbol.starts_with("tenon_"))
        return own_address(symbol);
    if (!symbol.starts_with("Sleef_")) {
        static void* const libm = open_library("libm.so.6");
        return libm == nullptr ? nullptr : dlsym(libm, symbol.c_str());
    }
    static void* const sleef = open_library("libsleef.so.3");
    if (sleef == nullptr)
        throw DeviceError("the vector math library libsleef.so.3 was not found: install libsleef3 "
                          "(Debian, Ubuntu) or sleef");
    return dlsym(sleef, symbol.c_str());
}

}  // namespace

std::string vector_math_symbol(Op op, DType type, int lanes, bool fma) {
    if (fma && math::has_function(op, type)) {
        TENON_CHECK(lanes == 2 || lanes == 4 || lanes == 8, "vectors have 128, 256 or 512 bits");
        return own_symbol(op, lanes);
    }
    return sleef_symbol(op, type, lanes, fma);
}

std::string sleef_symbol(Op op, DType type, int lanes, bool fma) {
    const auto* const found = std::ranges::find(functions, op, &Function::op);
    TENON_CHECK(found != functions.end() && is_floating(type), "not a vector math function");
    const std::size_t bits = 8 * size_of(type) * static_cast<std::size_t>(lanes);
    std::string symbol = fma ? "Sleef_finz_" : "Sleef_cinz_";
    symbol += found->name;
    symbol += type == DType::float32 ? 'f' : 'd';
    symbol += std::to_string(lanes) + '_';
    symbol += found->accuracy;
    symbol += instruction_set(bits, fma);
    return symbol;
}

void* math_address(const std::string& symbol) {
    static std::shared_mutex mutex;
    static std::unordered_map<std::string, void*> known;
    {
        const std::shared_lock lock(mutex);
        if (const auto found = known.find(symbol); found != known.end())
            return found->second;
    }
    void* const address = find_address(symbol);
    if (address == nullptr)
        throw DeviceError("the math function " + symbol +
                          " was not found: SLEEF 3.5 or later and glibc are needed");
    const std::unique_lock lock(mutex);
    return known.try_emplace(symbol, address).first->second;
}

}  // namespace tenon::ops
