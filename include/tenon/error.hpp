// SPDX-License-Identifier: MIT
/// What Tenon throws. The user's mistakes, the machine's failures and our own bugs are
/// three branches of one tree, so that a program can treat them apart.
#pragma once

#include <stdexcept>
#include <string>

#include <tenon/export.hpp>

namespace tenon {

class TENON_API Error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The call was wrong: its arguments, shapes, types or files.
class TENON_API UserError : public Error {
public:
    using Error::Error;
};
class TENON_API ShapeError : public UserError {
public:
    using UserError::UserError;
};
class TENON_API DTypeError : public UserError {
public:
    using UserError::UserError;
};
class TENON_API IndexError : public UserError {
public:
    using UserError::UserError;
};
/// A dimension that the array does not have.
class TENON_API AxisError : public IndexError {
public:
    using IndexError::IndexError;
};
class TENON_API ValueError : public UserError {
public:
    using UserError::UserError;
};
/// A number that the dtype cannot hold.
class TENON_API OverflowError : public ValueError {
public:
    using ValueError::ValueError;
};
/// A size that overflows, or that the machine's memory cannot hold.
class TENON_API MemoryError : public UserError {
public:
    using UserError::UserError;
};
/// A file could not be read or written, or is not what it claims to be.
class TENON_API FileError : public UserError {
public:
    using UserError::UserError;
};

/// The machine failed: a device, a driver, a library that is missing.
class TENON_API DeviceError : public Error {
public:
    using Error::Error;
};
/// A kernel could not be compiled; the text carries the compiler's log.
class TENON_API CompileError : public Error {
public:
    using Error::Error;
};
/// The user asked to stop (Ctrl-C), between two steps.
class TENON_API Interrupted : public Error {
public:
    using Error::Error;
};
/// A bug of Tenon's: please report it with the text.
class TENON_API InternalError : public Error {
public:
    using Error::Error;
};

}  // namespace tenon
