#include "score/turn.hpp"

#include <algorithm>
#include <utility>

#include "base/clock.hpp"
#include "lower/planes.hpp"
#include "score/foreign_ahead.hpp"
#include "score/judge.hpp"
#include "score/pair_verdict.hpp"

namespace battalion::score {

void Leftovers::add(std::span<const Pair> pairs) {
  std::lock_guard lock(mutex_);
  for (std::size_t k = pairs.size(); k-- > 0;) by_sample_[pairs[k].sample].push_back(pairs[k]);
}

std::optional<Leftovers::Pair> Leftovers::take(std::size_t sample) {
  std::lock_guard lock(mutex_);
  if (sample >= by_sample_.size() || by_sample_[sample].empty()) {
    const auto most = [](const auto& a, const auto& b) { return a.size() < b.size(); };
    sample = static_cast<std::size_t>(std::max_element(by_sample_.begin(), by_sample_.end(), most) - by_sample_.begin());
  }
  std::vector<Pair>& of = by_sample_[sample];
  if (of.empty()) return std::nullopt;
  const Pair next = of.back();
  of.pop_back();
  return next;
}

void Turn::go(std::atomic<std::size_t>& next) {
  last_ns_ = wall_ns();
  if (member_.lanes) {
    for (std::size_t r = 0; r < out_.size(); ++r) member_.lanes->start_sample(sample(r), r);
    read_ns_ = wall_ns();
  }
  for (;;) {
    const std::size_t from = next.fetch_add(programs_at_once, std::memory_order_relaxed);
    if (from >= todo_.size()) break;
    for (std::size_t k = from; k < std::min(from + programs_at_once, todo_.size()); ++k) {
      for (std::size_t r = 0; r < out_.size(); ++r) evaluate(k, r);
    }
    left_.add(own_left_);
    own_left_.clear();
  }
  while (const auto pair = left_.take(interpreting_)) {
    watched(pair->program, pair->sample, [&] { interpret(*pair); });
  }
}

template <class Fn>
void Turn::watched(std::size_t k, std::size_t r, const Fn& fn) {
  if (options_.cancellation != nullptr && options_.cancellation->cancelled()) throw exec::Stopped{};
  if (member_.post != nullptr) member_.post->begin(tag_of(program(k), id(r)));
  fn();
  if (member_.post != nullptr) member_.post->end();
  const std::int64_t now = wall_ns();
  spent_ns_[r] += now - last_ns_;
  last_ns_ = read_ns_ = now;
}

/// What the device told; or why it could not.
const char* Turn::take_told(std::size_t k, std::size_t r) {
  const std::size_t at = sample_number(r);
  const kernels::PairAnswer& answer = ahead_.told->answer(at, todo_[k]);
  auto verdict = verdict_of(answer);
  if (!verdict) return punt_of(answer);
  verdict->engine = Engine::cuda;
  if (wants_grid() && answer.digest != 0) lower::to_cells(*ahead_.told->grid(at, todo_[k]), verdict->grid.emplace());
  out_[r].verdicts[k] = std::move(*verdict);
  return nullptr;
}

void Turn::evaluate(std::size_t k, std::size_t r) {
  if (ahead_.foreign != nullptr && ahead_.foreign->has(todo_[k])) {
    out_[r].verdicts[k] = ahead_.foreign->take(static_cast<std::uint32_t>(sample_number(r)), todo_[k]);
    return;
  }
  const char* why = ahead_.why_not;
  if (ahead_.told != nullptr) {
    why = take_told(k, r);
    if (why == nullptr) return;
  }
  watched(k, r, [&] {
    if (!member_.lanes) return interpret({k, r, {}});
    // Where others told the pairs before this one, they took their time.
    const bool alone = ahead_.told == nullptr && ahead_.foreign == nullptr;
    auto verdict = member_.lanes->evaluate(program(k), wants_grid(), r, alone ? read_ns_ : wall_ns());
    if (!verdict) return own_left_.push_back({k, r, member_.lanes->punt()});
    verdict->engine = Engine::lanes;
    if (why != nullptr) verdict->punt = why;
    out_[r].verdicts[k] = std::move(*verdict);
  });
}

/// All over again, with all its time.
void Turn::interpret(const Leftovers::Pair& pair) {
  if (interpreting_ != pair.sample) member_.evaluator->start_sample(sample(pair.sample).input);
  interpreting_ = pair.sample;
  Verdict& verdict = out_[pair.sample].verdicts[pair.program];
  verdict = judge(member_.evaluator->evaluate(program(pair.program)), sample(pair.sample), wants_grid());
  verdict.punt = pair.punt;
}

}  // namespace battalion::score
