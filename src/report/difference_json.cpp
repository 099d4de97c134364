#include <nlohmann/json.hpp>

#include "report/difference.hpp"

namespace battalion::report {
namespace {

using Json = nlohmann::ordered_json;

Json scores(const arc::Totals& t) { return {{"score_a", t.a}, {"score_b", t.b}, {"score_c", t.c}}; }

Json times(const TimeChanges& changes) {
  const auto list = [](const std::vector<TimePair>& pairs) {
    Json all = Json::array();
    for (const TimePair& p : pairs) all.push_back({{"name", p.name}, {"was_seconds", p.was}, {"is_seconds", p.is}});
    return all;
  };
  return {{"factor", changes.factor}, {"slower", list(changes.slower)}, {"faster", list(changes.faster)}};
}

Json list(const std::vector<Change>& changes) {
  Json all = Json::array();
  for (const Change& c : changes) {
    all.push_back({{"task", c.task},
                   {"split", arc::name(c.split)},
                   {"index", c.index},
                   {"program", c.program},
                   {"was", score::name(c.was)},
                   {"is", score::name(c.is)}});
  }
  return all;
}

}  // namespace

std::string to_json(const Difference& d) {
  Json from_to = Json::object();
  for (std::size_t was = 0; was < d.from_to.size(); ++was) {
    for (std::size_t is = 0; is < d.from_to.size(); ++is) {
      if (was == is || d.from_to[was][is] == 0) continue;
      from_to[std::string(score::name(static_cast<score::Outcome>(was)))]
             [std::string(score::name(static_cast<score::Outcome>(is)))] = d.from_to[was][is];
    }
  }
  Json settings = Json::object();
  for (const Setting& s : d.settings) settings[s.name] = {{"was", s.was}, {"is", s.is}};
  const Json json = {{"pairs", d.pairs},
                     {"changed", d.changed},
                     {"from_to", from_to},
                     {"changes", list(d.changes)},
                     {"pairs_only_in_first", d.pairs_only_in_a},
                     {"pairs_only_in_second", d.pairs_only_in_b},
                     {"programs_only_in_first", d.programs_only_in_a},
                     {"programs_only_in_second", d.programs_only_in_b},
                     {"tasks_only_in_first", d.tasks_only_in_a},
                     {"tasks_only_in_second", d.tasks_only_in_b},
                     {"tasks_won", d.won},
                     {"tasks_lost", d.lost},
                     {"tasks_won_demos", d.won_demos},
                     {"tasks_lost_demos", d.lost_demos},
                     {"scores_was", scores(d.scores_a)},
                     {"scores_is", scores(d.scores_b)},
                     {"program_times", times(d.programs)},
                     {"task_times", times(d.tasks)},
                     {"settings", settings}};
  return json.dump(-1, ' ', true, Json::error_handler_t::replace);
}

}  // namespace battalion::report
