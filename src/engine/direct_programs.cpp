// SPDX-License-Identifier: MIT
#include "engine/direct_programs.hpp"

#include <atomic>
#include <bit>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "kernel/builder.hpp"

namespace tenon::engine {

namespace {

using kernel::ValueId;

/// The inputs in the type of the computation, in order.
std::array<ValueId, 3> read_inputs(const DirectForm& form, kernel::Kernel& high,
                                   kernel::Builder& builder) {
    std::array<ValueId, 3> values{kernel::no_value, kernel::no_value, kernel::no_value};
    std::uint32_t param = 1;
    for (std::size_t i = 0; i < form.inputs(); ++i) {
        if ((form.numbers >> i & 1) != 0) {
            high.arguments.push_back(form.compute);
            values[i] = builder.argument(static_cast<std::uint32_t>(high.arguments.size() - 1));
        } else {
            const bool condition = form.op == DirectForm::selects && !form.reduces && i == 0;
            values[i] =
                builder.cast(builder.load(param++), condition ? DType::bool_ : form.compute);
        }
    }
    return values;
}

void add_reduction(const DirectForm& form, kernel::Kernel& high, kernel::Builder& builder,
                   ValueId value) {
    const auto op = static_cast<ops::ReduceOp>(form.op);
    kernel::Reduction reduction{.op = op, .type = form.compute};
    reduction.values[0] = value;
    if (ops::finds_position(op)) {
        reduction.values[1] = builder.coordinate(0);
        reduction.partial[0] = form.params - 1U;
        high.params.back().written = true;
    }
    high.form = kernel::Form::row_reduce;
    high.reductions.push_back(reduction);
}

std::shared_ptr<const interpreter::Program> make_program(const DirectForm& form) {
    kernel::Kernel high;
    high.name = "direct";
    high.rank = form.rank;
    for (std::size_t i = 0; i < form.params; ++i)
        high.params.push_back({.dtype = form.types[i], .inner = form.inner[i], .written = i == 0});
    kernel::Builder builder(high);
    const auto values = read_inputs(form, high, builder);
    const auto op = static_cast<ops::Op>(form.op);
    if (form.reduces)
        add_reduction(form, high, builder, values[0]);
    else if (form.op == DirectForm::selects)
        builder.store(0, builder.select(values[0], values[1], values[2]));
    else if (op == ops::Op::positive)  // copies booleans too
        builder.store(0, builder.cast(values[0], form.types[0]));
    else
        builder.store(0, builder.cast(builder.compute(op, ops::resolve(op, form.compute).result,
                                                      values[0], values[1], values[2]),
                                      form.types[0]));
    return interpreter::prepare(kernel::lower(high));
}

/// Programs by form. Readers take no lock; what finds no place in the table is kept behind one.
class Programs {
public:
    static Programs& instance() {
        static auto& programs = *new Programs;
        return programs;
    }
    const interpreter::Program* find(const DirectForm& form) {
        const std::uint64_t key = form.key();
        const std::size_t start = key * 0x9e3779b97f4a7c15U >> 52;
        for (std::size_t i = 0; i < probes; ++i) {
            const Entry* entry = table_[(start + i) % places].load(std::memory_order_acquire);
            if (entry == nullptr)
                break;
            if (entry->key == key)
                return entry->program.get();
        }
        return make(form, key, start);
    }

private:
    static constexpr std::size_t places = 4096, probes = 8;
    struct Entry {
        std::uint64_t key;
        std::shared_ptr<const interpreter::Program> program;
    };

    const interpreter::Program* make(const DirectForm& form, std::uint64_t key, std::size_t start) {
        const std::lock_guard lock(mutex_);
        auto& entry = known_[key];
        if (entry)
            return entry->program.get();
        entry = std::make_unique<Entry>(Entry{key, make_program(form)});
        for (std::size_t i = 0; i < probes; ++i) {
            auto& place = table_[(start + i) % places];
            if (place.load(std::memory_order_relaxed) == nullptr) {
                place.store(entry.get(), std::memory_order_release);
                break;
            }
        }
        return entry->program.get();
    }

    std::array<std::atomic<const Entry*>, places> table_{};
    std::mutex mutex_;
    std::unordered_map<std::uint64_t, std::unique_ptr<Entry>> known_;
};

}  // namespace

std::uint64_t DirectForm::key() const {
    std::uint64_t bits = op | std::uint64_t{reduces} << 8 |
                         static_cast<std::uint64_t>(compute) << 9 | std::uint64_t{rank} << 14 |
                         std::uint64_t{params} << 18 | std::uint64_t{numbers} << 21;
    for (std::size_t i = 0; i < params; ++i)
        bits |= (static_cast<std::uint64_t>(types[i]) | static_cast<std::uint64_t>(inner[i]) << 5)
                << (24 + 7 * i);
    return bits + 1;  // never zero
}

std::size_t DirectForm::inputs() const {
    return reduces ? 1 : params - 1U + static_cast<std::size_t>(std::popcount(numbers));
}

const interpreter::Program* direct_program(const DirectForm& form) {
    return Programs::instance().find(form);
}

}  // namespace tenon::engine
