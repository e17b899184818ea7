// SPDX-License-Identifier: MIT
#include "lib/folds/folds.hpp"

#include <algorithm>
#include <string>

#include "lib/folds/joins.hpp"
#include "lib/words.hpp"

namespace tenon::lib {

namespace {

using Words = const std::int64_t*;

/// to[i] = to[i] op x[i]. `Join` is a type of joins.hpp.
template <class Join, class T>
void join_rows(T* to, const T* x, std::int64_t size) {
    for (std::int64_t i = 0; i < size; ++i)
        to[i] = Join::join(to[i], x[i]);
}

/// Elements [begin, end) of the middle axis, at least one, into `to`.
template <class Join, class T>
void fold_into(T* to, const T* x, std::int64_t begin, std::int64_t end, std::int64_t inner) {
    if (inner == 1) {
        T total = x[begin];
        for (std::int64_t i = begin + 1; i < end; ++i)
            total = Join::join(total, x[i]);
        *to = total;
        return;
    }
    std::copy_n(x + begin * inner, inner, to);
    for (std::int64_t i = begin + 1; i < end; ++i)
        join_rows<Join>(to, x + i * inner, inner);
}

template <class Join, class T>
void fold(const void*, Words args, std::int64_t first, std::int64_t last, std::int64_t,
          std::int64_t) {
    CallOperands operands(args);
    const CallOperand out = operands.next();
    const CallOperand in = operands.next();
    const std::int64_t count = in.sizes[1];
    const std::int64_t inner = in.sizes[2];
    for (std::int64_t o = first; o < last; ++o)
        fold_into<Join>(out.as<T>() + o * inner, in.as<const T>() + o * count * inner, 0, count,
                        inner);
}

template <class Join, class T>
void accumulate(const void*, Words args, std::int64_t first, std::int64_t last, std::int64_t,
                std::int64_t) {
    CallOperands operands(args);
    const CallOperand out = operands.next();
    const CallOperand in = operands.next();
    const std::int64_t count = in.sizes[1];
    const std::int64_t inner = in.sizes[2];
    for (std::int64_t o = first; o < last; ++o) {
        T* const to = out.as<T>() + o * count * inner;
        const T* const x = in.as<const T>() + o * count * inner;
        std::copy_n(x, inner, to);
        if (inner == 1) {
            T total = x[0];
            for (std::int64_t i = 1; i < count; ++i)
                to[i] = total = Join::join(total, x[i]);
            continue;
        }
        for (std::int64_t i = 1; i < count; ++i)
            for (std::int64_t j = i * inner; j < (i + 1) * inner; ++j)
                to[j] = Join::join(to[j - inner], x[j]);
    }
}

template <class Join, class T>
void reduceat(const void*, Words args, std::int64_t first, std::int64_t last, std::int64_t,
              std::int64_t) {
    CallOperands operands(args);
    const CallOperand out = operands.next();
    const CallOperand in = operands.next();
    const auto* const start = operands.next().as<const std::int64_t>();
    const std::int64_t results = out.sizes[1];
    const std::int64_t count = in.sizes[1];
    const std::int64_t inner = in.sizes[2];
    for (std::int64_t o = first; o < last; ++o)
        for (std::int64_t k = 0; k < results; ++k) {
            const std::int64_t stop = k + 1 < results ? start[k + 1] : count;
            fold_into<Join>(out.as<T>() + (o * results + k) * inner,
                            in.as<const T>() + o * count * inner, start[k],
                            std::max(stop, start[k] + 1), inner);
        }
}

std::int64_t parts(Words args) { return CallOperands(args).next().sizes[0]; }
double cost(Words args) {
    CallOperands operands(args);
    operands.next();
    return 0.5 * static_cast<double>(operands.next().count());
}

}  // namespace

const tape::Call* fold_call(ops::Op op, DType type) {
    const tape::Call* found = nullptr;
    joins::with_join(op, type, [&]<class Join, class T>() {
        static const tape::Call made{std::string("fold ") + Join::name + ", " +
                                         std::string(name(type)),
                                     fold<Join, T>, cost, parts};
        found = &made;
    });
    return found;
}

const tape::Call* accumulate_call(ops::Op op, DType type) {
    const tape::Call* found = nullptr;
    joins::with_join(op, type, [&]<class Join, class T>() {
        static const tape::Call made{std::string("accumulate ") + Join::name + ", " +
                                         std::string(name(type)),
                                     accumulate<Join, T>, cost, parts};
        found = &made;
    });
    return found;
}

const tape::Call* reduceat_call(ops::Op op, DType type) {
    const tape::Call* found = nullptr;
    joins::with_join(op, type, [&]<class Join, class T>() {
        static const tape::Call made{std::string("reduceat ") + Join::name + ", " +
                                         std::string(name(type)),
                                     reduceat<Join, T>, cost, parts};
        found = &made;
    });
    return found;
}

}  // namespace tenon::lib
