// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "unit/codegen/random_kernel.hpp"

namespace tenon::codegen::test {

using namespace kernel;

namespace {

constexpr std::int64_t margin = 256;  ///< bytes around an array
constexpr std::int64_t gathered = 8;  ///< positions that gathers may reach

/// Ordinary numbers mostly, now and then one of those that go wrong.
std::uint64_t random_bits(DType type, Random& random) {
    if (is_bool(type))
        return random() & 1;
    std::uint64_t bits = 0;
    if (is_integer(type)) {
        const int kind = below(random, 10);
        const std::uint64_t small = static_cast<std::uint64_t>(below(random, 21) - 10);
        bits = kind < 6 ? small : kind < 9 ? random() : std::uint64_t{1} << (8 * size_of(type) - 1);
    } else {
        using Limits = std::numeric_limits<double>;
        // The NaN that x86 makes itself.
        constexpr double specials[] = {-Limits::quiet_NaN(),
                                       Limits::infinity(),
                                       -Limits::infinity(),
                                       -0.0,
                                       0.0,
                                       1e300,
                                       -3e9,
                                       5e-324};
        double value = static_cast<double>(static_cast<std::int64_t>(random())) * 0x1p-61;
        if (chance(random, 5))
            value = specials[below(random, 8)];
        if (type == DType::float16) {
            bits = float16(value).bits();
        } else if (type == DType::float32) {
            const auto single = static_cast<float>(value);
            std::memcpy(&bits, &single, 4);
        } else {
            std::memcpy(&bits, &value, 8);
        }
    }
    return bits;
}

void fill(std::vector<std::uint8_t>& bytes, DType dtype, Random& random) {
    const DType part = real_type(dtype);
    for (std::size_t at = 0; at + size_of(part) <= bytes.size(); at += size_of(part)) {
        const std::uint64_t bits = random_bits(part, random);
        std::memcpy(bytes.data() + at, &bits, size_of(part));
    }
}

std::int64_t random_extent(Random& random) {
    switch (below(random, 6)) {
    case 0: return 1 + below(random, 8);
    case 1: return 1000 + below(random, 60);
    case 2: return 2040 + below(random, 40);
    default: return 1 + below(random, 150);
    }
}

template <class F>
void make_nans_alike(std::vector<std::uint8_t>& bytes) {
    for (std::size_t at = 0; at + sizeof(F) <= bytes.size(); at += sizeof(F)) {
        F value;
        std::memcpy(&value, bytes.data() + at, sizeof(F));
        if (std::isnan(value)) {
            value = std::numeric_limits<F>::quiet_NaN();
            std::memcpy(bytes.data() + at, &value, sizeof(F));
        }
    }
}

void make_half_nans_alike(std::vector<std::uint8_t>& bytes) {
    for (std::size_t at = 0; at + 2 <= bytes.size(); at += 2) {
        std::uint16_t half = 0;
        std::memcpy(&half, bytes.data() + at, 2);
        if ((half & 0x7fff) > 0x7c00)
            half = 0x7e00;
        std::memcpy(bytes.data() + at, &half, 2);
    }
}

}  // namespace

Data::Data(const Kernel& kernel, Random& random) : kernel_(kernel) {
    const auto rank = static_cast<std::size_t>(kernel.rank);
    for (std::size_t d = 0; d + 1 < rank; ++d)
        shape_.push_back(1 + below(random, 4));
    shape_.push_back(random_extent(random));
    if (kernel.form == Form::column_reduce && chance(random, 30))  // more than one leaf
        shape_[rank - 2] = 1020 + below(random, 20);
    if (kernel.form == Form::column_reduce && shape_[rank - 2] > 1000)
        shape_[rank - 1] = 1 + below(random, 80);
    for (const Param& param : kernel.params)
        place(param, random);
    for (const Reduction& reduction : kernel.reductions)
        for (const std::uint32_t param : reduction.partial)
            if (param != 0 || reduction.partial[0] == 0)
                place_partial(param);
    for (const DType type : kernel.arguments)
        scalars_.push_back(random_bits(type, random));
}

void Data::place(const Param& param, Random& random) {
    Array array;
    const auto size = static_cast<std::int64_t>(size_of(param.dtype));
    array.strides.resize(shape_.size());
    std::int64_t step = size;
    std::int64_t low = 0;
    std::int64_t high = size;
    for (std::size_t d = shape_.size(); d-- > 0;) {
        const bool last = d + 1 == shape_.size();
        std::int64_t stride = step;
        if (last && param.inner == Inner::broadcast)
            stride = 0;
        if (last && param.inner == Inner::strided)
            stride = size * (1 + below(random, 3));
        if (last ? param.inner == Inner::strided : chance(random, 20))
            stride = chance(random, 50) ? -stride : stride;
        if (!last && !param.written && chance(random, 10))
            stride = 0;
        array.strides[d] = stride;
        const std::int64_t reach = (shape_[d] - 1) * stride;
        (reach < 0 ? low : high) += reach;
        step = std::max(std::abs(stride) * shape_[d], size);
    }
    if (param.gathered) {
        array.gather_stride = size * (1 + below(random, 2)) * (chance(random, 30) ? -1 : 1);
        const std::int64_t reach = (gathered - 1) * array.gather_stride;
        (reach < 0 ? low : high) += reach;
    }
    array.start = margin - low + size * below(random, 4);
    array.bytes.resize(static_cast<std::size_t>(array.start + high + margin + size) / 16 * 16 + 16);
    fill(array.bytes, param.dtype, random);
    arrays_.push_back(std::move(array));
}

void Data::place_partial(std::size_t param) {
    std::int64_t kept = 1;
    std::int64_t reduced = 1;
    std::int64_t across = 1;
    const auto rank = shape_.size();
    if (kernel_.form == Form::row_reduce) {
        for (std::size_t d = 0; d + 1 < rank; ++d)
            kept *= shape_[d];
        reduced = shape_.back();
    } else {
        for (std::size_t d = 0; d + 1 < rank; ++d)
            (d < static_cast<std::size_t>(kernel_.kept_rank) ? kept : reduced) *= shape_[d];
        across = shape_.back();
    }
    const std::int64_t leaves = (reduced + ops::leaf_size - 1) / ops::leaf_size;
    Array& array = arrays_[param];
    array.start = margin;
    array.bytes.assign(static_cast<std::size_t>(2 * margin + kept * leaves * across * 16), 0);
}

std::int64_t Data::outer() const {
    if (kernel_.form != Form::column_reduce) {
        std::int64_t count = 1;
        for (std::size_t d = 0; d + 1 < shape_.size(); ++d)
            count *= shape_[d];
        return count;
    }
    std::int64_t kept = 1;
    std::int64_t reduced = 1;
    for (std::size_t d = 0; d + 1 < shape_.size(); ++d)
        (d < static_cast<std::size_t>(kernel_.kept_rank) ? kept : reduced) *= shape_[d];
    return kept * ((reduced + ops::leaf_size - 1) / ops::leaf_size);
}

std::vector<std::int64_t> Data::begin() {
    copies_.clear();
    std::vector<std::int64_t> words = shape_;
    for (std::size_t p = 0; p < arrays_.size(); ++p) {
        const Array& array = arrays_[p];
        copies_.push_back(array.bytes);
        words.push_back(reinterpret_cast<std::int64_t>(copies_.back().data() + array.start));
        words.insert(words.end(), array.strides.begin(), array.strides.end());
        if (kernel_.params[p].gathered)
            words.push_back(array.gather_stride);
    }
    for (const std::uint64_t bits : scalars_)
        words.push_back(static_cast<std::int64_t>(bits));
    return words;
}

std::vector<std::vector<std::uint8_t>> Data::results() const {
    std::vector<std::vector<std::uint8_t>> all = copies_;
    for (std::size_t p = 0; p < all.size(); ++p) {
        // Elements start at `start`; the margins are whole elements too.
        const DType part = real_type(kernel_.params[p].dtype);
        if (part == DType::float16)
            make_half_nans_alike(all[p]);
        else if (part == DType::float32)
            make_nans_alike<float>(all[p]);
        else if (part == DType::float64)
            make_nans_alike<double>(all[p]);
    }
    return all;
}

std::string Data::describe() const {
    std::string text = "shape";
    for (const std::int64_t extent : shape_)
        text += ' ' + std::to_string(extent);
    for (const Array& array : arrays_) {
        text += "\nstrides";
        for (const std::int64_t stride : array.strides)
            text += ' ' + std::to_string(stride);
    }
    return text;
}

}  // namespace tenon::codegen::test
