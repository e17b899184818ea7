// SPDX-License-Identifier: MIT
// A complex number z with |z| = r at least R is followed through one step. Each complex value of
// the step is bounded by two polynomials in r, from the rules |ab| = |a||b| and
// |a| - |b| <= |a + b| <= |a| + |b|. If the new z is bounded below by a polynomial p whose leading
// coefficient alone is positive, then p(r) / r^k falls nowhere, k being its degree, and
// p(R) > R gives p(r) > r for all r from R on: |z| grows, and stays above R.
//
// Rounding: the relative error of a computed complex product is below sqrt(5) u in absolute value
// (Brent, Percival, Zimmermann: Error bounds on complex floating-point multiplication, 2007), that
// of a sum or a multiple below u. Each bound is therefore widened by `slack`, far more than that;
// what gets lost near zero is less still, as bounds below `tiny` are not used. Overflow: when one
// component of a value is infinite or not a number, so is one of any sum, product or multiple made
// from it, and at last one of z; its square then fails the comparison.
#include "codegen/llvm/modulus.hpp"

#include <algorithm>
#include <cmath>

namespace tenon::codegen::simd {

using namespace kernel;
using ops::Op;

namespace {

/// Coefficients of 1, r, r^2, ...
using Polynomial = std::vector<double>;

struct Bounds {
    Polynomial low;   ///< empty: 0; else only the last coefficient is positive
    Polynomial high;  ///< no coefficient is negative
};

struct Precision {
    double slack, growth, tiny;
};
constexpr Precision precision_of(DType type) {
    return type == DType::float64 ? Precision{0x1p-44, 0x1p-40, 0x1p-900}
                                  : Precision{0x1p-17, 0x1p-12, 0x1p-100};
}

double at(const Polynomial& p, double r) {
    double value = 0;
    for (auto coefficient = p.rbegin(); coefficient != p.rend(); ++coefficient)
        value = value * r + *coefficient;
    return value;
}

/// Of bounds from above, or from below: there the last coefficient is positive, and of the others
/// what is positive may go.
Polynomial product(const Polynomial& p, const Polynomial& q, bool below) {
    if (p.empty() || q.empty())
        return {};
    Polynomial result(p.size() + q.size() - 1);
    for (std::size_t i = 0; i < p.size(); ++i)
        for (std::size_t j = 0; j < q.size(); ++j)
            if (const double term = p[i] * q[j]; !below || term < 0 || i + j + 1 == result.size())
                result[i + j] += term;
    return result;
}

/// p + factor * q
Polynomial sum(Polynomial p, const Polynomial& q, double factor) {
    p.resize(std::max(p.size(), q.size()));
    for (std::size_t i = 0; i < q.size(); ++i)
        p[i] += factor * q[i];
    return p;
}

class Step {
public:
    Step(const LoopTerms& terms, const ComplexVars& z, double radius, double most, DType type)
        : terms_(terms), z_(z), radius_(radius), most_(most), precision_(precision_of(type)) {}

    /// Whether z has grown after the step.
    bool grows() {
        const ValueId re = terms_.at_end(z_.re);
        const ValueId im = terms_.at_end(z_.im);
        if (re == no_value || im == no_value)
            return false;
        const auto bounds = pair(re, im);
        if (!bounds || bounds->low.size() < 2)
            return false;
        // The terms may nearly cancel, so growth is measured against each of them.
        Polynomial terms = bounds->low;
        for (double& coefficient : terms)
            coefficient = std::fabs(coefficient);
        return at(bounds->low, radius_) - precision_.growth * at(terms, radius_) >=
               (1 + precision_.growth) * radius_;
    }

    std::vector<std::pair<ValueId, ValueId>> constants;

private:
    using Found = std::optional<Bounds>;

    Found pair(ValueId re, ValueId im) {
        constexpr int enough = 200;
        if (++looked_at_ > enough)
            return std::nullopt;
        const auto first = terms_.at_start(re);
        const auto second = terms_.at_start(im);
        if (first && second &&
            ((*first == z_.re && *second == z_.im) || (*first == z_.im && *second == z_.re)))
            return Bounds{{0, 1}, {0, 1}};
        re = terms_.origin(re);
        im = terms_.origin(im);
        if (terms_.constant(re) && terms_.constant(im))
            return constant(re, im);
        // Signs of a component change no modulus.
        if (terms_.is(re, Op::negative))
            return pair(terms_.instr(re).a, im);
        if (terms_.is(im, Op::negative))
            return pair(re, terms_.instr(im).a);
        if (const Found found = multiple(re, im))
            return found;
        if (const Found found = product_of_pairs(re, im))
            return found;
        return sum_of_pairs(re, im);
    }

    Found constant(ValueId re, ValueId im) {
        if (std::ranges::find(constants, std::pair{re, im}) == constants.end())
            constants.emplace_back(re, im);
        return Bounds{{}, {most_}};
    }

    /// Both components times a number.
    Found multiple(ValueId re, ValueId im) {
        const Instr& one = terms_.instr(re);
        const Instr& other = terms_.instr(im);
        if (!terms_.is(re, Op::multiply) || !terms_.is(im, Op::multiply))
            return std::nullopt;
        for (const auto& [x, s] : {std::pair{one.a, one.b}, std::pair{one.b, one.a}})
            for (const auto& [y, t] : {std::pair{other.a, other.b}, std::pair{other.b, other.a}}) {
                const double factor = std::fabs(terms_.number(s).value_or(0));
                if (factor < 0x1p-8 || factor > 0x1p8 ||
                    std::fabs(terms_.number(t).value_or(0)) != factor)
                    continue;
                if (const Found inner = pair(x, y))
                    return widened(sum({}, inner->low, factor), sum({}, inner->high, factor));
            }
        return std::nullopt;
    }

