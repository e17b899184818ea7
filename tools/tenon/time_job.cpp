// SPDX-License-Identifier: MIT
#include "time_job.hpp"

#include <cstdio>

#include <nlohmann/json.hpp>
#include <tenon/tenon.hpp>

namespace tenon::tool {

void TimeJob::add_to(Options& options, const std::string& dtypes) {
    options.whole("--steps", steps, 0, "steps in time (default: " + std::to_string(steps) + ")");
    options.whole("--zoom", zoom, 1, "pixels on a side for each point of a picture (default: 1)");
    shared.add_to(options, dtypes);
}

void TimeJob::show(Progress& progress, std::int64_t done) const {
    progress.update(steps > 0 ? static_cast<double>(done) / static_cast<double>(steps) : 1,
                    "step " + std::to_string(done));
}

void TimeJob::print(const Json& own, const Array& state, const Times& times,
                    const std::vector<Finding>& findings) const {
    const Array total = sum(state);
    const bool whole = !is_floating(total.dtype());
    if (shared.json) {
        Json list = {{"n", n}, {"steps", steps}};
        list.update(own);
        list["zoom"] = zoom;
        add_shared(list, shared);
        Json more = Json::object();
        for (const Finding& finding : findings)
            more[finding.key] = finding.value;
        print_json(name, list, state.size(), times,
                   whole ? Json(total.item<std::int64_t>()) : Json(total.item<double>()), more);
        return;
    }
    std::printf("Total elements: %lld\n", static_cast<long long>(state.size()));
    std::printf("Steps: %lld\n", static_cast<long long>(steps));
    for (const Finding& finding : findings)
        std::printf("%s: %.6g\n", finding.label.c_str(), finding.value);
    print_times(times);
    if (whole)
        std::printf("Total sum of elements (for validation): %lld\n",
                    static_cast<long long>(total.item<std::int64_t>()));
    else
        std::printf("Total sum of elements (for validation): %.17g\n", total.item<double>());
}

void TimeJob::write_output(const Array& state, const Drawing& drawing) const {
    if (ends_with(shared.output, ".png"))
        save_png(shared.output, enlarged(plane_of(state), zoom), drawing.map, drawing.low,
                 drawing.high);
    else if (!shared.output.empty())
        save(shared.output, state);
}

}  // namespace tenon::tool
