// SPDX-License-Identifier: MIT
#include "codegen/llvm/row_block.hpp"

#include <algorithm>

#include "kernel/shared_rows.hpp"

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
    find_sliding();
}

void RowBlock::find_sliding() {
    const auto lanes = static_cast<std::int64_t>(frame_.analysis.lanes);
    for (std::uint32_t p = 0; p < frame_.kernel.params.size(); ++p) {
        if (!frame_.used(p) || !slides(frame_.kernel.params[p], lanes))
            continue;
        for (int row = 0; row < height; ++row) {
            const auto [found, added] =
                sliding_.try_emplace(place(p, row), Sliding{.first = column(p), .last = column(p)});
            found->second.first = std::min(found->second.first, column(p));
            found->second.last = std::max(found->second.last, column(p));
        }
    }
    std::erase_if(sliding_, [&](const auto& entry) {
        const std::int64_t span = entry.second.last - entry.second.first;
        return span == 0 || span >= lanes;
    });
}

Value* RowBlock::element(const Place& place, std::int64_t column) const {
    llvm::Type* type = frame_.memory_type(frame_.kernel.params[place.first].dtype);
    Value* first = frame_.build.CreateGEP(type, pointers_.at(place), position_);
    return frame_.build.CreateConstGEP1_64(type, first, static_cast<std::uint64_t>(column));
}

void RowBlock::fetch_left() {
    for (const auto& [place, pointer] : pointers_) {
        const DType type = frame_.kernel.params[place.first].dtype;
        const auto line = static_cast<std::int64_t>(64 / size_of(type));
        frame_.build.CreateIntrinsic(llvm::Intrinsic::prefetch, {frame_.build.getPtrTy()},
                                     {element(place, -line), frame_.build.getInt32(0),
                                      frame_.build.getInt32(3), frame_.build.getInt32(1)});
    }
}

Frame::Carried RowBlock::before(Value* position) {
    position_ = position;
    fetch_left();
    const int lanes = frame_.analysis.lanes;
    Frame::Carried vectors;
    for (const auto& [place, row] : sliding_) {
        llvm::SmallVector<llvm::Constant*, 16> needed;
        for (int lane = 0; lane < lanes; ++lane)
            needed.push_back(frame_.build.getInt1(lane >= lanes - (row.last - row.first)));
        llvm::VectorType* type =
            frame_.vector(frame_.memory_type(frame_.kernel.params[place.first].dtype));
        vectors.push_back(frame_.build.CreateMaskedLoad(
            type, element(place, row.last - lanes), llvm::Align(1),
            llvm::ConstantVector::get(needed), llvm::PoisonValue::get(type)));
    }
    return vectors;
}

Value* RowBlock::newest(const Place& place, Sliding& row) {
    if (row.newest == nullptr) {
        llvm::Type* type = frame_.memory_type(frame_.kernel.params[place.first].dtype);
        row.newest = frame_.build.CreateAlignedLoad(frame_.vector(type), element(place, row.last),
                                                    llvm::Align(1));
    }
    return row.newest;
}

Frame::Carried RowBlock::carried() {
    Frame::Carried vectors;
    for (auto& [place, row] : sliding_)
        vectors.push_back(newest(place, row));
    return vectors;
}

void RowBlock::advance(Value* position, const Frame::Carried& behind) {
    position_ = position;
    loaded_.clear();
    std::size_t next = 0;
    for (auto& [place, row] : sliding_) {
        row.behind = behind[next++];
        row.newest = nullptr;
    }
}

RowBlock::Place RowBlock::place(std::uint32_t param, int row) const {
    const Param& facts = frame_.kernel.params[param];
    return facts.base == no_param ? Place(param, row) : Place(facts.base, facts.rows + row);
}

Value*& RowBlock::loaded(std::uint32_t param, int row, int start) {
    const Place here = place(param, row);
    Value*& vector = loaded_[{here, column(param), start}];
    const auto found = sliding_.find(here);
    if (vector != nullptr || found == sliding_.end())
        return vector;
    vector = newest(here, found->second);
    const auto back = static_cast<int>(found->second.last - column(param));
    if (back == 0)
        return vector;
    const int lanes = frame_.analysis.lanes;
    llvm::SmallVector<int, 16> order;
    for (int lane = lanes - back; lane < 2 * lanes - back; ++lane)
        order.push_back(lane);
    return vector = frame_.build.CreateShuffleVector(found->second.behind, vector, order);
}

}  // namespace tenon::codegen::simd
