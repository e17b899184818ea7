// SPDX-License-Identifier: MIT
// Loads, gathers and stores. No alignment is assumed: x86 asks for none, and views may start
// anywhere.
#include <array>

#include "codegen/llvm/filling.hpp"
#include "codegen/llvm/visit.hpp"

namespace tenon::codegen::simd {

using namespace kernel;

namespace {

const llvm::Align anywhere(1);

constexpr std::int64_t line = 64;         // bytes
constexpr std::int64_t ahead = 8 * 1024;  // bytes; a leaf of float64

/// Each lane of a mask twice, for one half of the (re, im) pairs.
Value* paired_mask(llvm::IRBuilder<>& build, Value* mask, int lanes, int half) {
    if (mask == nullptr)
        return nullptr;
    llvm::SmallVector<int, 64> order;
    for (int i = 0; i < lanes; ++i)
        order.push_back((half * lanes + i) / 2);
    return build.CreateShuffleVector(mask, order);
}

}  // namespace

Value* Visit::active(int vector) const {
    return active_.empty() ? nullptr : active_[static_cast<std::size_t>(vector)];
}

Value* Visit::there(int vector) const {
    return there_.empty() ? nullptr : there_[static_cast<std::size_t>(vector)];
}

Value* Visit::from_memory(DType stored, Value* value) {
    return is_bool(stored)
               ? build_.CreateICmpNE(value, llvm::Constant::getNullValue(value->getType()))
               : value;
}

Value* Visit::to_memory(DType stored, Value* value) {
    if (!is_bool(stored))
        return value;
    return build_.CreateZExt(value, value->getType()->getWithNewType(build_.getInt8Ty()));
}

/// Address of the first lane of a vector; `part` counts half-vectors of (re, im) pairs.
Value* Visit::element(std::uint32_t param, int vector, int part) {
    const DType stored = kernel_.params[param].dtype;
    const bool pairs = is_complex(stored);
    llvm::Type* type = frame_.memory_type(stored);
    Value* index = pairs ? build_.CreateShl(position_, 1, "", true, true) : position_;
    Value* row_start =
        block_of_rows == nullptr ? frame_.row_pointer(param) : block_of_rows->pointer(param, row);
    Value* first = build_.CreateGEP(type, row_start, index);
    std::int64_t elements =
        (start + vector) * analysis_.lanes * (pairs ? 2 : 1) + part * analysis_.lanes;
    if (block_of_rows != nullptr)
        elements += block_of_rows->column(param);
    // A separate constant offset becomes the displacement of an addressing mode.
    return build_.CreateConstGEP1_64(type, first, static_cast<std::uint64_t>(elements));
}

Value* Visit::strided_element(std::uint32_t param, int vector) {
    Value* index =
        build_.CreateAdd(position_, frame_.i64(std::int64_t{start + vector} * analysis_.lanes));
    Value* step = frame_.stride(param, static_cast<std::size_t>(kernel_.rank) - 1);
    return frame_.bytes_after(frame_.row_pointer(param), build_.CreateMul(index, step));
}

/// Where an element lies that is there.
Value* Visit::element_there(std::uint32_t param) {
    const Param& facts = kernel_.params[param];
    Value* index = leaf != nullptr ? leaf : first_there != nullptr ? first_there : position_;
    if (block_of_rows != nullptr) {
        llvm::Type* type = frame_.memory_type(facts.dtype);
        Value* first = build_.CreateGEP(type, block_of_rows->pointer(param, row), index);
        return build_.CreateConstGEP1_64(type, first,
                                         static_cast<std::uint64_t>(block_of_rows->column(param)));
    }
    Value* step = facts.inner == Inner::strided
                      ? frame_.stride(param, static_cast<std::size_t>(kernel_.rank) - 1)
                      : frame_.i64(static_cast<std::int64_t>(size_of(facts.dtype)));
    return frame_.bytes_after(frame_.row_pointer(param), build_.CreateMul(index, step));
}

/// What lanes get that have no element: see filling.hpp. Of complex numbers the parts in turn.
Value* Visit::filling(std::uint32_t param) {
    const DType stored = kernel_.params[param].dtype;
    llvm::Type* type = frame_.memory_type(stored);
    if (analysis_.filled_with_nan)
        return quiet_nan(frame_, type);
    Value* place = element_there(param);
    if (!is_complex(stored))
        return build_.CreateVectorSplat(static_cast<unsigned>(analysis_.lanes),
                                        build_.CreateAlignedLoad(type, place, anywhere));
    Value* both = build_.CreateAlignedLoad(llvm::FixedVectorType::get(type, 2), place, anywhere);
    llvm::SmallVector<int, 64> order;
    for (int lane = 0; lane < analysis_.lanes; ++lane)
        order.push_back(lane % 2);
    return build_.CreateShuffleVector(both, order);
}

Value* Visit::load_wide(llvm::Type* type, Value* place, Value* mask, std::uint32_t param) {
    if (mask == nullptr)
        return build_.CreateAlignedLoad(type, place, anywhere);
    return build_.CreateMaskedLoad(type, place, anywhere, mask, filling(param));
}

void Visit::store_wide(Value* value, Value* place, Value* mask, bool past_caches) {
    if (mask != nullptr) {
        build_.CreateMaskedStore(value, place, anywhere, mask);
        return;
    }
    if (!past_caches) {
        build_.CreateAlignedStore(value, place, anywhere);
        return;
    }
    const std::uint64_t bytes = value->getType()->getPrimitiveSizeInBits().getFixedValue() / 8;
    llvm::StoreInst* store = build_.CreateAlignedStore(value, place, llvm::Align(bytes));
    store->setMetadata(
        llvm::LLVMContext::MD_nontemporal,
        llvm::MDNode::get(frame_.context, llvm::ConstantAsMetadata::get(build_.getInt32(1))));
}

/// `otherwise`: what lanes without a place get; zeros for null.
Value* Visit::load_scattered(llvm::Type* element, Value* places, Value* mask, Value* otherwise) {
    llvm::VectorType* type = frame_.vector(element);
    if (otherwise == nullptr)
        otherwise = llvm::Constant::getNullValue(type);
    if (mask == nullptr)
        mask = llvm::Constant::getAllOnesValue(frame_.vector(build_.getInt1Ty()));
    return build_.CreateMaskedGather(type, places, llvm::Align(1), mask, otherwise);
}

/// Of real elements side by side, which another row of the block may have loaded already.
Value* Visit::load_vector(std::uint32_t param, int vector) {
    const Param& facts = kernel_.params[param];
    llvm::VectorType* type = frame_.vector(frame_.memory_type(facts.dtype));
    if (block_of_rows == nullptr || facts.written)
        return load_wide(type, element(param, vector, 0), there(vector), param);
    Value*& known = block_of_rows->loaded(param, row);
    if (known == nullptr)
        known = load_wide(type, element(param, vector, 0), there(vector), param);
    return known;
}

Value* Visit::load_contiguous(const Instr& instr, int vector) {
    const DType stored = kernel_.params[instr.index].dtype;
    if (!is_complex(stored))
        return from_memory(stored, load_vector(instr.index, vector));
    llvm::VectorType* type = frame_.vector(frame_.memory_type(stored));
    // Both halves of the pairs; a load of the other part shares them.
    std::array<Value*, 2> halves{};
    for (int half = 0; half < 2; ++half)
        halves[static_cast<std::size_t>(half)] =
            load_wide(type, element(instr.index, vector, half),
                      paired_mask(build_, there(vector), analysis_.lanes, half), instr.index);
    llvm::SmallVector<int, 64> order;
    for (int lane = 0; lane < analysis_.lanes; ++lane)
        order.push_back(2 * lane + instr.component);
    return build_.CreateShuffleVector(halves[0], halves[1], order);
}

/// Asks for the cache line one leaf on, once for each line. The processor's own prefetching pauses
/// at each leaf's end, where the accumulators are joined; arrays larger than the caches are read
/// 1.1 to 1.25 times as fast with it. Addresses behind the array are harmless.
void Visit::fetch_ahead(const Instr& instr, int vector) {
    const DType stored = kernel_.params[instr.index].dtype;
    const std::int64_t width = analysis_.lanes * static_cast<std::int64_t>(size_of(stored));
    if (instr.component != 0 || (start + vector) * width % line != 0)
        return;
    for (std::int64_t bytes = 0; bytes < width; bytes += line) {
        Value* place =
            build_.CreateConstGEP1_64(build_.getInt8Ty(), element(instr.index, vector, 0),
                                      static_cast<std::uint64_t>(ahead + bytes));
        build_.CreateIntrinsic(llvm::Intrinsic::prefetch, {build_.getPtrTy()},
                               {place, build_.getInt32(0), build_.getInt32(3), build_.getInt32(1)});
    }
}

Vectors Visit::load(const Instr& instr) {
    const Param& param = kernel_.params[instr.index];
    const std::int64_t part =
        instr.component == 0 ? 0 : static_cast<std::int64_t>(size_of(param.dtype) / 2);
    Vectors result;
    for (int u = 0; u < flight_; ++u) {
        switch (param.inner) {
        case Inner::contiguous:
            result.push_back(load_contiguous(instr, u));
            if (leaf != nullptr && there_.empty())
                fetch_ahead(instr, u);
            break;
        case Inner::broadcast: {
            Value* place = frame_.bytes_after(frame_.row_pointer(instr.index), frame_.i64(part));
            Value* one = build_.CreateAlignedLoad(frame_.memory_type(param.dtype), place, anywhere);
            result = widen({from_memory(param.dtype, one)});
            return result;
        }
        case Inner::strided: {
            Value* first = frame_.bytes_after(strided_element(instr.index, u), frame_.i64(part));
            Value* places = build_.CreateGEP(build_.getInt8Ty(), first, frame_.steps(instr.index));
            llvm::Type* type = frame_.memory_type(param.dtype);
            Value* otherwise = nullptr;
            if (there(u) != nullptr) {
                Value* place = frame_.bytes_after(element_there(instr.index), frame_.i64(part));
                otherwise =
                    build_.CreateVectorSplat(static_cast<unsigned>(analysis_.lanes),
                                             build_.CreateAlignedLoad(type, place, anywhere));
            }
            result.push_back(
                from_memory(param.dtype, load_scattered(type, places, there(u), otherwise)));
            break;
        }
        }
    }
    return result;
}

Vectors Visit::gather(const Instr& instr, bool in_place) {
    if (in_place)
        return {frame_.load_uniform(instr, scalar(instr.a))};
    const Param& param = kernel_.params[instr.index];
    const std::int64_t part =
        instr.component == 0 ? 0 : static_cast<std::int64_t>(size_of(param.dtype) / 2);
    Value* stride = frame_.splat_once(frame_.gather_stride(instr.index));
    const Vectors positions = get(instr.a);
    Vectors result;
    for (int u = 0; u < flight_; ++u) {
        Value* offsets = build_.CreateMul(positions[static_cast<std::size_t>(u)], stride);
        Value* first = frame_.row_pointer(instr.index);
        if (param.inner != Inner::broadcast) {
            first = strided_element(instr.index, u);
            offsets = build_.CreateAdd(offsets, frame_.steps(instr.index));
        }
        first = frame_.bytes_after(first, frame_.i64(part));
        Value* places = build_.CreateGEP(build_.getInt8Ty(), first, offsets);
        // Positions of lanes that are not here were never checked.
        result.push_back(from_memory(
            param.dtype, load_scattered(frame_.memory_type(param.dtype), places, active(u))));
    }
    return result;
}

void Visit::store_contiguous(const Instr& instr, int vector) {
    const Param& param = kernel_.params[instr.index];
    const bool past_caches = nontemporal && param.nontemporal;
    const auto u = static_cast<std::size_t>(vector);
    if (!is_complex(param.dtype)) {
        Value* value = to_memory(param.dtype, get(instr.a)[u]);
        store_wide(value, element(instr.index, vector, 0), active(vector), past_caches);
        if (block_of_rows != nullptr)
            block_of_rows->stored(instr.index, row, value);
        return;
    }
    Value* re = get(instr.a)[u];
    Value* im = get(instr.b)[u];
    for (int half = 0; half < 2; ++half) {
        llvm::SmallVector<int, 64> order;
        for (int i = 0; i < analysis_.lanes; ++i) {
            const int lane = (half * analysis_.lanes + i) / 2;
            order.push_back(i % 2 == 0 ? lane : analysis_.lanes + lane);
        }
        store_wide(build_.CreateShuffleVector(re, im, order), element(instr.index, vector, half),
                   paired_mask(build_, active(vector), analysis_.lanes, half), past_caches);
    }
}

void Visit::store_packed(const Instr& instr, int vector) {
    const Param& param = kernel_.params[instr.index];
    const auto u = static_cast<std::size_t>(vector);
    llvm::Type* type = frame_.memory_type(param.dtype);
    Value* first = strided_element(instr.index, 0);
    Value* index = numbers[u];
    if (param.inner == Inner::strided) {
        Value* step = frame_.stride(instr.index, static_cast<std::size_t>(kernel_.rank) - 1);
        index = build_.CreateMul(build_.CreateSExt(index, frame_.vector(DType::int64)),
                                 frame_.splat_once(step));
        type = build_.getInt8Ty();
    } else if (is_complex(param.dtype)) {
        index = build_.CreateShl(index, 1);
    }
    const auto part_size = static_cast<std::int64_t>(size_of(real_type(param.dtype)));
    for (const ValueId part : {instr.a, instr.b}) {
        if (part == no_value)
            continue;
        build_.CreateMaskedScatter(to_memory(param.dtype, get(part)[u]),
                                   build_.CreateGEP(type, first, index), anywhere, active(vector));
        first = frame_.bytes_after(first, frame_.i64(part_size));
    }
}

void Visit::store(const Instr& instr) {
    const Param& param = kernel_.params[instr.index];
    for (int u = 0; u < flight_; ++u) {
        if (!numbers.empty()) {
            store_packed(instr, u);
            continue;
        }
        if (param.inner == Inner::contiguous) {
            store_contiguous(instr, u);
            continue;
        }
        // Of lanes that share an element the last one wins, as in a loop over elements.
        Value* mask = active(u);
        if (mask == nullptr)
            mask = llvm::Constant::getAllOnesValue(frame_.vector(build_.getInt1Ty()));
        Value* first = strided_element(instr.index, u);
        for (const ValueId part : {instr.a, instr.b}) {
            if (part == no_value)
                continue;
            Value* places = build_.CreateGEP(build_.getInt8Ty(), first, frame_.steps(instr.index));
            Value* value = to_memory(param.dtype, get(part)[static_cast<std::size_t>(u)]);
            build_.CreateMaskedScatter(value, places, anywhere, mask);
            first = frame_.bytes_after(
                first, frame_.i64(static_cast<std::int64_t>(size_of(param.dtype) / 2)));
        }
    }
}

}  // namespace tenon::codegen::simd
