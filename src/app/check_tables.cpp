#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>

#include "app/check_findings.hpp"
#include "app/value_text.hpp"
#include "base/printable.hpp"

namespace battalion::app {
namespace {

constexpr std::size_t slowest_shown = 10;  ///< where slow ones are not all that is asked for

using Out = std::back_insert_iterator<std::string>;

std::string duration(double ns) {
  if (ns < 1e6) return fmt::format("{:.0f} us", ns * 1e-3);
  if (ns < 1e9) return fmt::format("{:.1f} ms", ns * 1e-6);
  return fmt::format("{:.2f} s", ns * 1e-9);
}

std::string sample_text(const arc::Task& task, std::uint32_t sample) {
  const arc::Sample& s = task.samples[sample];
  return fmt::format("{} {}", arc::name(s.split), s.index);
}

const char* plural(std::size_t n) { return n == 1 ? "" : "s"; }

void put_left_out(Out out, std::size_t rows, std::size_t shown) {
  if (shown < rows) fmt::format_to(out, "... and {} more\n", rows - shown);
}

/// The programs that `wanted` takes.
template <class Wanted>
std::vector<std::size_t> programs_that(const CheckFindings& f, Wanted wanted) {
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < f.programs.size(); ++i) {
    if (wanted(i)) all.push_back(i);
  }
  return all;
}

}  // namespace

CheckTotals totals_of(const CheckFindings& f) {
  CheckTotals t;
  for (std::size_t i = 0; i < f.programs.size(); ++i) t.duplicates += f.first_equal[i].value != i;
  for (const std::string& why : f.why_not_lowered) t.lowered += why.empty();
  if (!f.speed) return t;
  for (const score::ProgramSpeed& p : f.speed->programs) {
    t.run += p.samples > 0;
    t.slow += f.slow(p);
    t.failing += p.failure.has_value();
    t.without_task += !p.task;
  }
  return t;
}

std::vector<std::pair<std::string, std::size_t>> not_lowered(const CheckFindings& f) {
  std::map<std::string, std::size_t> counts;
  for (const std::string& why : f.why_not_lowered) {
    if (!why.empty()) ++counts[why];
  }
  std::vector<std::pair<std::string, std::size_t>> rows(counts.begin(), counts.end());
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  return rows;
}

std::string not_lowered_table(const CheckFindings& f, std::size_t most) {
  const auto rows = not_lowered(f);
  if (rows.empty()) return {};
  std::string text = "NOT RUN ON BIT PLANES (the interpreter runs them)\n";
  const Out out(text);
  for (std::size_t i = 0; i < std::min(rows.size(), most); ++i) {
    const auto at = std::find(f.why_not_lowered.begin(), f.why_not_lowered.end(), rows[i].first) - f.why_not_lowered.begin();
    fmt::format_to(out, "{:>6}  {}, e.g. {}\n", rows[i].second, printable(rows[i].first),
                   printable(f.programs[static_cast<std::size_t>(at)].name, name_width));
  }
  put_left_out(out, rows.size(), most);
  return text;
}

