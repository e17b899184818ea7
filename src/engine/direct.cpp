// SPDX-License-Identifier: MIT
#include "engine/direct.hpp"

#include <cstring>
#include <memory>

#include "engine/counters.hpp"
#include "engine/direct_programs.hpp"
#include "engine/float_flags.hpp"
#include "engine/thread_tape.hpp"

namespace tenon::engine {

std::atomic<bool> direct_chosen{false};

namespace {

using kernel::Inner;
using tape::Input;
using tape::ViewRef;

/// The argument block of a kernel whose operands are added one after the other.
class Arguments {
public:
    Arguments(DirectForm& form, const tape::Layout& space, bool flat) : form_(form), flat_(flat) {
        form.rank = flat ? 1 : space.rank;
        if (flat)
            words_[used_++] = space.size;
        else
            for (const std::int64_t size : space.shape())
                words_[used_++] = size;
    }
    void add(const ViewRef& view) {
        const tape::Layout& layout = *view.layout;
        const auto bytes = static_cast<std::int64_t>(size_of(layout.dtype));
        words_[used_++] = reinterpret_cast<std::intptr_t>(view.storage->address) + view.offset;
        std::int64_t inner = bytes;
        if (flat_) {
            words_[used_++] = bytes;
        } else {
            for (const std::int64_t stride : layout.strides())
                words_[used_++] = stride;
            inner = layout.stride(layout.rank - 1);
        }
        form_.types[form_.params] = layout.dtype;
        form_.inner[form_.params] = inner == bytes ? Inner::contiguous
                                    : inner == 0   ? Inner::broadcast
                                                   : Inner::strided;
        ++form_.params;
    }
    /// Of a reduction: the address alone counts.
    void add_result(const void* address, DType type) {
        words_[used_++] = reinterpret_cast<std::intptr_t>(address);
        for (int i = 0; i < form_.rank; ++i)
            words_[used_++] = 0;
        form_.types[form_.params++] = type;
    }
    void add(const tape::ScalarBits& number, bool complex) {
        numbers_[number_count_++] = static_cast<std::int64_t>(number.bits[0]);
        if (complex)
            numbers_[number_count_++] = static_cast<std::int64_t>(number.bits[1]);
    }
    const std::int64_t* finish() {
        for (std::size_t i = 0; i < number_count_; ++i)
            words_[used_++] = numbers_[i];
        return words_;
    }
    std::int64_t outer() const {
        std::int64_t rows = 1;
        for (int i = 0; i + 1 < form_.rank; ++i)
            rows *= words_[i];
        return rows;
    }
    std::int64_t inner() const { return words_[form_.rank - 1]; }

private:
    DirectForm& form_;
    bool flat_;
    std::int64_t words_[direct_rank + DirectForm::most_params * (1 + direct_rank) + 6];
    std::size_t used_ = 0;
    std::int64_t numbers_[6];
    std::size_t number_count_ = 0;
};

bool lie_alike(const ViewRef& out, std::span<const Input> inputs) {
    if (!out.layout->contiguous)
        return false;
    for (const Input& input : inputs)
        if (input.form == Input::Form::view && !input.view.layout->contiguous)
            return false;
    return true;
}

void run(const DirectForm& form, Arguments& arguments) {
    const std::int64_t* words = arguments.finish();
    const interpreter::Program* program = direct_program(form);
    if (form.rank == 1)
        interpreter::run_small(*program, words);
    else
        interpreter::run(program, words, 0, arguments.outer(), 0, arguments.inner());
    count(counters().statements);
}

/// Runs a form of one result and its inputs, element by element.
void run_each(std::uint8_t op, DType compute, const ViewRef& out, std::span<const Input> inputs) {
    DirectForm form;
    form.op = op;
    form.compute = compute;
    Arguments arguments(form, *out.layout, lie_alike(out, inputs) || out.layout->rank == 0);
    arguments.add(out);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        if (inputs[i].form == Input::Form::view) {
            arguments.add(inputs[i].view);
        } else {
            form.numbers |= static_cast<std::uint8_t>(1U << i);
            arguments.add(inputs[i].scalar, is_complex(compute));
        }
    }
    run(form, arguments);
}

}  // namespace

