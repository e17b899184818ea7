// SPDX-License-Identifier: MIT
/// Updates at positions: target[position] = op(target[position], value), one after the other.
#include "lib/folds/joins.hpp"
#include "lib/indexing/scatter.hpp"
#include "lib/indexing/scatter_loops.hpp"

namespace tenon::lib {

namespace {

template <class Join, class T>
void run(const void*, const std::int64_t* args, std::int64_t, std::int64_t, std::int64_t,
         std::int64_t) {
    scatter<std::int64_t{sizeof(T)}>(ScatterArgs(args), [](std::byte* to, const std::byte* from) {
        T a;
        T b;
        std::memcpy(&a, to, sizeof(T));
        std::memcpy(&b, from, sizeof(T));
        a = Join::join(a, b);
        std::memcpy(to, &a, sizeof(T));
    });
}

}  // namespace

const tape::Call* update_call(ops::Op op, DType type) {
    const tape::Call* found = nullptr;
    joins::with_join(op, type, [&]<class Join, class T>() {
        static const tape::Call made{std::string(Join::name) + " at, " + std::string(name(type)),
                                     run<Join, T>, scatter_cost};
        found = &made;
    });
    return found;
}

}  // namespace tenon::lib
