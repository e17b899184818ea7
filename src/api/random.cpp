// SPDX-License-Identifier: MIT
/// Philox4x32-10 (Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3, SC
/// 2011), written as a traced kernel: it fuses with what uses the numbers and runs on every back
/// end.
///
/// Element i of draw d under seed s is block (counter = [i low, i high, d low, d high], key =
/// [s low, s high]); the words are paired low first into two 64-bit integers.
#include <numbers>
#include <optional>

#include <tenon/kernel.hpp>
#include <tenon/random.hpp>

#include "api/apply.hpp"
#include "api/trace.hpp"

namespace tenon {

namespace {

constexpr std::uint64_t low_half = 0xffffffff;

constexpr int rounds = 10;

/// Four words of 32 bits and a key of two, each in a UInt64.
struct State {
    UInt64 c0, c1, c2, c3, k0, k1;
};

UInt64 exchanged_halves(const UInt64& word) { return (word >> 32) | (word << 32); }

/// What the rounds from `round` on make of a block: its first two words and its last two, each
/// pair in one integer, the earlier word in the low half. The last round's products hold the words
/// pairwise already, with their halves exchanged.
std::pair<UInt64, UInt64> philox(const State& s, int round) {
    const UInt64 p0 = s.c0 * std::uint64_t{0xD2511F53};
    const UInt64 p1 = s.c2 * std::uint64_t{0xCD9E8D57};
    if (round == rounds - 1)
        return {exchanged_halves(p1) ^ s.c1 ^ s.k0, exchanged_halves(p0) ^ s.c3 ^ s.k1};
    const State next{(p1 >> 32) ^ s.c1 ^ s.k0,
                     p1 & low_half,
                     (p0 >> 32) ^ s.c3 ^ s.k1,
                     p0 & low_half,
                     (s.k0 + std::uint64_t{0x9E3779B9}) & low_half,
                     (s.k1 + std::uint64_t{0xBB67AE85}) & low_half};
    return philox(next, round + 1);
}

std::pair<UInt64, UInt64> philox(const Int64& position, const UInt64& seed, const UInt64& draw) {
    const UInt64 element = cast<std::uint64_t>(position);
    return philox({element & low_half, element >> 32, draw & low_half, draw >> 32, seed & low_half,
                   seed >> 32},
                  0);
}

/// The word's upper 53 bits as a number in [0, 1).
Float64 to_unit(const UInt64& word) {
    return cast<double>(word & ~std::uint64_t{0x7ff}) * 0x1.0p-64;
}
/// The upper 24 bits of the word's lower half.
Float32 to_unit_float(const UInt64& word) {
    return cast<float>(cast<std::int64_t>((word & low_half) >> 8)) * 0x1.0p-24F;
}

/// What the elements of a draw are, of the block's two numbers in [0, 1).
template <class T>
using Distribution = Value<T> (*)(const Value<T>& u, const Value<T>& v);

template <class T>
Value<T> as_it_is(const Value<T>& u, const Value<T>&) {
    return u;
}
/// Box and Muller's transform (A note on the generation of random normal deviates, Ann. Math.
/// Statist. 29, 1958).
template <class T>
Value<T> normal_of(const Value<T>& u, const Value<T>& v) {
    return sqrt(log1p(-u) * T{-2}) * cos(v * static_cast<T>(2 * std::numbers::pi));
}
template <class T>
Value<T> exponential_of(const Value<T>& u, const Value<T>&) {
    return -log1p(-u);
}

std::vector<Array> draw(const std::shared_ptr<const detail::Function>& function, const Shape& shape,
                        std::span<const DType> types, std::uint64_t seed, std::uint64_t number,
                        std::optional<std::int64_t> first = {}) {
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
    std::vector inputs = {tape::Input::position(), tape::Input::of(DType::uint64, {{seed, 0}}),
                          tape::Input::of(DType::uint64, {{number, 0}})};
    if (first)
        inputs.push_back(tape::Input::of(DType::int64, {{static_cast<std::uint64_t>(*first), 0}}));
    api::record(storages, false, [&](tape::Tape& tape) {
        tape.function(function, api::function_key(*function), out, inputs);
    });
    return made;
}

/// Traces a body over (number of the element, seed, draw).
template <class Body>
std::shared_ptr<const detail::Function> traced(Body body) {
    const DType inputs[] = {DType::int64, DType::uint64, DType::uint64};
    detail::Tracer tracer(inputs);
    return tracer.finish(
        body(Int64(tracer.input(0)), UInt64(tracer.input(1)), UInt64(tracer.input(2))));
}

/// The same with a number of the first element as another input.
template <class Body>
std::shared_ptr<const detail::Function> traced_from(Body body) {
    const DType inputs[] = {DType::int64, DType::uint64, DType::uint64, DType::int64};
    detail::Tracer tracer(inputs);
    return tracer.finish(body(Int64(tracer.input(0)) + Int64(tracer.input(3)),
                              UInt64(tracer.input(1)), UInt64(tracer.input(2))));
}

}  // namespace

namespace {

template <Distribution<float> of_floats, Distribution<double> of_doubles>
Array draw_one(const char* operation, const Shape& shape, DType type, std::uint64_t seed,
               std::uint64_t number) {
    if (type != DType::float32 && type != DType::float64)
        throw DTypeError(std::string(operation) + ": dtype " + std::string(name(type)) +
                         " cannot be drawn; use float32 or float64");
    const DType types[] = {type};
    if (type == DType::float32) {
        static const auto function =
            traced([](const Int64& i, const UInt64& seed, const UInt64& number) {
                const auto [x, y] = philox(i, seed, number);
                return std::vector{of_floats(to_unit_float(x), to_unit_float(y)).id()};
            });
        return draw(function, shape, types, seed, number)[0];
    }
    static const auto function =
        traced([](const Int64& i, const UInt64& seed, const UInt64& number) {
            const auto [x, y] = philox(i, seed, number);
            return std::vector{of_doubles(to_unit(x), to_unit(y)).id()};
        });
    return draw(function, shape, types, seed, number)[0];
}

}  // namespace

Array Generator::uniform(const Shape& shape, DType type) {
    return draw_one<as_it_is<float>, as_it_is<double>>("uniform", shape, type, seed_, draws_++);
}

Array Generator::normal(const Shape& shape, DType type) {
    return draw_one<normal_of<float>, normal_of<double>>("normal", shape, type, seed_, draws_++);
}

Array Generator::exponential(const Shape& shape, DType type) {
    return draw_one<exponential_of<float>, exponential_of<double>>("exponential", shape, type,
                                                                   seed_, draws_++);
}

std::pair<Array, Array> Generator::uniform_pair(const Shape& shape, std::int64_t first) {
    const auto body = [](const Int64& i, const UInt64& seed, const UInt64& number) {
        const auto [x, y] = philox(i, seed, number);
        return std::vector{to_unit(x).id(), to_unit(y).id()};
    };
    const DType types[] = {DType::float64, DType::float64};
    std::vector<Array> made;
    if (first == 0) {  // their upper halves are the same in all elements of a leaf
        static const auto function = traced(body);
        made = draw(function, shape, types, seed_, draws_++);
    } else {
        static const auto function = traced_from(body);
        made = draw(function, shape, types, seed_, draws_++, first);
    }
    return {made[0], made[1]};
}

Array Generator::bits(const Shape& shape) {
    static const auto function =
        traced([](const Int64& i, const UInt64& seed, const UInt64& number) {
            return std::vector{philox(i, seed, number).first.id()};
        });
    const DType types[] = {DType::uint64};
    return draw(function, shape, types, seed_, draws_++)[0];
}

}  // namespace tenon
