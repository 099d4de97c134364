#include "report/difference.hpp"

#include <algorithm>
#include <map>

#include "report/match.hpp"
#include "report/summary.hpp"

namespace battalion::report {
namespace {

using score::Outcome;

/// Rows of the outcome matrix, ascending: each chunk is read and inflated once.
class OutcomeRows {
 public:
  explicit OutcomeRows(const store::SweepFile& sweep) : sweep_(sweep) {}

  std::span<const std::uint8_t> row(SampleId sample) {
    const std::uint64_t programs = sweep_.programs().size();
    const std::uint64_t first = sample.value / store::band_samples * store::band_samples;
    if (rows_.empty() || first != first_) {
      first_ = first;
      rows_ = sweep_.outcomes({first, std::min<std::uint64_t>(store::band_samples, sweep_.samples().size() - first), 0, programs});
    }
    return std::span(rows_).subspan((sample.value - first) * programs, programs);
  }

 private:
  const store::SweepFile& sweep_;
  std::uint64_t first_ = 0;
  std::vector<std::uint8_t> rows_;
};

Outcome kind(std::uint8_t code) { return static_cast<Outcome>(code & 0x7f); }

class Comparison {
 public:
  Comparison(const store::SweepFile& a, const store::SweepFile& b, const Match& match, Difference& d)
      : a_(a), b_(b), match_(match), d_(d), rows_a_(a), rows_b_(b) {}

  void run() {
    std::uint64_t both = 0, in_a = 0;
    for (std::uint32_t s = 0; s < a_.samples().size(); ++s) {
      const auto was = rows_a_.row(SampleId(s));
      in_a += static_cast<std::uint64_t>(
          std::count_if(was.begin(), was.end(), [](auto o) { return kind(o) != Outcome::unpaired; }));
      if (!match_.sample[s]) continue;
      const auto is = rows_b_.row(*match_.sample[s]);
      for (std::size_t p = 0; p < was.size(); ++p) {
        const auto other = match_.program[p];
        if (!other || kind(was[p]) == Outcome::unpaired || kind(is[other->value]) == Outcome::unpaired) continue;
        ++both;
        compare(s, p, kind(was[p]), kind(is[other->value]));
      }
    }
    d_.pairs = both;
    d_.pairs_only_in_a = in_a - both;
    d_.pairs_only_in_b = b_.count().all.evaluations() - both;
  }

 private:
  void compare(std::uint32_t sample, std::size_t program, Outcome was, Outcome is) {
    ++d_.from_to[static_cast<std::size_t>(was)][static_cast<std::size_t>(is)];
    if (was == is) return;
    ++d_.changed;
    if (d_.changes.size() == Difference::most_changes) return;
    const store::SampleRow& row = a_.samples()[sample];
    d_.changes.push_back(
        {a_.tasks()[row.task.value].id, row.split, row.index, a_.programs()[program].name, was, is});
  }

  const store::SweepFile& a_;
  const store::SweepFile& b_;
  const Match& match_;
  Difference& d_;
  OutcomeRows rows_a_, rows_b_;
};

bool solved(const TaskLine& t) { return t.score.tests > 0 && t.score.tests_solved == t.score.tests; }

void compare_tasks(const store::SweepFile& a, const store::SweepFile& b, const Match& match, Difference& d) {
  const Summary was = summarize(a), is = summarize(b);
  d.scores_a = was.totals;
  d.scores_b = is.totals;
  std::vector<TimePair> times;
  for (std::size_t t = 0; t < was.tasks.size(); ++t) {
    if (!match.task[t]) continue;
    const TaskLine& then = was.tasks[t];
    const TaskLine& now = is.tasks[match.task[t]->value];
    if (solved(then) != solved(now)) (solved(now) ? d.won : d.lost).push_back(then.id);
    if (then.solved_demos != now.solved_demos) {
      (now.solved_demos ? d.won_demos : d.lost_demos).push_back(then.id);
    }
    // Of other pairs the time is another thing.
    if (then.evaluations == now.evaluations) times.push_back({then.id, then.cpu_seconds, now.cpu_seconds});
  }
  d.tasks = time_changes(times);
}

void compare_programs(const store::SweepFile& a, const store::SweepFile& b, const Match& match, Difference& d) {
  std::vector<TimePair> times;
  for (std::size_t p = 0; p < match.program.size(); ++p) {
    if (!match.program[p]) continue;
    const store::ProgramRow& was = a.programs()[p];
    const store::ProgramRow& is = b.programs()[match.program[p]->value];
    if (was.check.samples == 0 || was.check.samples != is.check.samples || was.duplicate_of >= 0) continue;
    const double samples = was.check.samples;
    times.push_back({was.name, static_cast<double>(was.check.cpu_ns) * 1e-9 / samples,
                     static_cast<double>(is.check.cpu_ns) * 1e-9 / samples});
  }
  d.programs = time_changes(times);
}

void compare_settings(const store::SweepFacts& a, const store::SweepFacts& b, Difference& d) {
  const auto add = [&](const std::string& name, const std::string& was, const std::string& is) {
    if (was != is) d.settings.push_back({name, was, is});
  };
  std::map<std::string, std::pair<std::string, std::string>> all;
  for (const auto& [name, value] : a.configuration) all[name].first = value;
  for (const auto& [name, value] : b.configuration) all[name].second = value;
  all.erase("out");  // two sweeps never share it
  for (const auto& [name, values] : all) add("--" + name, values.first, values.second);
  add("version", a.battalion_version, b.battalion_version);
  add("commit", a.battalion_commit, b.battalion_commit);
  add("dataset", fmt::format("{:016x}", a.dataset_digest), fmt::format("{:016x}", b.dataset_digest));
  add("programs", fmt::format("{:016x}", a.programs_digest), fmt::format("{:016x}", b.programs_digest));
}

template <class Row>
std::uint64_t matched(const std::vector<std::optional<Row>>& rows) {
  return static_cast<std::uint64_t>(std::count_if(rows.begin(), rows.end(), [](const auto& r) { return r.has_value(); }));
}

}  // namespace

Difference difference(const store::SweepFile& a, const store::SweepFile& b) {
  const Match found = match(a, b);
  Difference d;
  Comparison(a, b, found, d).run();
  if (d.pairs == 0) {
    fail_input("the two files have no pair in common (no sample and program that were scored in both) nothing can "
               "be compared");
  }
  d.programs_only_in_a = a.programs().size() - matched(found.program);
  d.programs_only_in_b = b.programs().size() - matched(found.program);
  d.tasks_only_in_a = a.tasks().size() - matched(found.task);
  d.tasks_only_in_b = b.tasks().size() - matched(found.task);
  compare_tasks(a, b, found, d);
  compare_programs(a, b, found, d);
  compare_settings(a.facts(), b.facts(), d);
  return d;
}

}  // namespace battalion::report
