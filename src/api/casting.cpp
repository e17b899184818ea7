// SPDX-License-Identifier: MIT
#include "api/casting.hpp"

#include <string>

namespace tenon::api {

namespace {

int rank(Kind kind) {
    switch (kind) {
    case Kind::boolean: return 0;
    case Kind::unsigned_integer: return 1;
    case Kind::signed_integer: return 2;
    case Kind::floating: return 3;
    case Kind::complex: return 4;
    }
    return 4;
}

[[noreturn]] void refuse(const std::string& from, DType to, const char* operation) {
    throw DTypeError(std::string(operation) + ": cannot cast from " + from + " to " +
                     std::string(name(to)) +
                     " according to the rule 'same_kind'; use astype to convert");
}

}  // namespace

bool same_kind(DType from, DType to) { return rank(kind(from)) <= rank(kind(to)); }

void check_same_kind(DType from, DType to, const char* operation) {
    if (!same_kind(from, to))
        refuse(std::string(name(from)), to, operation);
}

void check_same_kind(const Operand& from, DType to, const char* operation) {
    if (!from.is_scalar()) {
        check_same_kind(from.array().dtype(), to, operation);
        return;
    }
    // A whole number suits any integer dtype that holds it, which is looked at when it is
    // converted.
    const Kind own = from.scalar().kind();
    const bool whole = own == Kind::signed_integer || own == Kind::unsigned_integer;
    if (rank(own) > rank(kind(to)) && !(whole && is_integer(to)))
        refuse(own == Kind::complex    ? "a complex number"
               : own == Kind::floating ? "a number with a fraction"
                                       : "a whole number",
               to, operation);
}

}  // namespace tenon::api
