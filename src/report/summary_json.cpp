#include "report/summary_json.hpp"

#include <nlohmann/json.hpp>

namespace battalion::report {

namespace {

using Json = nlohmann::ordered_json;

/// Far above 1 over the threads that shared the work: starved. Null where nothing was done.
Json ratio(double wall, double cpu) { return cpu > 0 ? Json(wall / cpu) : Json(nullptr); }

}  // namespace

std::string to_json(const Summary& s) {
  Json outcomes = Json::object();
  for (const auto o : {score::Outcome::exact, score::Outcome::wrong, score::Outcome::error,
                       score::Outcome::timeout, score::Outcome::memory, score::Outcome::skipped,
                       score::Outcome::pending}) {
    outcomes[std::string(score::name(o))] = s.outcomes.of(o);
  }
  Json json = {
      {"tasks", s.tasks.size()},
      {"samples", s.samples()},
      {"demo_samples", s.demo_samples},
      {"test_samples", s.test_samples},
      {"programs", s.programs},
      {"evaluations", s.evaluations()},
      {"outcomes", outcomes},
      {"set_order_dependent", s.outcomes.set_order_dependent},
      {"tasks_solved_demo", s.tasks_solved_demo},
      {"score_a", s.totals.a},
      {"score_b", s.totals.b},
      {"score_c", s.totals.c},
      {"wall_seconds", s.wall_seconds},
      {"cpu_seconds", s.cpu_seconds},
      {"evaluations_per_second", s.evaluations_per_second},
      {"ranks", s.ranks.size()},
      {"load_seconds", s.load_seconds},
      {"sample_wall_seconds", s.sample_wall_seconds},
      {"queue_seconds", s.queue_seconds},
      {"programs_unreadable", s.programs_unreadable},
      {"duplicates", s.duplicates},
      {"test_outputs_solved", s.test_outputs_solved},
      {"units", s.units},
      {"missing_units", s.missing_units},
      {"pairing", s.pairing},
      {"set_order", s.set_order},
      {"battalion_commit", s.commit},
      {"hosts", s.hosts},
  };
  json["programs_lowered"] = s.programs_lowered;
  json["pairs_by_engine"] = Json::object();
  for (std::size_t e = 0; e < s.pairs_by_engine.size(); ++e) {
    json["pairs_by_engine"][std::string(score::name(static_cast<score::Engine>(e)))] = s.pairs_by_engine[e];
  }
  json["punted"] = Json::object();
  for (const score::Answered& a : s.punted) json["punted"][a.why] = a.pairs;
  json["punted_by_device"] = Json::object();
  for (const score::Answered& a : s.punted_by_device) json["punted_by_device"][a.why] = a.pairs;
  json["wall_per_cpu"] = ratio(s.sample_wall_seconds, s.cpu_seconds);
  for (const PhaseLine& p : s.phases) {
    json["phases"][p.name] = {{"wall_seconds", p.wall_seconds},
                              {"cpu_seconds", p.cpu_seconds},
                              {"wall_per_cpu", ratio(p.wall_seconds, p.cpu_seconds)}};
  }
  Json best = Json::object();
  for (const TaskLine& t : s.tasks) best[t.id] = t.best_programs;
  json["best_programs"] = best;
  // Names and hosts may hold any bytes: what is no UTF-8 must not end the report, and as ASCII nothing in it acts on
  // a terminal.
  return json.dump(-1, ' ', true, Json::error_handler_t::replace);
}

}  // namespace battalion::report
