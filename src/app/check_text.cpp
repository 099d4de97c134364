#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <numeric>

#include "app/check_findings.hpp"
#include "app/prepare.hpp"
#include "app/value_text.hpp"

namespace battalion::app {
namespace {

constexpr std::size_t slowest_shown = 10;  ///< at least; slow ones are shown all

using Out = std::back_insert_iterator<std::string>;

std::string duration(double ns) {
  if (ns < 1e6) return fmt::format("{:.0f} us", ns * 1e-3);
  if (ns < 1e9) return fmt::format("{:.1f} ms", ns * 1e-6);
  return fmt::format("{:.2f} s", ns * 1e-9);
}

std::string sample_text(const arc::Task& task, std::uint32_t sample) {
  const arc::Sample& s = task.samples[sample];
  return fmt::format("{} {}", s.split == arc::Split::demo ? "demo" : "test", s.index);
}

const char* plural(std::size_t n) { return n == 1 ? "" : "s"; }

void put_slowest(Out out, const CheckFindings& f) {
  std::vector<std::size_t> all(f.speed->programs.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  std::erase_if(all, [&](std::size_t p) { return f.speed->programs[p].samples == 0; });
  std::stable_sort(all.begin(), all.end(), [&](std::size_t a, std::size_t b) {
    return f.speed->programs[a].worst_cpu_ns > f.speed->programs[b].worst_cpu_ns;
  });
  std::size_t shown = 0;
  while (shown < all.size() && (shown < slowest_shown || f.slow(f.speed->programs[all[shown]])))
    ++shown;
  if (shown == 0) return;
  fmt::format_to(out, "{:<32} {:>7} {:>11} {:>11} {:>10} {:>10}\n", "slowest", "samples",
                 "wall/sample", "cpu/sample", "worst cpu", "on");
  for (std::size_t k = 0; k < shown; ++k) {
    const score::ProgramSpeed& p = f.speed->programs[all[k]];
    fmt::format_to(out, "{:<32} {:>7} {:>11} {:>11} {:>10} {:>10}{}\n", f.set.programs[all[k]].name,
                   p.samples, duration(static_cast<double>(p.wall_ns) / p.samples),
                   duration(static_cast<double>(p.cpu_ns) / p.samples),
                   duration(static_cast<double>(p.worst_cpu_ns)),
                   sample_text(f.dataset.task(*p.task), p.worst_sample), f.slow(p) ? "  slow" : "");
  }
  *out = '\n';
}

void put_failing(Out out, const CheckFindings& f, const CheckTotals& totals) {
  if (totals.failing == 0) return;
  fmt::format_to(out, "{:<32} {:<8} {:>8} {:>9}  {}\n", "failing", "first", "on", "samples", "why");
  for (std::size_t i = 0; i < f.speed->programs.size(); ++i) {
    const score::ProgramSpeed& p = f.speed->programs[i];
    if (!p.failure) continue;
    const std::uint32_t bad =
        p.samples - p.outcomes[static_cast<std::size_t>(score::Outcome::exact)];
    std::string why = p.failure->kind;
    if (!p.failure->message.empty()) why += ": " + p.failure->message;
    fmt::format_to(out, "{:<32} {:<8} {:>8} {:>9}  {}\n", f.set.programs[i].name,
                   score::name(p.failure->outcome),
                   sample_text(f.dataset.task(*p.task), p.failure->sample),
                   fmt::format("{} of {}", bad, p.samples), why.empty() ? "-" : why);
  }
  *out = '\n';
}

void put_duplicates(Out out, const CheckFindings& f) {
  for (std::size_t i = 0; i < f.set.programs.size(); ++i) {
    if (f.first_equal[i].value == i) continue;
    const dsl::Program& p = f.set.programs[i];
    const dsl::Program& first = f.set.programs[f.first_equal[i].value];
    const bool apart = f.speed && f.speed->programs[i].samples > 0;
    fmt::format_to(out, "{}:{}: {} computes the same as {} ({}:{}){}\n", p.file, p.line, p.name,
                   first.name, first.file, first.line, apart ? ", for another task" : "");
  }
}

void put_without_task(Out out, const CheckFindings& f) {
  if (!f.speed) return;
  for (std::size_t i = 0; i < f.set.programs.size(); ++i) {
    const dsl::Program& p = f.set.programs[i];
    if (f.speed->programs[i].task) continue;
    fmt::format_to(out, "{}:{}: {} is not run (its name ends with no id of the {} tasks)\n", p.file,
                   p.line, p.name, f.dataset.task_count());
  }
}

void put_speed_totals(Out out, const CheckFindings& f, const CheckTotals& t) {
  const double wall = static_cast<double>(f.speed->wall_ns);
  const double cpu = static_cast<double>(f.speed->cpu_ns);
  const std::string what = f.slow_ns > 0 ? " (from " + format_duration(f.slow_ns) + ")" : "";
  fmt::format_to(out,
                 "{} programs: {} run, {} duplicate{}, {} slow{}, {} failing, {} without a task; "
                 "wall {}, cpu {}, wall/cpu {:.2f} on {} thread{}\n",
                 t.good, t.run, t.duplicates, plural(t.duplicates), t.slow, what, t.failing,
                 t.without_task, duration(wall), duration(cpu), cpu > 0 ? wall / cpu : 0.0,
                 f.speed->threads, plural(static_cast<std::size_t>(f.speed->threads)));
}

}  // namespace

CheckTotals totals_of(const CheckFindings& f) {
  CheckTotals t;
  t.good = f.set.programs.size();
  t.unreadable = unreadable(f.set.problems);
  for (std::size_t i = 0; i < t.good; ++i) t.duplicates += f.first_equal[i].value != i;
  if (!f.speed) return t;
  for (const score::ProgramSpeed& p : f.speed->programs) {
    t.run += p.samples > 0;
    t.slow += f.slow(p);
    t.failing += p.failure.has_value();
    t.without_task += !p.task;
  }
  return t;
}

std::string check_text(const CheckFindings& f) {
  const CheckTotals totals = totals_of(f);
  std::string text;
  const Out out(text);
  for (const dsl::Problem& p : f.set.problems) fmt::format_to(out, "{}\n", p.text());
  for (const dsl::Problem& p : f.warnings) fmt::format_to(out, "{}\n", p.text());
  put_duplicates(out, f);
  put_without_task(out, f);
  if (f.speed) {
    if (!text.empty()) text += '\n';
    put_slowest(out, f);
    put_failing(out, f, totals);
  }
  fmt::format_to(out, "{} file{}, {} programs: {} good, {} unreadable, {} duplicate{}{}\n", f.files,
                 plural(f.files), totals.good + totals.unreadable, totals.good, totals.unreadable,
                 totals.duplicates, plural(totals.duplicates),
                 f.warnings.empty() ? "" : fmt::format(", {} bound to raise", f.warnings.size()));
  if (f.speed) put_speed_totals(out, f, totals);
  return text;
}

}  // namespace battalion::app
