// SPDX-License-Identifier: MIT
/// What lanes hold that have no element: nothing of them is stored, and they must not raise a
/// floating-point flag that no element raises.
#pragma once

#include "codegen/llvm/frame.hpp"

namespace tenon::codegen::simd {

/// Whether these lanes may hold quiet NaNs: every instruction passes them on without a flag, in
/// contrast to zeros, which an infinite argument may meet in a product (IEEE 754-2019, 6.2 and
/// 7.2). Else they get the value of a lane that has an element, which is a load more.
bool passes_nan_quietly(const kernel::Kernel& core);

/// A quiet NaN in all lanes.
llvm::Constant* quiet_nan(const Frame& frame, llvm::Type* element);

/// The same from memory, so that LLVM does not know what it is: what it computes of a constant NaN
/// is a NaN, and the other lanes of a select between the two would be computed for every lane.
Value* unknown_nan(Frame& frame, llvm::Type* element);

}  // namespace tenon::codegen::simd
