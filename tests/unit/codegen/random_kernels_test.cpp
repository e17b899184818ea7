// SPDX-License-Identifier: MIT
// Compiled code and interpreter agree bit for bit, at every vector width and for any cut.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "base/environment.hpp"
#include "codegen/codegen.hpp"
#include "interpreter/interpreter.hpp"
#include "ops/vector_math.hpp"
#include "runtime/code_loader.hpp"
#include "unit/codegen/random_kernel.hpp"

namespace tenon::codegen::test {

using namespace kernel;

namespace {

/// TENON_TEST_COUNT multiplies the number of kernels; TENON_TEST_SEED starts elsewhere.
int count_of(int usual) {
    return usual *
           static_cast<int>(base::environment_number("TENON_TEST_COUNT", 1, 100'000).value_or(1));
}
std::uint64_t first_seed() {
    return static_cast<std::uint64_t>(
        base::environment_number("TENON_TEST_SEED", 0, INT64_MAX).value_or(1));
}

void run_in_parts(const runtime::Entry& entry, Data& data, Form form, Random& random) {
    const std::vector<std::int64_t> args = data.begin();
    const std::int64_t grain = form == Form::row_reduce ? ops::leaf_size : 1;
    const auto cut = [&](std::int64_t size, std::int64_t unit) {
        const std::int64_t at =
            size <= 1 ? 0 : static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(size));
        return at / unit * unit;
    };
    const std::int64_t outer = cut(data.outer(), 1);
    const std::int64_t inner = cut(data.inner(), grain);
    const std::int64_t outers[] = {0, outer, data.outer()};
    const std::int64_t inners[] = {0, inner, data.inner()};
    for (int i = 0; i < 2; ++i)
        for (int j = 0; j < 2; ++j)
            entry.function(entry.context, args.data(), outers[i], outers[i + 1], inners[j],
                           inners[j + 1]);
}

/// Runs a kernel on random data, interpreted and compiled at every width.
void compare(const Kernel& core, Random& random, const std::string& name) {
    Data data(core, random);
    const auto program = interpreter::prepare(core);
    const std::vector<std::int64_t> args = data.begin();
    interpreter::run(program.get(), args.data(), 0, data.outer(), 0, data.inner());
    const auto expected = data.results();
    for (int bits = 128; bits <= max_vector_bits(); bits *= 2) {
        SCOPED_TRACE(name + ", " + std::to_string(bits) + " bits\n" + to_text(core) +
                     data.describe());
        const Artifact made = compile(core, host_target(bits));
        const runtime::Entry entry =
            runtime::load_object(made.object, made.symbol, &ops::math_address);
        run_in_parts(entry, data, core.form, random);
        const auto got = data.results();
        for (std::size_t p = 0; p < got.size(); ++p) {
            const auto [a, b] = std::ranges::mismatch(got[p], expected[p]);
            ASSERT_TRUE(a == got[p].end())
                << "parameter " << p << " differs at byte " << a - got[p].begin() << " of "
                << got[p].size() << " and " << std::hex << int{*a} << " is not " << int{*b};
        }
    }
}

void compare(Form form, int count, std::uint64_t salt) {
    for (int i = 0; i < count; ++i) {
        const std::uint64_t seed = (first_seed() + static_cast<std::uint64_t>(i)) * 4 + salt;
        Random random(seed);
        const Kernel core = random_kernel(random, form);
        compare(core, random, "seed " + std::to_string(seed));
        if (testing::Test::HasFatalFailure())
            return;
    }
}

/// sum(value) over a row.
Kernel sum_of(const std::function<ValueId(Kernel&, Builder&)>& value) {
    Kernel kernel;
    kernel.name = "sum";
    kernel.form = Form::row_reduce;
    kernel.rank = 1;
    Builder build(kernel);
    Reduction reduction{.op = ops::ReduceOp::sum};
    reduction.values[0] = value(kernel, build);
    reduction.type = build.type_of(reduction.values[0]);
    kernel.params.push_back({.dtype = reduction.type, .written = true});
    reduction.partial[0] = static_cast<std::uint32_t>(kernel.params.size() - 1);
    kernel.reductions.push_back(reduction);
    verify(kernel, true);
    return kernel;
}

TEST(RowReductions, KnowWhichBitsOfACoordinateALeafShares) {
    Random random(first_seed());
    for (int shift = 8; shift < 13; ++shift) {
        for (const DType type : {DType::int64, DType::uint64}) {
            const Kernel core = sum_of([&](Kernel&, Builder& build) {
                return build.compute(ops::Op::bitwise_right_shift, type,
                                     build.cast(build.coordinate(0), type),
                                     build.constant_int(type, shift));
            });
            for (int sizes = 0; sizes < 4; ++sizes)
                compare(core, random, "shift " + std::to_string(shift));
        }
    }
}

TEST(RowReductions, CountWhatAConditionHoldsFor) {
    Random random(first_seed());
    for (const DType type :
         {DType::int8, DType::uint16, DType::int32, DType::int64, DType::float64}) {
        const Kernel core = sum_of([&](Kernel& kernel, Builder& build) {
            kernel.params.push_back({.dtype = DType::float32});
            const ValueId zero = build.constant_float(DType::float32, 0);
            // True of what a masked load leaves in lanes without an element.
            const ValueId holds =
                build.compute(ops::Op::greater_equal, DType::bool_, build.load(0), zero);
            return build.cast(holds, type);
        });
        for (int sizes = 0; sizes < 8; ++sizes)
            compare(core, random, std::string(name(type)));
    }
}

/// element -> value(element)
Kernel map_of(DType type, const std::function<ValueId(Builder&, ValueId)>& value) {
    Kernel kernel;
    kernel.name = "map";
    kernel.form = Form::map;
    kernel.rank = 1;
    kernel.params = {{.dtype = type}, {.dtype = type, .written = true}};
    Builder build(kernel);
    build.store(1, value(build, build.load(0)));
    verify(kernel, true);
    return kernel;
}

TEST(Maps, ShiftLowBitsIn) {
    Random random(first_seed());
    for (const DType type : {DType::int16, DType::uint32, DType::int64, DType::uint64})
        for (const int shift : {1, 2, 7, 15})
            for (const int low : {0, 1, 3, 100, 0x7fff}) {
                const Kernel multiplied = map_of(type, [&](Builder& build, ValueId x) {
                    const ValueId factor = build.constant_int(type, (1 << shift) + 1);
                    return build.compute(ops::Op::add, type,
                                         build.compute(ops::Op::multiply, type, x, factor),
                                         build.constant_int(type, low));
                });
                const Kernel shifted = map_of(type, [&](Builder& build, ValueId x) {
                    const ValueId count = build.constant_int(type, shift);
                    return build.compute(ops::Op::bitwise_or, type,
                                         build.compute(ops::Op::bitwise_left_shift, type, x, count),
                                         build.constant_int(type, low));
                });
                const std::string name =
                    std::to_string(shift) + " bits, " + std::to_string(low) + " shifted in";
                compare(multiplied, random, name);
                compare(shifted, random, name);
            }
}

/// Kernels on p0, float64, in which math functions meet ordinary and rare arguments.
std::vector<Kernel> kernels_of_rare_arguments() {
    constexpr DType type = DType::float64;
    const auto map = [](const std::function<void(Builder&)>& body) {
        Kernel kernel;
        kernel.name = "rare";
        kernel.form = Form::map;
        kernel.rank = 1;
        kernel.params = {{.dtype = type, .written = true}, {.dtype = type, .written = true}};
        Builder build(kernel);
        body(build);
        verify(kernel, true);
        return kernel;
    };
    const auto log_of = [](Builder& build, ValueId x) {
        return build.compute(ops::Op::log, type, build.compute(ops::Op::absolute, type, x));
    };
    return {
        // In place: what was stored must not be read again for the rare.
        map([&](Builder& build) {
            build.store(0, build.compute(ops::Op::sin, type, build.load(0)));
        }),
        map([&](Builder& build) {
            const ValueId x = build.load(0);
            build.store(1, build.compute(ops::Op::cos, type, x));
            build.store(0, log_of(build, x));
        }),
        map([&](Builder& build) {
            const ValueId x = build.load(0);
            const ValueId sine = build.compute(ops::Op::sin, type, x);
            const ValueId power = build.compute(ops::Op::exp, type, x);
            build.store(0, build.compute(ops::Op::multiply, type, sine, power));
        }),
        sum_of([&](Kernel& kernel, Builder& build) {
            kernel.params.push_back({.dtype = type});
            const ValueId x = build.load(0);
            return build.compute(ops::Op::add, type, log_of(build, x),
                                 build.compute(ops::Op::sin, type, x));
        }),
    };
}

TEST(MathFunctions, AgreeWithTheInterpreterWhereArgumentsAreRare) {
    Random random(first_seed());
    for (const Kernel& core : kernels_of_rare_arguments())
        for (int sizes = 0; sizes < 4; ++sizes)
            compare(core, random, "rare arguments");
}

TEST(RandomKernels, MapsAgreeWithTheInterpreter) { compare(Form::map, count_of(150), 0); }
TEST(RandomKernels, RowReductionsAgreeWithTheInterpreter) {
    compare(Form::row_reduce, count_of(80), 1);
}
TEST(RandomKernels, ColumnReductionsAgreeWithTheInterpreter) {
    compare(Form::column_reduce, count_of(80), 2);
}

}  // namespace

}  // namespace tenon::codegen::test
