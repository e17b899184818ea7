// SPDX-License-Identifier: MIT
#include "time_job.hpp"

#include <algorithm>
#include <cstdio>

#include <nlohmann/json.hpp>
#include <tenon/tenon.hpp>

#include "command.hpp"

namespace tenon::tool {

void TimeJob::add_to(Options& options, const std::string& dtypes) {
    options.whole("--steps", steps, 0, "steps in time (default: " + std::to_string(steps) + ")");
    options.whole("--zoom", zoom, 1, "pixels on a side for each point of a picture (default: 1)");
    options.whole("--every", every, 1,
                  "steps from one frame of an animation to the next (default: for 200 frames)");
    options.whole("--frame-rate", frame_rate, 1, "frames of an animation per second (default: 25)");
    shared.films = true;
    shared.add_to(options, dtypes);
}

void TimeJob::apply() const {
    shared.apply();
    if (!is_film(shared.output))
        return;
    if (shared.repeat > 1)
        throw UsageError("--repeat does not go with an animation");
    check_film_maker(shared.output);
}

std::unique_ptr<Film> TimeJob::make_film(const Drawing& drawing) const {
    if (!is_film(shared.output))
        return nullptr;
    return std::make_unique<Film>(shared.output, drawing, zoom, frame_rate);
}

jobs::Watch TimeJob::watch(Progress& progress, Film* film) const {
    constexpr std::int64_t usual_frames = 200;
    jobs::Watch watch;
    watch.progress([this, &progress](std::int64_t done) {
        progress.update(static_cast<double>(done) / static_cast<double>(steps),
                        "step " + std::to_string(done));
    });
    if (film != nullptr)
        watch.every(every > 0 ? every : std::max<std::int64_t>(1, steps / usual_frames),
                    [film](const Array& state) { film->add(state); });
    return watch;
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
    else if (ends_with(shared.output, ".npy"))
        save(shared.output, state);
}

}  // namespace tenon::tool
