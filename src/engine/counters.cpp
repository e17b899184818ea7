// SPDX-License-Identifier: MIT
#include "engine/counters.hpp"

namespace tenon::engine {

Counters& counters() {
    static Counters instance;
    return instance;
}

Statistics Counters::read() const {
    return {.statements = statements,
            .evaluations = evaluations,
            .plans_made = plans_made,
            .launches = launches,
            .launches_in_tiles = launches_in_tiles,
            .kernels_interpreted = kernels_interpreted,
            .kernels_compiled = kernels_compiled,
            .kernels_cached = kernels_cached,
            .bytes_read = bytes_read,
            .bytes_written = bytes_written,
            .temporaries = temporaries,
            .looked_again = looked_again,
            .iterations_rolled = iterations_rolled,
            .compile_seconds = static_cast<double>(compile_nanoseconds) * 1e-9};
}

void Counters::reset() {
    for (auto* counter :
         {&statements,        &evaluations,      &plans_made,        &launches,
          &launches_in_tiles, &launches_of_rows, &launches_in_pairs, &launches_in_step,
          &runs_with_gaps,    &slabs_ahead,      &passes_found,      &kernels_interpreted,
          &kernels_compiled,  &kernels_cached,   &bytes_read,        &bytes_written,
          &temporaries,       &looked_again,     &iterations_rolled, &compile_nanoseconds})
        *counter = 0;
}

}  // namespace tenon::engine
