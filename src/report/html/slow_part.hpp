#pragma once
// What took long. A sweep times samples, and validation a program on its own task; other pairs are
// known to be slow only where they met a limit of time.

#include "report/html/json.hpp"
#include "report/html/limits.hpp"
#include "report/html/task_walk.hpp"
#include "report/html/top.hpp"

namespace battalion::report::html {

class SlowPart {
 public:
  SlowPart(const store::SweepFile& sweep, const PageLimits& limits);
  /// See TaskVisit.
  void add(TaskId task, ProgramId first, std::span<const TaskTally> tallies);
  /// {timeouts, programs, samples}, each {rows, left_out}; times in seconds.
  Json take_json();

 private:
  struct Timeouts {
    std::uint32_t samples = 0;
    TaskId task;
    ProgramId program;
  };
  Json timeouts_json();
  Json programs_json() const;
  Json samples_json() const;

  const store::SweepFile& sweep_;
  const PageLimits& limits_;
  Top<Timeouts> timeouts_;
};

}  // namespace battalion::report::html
