#include "report/html/overview_part.hpp"

#include "report/html/task_part.hpp"

namespace battalion::report::html {
namespace {

Json reasons_json(const std::vector<score::Answered>& answered) {
  Json rows = Json::array();
  for (const score::Answered& a : answered) rows.push_back({shown(a.why), a.pairs});
  return rows;
}

Json engines_json(const Summary& s) {
  Json pairs = Json::array();
  for (std::size_t e = 0; e < s.pairs_by_engine.size(); ++e) {
    pairs.push_back({score::name(static_cast<score::Engine>(e)), s.pairs_by_engine[e]});
  }
  return {{"programs_lowered", s.programs_lowered},
          {"pairs", std::move(pairs)},
          {"punted", reasons_json(s.punted)},
          {"punted_by_device", reasons_json(s.punted_by_device)}};
}

Json phases_json(const Summary& s) {
  Json rows = Json::array();
  for (const PhaseLine& p : s.phases) {
    rows.push_back({{"name", p.name}, {"wall", p.wall_seconds}, {"cpu", p.cpu_seconds}});
  }
  return rows;
}

}  // namespace

Json overview_json(const store::SweepFile& sweep, const Summary& s) {
  Json configuration = Json::array();
  for (const auto& [key, value] : sweep.facts().configuration) {
    configuration.push_back(Json::array({shown(key), shown(value)}));
  }
  Json hosts = Json::array();
  for (const std::string& host : s.hosts) hosts.push_back(shown(host));
  Json json = {{"tasks", s.tasks.size()},
               {"demo_samples", s.demo_samples},
               {"test_samples", s.test_samples},
               {"programs", s.programs},
               {"programs_unreadable", s.programs_unreadable},
               {"duplicates", s.duplicates},
               {"evaluations", s.evaluations()},
               {"set_order_dependent", s.outcomes.set_order_dependent},
               {"outcomes", outcomes_json(s.outcomes)}};
  json["scores"] = {{"a", s.totals.a},
                    {"b", s.totals.b},
                    {"c", s.totals.c},
                    {"test_outputs", s.test_outputs},
                    {"test_outputs_solved", s.test_outputs_solved},
                    {"tasks_solved_demo", s.tasks_solved_demo}};
  json["time"] = {{"wall", s.wall_seconds},
                  {"before_scoring", s.load_seconds},
                  {"sample_wall", s.sample_wall_seconds},
                  {"sample_cpu", s.cpu_seconds},
                  {"queue", s.queue_seconds},
                  {"evaluations_per_second", s.evaluations_per_second},
                  {"started_ns", sweep.facts().started_ns}};
  json["phases"] = phases_json(s);
  json["engines"] = engines_json(s);
  json["units"] = s.units;
  json["missing_units"] = s.missing_units;
  json["pairing"] = shown(s.pairing);
  json["set_order"] = shown(s.set_order);
  json["keep"] = shown(sweep.facts().configured("keep"));
  json["version"] = shown(sweep.facts().battalion_version);
  json["commit"] = shown(s.commit);
  json["hosts"] = std::move(hosts);
  json["configuration"] = std::move(configuration);
  return json;
}

}  // namespace battalion::report::html
