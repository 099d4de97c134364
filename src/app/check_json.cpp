#include <nlohmann/json.hpp>

#include "app/check_report.hpp"
#include "app/prepare.hpp"

namespace battalion::app {
namespace {

using Json = nlohmann::ordered_json;

double seconds(std::int64_t ns) { return static_cast<double>(ns) * 1e-9; }

Json sample_json(const arc::Task& task, std::uint32_t sample) {
  const arc::Sample& s = task.samples[sample];
  return {{"split", arc::name(s.split)}, {"index", s.index}};
}

Json speed_json(const CheckFindings& f, const score::ProgramSpeed& p) {
  const arc::Task& task = f.dataset->task(*p.task);
  Json outcomes = Json::object();
  for (std::size_t o = 0; o < p.outcomes.size(); ++o) {
    if (p.outcomes[o] > 0)
      outcomes[std::string(score::name(static_cast<score::Outcome>(o)))] = p.outcomes[o];
  }
  Json json = {{"samples", p.samples},
               {"wall_seconds", seconds(p.wall_ns)},
               {"cpu_seconds", seconds(p.cpu_ns)},
               {"worst_wall_seconds", seconds(p.worst_wall_ns)},
               {"worst_cpu_seconds", seconds(p.worst_cpu_ns)},
               {"worst_sample", sample_json(task, p.worst_sample)},
               {"slow", f.slow(p)},
               {"outcomes", outcomes}};
  if (p.failure) {
    json["failure"] = {{"outcome", score::name(p.failure->outcome)},
                       {"sample", sample_json(task, p.failure->sample)},
                       {"kind", p.failure->kind},
                       {"message", p.failure->message}};
  }
  return json;
}

Json problem_json(const dsl::Problem& p, const std::string& program) {
  return {{"file", p.file},
          {"line", p.line},
          {"column", p.column},
          {"message", p.message},
          {"program", program}};
}

Json program_json(const CheckFindings& f, std::size_t i) {
  const dsl::Program& p = f.programs[i];
  Json json = {{"name", p.name}, {"file", p.file}, {"line", p.line}};
  const ProgramId first = f.first_equal[i];
  json["duplicate_of"] = first.value == i ? Json(nullptr) : Json(f.programs[first.value].name);
  json["not_lowered"] = f.why_not_lowered[i].empty() ? Json(nullptr) : Json(f.why_not_lowered[i]);
  if (!f.speed) return json;
  const score::ProgramSpeed& speed = f.speed->programs[i];
  json["task"] = speed.task ? Json(f.dataset->task(*speed.task).id) : Json(nullptr);
  json["run_as"] = speed.task ? Json(f.programs[speed.run_as.value].name) : Json(nullptr);
  if (speed.samples > 0) json.update(speed_json(f, speed));
  return json;
}

}  // namespace

std::string check_json(const CheckReport& r) {
  const CheckFindings& f = r.findings;
  const CheckTotals t = totals_of(f);
  const std::size_t bad = unreadable(r.problems);
  Json json = {{"files", r.files},
               {"programs", f.programs.size() + bad},
               {"good", f.programs.size()},
               {"unreadable", bad},
               {"duplicates", t.duplicates},
               {"programs_lowered", t.lowered}};
  json["not_lowered"] = Json::object();
  for (const auto& [why, programs] : not_lowered(f)) json["not_lowered"][why] = programs;
  if (f.speed) {
    json.update({{"run", t.run},
                 {"slow", t.slow},
                 {"failing", t.failing},
                 {"without_task", t.without_task},
                 {"slow_seconds", seconds(f.slow_ns)},
                 {"threads", f.speed->threads},
                 {"wall_seconds", seconds(f.speed->wall_ns)},
                 {"cpu_seconds", seconds(f.speed->cpu_ns)}});
  }
  json["problems"] = Json::array();
  for (const dsl::Problem& p : r.problems) json["problems"].push_back(problem_json(p, p.program));
  json["warnings"] = Json::array();
  for (const dsl::TypeClash& w : r.warnings) {
    json["warnings"].push_back(problem_json(w.problem, f.programs[w.program.value].name));
  }
  json["all"] = Json::array();
  for (std::size_t i = 0; i < f.programs.size(); ++i) json["all"].push_back(program_json(f, i));
  // File names and messages may hold any bytes: what is no UTF-8 must not end the report, and as ASCII nothing in it
  // acts on a terminal.
  return json.dump(-1, ' ', true, Json::error_handler_t::replace);
}

}  // namespace battalion::app
