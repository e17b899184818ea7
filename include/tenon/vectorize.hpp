// SPDX-License-Identifier: MIT
/// Functions of elements (kernel.hpp), made into functions of arrays.
#pragma once

#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <tenon/kernel.hpp>

namespace tenon {

/// A traced kernel. Calling it with arrays and numbers records one statement; arguments are
/// broadcast and converted to the kernel's types (@throws DTypeError where that would lose kind).
template <std::size_t results>
class Vectorized {
public:
    explicit Vectorized(std::shared_ptr<const detail::Function> function)
        : function_(std::move(function)) {}

    template <class... A>
    auto operator()(A&&... arguments) const {
        const Operand list[] = {Operand(std::forward<A>(arguments))...};
        std::vector<Array> made = detail::call_function(function_, list);
        if constexpr (results == 1)
            return std::move(made[0]);
        else
            return made;
    }

private:
    std::shared_ptr<const detail::Function> function_;
};

namespace detail {

template <class F>
struct signature : signature<decltype(&F::operator())> {};
template <class C, class R, class... A>
struct signature<R (C::*)(A...) const> {
    using arguments = std::tuple<std::remove_cvref_t<A>...>;
};
template <class C, class R, class... A>
struct signature<R (C::*)(A...)> {
    using arguments = std::tuple<std::remove_cvref_t<A>...>;
};
template <class R, class... A>
struct signature<R (*)(A...)> {
    using arguments = std::tuple<std::remove_cvref_t<A>...>;
};

template <class F, class... V>
auto vectorize_as(F& body, std::type_identity<std::tuple<V...>>) {
    const DType inputs[] = {V::dtype...};
    Tracer tracer(inputs);
    auto run = [&]<std::size_t... i>(std::index_sequence<i...>) {
        return body(V(tracer.input(i))...);
    };
    auto result = run(std::index_sequence_for<V...>{});
    if constexpr (requires { typename decltype(result)::element; }) {
        const TraceId ids[] = {result.id()};
        return Vectorized<1>(tracer.finish(ids));
    } else {
        return std::apply(
            [&](const auto&... one) {
                const TraceId ids[] = {one.id()...};
                return Vectorized<sizeof...(one)>(tracer.finish(ids));
            },
            result);
    }
}

}  // namespace detail

/// Traces `body`, whose parameters are Values, and whose result is a Value or a std::tuple of them.
template <class F>
auto vectorize(F body) {
    return detail::vectorize_as(body,
                                std::type_identity<typename detail::signature<F>::arguments>{});
}

}  // namespace tenon
