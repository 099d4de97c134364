#include <nlohmann/json.hpp>

#include "app/check_findings.hpp"

namespace battalion::app {
namespace {

using Json = nlohmann::ordered_json;

double seconds(std::int64_t ns) { return static_cast<double>(ns) * 1e-9; }

Json sample_json(const arc::Task& task, std::uint32_t sample) {
  const arc::Sample& s = task.samples[sample];
  return {{"split", s.split == arc::Split::demo ? "demo" : "test"}, {"index", s.index}};
}

Json speed_json(const CheckFindings& f, const score::ProgramSpeed& p) {
  const arc::Task& task = f.dataset.task(*p.task);
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

Json problems_json(const std::vector<dsl::Problem>& problems) {
  Json json = Json::array();
  for (const dsl::Problem& p : problems) {
    json.push_back({{"file", p.file},
                    {"line", p.line},
                    {"column", p.column},
                    {"message", p.message},
                    {"program", p.program}});
  }
  return json;
}

Json program_json(const CheckFindings& f, std::size_t i) {
  const dsl::Program& p = f.set.programs[i];
  Json json = {{"name", p.name}, {"file", p.file}, {"line", p.line}};
  const ProgramId first = f.first_equal[i];
  json["duplicate_of"] = first.value == i ? Json(nullptr) : Json(f.set.programs[first.value].name);
  if (!f.speed) return json;
  const score::ProgramSpeed& speed = f.speed->programs[i];
  json["task"] = speed.task ? Json(f.dataset.task(*speed.task).id) : Json(nullptr);
  json["run_as"] = speed.task ? Json(f.set.programs[speed.run_as.value].name) : Json(nullptr);
  if (speed.samples > 0) json.update(speed_json(f, speed));
  return json;
}

}  // namespace

std::string check_json(const CheckFindings& f) {
  const CheckTotals t = totals_of(f);
  Json json = {{"files", f.files},
               {"programs", t.good + t.unreadable},
               {"good", t.good},
               {"unreadable", t.unreadable},
               {"duplicates", t.duplicates}};
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
  json["problems"] = problems_json(f.set.problems);
  json["warnings"] = problems_json(f.warnings);
  json["all"] = Json::array();
  for (std::size_t i = 0; i < f.set.programs.size(); ++i) json["all"].push_back(program_json(f, i));
  // File names and messages may hold any bytes; what is no UTF-8 must not end the report.
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace battalion::app
