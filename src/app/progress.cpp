#include "app/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <iterator>
#include <utility>

#include "base/contract.hpp"
#include "report/grouped.hpp"
#include "score/result.hpp"

namespace battalion::app {
namespace {

constexpr std::int64_t live_every_ns = 100'000'000;
constexpr std::int64_t plain_every_ns = 30'000'000'000;

}  // namespace

std::uint64_t ProgressState::evaluated() const {
  std::uint64_t n = 0;
  for (const std::uint64_t count : outcomes) n += count;
  return n;
}

std::string clock_text(double seconds) {
  const auto s = static_cast<std::uint64_t>(seconds + 0.5);
  if (s >= 3600) return fmt::format("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
  return fmt::format("{}:{:02}", s / 60, s % 60);
}

std::string progress_text(const ProgressState& state, double elapsed) {
  const std::uint64_t done = state.evaluated();
  const double rate = elapsed > 0 ? static_cast<double>(done) / elapsed : 0;
  const double share = state.evaluations > 0
                           ? static_cast<double>(done) / static_cast<double>(state.evaluations)
                           : 1;
  std::string text = fmt::format("{}/{} units, {} evaluations ({:.0f} %), {}/s", state.units_done,
                                 state.units, report::grouped(done), 100 * share,
                                 report::grouped(static_cast<std::uint64_t>(rate)));
  auto out = std::back_inserter(text);
  if (state.units_done < state.units) {
    const double left = done > 0 ? static_cast<double>(state.evaluations - done) / rate : 0;
    fmt::format_to(out, ", {} left", done > 0 ? clock_text(left) : "?");
  } else {
    fmt::format_to(out, ", {} in all", clock_text(elapsed));
  }
  const char* before = ": ";
  for (std::size_t code = 1; code < score::outcome_count; ++code) {
    if (state.outcomes[code] == 0) continue;
    fmt::format_to(out, "{}{} {}", std::exchange(before, ", "),
                   report::grouped(state.outcomes[code]),
                   score::name(static_cast<score::Outcome>(code)));
  }
  return text;
}

Progress::Progress(ProgressMode mode, Write write, std::int64_t now_ns)
    : mode_(mode), write_(std::move(write)), start_ns_(now_ns), written_ns_(now_ns) {
  BATTALION_EXPECT(mode != ProgressMode::automatic);
}

void Progress::tick(const ProgressState& state, std::int64_t now_ns) {
  if (mode_ == ProgressMode::none) return;
  const std::int64_t every = mode_ == ProgressMode::live ? live_every_ns : plain_every_ns;
  if (now_ns - written_ns_ >= every) write(state, now_ns, false);
}

void Progress::finish(const ProgressState& state, std::int64_t now_ns) {
  if (mode_ != ProgressMode::none) write(state, now_ns, true);
}

void Progress::write(const ProgressState& state, std::int64_t now_ns, bool last) {
  written_ns_ = now_ns;
  const std::string text = progress_text(state, static_cast<double>(now_ns - start_ns_) * 1e-9);
  if (mode_ == ProgressMode::live) {
    // Back to the start, clear the line: the new text may be shorter.
    write_(fmt::format("\r\x1b[K{}{}", text, last ? "\n" : ""));
  } else {
    write_(fmt::format("battalion: {}\n", text));
  }
}

ProgressMode resolved(ProgressMode mode) {
  if (mode != ProgressMode::automatic) return mode;
  const char* terminal = std::getenv("TERM");
  const bool rewrites = terminal != nullptr && std::string_view(terminal) != "dumb";
  return isatty(STDERR_FILENO) == 1 && rewrites ? ProgressMode::live : ProgressMode::plain;
}

}  // namespace battalion::app