std::string slowest_table(const CheckFindings& f, std::size_t most) {
  const std::vector<score::ProgramSpeed>& speeds = f.speed->programs;
  std::vector<std::size_t> all = programs_that(f, [&](std::size_t i) {
    return most == all_rows ? speeds[i].samples > 0 : f.slow(speeds[i]);
  });
  std::stable_sort(all.begin(), all.end(), [&](std::size_t a, std::size_t b) {
    return speeds[a].worst_cpu_ns > speeds[b].worst_cpu_ns;
  });
  std::size_t shown = std::min(all.size(), most == all_rows ? slowest_shown : most);
  while (most == all_rows && shown < all.size() && f.slow(speeds[all[shown]])) ++shown;
  std::string text;
  if (shown == 0) return text;
  const Out out(text);
  fmt::format_to(out, "{:<32} {:>7} {:>11} {:>11} {:>10} {:>10}\n", "slowest", "samples",
                 "wall/sample", "cpu/sample", "worst cpu", "on");
  for (std::size_t k = 0; k < shown; ++k) {
    const score::ProgramSpeed& p = speeds[all[k]];
    fmt::format_to(out, "{:<32} {:>7} {:>11} {:>11} {:>10} {:>10}{}\n", printable(f.programs[all[k]].name, name_width),
                   p.samples, duration(static_cast<double>(p.wall_ns) / p.samples),
                   duration(static_cast<double>(p.cpu_ns) / p.samples),
                   duration(static_cast<double>(p.worst_cpu_ns)),
                   sample_text(f.dataset->task(*p.task), p.worst_sample),
                   f.slow(p) ? "  slow" : "");
  }
  if (most != all_rows) put_left_out(out, all.size(), shown);
  return text;
}

std::string failing_table(const CheckFindings& f, std::size_t most) {
  const auto all =
      programs_that(f, [&](std::size_t i) { return f.speed->programs[i].failure.has_value(); });
  const std::size_t shown = std::min(all.size(), most);
  std::string text;
  if (shown == 0) return text;
  const Out out(text);
  fmt::format_to(out, "{:<32} {:<8} {:>8} {:>9}  {}\n", "failing", "first", "on", "samples", "why");
  for (std::size_t k = 0; k < shown; ++k) {
    const score::ProgramSpeed& p = f.speed->programs[all[k]];
    const std::uint32_t bad =
        p.samples - p.outcomes[static_cast<std::size_t>(score::Outcome::exact)];
    std::string why = p.failure->kind;
    if (!p.failure->message.empty()) why += ": " + p.failure->message;
    fmt::format_to(out, "{:<32} {:<8} {:>8} {:>9}  {}\n", printable(f.programs[all[k]].name, name_width),
                   score::name(p.failure->outcome),
                   sample_text(f.dataset->task(*p.task), p.failure->sample),
                   fmt::format("{} of {}", bad, p.samples), why.empty() ? "-" : why);
  }
  put_left_out(out, all.size(), shown);
  return text;
}

std::string duplicates_text(const CheckFindings& f, std::size_t most) {
  const auto all = programs_that(f, [&](std::size_t i) { return f.first_equal[i].value != i; });
  const std::size_t shown = std::min(all.size(), most);
  std::string text;
  const Out out(text);
  for (std::size_t k = 0; k < shown; ++k) {
    const dsl::Program& p = f.programs[all[k]];
    const dsl::Program& first = f.programs[f.first_equal[all[k]].value];
    const bool apart = f.speed && f.speed->programs[all[k]].samples > 0;
    fmt::format_to(out, "{}:{}: {} computes the same as {} ({}:{}){}\n", printable(p.file), p.line,
                   printable(p.name, name_width), printable(first.name, name_width), printable(first.file),
                   first.line, apart ? ", for another task" : "");
  }
  put_left_out(out, all.size(), shown);
  return text;
}

std::string speed_totals(const CheckFindings& f) {
  const CheckTotals t = totals_of(f);
  const double wall = static_cast<double>(f.speed->wall_ns);
  const double cpu = static_cast<double>(f.speed->cpu_ns);
  const std::string what = f.slow_ns > 0 ? " (from " + format_duration(f.slow_ns) + ")" : "";
  return fmt::format(
      "{} programs: {} run, {} duplicate{}, {} slow{}, {} failing, {} without a task; "
      "wall {}, cpu {}, wall/cpu {:.2f} on {} thread{}\n",
      f.programs.size(), t.run, t.duplicates, plural(t.duplicates), t.slow, what, t.failing,
      t.without_task, duration(wall), duration(cpu), cpu > 0 ? wall / cpu : 0.0, f.speed->threads,
      plural(static_cast<std::size_t>(f.speed->threads)));
}

}  // namespace battalion::app
