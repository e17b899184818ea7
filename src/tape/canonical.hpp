// SPDX-License-Identifier: MIT
/// The canonical form of a tape: what a plan may depend on, and nothing else.
///
/// No literal, name, address or size is in it. Sizes are symbols (equal sizes, equal symbols; one
/// is special), strides are classes, views of one storage are the same, disjoint or overlapping.
/// Two tapes with equal keys have equal canonical forms, so one plan serves both.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tape/tape.hpp"

namespace tenon::tape {

/// Bytes from which an output is taken not to stay in cache (non-temporal stores pay); set by the
/// engine from the machine's last-level cache.
extern std::int64_t streaming_bytes;

enum class StrideClass : std::uint8_t { zero, contiguous, other };

struct AxisClass {
    std::uint32_t size = 0;  ///< symbol; 0 stands for the size one
    StrideClass stride = StrideClass::contiguous;
    bool joins_next = false;      ///< this axis and the next are one axis of both sizes' product
    bool joins_previous = false;  ///< the same with the axis before, which moves faster
};

struct LayoutClass {
    DType dtype = DType::float64;
    bool contiguous = true;
    bool streaming = false;  ///< larger than streaming_bytes
    std::vector<AxisClass> axes;
};

struct SlotClass {
    bool had_bytes = false;
    bool live = false;  ///< somebody can look at it afterwards
    bool sole = false;  ///< each of its views has all its bytes, and nobody else has any
};

struct CanonicalOperand {
    Input::Form form = Input::Form::view;
    DType dtype = DType::float64;
    std::uint32_t view = 0;    ///< of form view
    std::uint32_t scalar = 0;  ///< of form scalar: its number on the tape
};

struct CanonicalStatement {
    Header header;
    std::uint32_t axes = 0;    ///< reduce
    std::uint32_t number = 0;  ///< function or call number
    std::vector<CanonicalOperand> in;
    std::vector<CanonicalOperand> out;
};

struct CanonicalView {
    std::uint32_t slot = 0;
    std::uint32_t layout = 0;
};

struct CanonicalTape {
    std::vector<LayoutClass> layouts;
    std::vector<CanonicalView> views;
    std::vector<SlotClass> slots;
    std::vector<CanonicalStatement> statements;
    std::vector<std::pair<std::uint32_t, std::uint32_t>>
        disjoint;  ///< sorted pairs of views, a < b

    /// Same slot and not known to be disjoint.
    bool may_overlap(std::uint32_t view_a, std::uint32_t view_b) const;
};

/// The class of a layout of the same shape and other strides.
LayoutClass with_strides(LayoutClass known, const Layout& layout);

/// Notes which slots are live now, and which are sole (of tapes with several statements). Handles
/// may go at any time on other threads: key and form must be made from the same notes.
void note_live(Tape& tape);
/// The key as words; `key` is cleared first.
void make_key(const Tape& tape, std::vector<std::uint64_t>& key);
/// The form the key stands for.
CanonicalTape canonical(const Tape& tape);
/// @throws InternalError when numbers are out of range, or a storage is read before it is written.
void verify(const CanonicalTape& tape);
/// A statement a line. n1, n2 are sizes; "n1*n2" are two axes that can be walked as one; ":s" is a
/// stride other than the element's size, ":0" none; "large" does not stay in cache. Then the slots
/// that had values before, those that somebody can look at afterwards, and disjoint views.
std::string to_text(const CanonicalTape& tape);

}  // namespace tenon::tape
