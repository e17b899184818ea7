// SPDX-License-Identifier: MIT
// The writer's statements that index with arrays.
#include <algorithm>
#include <string_view>

#include "random/generate.hpp"

namespace programs {

namespace {

constexpr std::string_view updates[] = {"add",     "subtract",    "multiply",   "maximum",
                                        "minimum", "bitwise_xor", "logical_and"};

bool holds_places(const Statement& s) {
    return std::ranges::any_of(s.places, [](int place) { return place > 0; });
}

}  // namespace

/// Positions within an axis, some of them counted from its end; -1 when it has none.
int Writer::positions_for(std::int64_t size, const Shape& shape) {
    if (size == 0)
        return -1;
    const int any = create(shape, DType::int64, 1);
    const int made = any < 0 ? -1 : apply("remainder", {{any}, {-1, size}});
    return made >= 0 && dice_.chance(30) ? apply("subtract", {{made}, {-1, size}}) : made;
}

bool Writer::add_places(const Shape& shape, Statement& s) {
    const std::int64_t count = dice_.one_of({1, 3, 17});
    const auto place = [&](int variable) {
        s.indices.emplace_back(tenon::newaxis);
        s.places.push_back(static_cast<int>(s.inputs.size()));
        s.inputs.push_back({variable});
    };
    const auto basic = [&](const Index& index) {
        s.indices.push_back(index);
        s.places.push_back(0);
    };
    for (std::size_t d = 0; d < shape.size(); ++d) {
        const std::int64_t kind = dice_.below(100);
        if (kind < 8)
            basic(tenon::newaxis);
        if (kind < 50) {
            const Shape own = dice_.chance(20)   ? Shape{1}
                              : dice_.chance(20) ? Shape{count, 1}
                                                 : Shape{count};
            const int variable = positions_for(shape[d], own);
            if (variable < 0)
                return false;
            place(variable);
        } else if (kind < 60 && !holds_places(s)) {
            const int variable = create({shape[d]}, DType::bool_);
            if (variable < 0)
                return false;
            place(variable);
            for (++d; d < shape.size(); ++d)  // how many it chooses fits no other array
                basic(index(shape[d]));
            break;
        } else {
            basic(index(shape[d]));
        }
        if (dice_.chance(15))
            break;
    }
    return holds_places(s);
}

void Writer::pick() {
    const int source = any();
    if (source < 0)
        return;
    Statement s{.kind = Kind::pick, .inputs = {{source}}};
    const Shape shape = array(source).shape;
    if (dice_.chance(25) && !shape.empty()) {
        const int chosen = create(shape, DType::bool_);
        s.indices = {tenon::newaxis};
        s.places = {1};
        s.inputs.push_back({chosen});
        define(std::move(s));
    } else if (array(source).size() * 17 * 17 <= 40 * limit_ && add_places(shape, s)) {
        define(std::move(s));
    }
}

void Writer::put() {
    const int target = writable();
    if (target < 0 || array(target).size() * 17 * 17 > 40 * limit_)
        return;
    const DType type = array(target).dtype;
    Statement s{.kind = Kind::put, .target = target, .inputs = {{-1, dice_.between(0, 9)}}};
    if (!add_places(array(target).shape, s))
        return;
    s.target = program_.variables;
    const int picked = target;
    Statement read = s;
    read.kind = Kind::pick;
    read.inputs[0] = {picked};
    const int shown = define(std::move(read));
    if (shown < 0)
        return;
    s.target = target;
    if (const int value = dice_.chance(60) ? any_like(array(shown).shape, true) : -1;
        value >= 0 && (!tenon::is_complex(array(value).dtype) || tenon::is_complex(type)))
        s.inputs[0] = {value};
    if (dice_.chance(40)) {
        s.kind = Kind::at;
        s.op = updates[dice_.below(static_cast<std::int64_t>(std::size(updates)))];
        const DType own = s.inputs[0].variable < 0 ? type : array(s.inputs[0].variable).dtype;
        const auto known = eager::types_of(s.op, eager::promote(type, own));
        if (!known || eager::is_approximate(s.op, known->compute))
            return;
        if (tenon::is_complex(known->result) && !tenon::is_complex(type))
            return;
    }
    add(std::move(s));
}

}  // namespace programs
