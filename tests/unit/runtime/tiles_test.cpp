// SPDX-License-Identifier: MIT
// Launches that run tile by tile, next to the same launches one after the other.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <numeric>
#include <thread>
#include <vector>

#include <tenon/error.hpp>

#include "runtime/cpu/threads.hpp"
#include "runtime/interrupt.hpp"
#include "runtime/tiles.hpp"

namespace tenon::runtime {
namespace {

/// args: from, to, elements in a row, rows in a plane. Sums over neighbours, of the interior.
void sum_neighbours(const void*, const std::int64_t* args, std::int64_t outer,
                    std::int64_t outer_end, std::int64_t inner, std::int64_t inner_end) {
    const auto* from = reinterpret_cast<const std::int64_t*>(args[0]);
    auto* to = reinterpret_cast<std::int64_t*>(args[1]);
    const std::int64_t row = args[2], rows = args[3], plane = row * rows;
    for (std::int64_t o = outer; o < outer_end; ++o)
        for (std::int64_t k = inner; k < inner_end; ++k) {
            const std::int64_t i = o / (rows - 2) + 1, j = o % (rows - 2) + 1;
            const std::int64_t at = i * plane + j * row + k + 1;
            to[at] = from[at - row] + 3 * from[at + row] + 5 * from[at - 1] + 7 * from[at + 1] +
                     11 * from[at - plane] + 13 * from[at + plane] + from[at];
        }
}

void fail(const void*, const std::int64_t*, std::int64_t outer, std::int64_t, std::int64_t,
          std::int64_t) {
    if (outer > 20)
        throw ValueError("row " + std::to_string(outer));
}

void ask_to_stop(const void*, const std::int64_t*, std::int64_t, std::int64_t, std::int64_t,
                 std::int64_t) {
    request_interrupt();
}

class Fields {
public:
    Fields(std::int64_t planes, std::int64_t rows, std::int64_t row)
        : rows_(rows), row_(row), planes_(planes),
          u_(static_cast<std::size_t>(planes * rows * row)), v_(u_.size()) {
        std::iota(u_.begin(), u_.end(), 1);
        v_ = u_;
    }

    /// `sweeps` launches from u to v and back, with shifts of one.
    Tiling tiling(int sweeps, const GridVector& width) {
        Tiling tiling;
        tiling.width = width;
        args_.clear();
        for (int t = 0; t < sweeps; ++t)
            args_.push_back(
                {address(t % 2 == 0 ? u_ : v_), address(t % 2 == 0 ? v_ : u_), row_, rows_});
        for (int t = 0; t < sweeps; ++t) {
            TileLaunch launch;
            launch.program = &program_;
            launch.args = args_[static_cast<std::size_t>(t)].data();
            launch.extents = {planes_ - 2, rows_ - 2, row_ - 2};
            launch.space.outer = launch.extents[0] * launch.extents[1];
            launch.space.inner = launch.extents[2];
            launch.shift = {t, t, t};
            launch.rank = 3;
            launch.axes = {0, 1, 2};
            tiling.launches.push_back(launch);
        }
        return tiling;
    }
    const std::vector<std::int64_t>& u() const { return u_; }
    const std::vector<std::int64_t>& v() const { return v_; }

private:
    static std::int64_t address(const std::vector<std::int64_t>& field) {
        return reinterpret_cast<std::int64_t>(field.data());
    }
    std::int64_t rows_, row_, planes_;
    std::vector<std::int64_t> u_, v_;
    std::vector<std::array<std::int64_t, 4>> args_;
    Program program_{Entry{sum_neighbours, nullptr, nullptr, true}};
};

class Tiles : public testing::TestWithParam<int> {
protected:
    void SetUp() override { set(GetParam()); }
    void TearDown() override { set(0); }

private:
    static void set(int threads) {
        cpu::ThreadSettings settings = cpu::thread_settings();
        settings.threads = threads;
        cpu::set_thread_settings(settings);
    }
};

TEST_P(Tiles, of_any_size_give_what_the_launches_give_one_after_the_other) {
    for (const GridVector& shape :
         {GridVector{3, 40, 50}, GridVector{12, 14, 16}, GridVector{3, 3, 900}}) {
        for (const GridVector& width : {GridVector{1, 1, 1}, GridVector{2, 3, 5},
                                        GridVector{1, 16, 8}, GridVector{100, 100, 100}}) {
            Fields tiled(shape[0], shape[1], shape[2]), plain(shape[0], shape[1], shape[2]);
            cpu_device().run_tiles(tiled.tiling(7, width));
            cpu_device().Device::run_tiles(plain.tiling(7, width));
            ASSERT_EQ(tiled.u(), plain.u());
            ASSERT_EQ(tiled.v(), plain.v());
        }
    }
}

/// What the launches of a tile and of those before it do to one flag: the first tile takes its
/// time.
struct Slow {
    std::atomic<bool> corner_done{false};
    std::atomic<int> too_early{0};
};

void write_corner(const void* context, const std::int64_t*, std::int64_t outer, std::int64_t,
                  std::int64_t inner, std::int64_t) {
    if (outer != 0 || inner != 0)
        return;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    const_cast<Slow*>(static_cast<const Slow*>(context))->corner_done = true;
}

void read_corner(const void* context, const std::int64_t*, std::int64_t outer, std::int64_t,
                 std::int64_t inner, std::int64_t) {
    auto* const slow = const_cast<Slow*>(static_cast<const Slow*>(context));
    if (outer == 1 && inner == 1 && !slow->corner_done)
        ++slow->too_early;
}

void do_nothing(const void*, const std::int64_t*, std::int64_t, std::int64_t, std::int64_t,
                std::int64_t) {}

TEST_P(Tiles, wait_for_those_across_the_corner) {
    Slow slow;
    const Program nothing(Entry{do_nothing, nullptr, nullptr, true});
    const Program writing(Entry{write_corner, &slow, nullptr, true});
    const Program reading(Entry{read_corner, &slow, nullptr, true});
    Tiling tiling;
    tiling.width = {1, 1, 1};
    for (const Program* program : {&nothing, &writing, &reading}) {
        TileLaunch launch;
        launch.program = program;
        launch.extents = {2, 2, 2};
        launch.space = {.outer = 4, .inner = 2, .cost_ns = 1e6};
        launch.rank = 3;
        launch.axes = {0, 1, 2};
        tiling.launches.push_back(launch);
    }
    cpu_device().run_tiles(tiling);
    EXPECT_TRUE(slow.corner_done);
    EXPECT_EQ(slow.too_early, 0);
}

TEST_P(Tiles, pass_an_error_on) {
    const Program failing(Entry{fail, nullptr, nullptr, true});
    Fields fields(3, 200, 300);
    Tiling tiling = fields.tiling(4, {1, 8, 16});
    for (TileLaunch& launch : tiling.launches) {
        launch.program = &failing;
        launch.rank = 2;
        launch.axes = {2, 1, 2};
    }
    EXPECT_THROW(cpu_device().run_tiles(tiling), ValueError);
}

TEST_P(Tiles, stop_at_an_interrupt) {
    const Program stopping(Entry{ask_to_stop, nullptr, nullptr, true});
    Fields fields(3, 200, 300);
    Tiling tiling = fields.tiling(4, {1, 8, 16});
    for (TileLaunch& launch : tiling.launches)
        launch.program = &stopping;
    EXPECT_THROW(cpu_device().run_tiles(tiling), Interrupted);
    EXPECT_FALSE(interrupt_requested());
}

INSTANTIATE_TEST_SUITE_P(threads, Tiles, testing::Values(1, 2, 4));

}  // namespace
}  // namespace tenon::runtime
