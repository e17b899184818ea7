// SPDX-License-Identifier: MIT
/// Tracing: a C++ lambda over Values -> kernel IR.
#include "api/trace.hpp"

#include <bit>

#include "api/apply.hpp"
#include "kernel/builder.hpp"
#include "kernel/function.hpp"

namespace tenon::detail {

namespace {

struct Trace {
    Function function;
    std::unique_ptr<kernel::Builder> builder;
};

/// One trace at a time per thread.
thread_local std::unique_ptr<Trace> current;

kernel::Builder& builder() {
    if (!current)
        throw ValueError("a Value was used outside the lambda given to vectorize; it exists only "
                         "while that is traced");
    return *current->builder;
}

}  // namespace

Tracer::Tracer(std::span<const DType> inputs) {
    if (current)
        throw ValueError("vectorize: a kernel is being traced already; trace one at a time");
    if (inputs.size() > 60)
        throw ValueError("vectorize: " + std::to_string(inputs.size()) +
                         " parameters; a kernel takes at most 60");
    current = std::make_unique<Trace>();
    current->function.body.arguments.assign(inputs.begin(), inputs.end());
    current->builder = std::make_unique<kernel::Builder>(current->function.body);
}

Tracer::~Tracer() { current.reset(); }

TraceId Tracer::input(std::size_t position) const {
    return builder().argument(static_cast<std::uint32_t>(position));
}

std::shared_ptr<const Function> Tracer::finish(std::span<const TraceId> results) {
    Trace& trace = *current;
    trace.function.results.assign(results.begin(), results.end());
    std::string text = kernel::hash(trace.function.body).hex();
    for (const TraceId id : results)
        text += "/" + std::to_string(id);
    trace.function.key = base::hash128(text);
    auto made = std::make_shared<const Function>(std::move(trace.function));
    current.reset();
    return made;
}

TraceId trace_constant(DType type, const Scalar& value) {
    const tape::ScalarBits bits = api::convert(value, type, "vectorize");
    kernel::Builder& b = builder();
    if (!is_complex(type))
        return b.constant(type, bits.bits[0]);
    const DType part = real_type(type);
    return b.complex_of(b.constant(part, bits.bits[0]), b.constant(part, bits.bits[1]));
}

TraceId trace_op(const char* name, TraceId a, TraceId second) {
    kernel::Builder& b = builder();
    const auto op = ops::find_op(name);
    const DType common =
        second == kernel::no_value ? b.type_of(a) : promote_types(b.type_of(a), b.type_of(second));
    const ops::OpTypes types = ops::resolve(*op, common);
    const kernel::ValueId x = b.cast(a, types.compute);
    const kernel::ValueId y = second == kernel::no_value ? second : b.cast(second, types.compute);
    return b.compute(*op, types.result, x, y);
}

TraceId trace_select(TraceId condition, TraceId yes, TraceId no) {
    return builder().select(condition, yes, no);
}
TraceId trace_cast(TraceId value, DType type) { return builder().cast(value, type); }

TraceId trace_new_var(DType type, TraceId initial) {
    const std::uint32_t var = builder().add_var(type);
    builder().write_var(var, initial);
    return var;
}
TraceId trace_read(std::uint32_t var) { return builder().read_var(var); }
void trace_write(std::uint32_t var, TraceId value) { builder().write_var(var, value); }
std::uint32_t trace_begin_block() { return builder().begin_block(); }
void trace_end_block() { builder().end_block(); }
void trace_if(TraceId condition, std::uint32_t yes, std::uint32_t no) {
    builder().if_(condition, yes, no);
}
void trace_while(std::uint32_t head, TraceId condition, std::uint32_t body) {
    builder().while_(head, condition, body);
}

namespace {

/// What a kernel's parameter takes: kinds may only go up, as in a function call.
tape::Input convert_input(const Operand& operand, DType wanted, std::span<const std::int64_t> shape,
                          std::vector<tape::LayoutRef>& made, std::vector<Storage*>& storages) {
    if (operand.is_scalar())
        return tape::Input::of(wanted, api::convert(operand.scalar(), wanted, "kernel"));
    tape::ViewRef view = ArrayAccess::view(operand.array(), "kernel");
    const DType type = view.layout->dtype;
    const auto rank = [](DType t) {
        return is_bool(t) ? 0 : is_integer(t) ? 1 : is_floating(t) ? 2 : 3;
    };
    if (rank(type) > rank(wanted))
        throw DTypeError("kernel: an argument is " + std::string(name(type)) +
                         ", the parameter takes " + std::string(name(wanted)) +
                         "; convert it with astype first");
    made.push_back(api::broadcast_layout(*view.layout, shape, "kernel"));
    view.layout = made.back().get();
    storages.push_back(view.storage);
    return tape::Input::of(view);
}

}  // namespace

std::vector<Array> call_function(const std::shared_ptr<const Function>& function,
                                 std::span<const Operand> inputs) {
    const Shape shape = api::broadcast(inputs, "kernel");
    std::vector<tape::LayoutRef> made;
    std::vector<Storage*> storages;
    std::vector<tape::Input> in;
    for (std::size_t i = 0; i < inputs.size(); ++i)
        in.push_back(convert_input(inputs[i], function->input_type(i), shape, made, storages));
    std::vector<Array> results;
    std::vector<tape::ViewRef> out;
    for (std::size_t i = 0; i < function->results.size(); ++i) {
        results.push_back(
            api::new_array(api::result_layout(inputs, function->output_type(i), shape), "kernel"));
        out.push_back(ArrayAccess::view(results.back(), "kernel"));
        storages.push_back(out.back().storage);
    }
    if (results.empty() || results[0].size() == 0)
        return results;
    api::record(storages, false, [&](tape::Tape& tape) {
        tape.function(function, function->key, out, in);
        api::use_up(inputs);
    });
    return results;
}

}  // namespace tenon::detail

namespace tenon::api {

const base::Hash128& function_key(const detail::Function& function) { return function.key; }

}  // namespace tenon::api
