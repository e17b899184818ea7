// SPDX-License-Identifier: MIT
// The writer's parts: what programs are made of.
#include "random/generate.hpp"

#include <algorithm>

#include "random/generate_loops.hpp"

namespace programs {

namespace {

/// Whether `from` broadcasts to exactly `to`.
bool broadcasts_to(const Shape& from, const Shape& to) {
    const auto joined = eager::broadcast(from, to);
    return joined && *joined == to;
}

}  // namespace

Program generate(std::uint64_t seed) {
    return (seed & loop_seed) != 0 ? LoopWriter(seed).write() : Writer(seed).write();
}

Writer::Writer(std::uint64_t seed) : dice_(seed) {
    program_.seed = seed;
    const std::int64_t kind = dice_.below(100);
    for (int i = 0; i < 3; ++i)
        sizes_.push_back(dice_.one_of({2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33}));
    if (kind < 3)
        sizes_.push_back(0);
    wanted_ = static_cast<int>(dice_.between(5, 40));
    if (kind >= 70 && kind < 94) {
        sizes_[0] = dice_.one_of({100, 255, 511, 1000, 1023, 1024, 1025, 2049, 3000});
        limit_ = 20000;
        wanted_ = static_cast<int>(dice_.between(5, 25));
    } else if (kind >= 94) {
        sizes_[0] = dice_.one_of({100003, 131073, 33000, 65536});
        limit_ = 140000;
        wanted_ = static_cast<int>(dice_.between(5, 10));
    }
}

Program Writer::write() {
    for (int i = 0; i < 3; ++i)
        create(shape(), dtype());
    for (int tries = 0; tries < 400; ++tries) {
        if (static_cast<int>(program_.statements.size()) >= wanted_ ||
            program_.variables > most_variables - 700)
            break;
        const std::int64_t kind = dice_.below(100);
        if (kind < 4)
            create(shape(), dtype());
        else if (kind < 6)
            fill();
        else if (kind < 18)
            view();
        else if (kind < 52)
            compute();
        else if (kind < 60)
            update();
        else if (kind < 66)
            assign();
        else if (kind < 69)
            convert();
        else if (kind < 76)
            reduce();
        else if (kind < 77)
            scan();
        else if (kind < 78)
            fold();
        else if (kind < 80)
            choose();
        else if (kind < 81)
            take();
        else if (kind < 82)
            pick();
        else if (kind < 83)
            put();
        else if (kind < 84)
            product();
        else if (kind < 86)
            kernel();
        else if (kind < 92)
            drop();
        else if (kind < 93)
            look();
        else if (kind < 96)
            overlap();
        else if (kind < 97)
            stencil();
        else if (kind < 98)
            relay();
        else
            chain();
    }
    return std::move(program_);
}

Shape Writer::shape() {
    const std::int64_t kind = dice_.below(100);
    const int dimensions = kind < 6 ? 0 : kind < 41 ? 1 : kind < 76 ? 2 : kind < 93 ? 3 : 4;
    Shape made;
    for (int d = 0; d < dimensions; ++d) {
        made.push_back(dice_.chance(15) ? 1 : dice_.one_of(sizes_));
        if (!fits(made))
            made.back() = dice_.one_of({1, 1, 2, 3});
        if (!fits(made))
            made.back() = 1;
    }
    return made;
}

DType Writer::dtype() {
    using enum DType;
    return dice_.one_of({float64, float64, float64, float64, float32,    float32,   int64, int64,
                         int32,   int32,   bool_,   bool_,   complex128, complex64, int8,  int16,
                         uint8,   uint16,  uint32,  uint64,  float16,    float16});
}

Index Writer::index(std::int64_t size) {
    const std::int64_t kind = dice_.below(100);
    if (kind < 15 && size > 0)
        return dice_.between(-size, size - 1);
    if (kind < 40)
        return tenon::all;
    const auto bound = [&]() -> tenon::Bound {
        if (dice_.chance(35))
            return tenon::end;
        // Mostly near the ends, where programs cut; sometimes outside, where slices are clamped.
        const std::int64_t far = dice_.chance(70) ? 2 : size + 2;
        return dice_.chance(50) ? dice_.between(0, far) : dice_.between(-far, -1);
    };
    const std::int64_t step = dice_.one_of({1, 1, 1, 1, 2, 3, -1, -1, -2});
    return step > 0 ? tenon::slice(dice_.chance(50) ? tenon::Bound(dice_.between(0, 2)) : bound(),
                                   bound(), step)
                    : tenon::slice(bound(), tenon::end, step);
}

std::vector<Index> Writer::indices(const Shape& shape) {
    std::vector<Index> list;
    for (const std::int64_t size : shape) {
        if (dice_.chance(8))
            list.emplace_back(tenon::newaxis);
        if (dice_.chance(8)) {
            list.emplace_back(tenon::ellipsis);
            break;
        }
        list.push_back(index(size));
        if (dice_.chance(10))
            break;
    }
    return list;
}

Statement Writer::view_of(int source) {
    Statement s{.kind = Kind::view, .inputs = {{source}}};
    const Shape& shape = array(source).shape;
    const int n = static_cast<int>(shape.size());
    const std::int64_t kind = dice_.below(100);
    if (kind < 60 || n == 0) {
        s.indices = indices(shape);
    } else if (kind < 74) {
        s.form = Form::transpose;
        for (int d = 0; d < n; ++d)
            s.axes.insert(s.axes.begin() + dice_.below(d + 1), d);
    } else if (kind < 82) {
        s.form = Form::reshape;
        s.shape = {array(source).size()};
        for (const std::int64_t factor : {2, 3, 4, 7, 31})
            if (s.shape[0] > factor && s.shape[0] % factor == 0 && dice_.chance(50)) {
                s.shape[0] /= factor;
                s.shape.insert(s.shape.begin() + dice_.below(2), factor);
            }
    } else if (kind < 90) {
        s.form = Form::flip;
        s.axis = static_cast<int>(dice_.below(n));
    } else if (kind < 94) {
        s.form = Form::expand;
        s.axis = static_cast<int>(dice_.below(n + 1));
    } else if (kind < 96) {
        s.form = Form::squeeze;
    } else {
        s.form = Form::broadcast;
        s.shape = shape;
        for (std::int64_t& size : s.shape)
            size = size == 1 ? dice_.one_of(sizes_) : size;
        if (dice_.chance(50))
            s.shape.insert(s.shape.begin(), dice_.between(1, 4));
    }
    return s;
}

Scalar Writer::number(DType near) {
    const std::int64_t kind = dice_.below(100);
    const bool small = tenon::kind(near) == tenon::Kind::unsigned_integer;
    if (kind < 4)
        return dice_.chance(50);
    if (kind < 50)
        return dice_.between(small ? 0 : -9, 9);
    if (kind < 97)
        return dice_.one_of({0.5, 0.25, -2.0, 3.0, 1.75, -0.1, 0.0, 1e-3, 12.5, 4.0, 1.0, -1.0});
    return std::complex<double>(dice_.unit(), -0.5);
}

int Writer::any() { return live_.empty() ? -1 : dice_.one_of(live_); }

int Writer::any_like(const Shape& shape, bool into) {
    std::vector<int> good;
    for (const int variable : live_) {
        const auto joined = eager::broadcast(array(variable).shape, shape);
        if (into ? broadcasts_to(array(variable).shape, shape) : joined && fits(*joined))
            good.push_back(variable);
    }
    return good.empty() ? -1 : dice_.one_of(good);
}

int Writer::writable() {
    for (int tries = 0; tries < 5 && !live_.empty(); ++tries) {
        const int variable = dice_.one_of(live_);
        if (!frozen_.contains(array(variable).storage.get()) && !array(variable).repeats())
            return variable;
    }
    return -1;
}

Input Writer::operand(const Shape& shape, DType near, bool into) {
    const int variable = dice_.chance(70) ? any_like(shape, into) : -1;
    return variable >= 0 ? Input{variable} : Input{-1, number(near)};
}

int Writer::add(Statement statement) {
    if (statement.defines()) {
        try {
            if (eager::Operand probe(0);
                statement.kind == Kind::compute || statement.kind == Kind::product)
                statement.approximate = is_approximate(statement, oracle_.inputs_of(statement));
            oracle_.run(statement);
        } catch (const std::exception&) {
            return -1;
        }
        for (const int made : {statement.target, statement.second})
            if (made >= 0) {
                live_.push_back(made);
                program_.variables = std::max(program_.variables, made + 1);
            }
        if (statement.approximate)
            frozen_.insert(array(statement.target).storage.get());
    } else {
        oracle_.run(statement);
    }
    program_.statements.push_back(std::move(statement));
    return program_.statements.back().target;
}

int Writer::define(Statement statement) {
    if (free_.empty()) {
        statement.target = program_.variables;
        return add(std::move(statement));
    }
    statement.target = free_.back();
    free_.pop_back();
    const int given = statement.target;
    const int made = add(std::move(statement));
    if (made < 0)
        free_.push_back(given);
    return made;
}

int Writer::apply(const char* op, const std::vector<Input>& inputs) {
    return define({.kind = Kind::compute, .inputs = inputs, .op = op});
}

int Writer::slice_of(int source, const std::vector<Index>& where) {
    return define({.kind = Kind::view, .inputs = {{source}}, .indices = where});
}

int Writer::create(const Shape& shape, DType type, int flavour) {
    std::uint64_t seed = dice_.bits() >> 24;
    if (flavour >= 0)
        seed = seed / 4 * 4 + static_cast<std::uint64_t>(flavour);
    return define({.kind = Kind::create, .shape = shape, .dtype = type, .seed = seed});
}

}  // namespace programs