    struct Product {
        ValueId a, b;
    };
    std::optional<Product> factors(ValueId value) const {
        if (!terms_.is(value, Op::multiply))
            return std::nullopt;
        return Product{terms_.instr(value).a, terms_.instr(value).b};
    }
    bool is_product(ValueId value, ValueId a, ValueId b) const {
        const auto made = factors(value);
        return made && ((terms_.same(made->a, a) && terms_.same(made->b, b)) ||
                        (terms_.same(made->a, b) && terms_.same(made->b, a)));
    }

    /// (a, b)(c, d) = (ac - bd, ad + bc), or with a conjugate: the two signs differ.
    Found product_of_pairs(ValueId re, ValueId im) {
        const bool minus = terms_.is(re, Op::subtract);
        const Instr& outer = terms_.instr(re);
        if (!minus && !terms_.is(re, Op::add))
            return std::nullopt;
        const auto first = factors(outer.a);
        const auto second = factors(outer.b);
        if (!first || !second)
            return std::nullopt;
        std::pair<ValueId, ValueId> cross;
        const auto doubled = terms_.scaled(im);
        if (minus && doubled && doubled->second == 2)
            cross = {doubled->first, doubled->first};
        else if (terms_.is(im, minus ? Op::add : Op::subtract))
            cross = {terms_.instr(im).a, terms_.instr(im).b};
        else
            return std::nullopt;
        const auto [a, c] = *first;
        for (const auto& [b, d] :
             {std::pair{second->a, second->b}, std::pair{second->b, second->a}}) {
            const bool matches =
                (is_product(cross.first, a, d) && is_product(cross.second, b, c)) ||
                (is_product(cross.first, b, c) && is_product(cross.second, a, d));
            if (!matches)
                continue;
            const Found one = pair(a, b);
            const Found other = one ? pair(c, d) : std::nullopt;
            if (one && other)
                return widened(product(one->low, other->low, true),
                               product(one->high, other->high, false));
        }
        return std::nullopt;
    }

    Found sum_of_pairs(ValueId re, ValueId im) {
        const auto adds = [&](ValueId value) {
            return terms_.is(value, Op::add) || terms_.is(value, Op::subtract);
        };
        if (!adds(re) || !adds(im))
            return std::nullopt;
        const Instr& one = terms_.instr(re);
        const Instr& other = terms_.instr(im);
        for (const auto& [x, y] : {std::pair{other.a, other.b}, std::pair{other.b, other.a}}) {
            const Found left = pair(one.a, x);
            const Found right = left ? pair(one.b, y) : std::nullopt;
            if (!left || !right)
                continue;
            const Found bounds = widened(
                larger(difference(left->low, right->high), difference(right->low, left->high)),
                sum(left->high, right->high, 1));
            if (bounds)
                return bounds;
        }
        return std::nullopt;
    }

    /// A bound from below, if it is one of the kind we keep.
    Polynomial difference(const Polynomial& low, const Polynomial& high) const {
        if (high.size() > low.size() || low.empty())
            return {};
        Polynomial result = sum(low, high, -1);
        const bool grows = result.back() >= low.back() / 64 && at(result, radius_) > 0;
        return grows ? result : Polynomial{};
    }
    Polynomial larger(Polynomial p, Polynomial q) const {
        return at(p, radius_) >= at(q, radius_) ? p : q;
    }

    /// With room for rounding; nothing where numbers get too small or large for that.
    Found widened(Polynomial low, Polynomial high) const {
        for (double& coefficient : low)
            coefficient *= coefficient > 0 ? 1 - precision_.slack : 1 + precision_.slack;
        for (double& coefficient : high)
            coefficient *= 1 + precision_.slack;
        if (!low.empty() && at(low, radius_) < precision_.tiny)
            low.clear();
        const double above = at(high, radius_);
        if (above < precision_.tiny || above > 1 / precision_.tiny)
            return std::nullopt;
        return Bounds{std::move(low), std::move(high)};
    }

    const LoopTerms& terms_;
    const ComplexVars& z_;
    double radius_;
    double most_;
    Precision precision_;
    int looked_at_ = 0;
};

}  // namespace

std::optional<Escape> find_escape(const LoopTerms& terms, const ComplexVars& z, double limit,
                                  DType type) {
    const double slack = precision_of(type).slack;
    const double radius = std::sqrt(limit) * (1 - slack);
    if (!(radius > 0x1p-20 && radius < 0x1p20))
        return std::nullopt;
    // The largest constants for which it holds, by halving.
    Escape escape{{}, 0};
    double most = 0x1p20;
    for (double step = most; step > 0x1p-24; step /= 2) {
        Step with(terms, z, radius, most, type);
        if (with.grows()) {
            escape = {with.constants, most * (1 - slack)};
            if (with.constants.empty())
                break;
            most += step / 2;
        } else {
            most -= step / 2;
        }
    }
    if (escape.most < 0x1p-8)
        return std::nullopt;
    return escape;
}

}  // namespace tenon::codegen::simd
