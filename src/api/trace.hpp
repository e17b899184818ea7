// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/kernel.hpp>

#include "base/hash.hpp"

namespace tenon::api {

const base::Hash128& function_key(const detail::Function& function);

}  // namespace tenon::api
