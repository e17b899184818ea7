// SPDX-License-Identifier: MIT
/// Everything.
#pragma once

#include <tenon/array.hpp>
#include <tenon/creation.hpp>
#include <tenon/dtype.hpp>
#include <tenon/error.hpp>
#include <tenon/functions.hpp>
#include <tenon/host.hpp>
#include <tenon/indexing.hpp>
#include <tenon/io.hpp>
#include <tenon/joining.hpp>
#include <tenon/kernel.hpp>
#include <tenon/loop.hpp>
#include <tenon/manipulation.hpp>
#include <tenon/matrices.hpp>
#include <tenon/memory.hpp>
#include <tenon/numeric.hpp>
#include <tenon/progress.hpp>
#include <tenon/random.hpp>
#include <tenon/rearrange.hpp>
#include <tenon/reduce.hpp>
#include <tenon/runtime.hpp>
#include <tenon/statistics.hpp>
#include <tenon/ufunc.hpp>
#include <tenon/vectorize.hpp>
