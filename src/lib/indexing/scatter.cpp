// SPDX-License-Identifier: MIT
#include "lib/indexing/scatter.hpp"

#include "base/check.hpp"
#include "lib/indexing/scatter_loops.hpp"

namespace tenon::lib {

namespace {

template <std::int64_t bytes>
void run(const void*, const std::int64_t* args, std::int64_t, std::int64_t, std::int64_t,
         std::int64_t) {
    scatter<bytes>(ScatterArgs(args), [](std::byte* to, const std::byte* from) {
        std::memcpy(to, from, static_cast<std::size_t>(bytes));
    });
}

const tape::Call calls[] = {
    {"scatter 1", run<1>, scatter_cost},   {"scatter 2", run<2>, scatter_cost},
    {"scatter 4", run<4>, scatter_cost},   {"scatter 8", run<8>, scatter_cost},
    {"scatter 16", run<16>, scatter_cost},
};

}  // namespace

std::vector<std::int64_t> ScatterNest::words() const {
    std::vector<std::int64_t> list{offset, unit, value_stride,
                                   static_cast<std::int64_t>(before.size()),
                                   static_cast<std::int64_t>(after.size())};
    for (const std::vector<ScatterDimension>* const dimensions : {&before, &after})
        for (const ScatterDimension& d : *dimensions)
            list.insert(list.end(), {d.size, d.target, d.value});
    return list;
}

const tape::Call& scatter_call(std::size_t bytes) {
    switch (bytes) {
    case 1: return calls[0];
    case 2: return calls[1];
    case 4: return calls[2];
    case 8: return calls[3];
    default: TENON_CHECK(bytes == 16, "scatter: elements of an unknown size");
    }
    return calls[4];
}

}  // namespace tenon::lib
