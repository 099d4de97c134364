#include "report/summary_text.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "base/printable.hpp"
#include "report/grouped.hpp"

namespace battalion::report {
namespace {

constexpr std::size_t bar_width = 40;
constexpr std::size_t slow_tasks = 5;
constexpr std::size_t shown_ranks = 16;
constexpr std::size_t shown_errors = 5;

std::string counted(std::uint64_t n, const char* one, const char* many) {
  return fmt::format("{} {}", grouped(n), n == 1 ? one : many);
}

double share(double part, double whole) { return whole > 0 ? part / whole : 0; }

std::string duration(double s) {
  if (s < 1e-3) return fmt::format("{:.0f} us", s * 1e6);
  if (s < 1) return fmt::format("{:.1f} ms", s * 1e3);
  if (s < 600) return fmt::format("{:.2f} s", s);
  return fmt::format("{:.1f} min", s / 60);
}

class Text {
 public:
  explicit Text(const Style& style) : style_(style) {}

  /// Starts a part: its name in the margin of the next line.
  void part(std::string_view name) {
    text_ += '\n';
    margin_ = style_.paint(fmt::format("{:<10}", name), Style::Colour::bold);
  }
  template <class... Args>
  void line(fmt::format_string<Args...> format, Args&&... args) {
    text_ += margin_;
    margin_ = std::string(10, ' ');
    fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
    while (text_.ends_with(' ')) text_.pop_back();
    text_ += '\n';
  }
  std::string take() { return std::move(text_); }

