// SPDX-License-Identifier: MIT
#include "random/generate_loops.hpp"

#include <algorithm>

namespace programs {

namespace {

/// Elements that the oracle computes for a program, and statements: both take its time.
constexpr std::int64_t most_work = 400'000;
constexpr std::int64_t most_statements = 4000;
constexpr std::int64_t far = 3;  // the largest offset

bool is_ordered(DType type) { return !tenon::is_complex(type); }

}  // namespace

Program LoopWriter::write() {
    make_states();
    std::vector<Step> body;
    for (std::int64_t i = dice_.between(1, 6); i > 0; --i)
        body.push_back(step(0));
    const std::int64_t wanted = dice_.chance(50) ? dice_.between(4, 24) : dice_.between(4, 200);
    const std::int64_t turns = dice_.chance(25) ? dice_.below(wanted) : wanted;
    const std::int64_t keep_every = dice_.chance(20) ? dice_.between(1, 9) : wanted;
    const std::int64_t look_every = dice_.chance(30) ? dice_.between(1, 12) : wanted;
    const std::size_t before = program_.statements.size();
    for (std::int64_t time = 0; time < wanted; ++time) {
        if (time == turns)  // the period changes midway
            body[static_cast<std::size_t>(dice_.below(static_cast<std::int64_t>(body.size())))] =
                step(0);
        keeps_ = (time + 1) % keep_every == 0;
        for (const Step& one : body)
            perform(one, time);
        if (keeps_)
            define({.kind = Kind::convert, .inputs = {{names_[some_name()]}}, .dtype = dtype_});
        if ((time + 1) % look_every == 0 && look_and_leave())
            break;
        const auto written = static_cast<std::int64_t>(program_.statements.size() - before);
        if (written > most_statements || written * eager::product(shape_) > most_work)
            break;
    }
    return std::move(program_);
}

void LoopWriter::make_states() {
    pointwise_ = dice_.chance(30);
    const std::int64_t kind = dice_.below(10);
    if (kind < 4)
        shape_ = {dice_.one_of({8, 9, 17, 33, 64, 100, 129, 400})};
    else if (kind < 8)
        shape_ = {dice_.between(7, 24), dice_.between(7, 34)};
    else
        shape_ = {dice_.between(7, 10), dice_.between(7, 9), dice_.between(7, 17)};
    using enum DType;
    dtype_ = dice_.one_of({float64, float64, float64, float64, float64, float32, float32, int32,
                           int64, uint8, complex128});
    for (std::int64_t i = dice_.between(1, 4); i > 0; --i) {
        if (i >= 2 && dice_.chance(15)) {  // two names for parts of one array
            Shape wider = shape_;
            const std::int64_t shift = dice_.between(1, far);
            wider[0] += shift;
            const int base = create(wider, dtype_, 1);
            names_.push_back(slice_of(base, {tenon::slice(0, -shift)}));
            names_.push_back(slice_of(base, {tenon::slice(shift, tenon::end)}));
            --i;
            continue;
        }
        names_.push_back(create(shape_, dtype_, dice_.one_of({1, 1, 1, 1, 2, 3})));
    }
    counts_ = create(shape_, DType::int64, 0);
    scalar_ = create({}, dtype_, 1);
}

Scalar LoopWriter::factor() {
    if (tenon::is_integer(dtype_))
        return dice_.between(1, 3);
    return dice_.one_of({0.25, 0.5, 0.125, 0.75, 1.5, 0.1, 3.9});
}

LoopWriter::Region LoopWriter::region() {
    Region made;
    const std::vector<std::int64_t> none(shape_.size(), 0);
    if (pointwise_)
        return {none, none, std::vector<std::int64_t>(shape_.size(), 1)};
    const std::int64_t margin = dice_.one_of({0, 1, 1, 1, 1, 2, 3});
    for (std::size_t d = 0; d < shape_.size(); ++d) {
        const bool other = dice_.chance(15);
        made.low.push_back(other ? dice_.between(0, far) : margin);
        made.high.push_back(other ? dice_.between(0, far) : margin);
        made.step.push_back(dice_.chance(6) ? 2 : 1);
    }
    return made;
}

LoopWriter::Term LoopWriter::term(const Region& region) {
    Term made{.name = some_name()};
    // Mostly neighbours along one dimension, as stencils have them.
    const auto along = static_cast<std::size_t>(
        dice_.below(static_cast<std::int64_t>(shape_.size()) + (dice_.chance(80) ? 0 : 1)));
    for (std::size_t d = 0; d < shape_.size(); ++d)
        made.offset.push_back(
            d == along || dice_.chance(10) ? dice_.between(-region.low[d], region.high[d]) : 0);
    if (dice_.chance(25))
        made.factor = factor();
    const std::int64_t kind = dice_.below(20);
    made.join = kind < 13                          ? "add"
                : kind < 16                        ? "subtract"
                : kind < 18 || !is_ordered(dtype_) ? "multiply"
                : kind < 19                        ? "maximum"
                                                   : "minimum";
    return made;
}

std::vector<LoopWriter::Term> LoopWriter::terms(const Region& region) {
    std::vector<Term> list;
    for (std::int64_t i = dice_.between(1, 5); i > 0; --i)
        list.push_back(term(region));
    return list;
}

LoopWriter::What LoopWriter::what(int depth) {
    const std::int64_t kind = dice_.below(100);
    const bool real = is_ordered(dtype_);
    if (pointwise_)
        return kind < 55           ? What::rebind
               : kind < 70         ? What::update
               : kind < 86 && real ? What::mark
               : kind < 88         ? What::measure
                                   : What::rotate;
    return kind < 34           ? What::assign
           : kind < 48         ? What::update
           : kind < 64         ? What::rebind
           : kind < 70 && real ? What::mark
           : kind < 78         ? What::edge
           : kind < 84         ? What::measure
           : kind < 95         ? What::rotate
           : depth < 1         ? What::inner
                               : What::assign;
}

LoopWriter::Step LoopWriter::step(int depth) {
    Step made{.what = what(depth), .name = some_name()};
    made.region = region();
    if (made.what == What::rebind)
        for (std::size_t d = 0; d < shape_.size(); ++d)
            made.region.low[d] = made.region.high[d] = 0, made.region.step[d] = 1;
    made.terms = terms(made.region);
    made.op = dice_.one_of({"add", "add", "subtract", "multiply"});
    made.with_scalar = dice_.chance(12);
    made.dimension = static_cast<int>(dice_.below(static_cast<std::int64_t>(shape_.size())));
    made.number = dice_.between(0, 5);
    if (made.what == What::inner)
        for (std::int64_t i = dice_.between(1, 3); i > 0; --i)
            made.body.push_back(step(depth + 1));
    return made;
}

void LoopWriter::release(int variable) {
    if (variable < 0)
        return;
    std::erase(live_, variable);
    add({.kind = Kind::drop, .target = variable});
    free_.push_back(variable);
}

int LoopWriter::temporary(int variable) {
    if (variable >= 0)
        temporaries_.push_back(variable);
    return variable;
}

void LoopWriter::end_step() {
    for (const int variable : temporaries_)
        release(variable);
    temporaries_.clear();
}

void LoopWriter::bind(std::size_t name, int variable) {
    if (variable < 0)
        return;
    std::erase(temporaries_, variable);
    if (!keeps_)
        temporaries_.push_back(names_[name]);
    names_[name] = variable;
}

int LoopWriter::view(std::size_t name, const Region& region,
                     const std::vector<std::int64_t>& offset) {
    if (pointwise_)
        return names_[name];
    std::vector<Index> where;
    for (std::size_t d = 0; d < shape_.size(); ++d) {
        const std::int64_t shift = offset.empty() ? 0 : offset[d];
        const std::int64_t stop = region.high[d] - shift;
        where.emplace_back(tenon::slice(
            region.low[d] + shift, stop == 0 ? tenon::end : tenon::Bound(-stop), region.step[d]));
    }
    return temporary(slice_of(names_[name], where));
}

int LoopWriter::value(const Step& step) {
    int sum = -1;
    for (const Term& one : step.terms) {
        int x = view(one.name, step.region, one.offset);
        if (one.factor)
            x = temporary(apply("multiply", {{x}, {-1, *one.factor}}));
        sum = sum < 0 ? x : temporary(apply(one.join.c_str(), {{sum}, {x}}));
        if (sum < 0)
            return -1;
    }
    if (step.with_scalar)
        sum = temporary(apply("multiply", {{sum}, {scalar_}}));
    // Something is computed always, and mostly kept from growing.
    const Scalar scale = tenon::is_integer(dtype_) ? Scalar(1) : Scalar(0.25);
    if (step.terms.size() != 3)
        sum = temporary(apply("multiply", {{sum}, {-1, scale}}));
    return sum;
}

void LoopWriter::perform(const Step& step, std::int64_t time) {
    switch (step.what) {
    case What::assign:
    case What::update: {
        const int result = value(step);
        const int target = view(step.name, step.region, {});
        if (result >= 0 && step.what == What::assign)
            add({.kind = Kind::assign, .target = target, .inputs = {{result}}});
        else if (result >= 0)
            add({.kind = Kind::update, .target = target, .inputs = {{result}}, .op = step.op});
        break;
    }
    case What::rebind: bind(step.name, value(step)); break;
    case What::mark: mark(step, time); break;
    case What::edge: edge(step, time); break;
    case What::measure: measure(step); break;
    case What::rotate:
        if (names_.size() > 2 && step.number < 3)
            std::rotate(names_.begin(), names_.begin() + 1, names_.begin() + 3);
        else
            std::swap(names_[step.name], names_[step.terms[0].name]);
        break;
    case What::inner:
        for (std::int64_t i = 0; i < 2 + step.number % 3; ++i)
            for (const Step& one : step.body)
                perform(one, time);
        break;
    }
    end_step();
}

/// As the Mandelbrot set in array statements: where an element is done, its count is set, and it
/// goes on from zero.
void LoopWriter::mark(const Step& step, std::int64_t time) {
    const int size = temporary(apply("absolute", {{names_[step.name]}}));
    const int done = temporary(apply("greater", {{size}, {-1, step.number}}));
    if (done < 0)
        return;
    const auto chosen = [&](const Scalar& yes, int no) {
        return define({.kind = Kind::choose, .inputs = {{done}, {-1, yes}, {no}}});
    };
    if (const int counts = chosen(time, counts_); counts >= 0) {
        temporary(counts_);
        counts_ = counts;
    }
    if (step.with_scalar || step.number < 3)
        bind(step.terms[0].name, chosen(0, names_[step.terms[0].name]));
}

/// A row, a column or a plane at one end.
void LoopWriter::edge(const Step& step, std::int64_t time) {
    const auto at = [&](std::size_t name, std::int64_t position) {
        std::vector<Index> where(shape_.size(), tenon::all);
        where[static_cast<std::size_t>(step.dimension)] = Index(position);
        return temporary(slice_of(names_[name], where));
    };
    const bool first = step.number % 2 == 0;
    const int target = at(step.name, first ? 0 : -1);
    if (step.number < 2)
        add({.kind = Kind::assign, .target = target, .inputs = {{-1, time}}});
    else
        add({.kind = Kind::assign,
             .target = target,
             .inputs = {{at(step.terms[0].name, first ? step.number - 1 : -step.number)}}});
}

void LoopWriter::measure(const Step& step) {
    const std::string op = is_ordered(dtype_) && step.number < 4 ? "max" : "sum";
    int source = names_[step.name];
    if (step.number % 2 == 0)
        source = temporary(apply("subtract", {{source}, {names_[step.terms[0].name]}}));
    const int whole = define({.kind = Kind::reduce, .inputs = {{source}}, .op = op});
    const int same = define({.kind = Kind::convert, .inputs = {{whole}}, .dtype = dtype_});
    temporary(whole);
    temporary(scalar_);
    scalar_ = same;
}

bool LoopWriter::look_and_leave() {
    const int seen =
        dice_.chance(70)
            ? define({.kind = Kind::reduce, .inputs = {{names_[some_name()]}}, .op = "sum"})
            : -1;
    add({.kind = Kind::look, .target = seen >= 0 ? seen : names_[some_name()]});
    release(seen);
    return dice_.chance(10);
}

}  // namespace programs
