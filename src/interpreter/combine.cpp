// SPDX-License-Identifier: MIT
// Above the leaves: partial results are joined two by two, and carries are passed on.
#include <algorithm>

#include "base/check.hpp"
#include "interpreter/isa.hpp"

namespace tenon::interpreter {

namespace {

constexpr int most_levels = 64;
constexpr std::int64_t piece = 32;  // inner positions joined at once: all levels fit in L1

/// The subtrees that wait for their right neighbour, the widest first: a counter's binary digits.
class Tree {
public:
    Tree(const CombineArgs& args, const ReduceLoops& join) : args_(args), join_(join) {
        const bool parts = args.op == ops::ReduceOp::complex_product;
        size_[0] = size_of(real_type(args.type));
        size_[1] = parts ? size_[0] : sizeof(std::int64_t);
        for (int i = 0; i < 2; ++i)
            stride_[i] = side_by_side() ? 2 * size_[0] : size_[i];
    }

    /// Joins inner positions [first, first + width) of one outer position.
    void run(std::int64_t outer, std::int64_t first, std::int64_t width) {
        int waiting = 0;
        for (std::int64_t leaf = 0; leaf < args_.count; ++leaf) {
            const std::int64_t position = (outer * args_.count + leaf) * args_.inner + first;
            for (int i = 0; i < components(); ++i)
                move(width, value(i, waiting), size_[i],
                     static_cast<const char*>(args_.partial[array(i)]) + offset(i, position),
                     stride_[i], size_[i]);
            ++waiting;
            for (std::int64_t digits = leaf; (digits & 1) != 0; digits >>= 1)
                join_last(--waiting, width);
        }
        while (waiting > 1)
            join_last(--waiting, width);
        const std::int64_t position = outer * args_.inner + first;
        for (int i = 0; i < components(); ++i)
            move(width, static_cast<char*>(args_.result[array(i)]) + offset(i, position),
                 stride_[i], value(i, 0), size_[i], size_[i]);
    }

private:
    int components() const { return ops::component_count(args_.op); }

    /// The parts of complex numbers lie so in one array; those of a real type are in two arrays.
    bool side_by_side() const { return is_complex(args_.type); }

    int array(int i) const { return side_by_side() ? 0 : i; }
    /// From the beginning of that array to component i of an element.
    std::int64_t offset(int i, std::int64_t position) const {
        return position * stride_[i] + (side_by_side() ? i * size_[i] : 0);
    }
    static void move(std::int64_t count, char* to, std::int64_t to_stride, const char* from,
                     std::int64_t from_stride, std::int64_t size) {
        if (to_stride == size && from_stride == size) {
            std::copy_n(from, count * size, to);
            return;
        }
        for (std::int64_t j = 0; j < count; ++j)
            std::copy_n(from + j * from_stride, size, to + j * to_stride);
    }
    char* value(int i, int level) { return values_[i][level]; }

    void join_last(int right, std::int64_t width) {
        void* const to[2] = {value(0, right - 1), value(1, right - 1)};
        const void* const from[2] = {value(0, right), value(1, right)};
        join_.accumulate(width, to, from);
    }

    const CombineArgs& args_;
    const ReduceLoops& join_;
    std::int64_t size_[2];
    std::int64_t stride_[2];  // from one element to the next, in memory
    alignas(64) char values_[2][most_levels][piece * 8];
};

std::int64_t leaf_count(const ScanArgs& args) {
    return (args.count + ops::leaf_size - 1) / ops::leaf_size;
}

std::int64_t leaf_length(const ScanArgs& args, std::int64_t leaf) {
    return std::min(ops::leaf_size, args.count - leaf * ops::leaf_size);
}

/// Bytes from the beginning of the array to that of a leaf.
std::int64_t leaf_offset(const ScanArgs& args, std::int64_t position) {
    const std::int64_t leaves = leaf_count(args);
    const std::int64_t row = position / leaves * args.count + position % leaves * ops::leaf_size;
    return row * args.inner * static_cast<std::int64_t>(size_of(args.type));
}

ScanLoops scan_loops(const ScanArgs& args) {
    const ScanLoops found = loops(best_isa()).scan(args.op, args.type);
    TENON_CHECK(found.prefix != nullptr, "no scan of this operation and type");
    return found;
}

}  // namespace

void combine(const CombineArgs& given, std::int64_t outer_begin, std::int64_t outer_end) {
    CombineArgs args = given;
    if (args.op == ops::ReduceOp::sum && is_complex(args.type)) {  // two real sums
        args.type = real_type(args.type);
        args.inner *= 2;
    }
    const ReduceLoops join = loops(best_isa()).reduce(args.op, real_type(args.type));
    TENON_CHECK(join.accumulate != nullptr, "no reduction of this operation and type");
    if (args.count == 0)
        return;
    Tree tree(args, join);
    for (std::int64_t outer = outer_begin; outer < outer_end; ++outer)
        for (std::int64_t first = 0; first < args.inner; first += piece)
            tree.run(outer, first, std::min(piece, args.inner - first));
}

void scan_leaves(const ScanArgs& args, std::int64_t begin, std::int64_t end) {
    if (args.count == 0 || args.inner == 0)
        return;
    const ScanLoops scan = scan_loops(args);
    const std::int64_t leaves = leaf_count(args);
    for (std::int64_t position = begin; position < end; ++position) {
        const std::int64_t offset = leaf_offset(args, position);
        scan.prefix(leaf_length(args, position % leaves), args.inner,
                    static_cast<char*>(args.out) + offset,
                    static_cast<const char*>(args.in) + offset);
    }
}

void scan_carries(const ScanArgs& args, std::int64_t outer_begin, std::int64_t outer_end) {
    if (args.count == 0 || args.inner == 0)
        return;
    const ScanLoops scan = scan_loops(args);
    const std::int64_t leaves = leaf_count(args);
    const std::int64_t bytes = args.inner * static_cast<std::int64_t>(size_of(args.type));
    for (std::int64_t outer = outer_begin; outer < outer_end; ++outer) {
        char* const carries = static_cast<char*>(args.carries) + outer * leaves * bytes;
        for (std::int64_t leaf = 1; leaf < leaves; ++leaf) {
            // The last row of the leaf before, joined with what that leaf carries itself.
            const char* totals = static_cast<const char*>(args.out) +
                                 leaf_offset(args, outer * leaves + leaf) - bytes;
            std::copy_n(totals, bytes, carries + leaf * bytes);
            if (leaf > 1)
                scan.carry(1, args.inner, carries + leaf * bytes, carries + (leaf - 1) * bytes);
        }
    }
}

void scan_add(const ScanArgs& args, std::int64_t begin, std::int64_t end) {
    if (args.count == 0 || args.inner == 0)
        return;
    const ScanLoops scan = scan_loops(args);
    const std::int64_t leaves = leaf_count(args);
    const std::int64_t bytes = args.inner * static_cast<std::int64_t>(size_of(args.type));
    for (std::int64_t position = begin; position < end; ++position)
        if (const std::int64_t leaf = position % leaves; leaf > 0)
            scan.carry(leaf_length(args, leaf), args.inner,
                       static_cast<char*>(args.out) + leaf_offset(args, position),
                       static_cast<const char*>(args.carries) + position * bytes);
}

}  // namespace tenon::interpreter
