// SPDX-License-Identifier: MIT
#include "codegen/llvm/loops.hpp"

namespace tenon::codegen::simd {

using namespace kernel;

Accumulators::Accumulators(Frame& frame, int flight, bool counting)
    : frame_(frame), flight_(flight) {
    for (const Reduction& reduction : frame.kernel.reductions)
        masks_.push_back(counting
                             ? counted_mask(frame.kernel, frame.target, frame.analysis, reduction)
                             : no_value);
}

std::size_t Accumulators::size() const {
    std::size_t count = 0;
    for (const Reduction& reduction : frame_.kernel.reductions)
        count += static_cast<std::size_t>(ops::component_count(reduction.op));
    return count * static_cast<std::size_t>(flight_);
}

Frame::Carried Accumulators::initial() const {
    Frame::Carried all;
    for (std::size_t r = 0; r < masks_.size(); ++r) {
        const Reduction& reduction = frame_.kernel.reductions[r];
        for (Value* value : identity(frame_, reduction.op, reduction.type, masks_[r] == no_value))
            all.insert(all.end(), static_cast<std::size_t>(flight_), value);
    }
    return all;
}

Frame::Carried Accumulators::settled(Frame::Carried all) const {
    for (std::size_t r = 0; r < masks_.size(); ++r) {
        if (masks_[r] == no_value)
            continue;
        const std::size_t first = place(r, 0);
        Value* none = frame_.zero(frame_.kernel.reductions[r].type, true);
        Value* count = all[first];
        std::fill_n(all.begin() + static_cast<std::ptrdiff_t>(first), flight_, none);
        all[first] = frame_.build.CreateInsertElement(none, count, std::uint64_t{0});
    }
    return all;
}

Vectors Accumulators::counted(const Vectors& before, const Vectors& mask,
                              const Vectors& there) const {
    llvm::IRBuilder<>& build = frame_.build;
    Value* count = before[0];
    for (std::size_t u = 0; u < mask.size(); ++u) {
        Value* lanes = there.empty() ? mask[u] : build.CreateAnd(mask[u], there[u]);
        Value* ones = build.CreateUnaryIntrinsic(llvm::Intrinsic::ctpop, bits_of(frame_, lanes));
        count = build.CreateAdd(count, build.CreateZExtOrTrunc(ones, count->getType()));
    }
    Vectors after = before;
    after[0] = count;
    return after;
}

std::size_t Accumulators::place(std::size_t reduction, int component) const {
    auto at = static_cast<std::size_t>(component);
    for (std::size_t r = 0; r < reduction; ++r)
        at += static_cast<std::size_t>(ops::component_count(frame_.kernel.reductions[r].op));
    return at * static_cast<std::size_t>(flight_);
}

Vectors Accumulators::component(const Frame::Carried& all, std::size_t reduction,
                                int component) const {
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(place(reduction, component));
    return {begin, begin + flight_};
}

Frame::Carried Accumulators::joined(const Frame::Carried& old, Visits& visits, Value* first,
                                    const Vectors& there) const {
    llvm::IRBuilder<>& build = frame_.build;
    Frame::Carried all;
    const std::vector<Reduction>& reductions = frame_.kernel.reductions;
    for (std::size_t r = 0; r < reductions.size(); ++r) {
        const Reduction& reduction = reductions[r];
        if (masks_[r] != no_value) {
            const Vectors count = counted(component(old, r, 0), visits.get(masks_[r]), there);
            all.insert(all.end(), count.begin(), count.end());
            continue;
        }
        const auto parts = static_cast<std::size_t>(ops::component_count(reduction.op));
        llvm::SmallVector<Vectors, 2> values;
        llvm::SmallVector<Vectors, 2> before;
        llvm::SmallVector<Vectors, 2> after(parts);
        for (std::size_t part = 0; part < parts; ++part) {
            values.push_back(visits.get(reduction.values[part]));
            before.push_back(component(old, r, static_cast<int>(part)));
        }
        for (std::size_t u = 0; u < static_cast<std::size_t>(flight_); ++u) {
            Vectors a;
            Vectors b;
            for (std::size_t part = 0; part < parts; ++part) {
                a.push_back(before[part][u]);
                b.push_back(values[part][u]);
            }
            const Vectors c = join(frame_, reduction.op, reduction.type, a, b);
            for (std::size_t part = 0; part < parts; ++part) {
                Value* result = c[part];
                if (reduction.op == ops::ReduceOp::complex_product)
                    result = build.CreateSelect(first, b[part], result);
                if (!there.empty())
                    result = build.CreateSelect(there[u], result, a[part]);
                after[part].push_back(result);
            }
        }
        for (const Vectors& part : after)
            all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

Value* partial_place(Frame& frame, const Reduction& reduction, int component, Value* index) {
    const bool pair = reduction.op == ops::ReduceOp::complex_product;
    const std::uint32_t param = reduction.partial[pair ? 0 : component];
    const DType stored = frame.kernel.params[param].dtype;
    const int part = pair ? component : reduction.component;
    Value* bytes =
        frame.build.CreateMul(index, frame.i64(static_cast<std::int64_t>(size_of(stored))));
    bytes = frame.build.CreateAdd(bytes,
                                  frame.i64(part * static_cast<std::int64_t>(size_of(stored) / 2)));
    return frame.bytes_after(frame.address(param), bytes);
}

}  // namespace tenon::codegen::simd
