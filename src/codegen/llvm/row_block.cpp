// SPDX-License-Identifier: MIT
#include "codegen/llvm/row_block.hpp"

#include <algorithm>

#include "codegen/llvm/filling.hpp"
#include "codegen/llvm/loops.hpp"
#include "kernel/shared_rows.hpp"
#include "kernel/two_steps.hpp"

namespace tenon::codegen::simd {

using namespace kernel;

bool RowBlock::suits(const Frame& frame) {
    const Kernel& core = frame.kernel;
    const Analysis& facts = frame.analysis;
    if (core.form != Form::map || core.rank < 2 || facts.interleaved || facts.inline_math ||
        (facts.behind != 0 && !has_two_steps(core)))
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
    find_ranges();
    find_lines();
    find_sliding();
}

void RowBlock::stored(std::uint32_t param, int row, Value* vector) {
    const Place here(param, row);
    const auto found = sliding_.find(here);
    if (found == sliding_.end() || !found->second.made)
        return;
    Sliding& made = found->second;
    // Beside its own elements a step finds what others stored, or nobody.
    if (Value* there = lanes_of_[0].there)
        vector = frame_.build.CreateSelect(there, vector, line(here, made, 0, false));
    made.vectors.push_back(vector);
    made.loaded = true;
}

void RowBlock::find_lines() {
    const std::vector<Param>& params = frame_.kernel.params;
    for (std::uint32_t p = 0; p < params.size(); ++p) {
        const auto size = static_cast<std::int64_t>(size_of(params[p].dtype));
        if (frame_.used(p) && params[p].written && size * frame_.analysis.lanes == sliding_bytes &&
            frame_.target.vector_bits == 8 * sliding_bytes)
            lined_ = std::min(lined_, p);
    }
}

/// Of the second step a vector behind: a place is the same for both of them.
void RowBlock::find_ranges() {
    begin_[0] = frame_.inner_begin;
    end_[0] = frame_.inner_end;
    if (!has_two_steps(frame_.kernel))
        return;
    steps_ = 2;
    Value* extent = frame_.extent(static_cast<std::size_t>(frame_.kernel.rank) - 1);
    const std::array<std::int64_t, 2> before{0, frame_.kernel.second_columns};
    for (std::size_t step = 0; step < steps_; ++step) {
        const auto cut = [&](Value* column) {
            column = frame_.build.CreateSub(column, frame_.i64(before[step]));
            column =
                frame_.build.CreateBinaryIntrinsic(llvm::Intrinsic::smax, column, frame_.i64(0));
            column = frame_.build.CreateBinaryIntrinsic(llvm::Intrinsic::smin, column, extent);
            const std::int64_t behind = step == 0 ? 0 : frame_.analysis.lanes;
            return frame_.build.CreateAdd(column, frame_.i64(behind));
        };
        begin_[step] = cut(frame_.inner_begin);
        end_[step] = cut(frame_.inner_end);
    }
}

void RowBlock::find_sliding() {
    const auto lanes = static_cast<std::int64_t>(frame_.analysis.lanes);
    if (!of_lines())
        return;
    for (std::uint32_t p = 0; p < frame_.kernel.params.size(); ++p) {
        if (!frame_.used(p) || !slides(frame_.kernel.params[p], lanes))
            continue;
        for (int row = 0; row < height; ++row) {
            const Place here = place(p, row);
            const auto [found, added] =
                sliding_.try_emplace(here, Sliding{.first = column(p), .last = column(p)});
            Sliding& all = found->second;
            all.first = std::min(all.first, column(p));
            all.last = std::max(all.last, column(p));
            all.step = frame_.kernel.params[p].second ? 1 : 0;
            all.made = here.first == lined_ && here.second >= 0 && here.second < height;
        }
    }
    std::erase_if(sliding_, [&](const auto& entry) { return !slides_here(entry.second); });
    for (auto& [place, row] : sliding_) {
        row.held = vectors_of(row.first, row.last, lanes);
        if (row.made)
            row.held.highest = 0;
    }
}

bool RowBlock::slides_here(const Sliding& row) const {
    const auto lanes = static_cast<std::int64_t>(frame_.analysis.lanes);
    const std::int64_t behind = row.step == 0 ? 0 : lanes;
    return row.made ||
           (row.first != row.last && row.first + behind > -lanes && row.last + behind < lanes);
}

bool RowBlock::looks_ahead() const {
    return std::ranges::any_of(sliding_,
                               [](const auto& entry) { return entry.second.held.highest > 0; });
}

Value* RowBlock::last_whole(std::size_t step) const {
    const auto lanes = static_cast<std::int64_t>(frame_.analysis.lanes);
    std::int64_t behind = lanes;
    for (const auto& [place, row] : sliding_)
        if (row.step == step && !row.made)
            behind = std::max(behind, (row.held.highest + 1) * lanes - row.last);
    return frame_.build.CreateSub(end_[step], frame_.i64(behind));
}

RowLanes RowBlock::lanes_at(Value* position, std::size_t step) const {
    llvm::IRBuilder<>& build = frame_.build;
    Value* there = lanes_between(frame_, build.CreateSub(begin_[step], position),
                                 build.CreateSub(end_[step], position));
    Value* first = build.CreateBinaryIntrinsic(llvm::Intrinsic::smax, position, begin_[step]);
    Value* last = build.CreateSub(end_[step], frame_.i64(1));
    return {.there = there,
            .first = build.CreateBinaryIntrinsic(llvm::Intrinsic::smin, first, last)};
}

Value* RowBlock::behind_line(Value* position) const {
    const auto size = static_cast<std::int64_t>(size_of(frame_.kernel.params[lined_].dtype));
    Value* address = frame_.build.CreatePtrToInt(element(place(lined_, 0), position, 0),
                                                 frame_.build.getInt64Ty());
    return frame_.build.CreateUDiv(frame_.build.CreateAnd(address, frame_.i64(sliding_bytes - 1)),
                                   frame_.i64(size));
}

Value* RowBlock::element(const Place& place, Value* position, std::int64_t column) const {
    llvm::Type* type = frame_.memory_type(frame_.kernel.params[place.first].dtype);
    Value* first = frame_.build.CreateGEP(type, pointers_.at(place), position);
    return frame_.build.CreateConstGEP1_64(type, first, static_cast<std::uint64_t>(column));
}

void RowBlock::fetch_left() {
    for (const auto& [place, pointer] : pointers_) {
        const DType type = frame_.kernel.params[place.first].dtype;
        // Where rows begin with a whole line, the one in front of it is loaded anyway.
        const auto bytes = static_cast<std::int64_t>(of_lines() ? 128 : 64);
        const std::int64_t left = bytes / static_cast<std::int64_t>(size_of(type));
        frame_.build.CreateIntrinsic(llvm::Intrinsic::prefetch, {frame_.build.getPtrTy()},
                                     {element(place, position_, -left), frame_.build.getInt32(0),
                                      frame_.build.getInt32(3), frame_.build.getInt32(1)});
    }
}

Value* RowBlock::line(const Place& place, const Sliding& row, std::int64_t vectors,
                      bool whole) const {
    const std::int64_t column = vectors * frame_.analysis.lanes;
    llvm::VectorType* type =
        frame_.vector(frame_.memory_type(frame_.kernel.params[place.first].dtype));
    Value* address = element(place, position_, column);
    if (whole)
        return frame_.build.CreateAlignedLoad(type, address, llvm::Align(1));
    const auto from_here = [&](Value* end, std::int64_t to) {
        return frame_.build.CreateAdd(frame_.build.CreateSub(end, position_),
                                      frame_.i64(to - column));
    };
    Value* reached = lanes_between(frame_, from_here(begin_[row.step], row.first),
                                   from_here(end_[row.step], row.last));
    return frame_.build.CreateMaskedLoad(type, address, llvm::Align(1), reached,
                                         llvm::PoisonValue::get(type));
}

Frame::Carried RowBlock::before(Value* position) {
    position_ = position;
    fetch_left();
    Frame::Carried vectors;
    for (const auto& [place, row] : sliding_)
        for (std::int64_t i = row.held.lowest; i < row.held.highest; ++i)
            vectors.push_back(line(place, row, i, false));
    return vectors;
}

void RowBlock::complete(const Place& place, Sliding& row) {
    const RowLanes& lanes = lanes_of_[row.step];
    if (!row.loaded)
        row.vectors.push_back(
            line(place, row, row.held.highest, lanes.there == nullptr && !lanes.none));
    row.loaded = true;
}

Frame::Carried RowBlock::carried() {
    Frame::Carried vectors;
    for (auto& [place, row] : sliding_) {
        complete(place, row);
        vectors.insert(vectors.end(), row.vectors.begin() + 1, row.vectors.end());
    }
    return vectors;
}

void RowBlock::advance(Value* position, const Frame::Carried& behind,
                       const std::array<RowLanes, 2>& lanes) {
    position_ = position;
    lanes_of_ = lanes;
    loaded_.clear();
    nans_.clear();
    auto next = behind.begin();
    for (auto& [place, row] : sliding_) {
        const auto end = next + (row.held.highest - row.held.lowest);
        row.vectors.assign(next, end);
        row.loaded = false;
        next = end;
    }
}

/// The vector at a column, of those that hold its elements.
Value* RowBlock::slid(const Place& place, Sliding& row, std::int64_t column) {
    complete(place, row);
    const int lanes = frame_.analysis.lanes;
    const auto skipped = static_cast<int>((column % lanes + lanes) % lanes);
    const auto first = static_cast<std::size_t>((column - skipped) / lanes - row.held.lowest);
    if (skipped == 0)
        return row.vectors[first];
    llvm::SmallVector<int, 16> order;
    for (int lane = skipped; lane < skipped + lanes; ++lane)
        order.push_back(lane);
    return frame_.build.CreateShuffleVector(row.vectors[first], row.vectors[first + 1], order);
}

RowBlock::Place RowBlock::place(std::uint32_t param, int row) const {
    const Param& facts = frame_.kernel.params[param];
    return facts.base == no_param ? Place(param, row) : Place(facts.base, facts.rows + row);
}

Value*& RowBlock::loaded(std::uint32_t param, int row) {
    const Place here = place(param, row);
    Value*& vector = loaded_[{here, column(param)}];
    const auto found = sliding_.find(here);
    if (vector != nullptr || found == sliding_.end())
        return vector;
    vector = slid(here, found->second, column(param));
    const RowLanes& lanes = lanes_of_[found->second.step];
    if (lanes.there == nullptr)
        return vector;
    llvm::Type* type = frame_.memory_type(frame_.kernel.params[param].dtype);
    return vector = frame_.build.CreateSelect(lanes.there, vector,
                                              filling(here, type, lanes, column(param)));
}

/// As Visit::filling.
Value* RowBlock::filling(const Place& place, llvm::Type* type, const RowLanes& lanes,
                         std::int64_t column) {
    if (!frame_.analysis.filled_with_nan)
        return frame_.build.CreateVectorSplat(
            static_cast<unsigned>(frame_.analysis.lanes),
            frame_.build.CreateAlignedLoad(type, element(place, lanes.first, column),
                                           llvm::Align(1)));
    Value*& nan = nans_[type];
    if (nan == nullptr)
        nan = unknown_nan(frame_, type);
    return nan;
}

}  // namespace tenon::codegen::simd
