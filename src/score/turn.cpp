#include "score/turn.hpp"

#include <algorithm>
#include <utility>

#include "base/clock.hpp"
#include "score/judge.hpp"

namespace battalion::score {

void Turn::go(std::atomic<std::size_t>& next) {
  last_ns_ = wall_ns();
  if (member_.lanes) {
    for (std::size_t r = 0; r < out_.size(); ++r) member_.lanes->start_sample(sample(r), r);
  }
  for (;;) {
    const std::size_t from = next.fetch_add(programs_at_once, std::memory_order_relaxed);
    if (from >= todo_.size()) break;
    for (std::size_t k = from; k < std::min(from + programs_at_once, todo_.size()); ++k) {
      for (std::size_t r = 0; r < out_.size(); ++r) evaluate(k, r);
    }
  }
  std::stable_sort(left_.begin(), left_.end(), [](const Left& a, const Left& b) { return a.sample < b.sample; });
  for (const Left& l : left_) {
    watched(l.program, l.sample, [&] { interpret(l); });
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
  last_ns_ = now;
}

void Turn::evaluate(std::size_t k, std::size_t r) {
  watched(k, r, [&] {
    if (!member_.lanes) return interpret({k, r, {}});
    auto verdict = member_.lanes->evaluate(program(k), wants_grid(), r);
    if (!verdict) return left_.push_back({k, r, member_.lanes->punt()});
    verdict->engine = Engine::lanes;
    out_[r].verdicts[k] = std::move(*verdict);
  });
}

/// All over again, with all its time.
void Turn::interpret(const Left& left) {
  if (interpreting_ != left.sample) member_.evaluator->start_sample(sample(left.sample).input);
  interpreting_ = left.sample;
  Verdict& verdict = out_[left.sample].verdicts[left.program];
  verdict = judge(member_.evaluator->evaluate(program(left.program)), sample(left.sample), wants_grid());
  verdict.punt = left.punt;
}

}  // namespace battalion::score
