// SPDX-License-Identifier: MIT
/// Loops in time that somebody may watch.
#pragma once

#include <functional>

#include <tenon/tenon.hpp>

namespace tenon::jobs {

/// Looks at the state of a loop now and then. From one look to the next the steps are only
/// recorded, so that the engine can run many of them together.
class Watch {
public:
    using OnFrame = std::function<void(const Array& state)>;
    using OnSteps = std::function<void(std::int64_t steps)>;

    Watch() = default;
    /// Called with the state after so many steps each; the first time with the start.
    void every(std::int64_t steps, OnFrame on_frame);
    /// Called now and then with the steps that are done.
    void progress(OnSteps on_steps) { on_steps_ = std::move(on_steps); }

    /// To be called before the first step with 0, and after every step.
    void after(std::int64_t step, const Array& state) const;

private:
    std::int64_t every_ = 0;
    OnFrame on_frame_;
    OnSteps on_steps_;
};

}  // namespace tenon::jobs
