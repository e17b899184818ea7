// SPDX-License-Identifier: MIT
/// Philox4x32-10 (Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3, SC
/// 2011), written as a traced kernel: it fuses with what uses the numbers and runs on every back
/// end.
///
/// Element i of draw d under seed s is block (counter = [i low, i high, d low, d high], key =
/// [s low, s high]); the words are paired low first into two 64-bit integers.
#include <tenon/kernel.hpp>
#include <tenon/random.hpp>

#include "api/apply.hpp"
#include "api/trace.hpp"

namespace tenon {

namespace {

constexpr std::uint64_t low_half = 0xffffffff;

/// The block's four 32-bit words, each in a UInt64.
std::tuple<UInt64, UInt64, UInt64, UInt64> philox(const Int64& position, const UInt64& seed,
                                                  const UInt64& draw) {
    const UInt64 element = cast<std::uint64_t>(position);
    Var<UInt64> c0 = element & low_half;
    Var<UInt64> c1 = element >> 32;
    Var<UInt64> c2 = draw & low_half;
    Var<UInt64> c3 = draw >> 32;
    Var<UInt64> k0 = seed & low_half;
    Var<UInt64> k1 = seed >> 32;
    for (int round = 0; round < 10; ++round) {
        const UInt64 p0 = UInt64(c0) * std::uint64_t{0xD2511F53};
        const UInt64 p1 = UInt64(c2) * std::uint64_t{0xCD9E8D57};
        const UInt64 n0 = (p1 >> 32) ^ UInt64(c1) ^ UInt64(k0);
        const UInt64 n2 = (p0 >> 32) ^ UInt64(c3) ^ UInt64(k1);
        c0 = n0;
        c1 = p1 & low_half;
        c2 = n2;
        c3 = p0 & low_half;
        k0 = (UInt64(k0) + std::uint64_t{0x9E3779B9}) & low_half;
        k1 = (UInt64(k1) + std::uint64_t{0xBB67AE85}) & low_half;
    }
    return {UInt64(c0), UInt64(c1), UInt64(c2), UInt64(c3)};
}

/// 53 random bits as a number in [0, 1).
Float64 to_unit(const UInt64& low, const UInt64& high) {
    const UInt64 bits = (low | (high << 32)) >> 11;
    return cast<double>(cast<std::int64_t>(bits)) * 0x1.0p-53;
}

std::vector<Array> draw(const std::shared_ptr<const detail::Function>& function, const Shape& shape,
                        std::span<const DType> types, std::uint64_t seed, std::uint64_t number,
                        std::int64_t first = 0) {
    std::vector<Array> made;
    std::vector<tape::ViewRef> out;
    std::vector<detail::Storage*> storages;
    for (const DType type : types) {
        made.push_back(api::new_array(type, shape, "random"));
        out.push_back(detail::ArrayAccess::view(made.back(), "random"));
        storages.push_back(out.back().storage);
    }
    if (made[0].size() == 0)
        return made;
    const tape::Input inputs[] = {
        tape::Input::position(), tape::Input::of(DType::uint64, {{seed, 0}}),
        tape::Input::of(DType::uint64, {{number, 0}}),
        tape::Input::of(DType::int64, {{static_cast<std::uint64_t>(first), 0}})};
    api::record(storages, false, [&](tape::Tape& tape) {
        tape.function(function, api::function_key(*function), out, inputs);
    });
    return made;
}

/// Traces a body over (number of the element, seed, draw).
template <class Body>
std::shared_ptr<const detail::Function> traced(Body body) {
    const DType inputs[] = {DType::int64, DType::uint64, DType::uint64, DType::int64};
    detail::Tracer tracer(inputs);
    const std::vector<detail::TraceId> results =
        body(Int64(tracer.input(0)) + Int64(tracer.input(3)), UInt64(tracer.input(1)),
             UInt64(tracer.input(2)));
    return tracer.finish(results);
}

}  // namespace

Array Generator::uniform(const Shape& shape, DType type) {
    if (!is_floating(type))
        throw DTypeError("uniform: dtype " + std::string(name(type)) +
                         " is not floating point; use float32 or float64");
    if (type == DType::float32) {
        static const auto function =
            traced([](const Int64& i, const UInt64& seed, const UInt64& number) {
                const auto [c0, c1, c2, c3] = philox(i, seed, number);
                const Float32 unit = cast<float>(cast<std::int64_t>(c0 >> 8)) * 0x1.0p-24F;
                return std::vector{unit.id()};
            });
        const DType types[] = {type};
        return draw(function, shape, types, seed_, draws_++)[0];
    }
    static const auto function =
        traced([](const Int64& i, const UInt64& seed, const UInt64& number) {
            const auto [c0, c1, c2, c3] = philox(i, seed, number);
            return std::vector{to_unit(c0, c1).id()};
        });
    const DType types[] = {type};
    return draw(function, shape, types, seed_, draws_++)[0];
}

std::pair<Array, Array> Generator::uniform_pair(const Shape& shape, std::int64_t first) {
    static const auto function =
        traced([](const Int64& i, const UInt64& seed, const UInt64& number) {
            const auto [c0, c1, c2, c3] = philox(i, seed, number);
            return std::vector{to_unit(c0, c1).id(), to_unit(c2, c3).id()};
        });
    const DType types[] = {DType::float64, DType::float64};
    std::vector<Array> made = draw(function, shape, types, seed_, draws_++, first);
    return {made[0], made[1]};
}

Array Generator::bits(const Shape& shape) {
    static const auto function =
        traced([](const Int64& i, const UInt64& seed, const UInt64& number) {
            const auto [c0, c1, c2, c3] = philox(i, seed, number);
            return std::vector{(c0 | (c1 << 32)).id()};
        });
    const DType types[] = {DType::uint64};
    return draw(function, shape, types, seed_, draws_++)[0];
}

}  // namespace tenon
