// SPDX-License-Identifier: MIT
#include "codegen/llvm/lane_memory.hpp"

#include <llvm/IR/IntrinsicsX86.h>

#include "codegen/llvm/scalar_ops.hpp"

namespace tenon::codegen::simd {

LaneArray::LaneArray(Frame& frame, DType type, std::int64_t capacity, const char* name)
    : frame_(&frame), type_(type) {
    const bool narrow = size_of(type) < 4;
    element_ = narrow ? frame.build.getInt32Ty() : frame.type(type);
    memory_ = frame.scratch(element_, capacity + frame.analysis.lanes, name);
}

Value* LaneArray::place(Value* index) const {
    return frame_->build.CreateGEP(element_, memory_, index);
}

Value* LaneArray::widened(Value* value) const {
    if (value->getType()->getScalarType() == element_)
        return value;
    return frame_->build.CreateZExt(value, frame_->vector(element_));
}

Value* LaneArray::load(Value* index) const {
    llvm::IRBuilder<>& build = frame_->build;
    const auto bytes = element_->getPrimitiveSizeInBits().getFixedValue() / 8;
    Value* value =
        build.CreateAlignedLoad(frame_->vector(element_), place(index), llvm::Align(bytes));
    return build.CreateTruncOrBitCast(value, frame_->vector(type_));
}

void LaneArray::store(Value* index, Value* value) const {
    const auto bytes = element_->getPrimitiveSizeInBits().getFixedValue() / 8;
    frame_->build.CreateAlignedStore(widened(value), place(index), llvm::Align(bytes));
}

void LaneArray::scatter(Value* indices, Value* value, Value* mask) const {
    frame_->build.CreateMaskedScatter(widened(value), place(indices), llvm::Align(4), mask);
}

LaneNumbers::LaneNumbers(Frame& frame, std::int64_t capacity)
    : frame_(&frame), array_(frame, DType::int32, capacity, "numbers") {}

Value* LaneNumbers::first(Value* index) const {
    llvm::IRBuilder<>& build = frame_->build;
    const auto lanes = static_cast<unsigned>(frame_->analysis.lanes);
    llvm::SmallVector<std::uint32_t, 16> numbers;
    for (unsigned lane = 0; lane < lanes; ++lane)
        numbers.push_back(lane);
    Value* start = build.CreateVectorSplat(lanes, build.CreateTrunc(index, build.getInt32Ty()));
    return build.CreateAdd(start, llvm::ConstantDataVector::get(frame_->context, numbers));
}

Value* lane_count(Frame& frame, Value* mask) {
    Value* count = frame.build.CreateUnaryIntrinsic(llvm::Intrinsic::ctpop, bits_of(frame, mask));
    return frame.build.CreateZExt(count, frame.build.getInt64Ty());
}

namespace {

/// AVX-512 packs registers; whole vectors are stored, what is behind them is overwritten next.
void pack_in_register(Frame& frame, Value* index, Value* mask, const LaneArray& array,
                      Value* value) {
    value = array.widened(value);
    Value* packed =
        frame.build.CreateIntrinsic(llvm::Intrinsic::x86_avx512_mask_compress, {value->getType()},
                                    {value, llvm::Constant::getNullValue(value->getType()), mask});
    frame.build.CreateAlignedStore(packed, array.place(index), llvm::Align(4));
}

}  // namespace

Value* pack(Frame& frame, Value* index, Value* mask, const std::vector<const LaneArray*>& arrays,
            const std::vector<Value*>& values) {
    llvm::IRBuilder<>& build = frame.build;
    if (frame.target.vector_bits == 512) {
        for (std::size_t i = 0; i < arrays.size(); ++i)
            pack_in_register(frame, index, mask, *arrays[i], values[i]);
        return build.CreateAdd(index, lane_count(frame, mask));
    }
    // Lane by lane, without branches: a lane that is not kept is overwritten by the next one.
    for (std::uint64_t lane = 0; lane < static_cast<std::uint64_t>(frame.analysis.lanes); ++lane) {
        for (std::size_t i = 0; i < arrays.size(); ++i) {
            Value* one = build.CreateExtractElement(arrays[i]->widened(values[i]), lane);
            build.CreateAlignedStore(one, arrays[i]->place(index), llvm::Align(4));
        }
        Value* kept = build.CreateExtractElement(mask, lane);
        index = build.CreateAdd(index, build.CreateZExt(kept, build.getInt64Ty()));
    }
    return index;
}

}  // namespace tenon::codegen::simd
