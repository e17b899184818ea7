// SPDX-License-Identifier: MIT
#include "base/long_work.hpp"

#include <atomic>

namespace tenon {

namespace {
std::atomic<const LongWorkHooks*> chosen{nullptr};
}  // namespace

void set_long_work_hooks(const LongWorkHooks& hooks) noexcept {
    static LongWorkHooks kept;
    kept = hooks;
    chosen.store(&kept, std::memory_order_release);
}

namespace base {

LongWork::LongWork() noexcept : left_(nullptr) {
    if (const LongWorkHooks* hooks = chosen.load(std::memory_order_acquire))
        left_ = hooks->leave();
}

LongWork::~LongWork() {
    if (left_ != nullptr)
        chosen.load(std::memory_order_acquire)->enter(left_);
}

bool LongWork::interrupted() noexcept {
    return left_ != nullptr && chosen.load(std::memory_order_acquire)->interrupted(left_);
}

}  // namespace base

}  // namespace tenon
