// SPDX-License-Identifier: MIT
/// The state of one run of a program.
#pragma once

#include <cstdint>

#include "interpreter/code.hpp"

namespace tenon::interpreter {

struct Mask {
    const std::uint8_t* bits;  ///< null where all lanes are active
    std::int64_t active;
};

struct LoopState {
    std::int64_t lanes;  ///< when the loop began
    bool packed;
};

/// Whether the next row begins where a row ends, in memory.
bool rows_touch(const Code& code, const std::int64_t* args, std::uint32_t param);

class Frame {
public:
    Frame(const Code& code, const std::int64_t* args, char* memory);
    static std::size_t bytes(const Code& code);

    void run(std::int64_t outer_begin, std::int64_t outer_end, std::int64_t inner_begin,
             std::int64_t inner_end);

private:
    // frame.cpp: the walk through the index space
    void place(char* memory);
    void set_slots();
    void decide_bindings(std::int64_t width);
    void seek(std::int64_t row);
    void advance(std::int64_t count);
    void run_row(std::int64_t inner_begin, std::int64_t inner_end);
    void run_rows(std::int64_t count, std::int64_t inner_begin, std::int64_t inner_end);
    void run_columns(std::int64_t outer, std::int64_t inner_begin, std::int64_t inner_end);
    void start_row();
    void run_tile();
    void find_rows(std::int64_t count);
    void find_run(std::uint32_t param, std::int64_t first, std::int64_t count);
    std::int64_t extent(int dimension) const { return args_[dimension]; }
    std::int64_t leaves() const;

    // execute.cpp
    void execute(const std::vector<Step>& steps);
    Rows rows_of(std::uint32_t param, std::int64_t offset) const;
    void look_ahead(std::int64_t inner_end);
    void fetch_ahead();
    void load(const Step& step);
    template <class Start>
    void count_rows(std::int64_t* out, Start start, std::int64_t step);
    void address(const Step& step);
    void coordinate(const Step& step);
    void gather(const Step& step);
    void store(const Step& step);
    void store_values(const Step& step, const void* values, std::int64_t offset);
    void store_same(const Step& step);
    void store_pair(const Step& step);
    bool bind(const Step& step);
    void load_bound(const Step& step);
    void store_bound(const Step& step);
    void reduce(const Step& step);
    void reduce_rows(const ReductionCode& code, const void* const values[2]);
    void reduce_columns(const ReductionCode& code, const void* const values[2]);
    void flush_columns();
    char* element(std::uint32_t param, std::int64_t row) const {
        return row_table_[param * row_pitch_ + row] + first_ * inner_stride_[param];
    }

    // control.cpp
    void write(const Step& step);
    void write_same(const Step& step);
    bool open_if(const Step& step, bool negated);
    void begin_while(const Step& step);
    bool test(const Step& step);
    void pack(const WhileLoop& loop, LoopState& state, Mask& mask);
    void end_while(const WhileLoop& loop, LoopState& state);
    bool all_active(const Step& step) const { return masks_[step.region].active == lanes_; }

    const Code& code_;
    const LoopTable& table_;
    const std::int64_t* args_;
    char** slots_ = nullptr;

    // The tile: rows_ rows of width_ elements, from position first_ on.
    std::int64_t lanes_ = 1;
    std::int64_t rows_ = 1, width_ = 1, first_ = 0;
    std::int64_t outer_ = 0;  ///< outer position of the first row; in column_reduce, the position
    bool starts_column_ = false;

    // Rows: the address of each parameter's row, for one row or for all rows of a tile.
    char** row_ = nullptr;
    char** row_table_ = nullptr;
    std::int64_t row_pitch_ = 1;
    std::int64_t* coordinate_ = nullptr;
    std::int64_t* coordinate_table_ = nullptr;
    std::int64_t* inner_stride_ = nullptr;

    std::int64_t ahead_ = 0;       ///< elements of the next tile that are still to be fetched
    std::int64_t ahead_step_ = 0;  ///< elements to fetch at each step

    bool* in_memory_ = nullptr;   ///< by binding
    bool* needs_rows_ = nullptr;  ///< by parameter
    Mask* masks_ = nullptr;
    LoopState* loop_states_ = nullptr;
};

}  // namespace tenon::interpreter