 private:
  const Style& style_;
  std::string text_;
  std::string margin_;
};

Style::Colour colour_of(score::Outcome o) {
  switch (o) {
    case score::Outcome::exact:
      return Style::Colour::green;
    case score::Outcome::wrong:
      return Style::Colour::yellow;
    case score::Outcome::error:
    case score::Outcome::timeout:
    case score::Outcome::memory:
      return Style::Colour::red;
    default:
      return Style::Colour::grey;
  }
}

std::string bar(double part, const Style& style) {
  // Something that happened shows, however rare.
  auto length = static_cast<std::size_t>(std::lround(part * bar_width));
  if (part > 0) length = std::max<std::size_t>(length, 1);
  std::string text;
  for (std::size_t i = 0; i < length; ++i) text += style.unicode ? "█" : "#";
  return text;
}

void put_totals(Text& text, const Summary& s) {
  text.part("sweep");
  text.line("{}: {} ({} demo, {} test)", counted(s.tasks.size(), "task", "tasks"),
            counted(s.samples(), "sample", "samples"), grouped(s.demo_samples),
            grouped(s.test_samples));
  std::string also;
  if (s.duplicates > 0) also += fmt::format(", {} the same as another", grouped(s.duplicates));
  if (s.programs_unreadable > 0) {
    also += fmt::format(", {} more unreadable and left out", grouped(s.programs_unreadable));
  }
  text.line("{}{}", counted(s.programs, "program", "programs"), also);
  text.line("pairing {}, set order {}", printable(s.pairing), printable(s.set_order));
}

void put_outcomes(Text& text, const Summary& s, const Style& style) {
  text.part("outcomes");
  text.line("{}", counted(s.evaluations(), "evaluation", "evaluations"));
  for (const auto o : {score::Outcome::exact, score::Outcome::wrong, score::Outcome::error,
                       score::Outcome::timeout, score::Outcome::memory, score::Outcome::skipped,
                       score::Outcome::pending}) {
    const std::uint64_t n = s.outcomes.of(o);
    const double part = share(static_cast<double>(n), static_cast<double>(s.evaluations()));
    text.line("{:<8} {:>13} {:>6.1f} %  {}", score::name(o), grouped(n), 100 * part,
              style.paint(bar(part, style), colour_of(o)));
  }
  text.line("{} on the order of a set",
            s.outcomes.set_order_dependent == 1
                ? std::string("1 evaluation hung")
                : fmt::format("{} evaluations hung", grouped(s.outcomes.set_order_dependent)));
  if (!s.errors.empty()) {
    std::vector<std::string> kinds;
    for (std::size_t i = 0; i < std::min(s.errors.size(), shown_errors); ++i) {
      const store::SweepError& e = s.errors[i];
      const std::string what = e.message.empty() ? e.kind : e.kind + ": " + e.message;
      text.line("{:>13} x {}", grouped(e.count), printable(what, 68));
    }
    if (s.errors.size() > shown_errors) {
      text.line("{:>13}   {}", "",
                fmt::format("and {} more kinds", s.errors.size() - shown_errors));
    }
  }
}

void put_scores(Text& text, const Summary& s, const Style& style) {
  text.part("scores");
  const auto number = [&](std::string shown) {
    return style.paint(fmt::format("{:>7}", shown), Style::Colour::bold);
  };
  text.line("A {}  {} of {} test outputs solved", number(fmt::format("{:.1f} %", 100 * s.totals.a)),
            grouped(s.test_outputs_solved), grouped(s.test_outputs));
  text.line("B {}  mean over tasks of the share of their tests solved",
            number(fmt::format("{:.1f} %", 100 * s.totals.b)));
  text.line("C {}  tasks with every test solved", number(grouped(s.totals.c)));
  text.line("  {}  tasks with a program that is exact on all demos",
            number(grouped(s.tasks_solved_demo)));
  text.line("Two attempts at a test output, by the programs that do best on the demos alone.");
}

void put_times(Text& text, const Summary& s) {
  text.part("time");
  text.line("wall {}, of it {} before scoring; {} evaluations/s", duration(s.wall_seconds),
            duration(s.load_seconds),
            grouped(static_cast<std::uint64_t>(s.evaluations_per_second)));
  text.line("samples: wall {}, cpu {} (wall/cpu {:.2f}), {} waiting for a worker",
            duration(s.sample_wall_seconds), duration(s.cpu_seconds),
            share(s.sample_wall_seconds, s.cpu_seconds), duration(s.queue_seconds));
  text.line("{:<10} {:>10} {:>10} {:>9}", "all ranks", "wall", "cpu", "wall/cpu");
  for (const PhaseLine& p : s.phases) {
    text.line("{:<10} {:>10} {:>10} {:>9.2f}", p.name, duration(p.wall_seconds),
              duration(p.cpu_seconds), share(p.wall_seconds, p.cpu_seconds));
  }
}

void put_engines(Text& text, const Summary& s) {
  text.part("engines");
  text.line("{} of {} can run on bit planes", grouped(s.programs_lowered), counted(s.programs, "program", "programs"));
  std::uint64_t all = 0;
  for (const std::uint64_t n : s.pairs_by_engine) all += n;
  for (std::size_t e = s.pairs_by_engine.size(); e-- > 0;) {
    const std::uint64_t n = s.pairs_by_engine[e];
    if (n == 0) continue;
    text.line("{:<11} {:>13} {:>6.1f} %", score::name(static_cast<score::Engine>(e)), grouped(n),
              100 * share(static_cast<double>(n), static_cast<double>(all)));
  }
  const auto put_reasons = [&](std::string_view who, const std::vector<score::Answered>& punted) {
    if (punted.empty()) return;
    std::vector<std::string> reasons;
    for (std::size_t i = 0; i < std::min(punted.size(), shown_errors); ++i) {
      reasons.push_back(fmt::format("{} {}", printable(punted[i].why), grouped(punted[i].pairs)));
    }
    text.line("{} had to: {}", who, fmt::join(reasons, ", "));
  };
  put_reasons("lanes, for the device,", s.punted_by_device);
  put_reasons("the interpreter", s.punted);
}

void put_ranks(Text& text, const Summary& s) {
  text.part("ranks");
  text.line("{:>4}  {:<16} {:>7} {:>10} {:>10} {:>7}  {}", "rank", "host", "units", "busy", "idle",
            "busy", "device");
  for (std::size_t i = 0; i < std::min(s.ranks.size(), shown_ranks); ++i) {
    const store::SweepRank& r = s.ranks[i];
    const double busy = static_cast<double>(r.busy_ns) * 1e-9;
    const double idle = static_cast<double>(std::max<std::int64_t>(r.idle_ns, 0)) * 1e-9;
    text.line("{:>4}  {:<16} {:>7} {:>10} {:>10} {:>5.0f} %  {}", r.rank,
              printable(r.host, name_width), grouped(r.units),
              duration(busy), r.idle_ns < 0 ? "?" : duration(idle), 100 * share(busy, busy + idle),
              printable(r.device, name_width));
  }
  if (s.ranks.size() > shown_ranks) {
    text.line("      and {} more", s.ranks.size() - shown_ranks);
  }
}

void put_tasks(Text& text, const Summary& s, const Style& style) {
  std::vector<const TaskLine*> slow;
  for (const TaskLine& t : s.tasks) {
    if (t.wall_seconds > 0) slow.push_back(&t);
  }
  std::stable_sort(slow.begin(), slow.end(), [](const TaskLine* a, const TaskLine* b) {
    return a->wall_seconds > b->wall_seconds;
  });
  slow.resize(std::min(slow.size(), slow_tasks));
  if (slow.empty()) return;
  text.part("slowest");
  text.line("{:<20} {:>10} {:>10} {:>12}  {:<6} {}", "task", "wall", "cpu", "evaluations", "tests",
            "chosen program");
  for (const TaskLine* t : slow) {
    const std::string tests = fmt::format("{}/{}", t->score.tests_solved, t->score.tests);
    const bool all = t->score.tests > 0 && t->score.tests_solved == t->score.tests;
    text.line("{:<20} {:>10} {:>10} {:>12}  {} {}", printable(t->id, name_width), duration(t->wall_seconds),
              duration(t->cpu_seconds), grouped(t->evaluations),
              style.paint(fmt::format("{:<6}", tests),
                          all ? Style::Colour::green : Style::Colour::yellow),
              t->best_programs.empty() ? "-" : printable(t->best_programs.front(), name_width));
  }
}

}  // namespace

std::string to_text(const Summary& s, const Style& style) {
  Text text(style);
  put_totals(text, s);
  put_outcomes(text, s, style);
  put_scores(text, s, style);
  put_times(text, s);
  put_engines(text, s);
  put_ranks(text, s);
  put_tasks(text, s, style);
  if (s.missing_units > 0) {
    text.part("missing");
    text.line("{} of {} units are in no segment; their evaluations are pending",
              grouped(s.missing_units), grouped(s.units));
  }
  return text.take();
}

}  // namespace battalion::report
