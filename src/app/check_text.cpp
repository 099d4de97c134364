#include <fmt/format.h>

#include <iterator>

#include "app/check_report.hpp"
#include "app/prepare.hpp"
#include "base/printable.hpp"

namespace battalion::app {
namespace {

using Out = std::back_insert_iterator<std::string>;

const char* plural(std::size_t n) { return n == 1 ? "" : "s"; }

void put_without_task(Out out, const CheckFindings& f) {
  if (!f.speed) return;
  for (std::size_t i = 0; i < f.programs.size(); ++i) {
    const dsl::Program& p = f.programs[i];
    if (f.speed->programs[i].task) continue;
    fmt::format_to(out, "{}:{}: {} is not run (its name ends with no id of the {} tasks)\n", printable(p.file),
                   p.line, printable(p.name, name_width), f.dataset->task_count());
  }
}

}  // namespace

std::string check_text(const CheckReport& r) {
  const CheckFindings& f = r.findings;
  const std::size_t bad = unreadable(r.problems);
  const std::size_t duplicates = totals_of(f).duplicates;
  std::string text;
  const Out out(text);
  for (const dsl::Problem& p : r.problems) fmt::format_to(out, "{}\n", p.text());
  for (const dsl::TypeClash& w : r.warnings) fmt::format_to(out, "{}\n", w.problem.text());
  text += duplicates_text(f);
  put_without_task(out, f);
  if (!text.empty()) text += '\n';
  if (f.speed) {
    for (const std::string& table : {slowest_table(f), failing_table(f)}) {
      if (!table.empty()) text += table + '\n';
    }
  }
  if (const std::string table = not_lowered_table(f); !table.empty()) text += table + '\n';
  fmt::format_to(out, "{} file{}, {} programs: {} good, {} unreadable, {} duplicate{}, {} can run on bit planes{}\n", r.files,
                 plural(r.files), f.programs.size() + bad, f.programs.size(), bad, duplicates,
                 plural(duplicates), totals_of(f).lowered,
                 r.warnings.empty() ? "" : fmt::format(", {} bound to raise", r.warnings.size()));
  if (f.speed) text += speed_totals(f);
  return text;
}

}  // namespace battalion::app