void place_now(detail::Storage& storage) {
    storage.address = thread_state.place->allocate(storage.bytes);
}

void count_direct() { count(counters().statements); }

namespace {

/// The bytes of an output that held values, to be put back if the operation is not to have
/// happened.
class Backup {
public:
    Backup(const ViewRef& out, bool needed) {
        if (!needed)
            return;
        const tape::ByteRange range = tape::byte_range(*out.layout, out.offset);
        from_ = static_cast<char*>(out.storage->address) + range.begin;
        bytes_ = static_cast<std::size_t>(range.end - range.begin);
        std::memcpy(copy(), from_, bytes_);
    }
    void restore() const {
        if (from_ != nullptr)
            std::memcpy(from_, copy(), bytes_);
    }

private:
    static char* copy() {
        thread_local const auto memory = std::make_unique<char[]>(direct_reach);
        return memory.get();
    }
    char* from_ = nullptr;
    std::size_t bytes_ = 0;
};

/// Whether there are numbers of one type that the other has none for.
bool may_not_hold(DType to, DType from) {
    return kind(from) >= Kind::floating && (is_integer(to) || size_of(to) < size_of(from));
}

}  // namespace

bool repeats(unsigned what, const tape::Layout& out) {
    const auto size = static_cast<std::uint64_t>(out.size);
    return thread_scratch().repetition.note(size << 16 |
                                            static_cast<std::uint64_t>(out.dtype) << 10 | what);
}

bool within_reach(const ViewRef& out) {
    const tape::ByteRange range = tape::byte_range(*out.layout, out.offset);
    return range.end - range.begin <= static_cast<std::int64_t>(direct_reach);
}

void run_direct(ops::Op op, DType compute, const ViewRef& out, std::span<const Input> inputs,
                bool fresh) {
    const FloatFlagsWatch watch(
        op == ops::Op::positive ? may_not_hold(out.layout->dtype, inputs[0].dtype) : may_warn(op));
    const Backup backup(out, watch.watching() && !fresh);
    run_each(static_cast<std::uint8_t>(op), compute, out, inputs);
    const bool whole = divides_whole_numbers(op, compute);
    if (whole ? division_events(op, compute, watch.all_raised()) != 0 : watch.raised()) {
        backup.restore();
        FloatFlagsWatch::report(fresh);
    }
}

void select_direct(DType type, const ViewRef& out, std::span<const Input> inputs) {
    run_each(DirectForm::selects, type, out, inputs);
}

void call_direct(const tape::Call& call, std::span<const ViewRef> operands) {
    std::vector<std::int64_t> args;
    for (const ViewRef& view : operands) {
        args.push_back(reinterpret_cast<std::intptr_t>(view.storage->address) + view.offset);
        args.push_back(view.layout->rank);
        args.insert(args.end(), view.layout->shape().begin(), view.layout->shape().end());
    }
    const std::int64_t parts = call.parts == nullptr ? 1 : call.parts(args.data());
    call.run(nullptr, args.data(), 0, parts, 0, 1);
    count(counters().statements);
}

void reduce_direct(ops::ReduceOp op, DType compute, const ViewRef& out, const ViewRef& in) {
    DirectForm form;
    form.op = static_cast<std::uint8_t>(op);
    form.reduces = true;
    form.compute = compute;
    Arguments arguments(form, *in.layout, false);
    std::uint64_t value = 0;
    arguments.add_result(static_cast<char*>(out.storage->address) + out.offset, out.layout->dtype);
    arguments.add(in);
    if (ops::finds_position(op))
        arguments.add_result(&value, compute);
    const FloatFlagsWatch watch(op == ops::ReduceOp::sum || op == ops::ReduceOp::product ||
                                op == ops::ReduceOp::complex_product);
    run(form, arguments);
    if (watch.raised())
        FloatFlagsWatch::report(true);
}

}  // namespace tenon::engine
