// SPDX-License-Identifier: MIT
#include "base/processors.hpp"

#include <sched.h>

namespace tenon::base {

void use_all_processors() {
    cpu_set_t all;
    CPU_ZERO(&all);
    for (unsigned cpu = 0; cpu < CPU_SETSIZE; ++cpu)
        CPU_SET(cpu, &all);
    sched_setaffinity(0, sizeof all, &all);
}

}  // namespace tenon::base
