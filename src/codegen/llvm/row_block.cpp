// SPDX-License-Identifier: MIT
#include "codegen/llvm/row_block.hpp"

#include <algorithm>

namespace tenon::codegen::simd {

using namespace kernel;

bool RowBlock::suits(const Frame& frame) {
    const Kernel& core = frame.kernel;
    const Analysis& facts = frame.analysis;
    if (core.form != Form::map || core.rank < 2 || facts.interleaved || facts.inline_math ||
        facts.behind != 0)
        return false;
    if (std::ranges::any_of(facts.blocks[body_block].values,
                            [&](ValueId value) { return facts.level[value] == Level::row; }))
        return false;
    bool shared = false;
    for (std::uint32_t p = 0; p < core.params.size(); ++p) {
        const Param& param = core.params[p];
        if (!frame.used(p))
            continue;
        if (param.inner != Inner::contiguous || is_complex(param.dtype) || param.nontemporal)
            return false;
        if (param.base != no_param && !frame.used(param.base))
            return false;
        shared |= param.base != no_param;
    }
    return shared;
}

RowBlock::RowBlock(Frame& frame) : frame_(frame) {
    const auto dimension = static_cast<std::size_t>(frame.kernel.rank) - 2;
    for (std::uint32_t p = 0; p < frame.kernel.params.size(); ++p) {
        if (!frame.used(p))
            continue;
        for (int row = 0; row < height; ++row) {
            const Place here = place(p, row);
            Value*& pointer = pointers_[here];
            if (pointer == nullptr)
                pointer =
                    frame.bytes_after(frame.row_pointer(here.first),
                                      frame.build.CreateMul(frame.stride(here.first, dimension),
                                                            frame.i64(std::int64_t{here.second})));
        }
    }
}

RowBlock::Place RowBlock::place(std::uint32_t param, int row) const {
    const Param& facts = frame_.kernel.params[param];
    return facts.base == no_param ? Place(param, row) : Place(facts.base, facts.rows + row);
}

Value*& RowBlock::loaded(std::uint32_t param, int row, int start) {
    return loaded_[{place(param, row), column(param), start}];
}

}  // namespace tenon::codegen::simd
