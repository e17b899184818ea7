// SPDX-License-Identifier: MIT
// The writer's patterns: groups of statements that the engine treats specially.
#include <algorithm>

#include "random/generate.hpp"

namespace programs {

void Writer::stencil() {
    const std::int64_t n =
        std::min<std::int64_t>(std::max<std::int64_t>(dice_.one_of(sizes_), 4), limit_);
    const bool flat = n > 140 || dice_.chance(50);
    const Shape shape = flat ? Shape{n} : Shape{n, dice_.between(3, 20)};
    const DType type = dice_.one_of({DType::float64, DType::float64, DType::float32, DType::int32});
    int u = create(shape, type, 1), v = create(shape, type, 1);
    const Index in = tenon::slice(1, -1), up = tenon::slice(0, -2),
                down = tenon::slice(2, tenon::end);
    // Long loops of little work make tapes that are cut, and again and again the same one.
    const std::int64_t sweeps =
        n < 40 && dice_.chance(10) ? dice_.between(30, 60) : dice_.between(1, 6);
    for (std::int64_t t = 0; t < sweeps; ++t) {
        std::vector<int> made;
        const auto keep = [&](int variable) {
            made.push_back(variable);
            return variable;
        };
        int sum = keep(apply("add", {{keep(slice_of(u, {up}))}, {keep(slice_of(u, {down}))}}));
        if (!flat) {
            made.clear();  // the parts stay alive: several outputs
            const int left = slice_of(u, {in, up}), right = slice_of(u, {in, down});
            sum = apply("add",
                        {{slice_of(sum, {tenon::all, in})}, {apply("add", {{left}, {right}})}});
        }
        const int scaled =
            type == DType::int32 ? sum : keep(apply("multiply", {{sum}, {-1, 0.25}}));
        const int target = keep(flat ? slice_of(v, {in}) : slice_of(v, {in, in}));
        add({.kind = Kind::assign, .target = target, .inputs = {{scaled}}});
        for (const int temporary : made) {
            std::erase(live_, temporary);
            add({.kind = Kind::drop, .target = temporary});
        }
        std::swap(u, v);
    }
}

void Writer::chain() {
    int x = any();
    if (x < 0 || array(x).dtype < DType::float32)
        return;
    const std::int64_t rounds = dice_.between(2, 8);
    for (std::int64_t i = 0; i < rounds; ++i) {
        const int scaled = apply("multiply", {{x}, {-1, 0.75}});
        const int next = apply("add", {{scaled}, {-1, dice_.unit()}});
        std::erase(live_, scaled);
        add({.kind = Kind::drop, .target = scaled});
        if (i > 0) {
            std::erase(live_, x);
            add({.kind = Kind::drop, .target = x});
        }
        x = next;
    }
}

/// Temporaries of one size that nobody keeps: each needs memory while others need theirs.
void Writer::relay() {
    const int x = any();
    if (x < 0 || array(x).ndim() == 0)
        return;
    const int axis = static_cast<int>(dice_.below(array(x).ndim()));
    const auto sums = [&](int source) {
        return define({.kind = Kind::scan, .inputs = {{source}}, .op = "sum", .axis = axis});
    };
    const int first = sums(x), second = sums(first), third = sums(second);
    const int joined = apply("subtract", {{first}, {third}});
    apply("add", {{joined}, {second}});
    for (const int temporary : {first, second, third, joined}) {
        std::erase(live_, temporary);
        add({.kind = Kind::drop, .target = temporary});
    }
}

void Writer::overlap() {
    const int source = writable();
    if (source < 0 || array(source).ndim() == 0)
        return;
    const std::int64_t n = array(source).shape[0];
    const std::int64_t shift = dice_.between(1, 3);
    if (n <= shift + 1 || array(source).dtype == DType::bool_)
        return;
    const int early = slice_of(source, {tenon::slice(0, -shift)});
    const int late = slice_of(source, {tenon::slice(shift, tenon::end)});
    const int backward = slice_of(source, {tenon::slice(tenon::end, tenon::end, -1)});
    switch (dice_.below(4)) {
    case 0: add({.kind = Kind::assign, .target = late, .inputs = {{early}}}); break;
    case 1: add({.kind = Kind::update, .target = early, .inputs = {{late}}, .op = "add"}); break;
    case 2: add({.kind = Kind::assign, .target = source, .inputs = {{backward}}}); break;
    default:
        add({.kind = Kind::update, .target = late, .inputs = {{early}}, .op = "multiply"});
        break;
    }
}

}  // namespace programs
