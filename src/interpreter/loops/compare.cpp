// SPDX-License-Identifier: MIT
// Comparisons; greater and greater_equal are less with exchanged operands.
#include "interpreter/loops/lanes.hpp"

namespace tenon::interpreter::TENON_ISA {

namespace {

template <class T>
struct Equal {
    static std::uint8_t apply(T a, T b) { return a == b; }
};
template <class T>
struct NotEqual {
    static std::uint8_t apply(T a, T b) { return a != b; }
};
template <class T>
struct Less {
    static std::uint8_t apply(T a, T b) { return a < b; }
};
template <class T>
struct LessEqual {
    static std::uint8_t apply(T a, T b) { return a <= b; }
};

template <template <class> class F>
Loop equality(DType type, Form form) {
    switch (type) {
    case DType::bool_:
    case DType::int8:
    case DType::uint8: return commutative<F, std::uint8_t, std::uint8_t>(form);
    case DType::int16:
    case DType::uint16: return commutative<F, std::uint16_t, std::uint8_t>(form);
    case DType::int32:
    case DType::uint32: return commutative<F, std::uint32_t, std::uint8_t>(form);
    case DType::int64:
    case DType::uint64: return commutative<F, std::uint64_t, std::uint8_t>(form);
    case DType::float32: return commutative<F, float, std::uint8_t>(form);
    case DType::float64: return commutative<F, double, std::uint8_t>(form);
    default: return nullptr;
    }
}

template <template <class> class F>
Loop order(DType type, Form form) {
    switch (type) {
    case DType::int8: return binary<F, std::int8_t, std::uint8_t>(form);
    case DType::int16: return binary<F, std::int16_t, std::uint8_t>(form);
    case DType::int32: return binary<F, std::int32_t, std::uint8_t>(form);
    case DType::int64: return binary<F, std::int64_t, std::uint8_t>(form);
    case DType::uint8: return binary<F, std::uint8_t, std::uint8_t>(form);
    case DType::uint16: return binary<F, std::uint16_t, std::uint8_t>(form);
    case DType::uint32: return binary<F, std::uint32_t, std::uint8_t>(form);
    case DType::uint64: return binary<F, std::uint64_t, std::uint8_t>(form);
    case DType::float32: return binary<F, float, std::uint8_t>(form);
    case DType::float64: return binary<F, double, std::uint8_t>(form);
    default: return nullptr;
    }
}

}  // namespace

Loop find_compare(ops::Op op, DType type, Form form) {
    switch (op) {
    case ops::Op::equal: return equality<Equal>(type, form);
    case ops::Op::not_equal: return equality<NotEqual>(type, form);
    case ops::Op::less: return order<Less>(type, form);
    case ops::Op::less_equal: return order<LessEqual>(type, form);
    default: return nullptr;
    }
}

}  // namespace tenon::interpreter::TENON_ISA
