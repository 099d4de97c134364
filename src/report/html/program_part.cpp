#include "report/html/program_part.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "report/html/named.hpp"
#include "report/html/task_part.hpp"
#include "report/html/top.hpp"

namespace battalion::report::html {
namespace {

double seconds(std::int64_t ns) { return static_cast<double>(ns) * 1e-9; }

/// The first candidate of each task, then the second of each, and so on.
std::set<std::uint32_t> best_candidates(const Choices& choices, std::size_t most) {
  std::set<std::uint32_t> programs;
  bool more = true;
  for (std::size_t place = 0; more; ++place) {
    more = false;
    for (const Choice& choice : choices.by_task) {
      if (programs.size() == most) return programs;
      if (place >= choice.chosen().size()) continue;
      programs.insert(choice.chosen()[place].program.value);
      more = true;
    }
  }
  return programs;
}

}  // namespace

void ProgramPart::add(TaskId task, ProgramId first, std::span<const TaskTally> tallies) {
  const TaskSize size = size_of(sweep_, task);
  for (std::size_t p = 0; p < tallies.size(); ++p) {
    const TaskTally& tally = tallies[p];
    if (!tally.met()) continue;
    Found& found = found_[first.value + p];
    ++found.tasks;
    if (tally.solved(size)) ++found.tasks_solved;
    found.cells_right += tally.cells_right;
    found.cells += size.cells;
    for (std::size_t o = 0; o < tally.by_outcome.size(); ++o) {
      found.outcomes.by_code[o] += tally.by_outcome[o];
    }
  }
}

Json ProgramPart::row(std::uint32_t program) const {
  const store::ProgramRow& p = sweep_.programs()[program];
  const Found& found = found_[program];
  Json row = {{"number", program},
              {"name", shown(p.name)},
              {"file", shown(p.file)},
              {"line", p.line},
              {"tasks", found.tasks},
              {"solved", found.tasks_solved},
              {"outcomes", outcomes_json(found.outcomes)},
              {"lowered", shown(p.lowered)}};
  if (found.cells > 0) {
    row["right"] = static_cast<double>(found.cells_right) / static_cast<double>(found.cells);
  }
  if (p.check.samples > 0) {
    row["cpu"] = seconds(p.check.cpu_ns);
    row["worst_cpu"] = seconds(p.check.worst_cpu_ns);
  }
  if (p.duplicate_of >= 0 && static_cast<std::size_t>(p.duplicate_of) < found_.size()) {
    row["same_as"] = program_json(sweep_, ProgramId(static_cast<std::uint32_t>(p.duplicate_of)));
  }
  if (!p.warning.empty()) row["warning"] = shown(p.warning);
  return row;
}

std::vector<std::uint32_t> ProgramPart::rows_of(const Choices& choices, std::size_t most) const {
  std::set<std::uint32_t> rows = best_candidates(choices, most / 2);
  const auto key = [this](std::uint32_t p) {
    return std::tuple(found_[p].tasks_solved, found_[p].outcomes.of(score::Outcome::exact),
                      found_[p].cells_right, ~p);
  };
  Top<std::uint32_t> top(most, [&](std::uint32_t a, std::uint32_t b) { return key(a) > key(b); });
  for (std::uint32_t p = 0; p < found_.size(); ++p) top.offer(p);
  for (const std::uint32_t p : top.take()) {
    if (rows.size() < most) rows.insert(p);
  }
  return {rows.begin(), rows.end()};
}

Json ProgramPart::by_tasks_solved() const {
  std::map<std::uint32_t, std::uint64_t> programs;
  for (const Found& f : found_) ++programs[f.tasks_solved];
  return Json(std::vector(programs.begin(), programs.end()));
}

Json ProgramPart::not_lowered(const PageLimits& limits) const {
  std::map<std::string, std::uint64_t> reasons;
  for (const store::ProgramRow& p : sweep_.programs()) {
    if (p.lowered != "yes") ++reasons[p.lowered];
  }
  using Reason = std::pair<std::string, std::uint64_t>;
  Top<Reason> top(limits.slowest, [](const Reason& a, const Reason& b) {
    return std::tie(a.second, b.first) > std::tie(b.second, a.first);
  });
  for (const auto& [why, programs] : reasons) top.offer({shown(why), programs});
  return Json(top.take());
}

Json ProgramPart::json(const Choices& choices, const PageLimits& limits) const {
  Json rows = Json::array();
  std::size_t source_bytes = 0;
  for (const std::uint32_t p : rows_of(choices, limits.programs)) {
    Json json = row(p);
    std::string source = shown_lines(sweep_.source(ProgramId(p)));
    if (source_bytes + source.size() <= limits.source_bytes) {
      source_bytes += source.size();
      json["source"] = std::move(source);
    }
    rows.push_back(std::move(json));
  }
  const std::size_t left_out = found_.size() - rows.size();
  return {{"rows", std::move(rows)},
          {"left_out", left_out},
          {"by_tasks_solved", by_tasks_solved()},
          {"not_lowered", not_lowered(limits)}};
}

}  // namespace battalion::report::html
