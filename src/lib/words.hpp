// SPDX-License-Identifier: MIT
/// What a call is given of its operands, one after the other.
#pragma once

#include <cstdint>
#include <span>

namespace tenon::lib {

struct CallOperand {
    std::int64_t address = 0;
    std::span<const std::int64_t> sizes;

    std::int64_t count() const {
        std::int64_t product = 1;
        for (const std::int64_t size : sizes)
            product *= size;
        return product;
    }
    template <class T>
    T* as() const {
        return reinterpret_cast<T*>(address);
    }
};

/// Reads the operands in order, outputs first.
class CallOperands {
public:
    explicit CallOperands(const std::int64_t* args) : at_(args) {}
    CallOperand next() {
        const CallOperand operand{at_[0], {at_ + 2, static_cast<std::size_t>(at_[1])}};
        at_ += 2 + at_[1];
        return operand;
    }

private:
    const std::int64_t* at_;
};

}  // namespace tenon::lib
