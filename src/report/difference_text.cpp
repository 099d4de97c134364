#include <algorithm>
#include <iterator>

#include "base/printable.hpp"
#include "report/difference.hpp"
#include "report/grouped.hpp"

namespace battalion::report {
namespace {

constexpr std::size_t shown = 20;

using Out = std::back_insert_iterator<std::string>;

void put_rest(Out out, std::size_t all) {
  if (all > shown) fmt::format_to(out, "  and {} more\n", grouped(all - shown));
}

void put_changes(Out out, const Difference& d) {
  fmt::format_to(out, "verdicts  {} of {} have changed\n", grouped(d.changed), grouped(d.pairs));
  for (std::size_t was = 0; was < d.from_to.size(); ++was) {
    for (std::size_t is = 0; is < d.from_to.size(); ++is) {
      if (was == is || d.from_to[was][is] == 0) continue;
      fmt::format_to(out, "  {:>13}  {} -> {}\n", grouped(d.from_to[was][is]),
                     score::name(static_cast<score::Outcome>(was)), score::name(static_cast<score::Outcome>(is)));
    }
  }
  for (std::size_t i = 0; i < std::min(shown, d.changes.size()); ++i) {
    const Change& c = d.changes[i];
    fmt::format_to(out, "  {} {} {}, {}: {} -> {}\n", printable(c.task, name_width),
                   arc::name(c.split), c.index, printable(c.program, name_width),
                   score::name(c.was), score::name(c.is));
  }
  put_rest(out, d.changed);
}

void put_names(Out out, std::string_view what, const std::vector<std::string>& names) {
  if (names.empty()) return;
  fmt::format_to(out, "  {} {}:", names.size(), what);
  for (std::size_t i = 0; i < std::min(shown, names.size()); ++i) {
    fmt::format_to(out, " {}", printable(names[i], name_width));
  }
  fmt::format_to(out, "{}\n", names.size() > shown ? " ..." : "");
}

void put_tasks(Out out, const Difference& d) {
  fmt::format_to(out, "tasks     A {:.1f} % -> {:.1f} %, B {:.1f} % -> {:.1f} %, C {} -> {}\n", 100 * d.scores_a.a,
                 100 * d.scores_b.a, 100 * d.scores_a.b, 100 * d.scores_b.b, d.scores_a.c, d.scores_b.c);
  put_names(out, "won (all tests)", d.won);
  put_names(out, "lost (all tests)", d.lost);
  put_names(out, "won (a program exact on all demos)", d.won_demos);
  put_names(out, "lost (a program exact on all demos)", d.lost_demos);
}

void put_times(Out out, std::string_view of, std::string_view what, const TimeChanges& times) {
  fmt::format_to(out, "{:<9} {}: all {:.2f} times the time; beyond that and noise {} slower, {} faster\n", of, what,
                 times.factor, grouped(times.slower.size()), grouped(times.faster.size()));
  for (const auto* changed : {&times.slower, &times.faster}) {
    for (std::size_t i = 0; i < std::min(shown, changed->size()); ++i) {
      const TimePair& p = (*changed)[i];
      fmt::format_to(out, "  {:>10.3f} ms -> {:>10.3f} ms  {}\n", p.was * 1e3, p.is * 1e3, printable(p.name, name_width));
    }
    put_rest(out, changed->size());
  }
}

void put_only(Out out, std::string_view what, std::uint64_t in_a, std::uint64_t in_b) {
  if (in_a + in_b == 0) return;
  fmt::format_to(out, "  {} only in the first: {}, only in the second: {}\n", what, grouped(in_a), grouped(in_b));
}

}  // namespace

std::string to_text(const Difference& d) {
  std::string text;
  const Out out(text);
  put_changes(out, d);
  put_only(out, "pairs", d.pairs_only_in_a, d.pairs_only_in_b);
  put_only(out, "programs", d.programs_only_in_a, d.programs_only_in_b);
  put_only(out, "tasks", d.tasks_only_in_a, d.tasks_only_in_b);
  put_tasks(out, d);
  put_times(out, "programs", "CPU time a sample of their own task", d.programs);
  put_times(out, "times", "CPU time of tasks", d.tasks);
  if (!d.settings.empty()) text += "settings\n";
  for (const Setting& s : d.settings) {
    fmt::format_to(out, "  {}: {} -> {}\n", printable(s.name), printable(s.was, 200), printable(s.is, 200));
  }
  return text;
}

}  // namespace battalion::report
